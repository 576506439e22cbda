from .captions import Captions
from .upload import Upload
from .video import Rendition, Video

__all__ = ["Captions", "Rendition", "Upload", "Video"]
