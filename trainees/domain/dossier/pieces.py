"""Pieces of a dossier: brought, reviewed, sent back with a word, taken back. No other module writes them.

Who reviews is an organiser of the class; who reviews a piece of their own is shown as having done so.
"""

from pathlib import PurePath

from django.core.files.base import ContentFile, File
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from courses.models import Session, TrainingClass
from lms.kit import audit
from lms.kit.clock import now
from lms.kit.masking import has_whole_number
from trainees.domain.rules import running
from trainees.models import EvidenceItem, ItemRuling
from trainees.permissions import may_bring_proof, may_review_proof

from . import files, likeness, standing
from .declaring import NOTHING, Item
from .items import ITEMS

State, Kind = EvidenceItem.State, EvidenceItem.Kind
LEAST_LETTERS = 2
# Under these items a picture is of a signed sheet, not of the class.
SHEETS = {"4.1", "3.1", "3.4"}


class PieceRefused(Exception):
    """Not theirs to bring or to judge, not now, or not with these words; the text says which."""


def add(
    training_class: TrainingClass, code: str, file, *, session: Session | None = None, by
) -> tuple[EvidenceItem, bool]:
    """Keep an upload under an item of the class (of its programme, for a shared item); True when it is new.

    The same file under the same item is the same piece. Raises PieceRefused and files.FileRefused.
    """
    item = _item(code)
    if not may_bring_proof(by, training_class, item.shared):
        raise PieceRefused(_("You may bring proof for your own classes only."))
    if item.takes == NOTHING:
        raise PieceRefused(_("The platform keeps this item itself; no file is needed."))
    judged = files.judge(file, takes=item.takes)  # before the transaction: it may take seconds
    place = {"programme": training_class.programme} if item.shared else {"training_class": training_class}
    piece = EvidenceItem(
        kind=Kind.SHEET if judged.kind == Kind.PHOTO and code in SHEETS else judged.kind,
        content_type=judged.content_type,
        size=judged.size,
        pages=judged.pages,
        sha256=judged.sha256,
        original_sha256=judged.original_sha256,
        name=_name(file.name),
        item=code,
        session=session,
        captured_at=judged.shot.at,
        latitude=judged.shot.latitude,
        longitude=judged.shot.longitude,
        look=judged.look,
        uploaded_by=by,
        state=State.TO_REVIEW,
        **place,
    )
    try:
        with transaction.atomic():
            _save(piece, judged, file)
            likeness.note(piece)
            _log("add", piece, training_class, by=by, item=code, sha256=piece.sha256, original=piece.original_sha256)
            _work_out(piece)
    except IntegrityError:
        known = _known(piece)
        if known is None:
            raise
        return known, False
    return piece, True


@transaction.atomic
def accept(piece: EvidenceItem, *, by) -> EvidenceItem:
    """The piece is good. Accepting twice changes and logs nothing. Raises PieceRefused."""
    return _review(piece, State.ACCEPTED, "", by)


@transaction.atomic
def send_back(piece: EvidenceItem, *, word: str, by) -> EvidenceItem:
    """The piece is not good, and why: who brought it reads the word. Raises PieceRefused."""
    return _review(piece, State.SENT_BACK, _checked(word), by)


@transaction.atomic
def withdraw(piece: EvidenceItem, *, by) -> EvidenceItem:
    """Take back what nobody has reviewed: a wrong or private picture. The file is deleted, its hash stays.

    Raises PieceRefused.
    """
    held = EvidenceItem.objects.select_for_update().get(pk=piece.pk)
    if held.uploaded_by_id != by.pk:
        raise PieceRefused(_("Only who brought a file takes it back."))
    if held.state != State.TO_REVIEW:
        raise PieceRefused(_("This file has been reviewed and stays. Ask the organiser to send it back."))
    files_gone = [field for field in (held.file, held.thumbnail) if field]
    names = [(field.storage, field.name) for field in files_gone]
    held.state, held.file, held.thumbnail, held.name = State.WITHDRAWN, "", "", ""
    held.latitude = held.longitude = None
    held.look = ""
    held.save(update_fields=["state", "file", "thumbnail", "name", "latitude", "longitude", "look"])
    held.keys.all().delete()
    _log("withdraw", held, held.training_class, by=by, item=held.item, sha256=held.sha256)
    for storage, name in names:
        transaction.on_commit(lambda storage=storage, name=name: storage.delete(name))
    _work_out(held)
    return held


