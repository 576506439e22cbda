from .upload import Upload
from .video import Rendition, Video

__all__ = ["Rendition", "Upload", "Video"]
