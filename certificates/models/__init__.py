from .batch import Batch, BatchItem
from .certificate import Certificate, Design, Kind

__all__ = ["Batch", "BatchItem", "Certificate", "Design", "Kind"]
