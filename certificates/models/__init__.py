from .batch import Batch, BatchItem
from .certificate import Certificate, Design

__all__ = ["Batch", "BatchItem", "Certificate", "Design"]
