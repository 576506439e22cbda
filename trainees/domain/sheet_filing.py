"""Filing photos of signed sheets: each goes to the session whose page code is read from its pixels.

The picture is drawn anew before anything looks at it. What is filed is a piece of the class's dossier (item 4.1, kind
sheet) and bound to its session; filing the same photo again changes nothing.
"""

import io
from dataclasses import dataclass

from django.utils.translation import gettext as _
from PIL import Image

from courses.models import Session
from lms.kit import qr
from trainees import permissions
from trainees.models import EvidenceItem

from . import evidence, sheet_codes
from .dossier import files, pieces

ITEM = "4.1"


class SheetRefused(Exception):
    """This file is not filed; the text says why and what to do."""


class NoPageCode(SheetRefused):
    """A picture, but no code of a sheet of ours can be read from it: a person chooses the session.

    `small` is the picture small, as a JPEG.
    """

    def __init__(self, text: str, small: bytes):
        super().__init__(text)
        self.small = small


@dataclass(frozen=True)
class Filed:
    """Where a photo lies now; `page` is 0 when a person chose the session."""

    piece: EvidenceItem
    session: Session
    page: int
    is_new: bool


def file_photo(file, *, session: Session | None = None, by) -> Filed:
    """File a photo by the code on it, else with `session`. Raises SheetRefused, NoPageCode."""
    picture = _picture(file)
    found = _page_in(picture)
    if found is None and session is None:
        text = _("No page code can be read on this photo. Choose the session it belongs to.")
        raise NoPageCode(text, picture.thumbnail)
    number, page = found or (session.pk, 0)
    kept = _kept_by(by, number)
    if kept is None:
        raise SheetRefused(_("This sheet is of a session that is not one of yours."))
    # As the paper is called; names of files are not spoken in the reader's language.
    file.name = f"签到表 第{kept.number}次课{f' 第{page}页' if page else ''}.jpg"
    try:
        piece, is_new = pieces.add(kept.training_class, ITEM, file, session=kept, by=by)
    except (pieces.PieceRefused, files.FileRefused) as refusal:
        raise SheetRefused(str(refusal)) from refusal
    return Filed(piece, kept, page, is_new)


def sheets_of(session: Session):
    """What is filed with a session, newest first."""
    filed = EvidenceItem.objects.in_dossiers().filter(session=session, kind=EvidenceItem.Kind.SHEET)
    return filed.order_by("-uploaded_at")


def _picture(file) -> evidence.Picture:
    """Raises SheetRefused for what is no picture."""
    file.seek(0)
    try:
        return evidence.read(file)
    except (evidence.NotAPicture, evidence.PictureTooLarge) as refusal:
        raise SheetRefused(str(refusal)) from refusal
    finally:
        file.seek(0)


def _page_in(picture: evidence.Picture) -> tuple[int, int] | None:
    """Session and page of the first code of ours in a picture."""
    with Image.open(io.BytesIO(picture.data)) as drawn:
        pages = (sheet_codes.read_page(text) for text in qr.texts_in(drawn.convert("L")))
        return next(filter(None, pages), None)


def _kept_by(user, pk: int) -> Session | None:
    seen = Session.objects.visible_to(user).select_related("training_class__trainer", "trainer", "venue")
    found = seen.filter(pk=pk).first()
    return found if found and permissions.may_keep_roll(user, found) else None
