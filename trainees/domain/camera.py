"""What a camera wrote into a picture: when and roughly where. Read before the picture is drawn anew without it."""

import datetime as dt
import math
import re
from dataclasses import dataclass
from decimal import Decimal

from django.utils import timezone
from PIL import Image

WHEN = ((0x9003, 0x9011), (0x9004, 0x9012))  # taken, made digital; each with its offset from UTC
_moment = re.compile(r"(\d{4})[:-](\d\d)[:-](\d\d)[ T](\d\d):(\d\d):(\d\d)")
_offset = re.compile(r"([+-])(\d\d):(\d\d)")
PHOTO_PART, PLACE_PART = 0x8769, 0x8825


@dataclass(frozen=True)
class Shot:
    """When, and where to a hundredth of a degree; None for what the camera did not write or wrote as nonsense."""

    at: dt.datetime | None = None
    latitude: Decimal | None = None
    longitude: Decimal | None = None


NO_SHOT = Shot()


def read(picture: Image.Image) -> Shot:
    """Never raises: EXIF is written by anybody."""
    try:
        exif = picture.getexif()
        place = _place(exif.get_ifd(PLACE_PART))
        return Shot(_taken(exif.get_ifd(PHOTO_PART)), *(place or (None, None)))
    except Exception:  # noqa: BLE001 - Pillow's reader fails in many ways on damaged EXIF; the picture is good all the same
        return NO_SHOT


def _taken(part: dict) -> dt.datetime | None:
    for tag, offset in WHEN:
        found = _moment.match(str(part.get(tag, "")))
        if found:
            try:
                moment = dt.datetime(*map(int, found.groups()), tzinfo=_zone(str(part.get(offset, ""))))
            except ValueError:
                continue
            return moment if moment.year >= 2000 else None
    return None


def _zone(text: str) -> dt.tzinfo:
    """Phones write their offset, older cameras nothing: then it is the county's time."""
    found = _offset.match(text)
    if not found:
        return timezone.get_default_timezone()
    sign, hours, minutes = found.groups()
    return dt.timezone((1 if sign == "+" else -1) * dt.timedelta(hours=int(hours), minutes=int(minutes)))


def _place(part: dict) -> tuple[Decimal, Decimal] | None:
    latitude, longitude = (_degrees(part.get(number), part.get(number - 1)) for number in (2, 4))
    if latitude is None or longitude is None or (latitude, longitude) == (0, 0):
        return None
    inside = abs(latitude) <= 90 and abs(longitude) <= 180
    return (_coarse(latitude), _coarse(longitude)) if inside else None


def _degrees(parts, side) -> float | None:
    if not parts or len(parts) != 3:
        return None
    degrees, minutes, seconds = map(float, parts)
    whole = degrees + minutes / 60 + seconds / 3600
    if not math.isfinite(whole):
        return None
    return -whole if str(side).strip().upper() in {"S", "W"} else whole


def _coarse(degrees: float) -> Decimal:
    return Decimal(degrees).quantize(Decimal("0.01"))