@transaction.atomic
def rule(training_class: TrainingClass, code: str, *, applies: bool, because: str, by) -> ItemRuling:
    """Say whether an item that only a person can judge applies to the class. Raises PieceRefused."""
    item = _item(code)
    if not may_review_proof(by, training_class):
        raise PieceRefused(_("Only an organiser of this class says which items apply."))
    if item.condition(standing.facts_of(training_class)) is not None:
        raise PieceRefused(_("Whether this item applies follows from the class itself."))
    ruling = ItemRuling.objects.create(
        training_class=training_class, code=code, applies=applies, because=_checked(because), said_by=by
    )
    _log("rule", ruling, training_class, by=by, item=code, applies=applies)
    standing.work_out(training_class)
    return ruling


def _item(code: str) -> Item:
    if code not in ITEMS:
        raise PieceRefused(_("The checklist has no such item."))
    return ITEMS[code]


def _save(piece: EvidenceItem, judged: files.Judged, file) -> None:
    if judged.thumbnail:
        piece.thumbnail.save("thumbnail", ContentFile(judged.thumbnail), save=False)
    if judged.data is None:
        file.seek(0)
    piece.file.save("piece", File(file) if judged.data is None else ContentFile(judged.data))


def _known(piece: EvidenceItem) -> EvidenceItem | None:
    place = {"programme": piece.programme, "training_class": piece.training_class}
    same = EvidenceItem.objects.filter(item=piece.item, original_sha256=piece.original_sha256, **place)
    return same.filter(state__in=[State.TO_REVIEW, State.ACCEPTED]).first()


def _review(piece: EvidenceItem, state: str, word: str, by) -> EvidenceItem:
    held = EvidenceItem.objects.select_for_update().get(pk=piece.pk)
    if not may_review_proof(by, held.training_class or held.programme):
        raise PieceRefused(_("Only an organiser of this class reviews its proof."))
    if held.state == State.WITHDRAWN:
        raise PieceRefused(_("This file was taken back by who brought it."))
    if (held.state, held.word) == (state, word):
        return held
    held.state, held.word, held.reviewed_at, held.reviewed_by = state, word, now(), by
    try:
        with transaction.atomic():
            held.save(update_fields=["state", "word", "reviewed_at", "reviewed_by"])
    except IntegrityError as error:
        raise PieceRefused(_("The same file has come again since; review that one.")) from error
    _log(
        "accept" if state == State.ACCEPTED else "refuse", held, held.training_class, by=by, item=held.item,
        sha256=held.sha256, own=held.uploaded_by_id == by.pk,
    )  # fmt: skip
    _work_out(held)
    return held


def _work_out(piece: EvidenceItem) -> None:
    """How the class stands now, and a look of the rules at its proof.

    A piece of the programme touches all its classes; those are worked out by the nightly round, one by one.
    """
    if piece.training_class:
        standing.work_out(piece.training_class)
        running.ask_about_class(piece.training_class, by=piece.uploaded_by)


def _checked(word: str) -> str:
    word = " ".join(word.split())
    if len(word) < LEAST_LETTERS:
        raise PieceRefused(_("Say in a few words why: who brought it reads it."))
    if has_whole_number(word):
        raise PieceRefused(_("Leave whole ID numbers and phone numbers out; the register has them."))
    return word[:200]


def _name(name: str) -> str:
    return PurePath(name or "").name[-120:]


def _log(verb: str, thing, training_class, *, by, **details) -> None:
    region = training_class.region_id if training_class else thing.programme.region_id
    audit.record(f"trainees.dossier.{verb}", thing, by=by, region=region, **details)
