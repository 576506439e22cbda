"""Files full of personal data, as a `SealedFileField` keeps them."""

import base64

from django.core.files.base import ContentFile
from django.db.models.fields.files import FieldFile

from lms.kit.sealed import SealedFileField, seal, unseal


def closed(data: bytes, field: SealedFileField) -> ContentFile:
    """`data` as the file to keep in `field`."""
    return ContentFile(seal(base64.b64encode(data).decode(), place=field.place()).encode(), name="sealed")


def opened(file: FieldFile) -> bytes:
    """What `closed()` was given. Raises SealBroken."""
    with file.open("rb") as stored:
        return base64.b64decode(unseal(stored.read().decode(), place=file.field.place()))
