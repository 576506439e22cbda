"""How each item of a class stands, worked out from what lies there; `DossierLine` keeps it for lists and figures.

    missing -> to review -> accepted
                   '-> sent back -> to review
    being kept -> accepted        (what the system makes itself: growing while the class is open, then frozen)

Paper and the system's own record are both accepted: whichever is whole makes the item whole.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from courses.models import Session, TrainingClass
from lms.kit.clock import local_date, today
from trainees.models import DossierLine, Enrolment, EvidenceItem, FrozenTable, ItemRuling, OutcomeReport

from . import freezing
from .declaring import Facts, Item, due_on
from .items import ITEMS
from .tables import PROVIDERS, Table

State = DossierLine.State
Piece = EvidenceItem.State


@dataclass(frozen=True)
class Standing:
    """One item of one class: whether it applies (None: nobody has said yet), its state and what lies there."""

    item: Item
    applies: bool | None
    state: str
    due_on: object
    lack: dict = field(default_factory=dict)
    pieces: tuple[EvidenceItem, ...] = ()
    table: Table | None = None
    frozen: FrozenTable | None = None

    @property
    def is_required(self) -> bool:
        return bool(self.applies)

    @property
    def is_late(self) -> bool:
        return self.is_required and self.due_on < today()

    @property
    def label(self) -> str:
        return State(self.state).label

    @property
    def lack_text(self) -> str:
        return lack_text(self.lack)

    @property
    def waiting(self) -> int:
        return sum(piece.state == Piece.TO_REVIEW for piece in self.pieces)


def of(training_class: TrainingClass, *, with_tables: bool = True) -> list[Standing]:
    """The checklist of the class as it stands now, in its order. `with_tables` False leaves growing tables unmade."""
    facts = facts_of(training_class)
    pieces = _pieces(training_class)
    frozen = freezing.latest(training_class)
    return [
        _standing(item, facts, pieces.get(item.code, []), frozen.get(item.code), with_tables) for item in ITEMS.values()
    ]


def of_item(training_class: TrainingClass, code: str) -> Standing:
    """The same of one item. Raises KeyError."""
    item = ITEMS[code]
    pieces = _pieces(training_class, code).get(code, [])
    return _standing(item, facts_of(training_class), pieces, freezing.latest(training_class).get(code), True)


def facts_of(training_class: TrainingClass) -> Facts:
    sessions = Session.objects.not_cancelled().filter(training_class=training_class)
    seats = Enrolment.objects.filter(training_class=training_class, state__in=Enrolment.HOLDS_A_SEAT)
    reports = OutcomeReport.objects.standing().filter(task__enrolment__training_class=training_class)
    told = set(reports.order_by().values_list("kind", flat=True).distinct())
    rulings = ItemRuling.objects.filter(training_class=training_class).order_by("pk")
    return Facts(
        training_class=training_class,
        days=tuple(sorted({local_date(at) for at in sessions.values_list("starts_at", flat=True)})),
        has_poor=seats.filter(snapshot_poor=True).exists(),
        has_shops=OutcomeReport.Kind.SHOP_OPENED in told,
        has_jobs=OutcomeReport.Kind.EMPLOYED in told,
        ruled=dict(rulings.values_list("code", "applies")),
    )


@transaction.atomic
def work_out(training_class: TrainingClass) -> None:
    """Write the lines of the class anew. Void classes have none."""
    if training_class.state == TrainingClass.State.VOID:
        DossierLine.objects.filter(training_class=training_class).delete()
        return
    lines = [
        DossierLine(
            training_class=training_class,
            code=found.item.code,
            state=found.state,
            is_required=found.is_required,
            due_on=found.due_on,
            lack=found.lack,
        )
        for found in of(training_class)
    ]
    DossierLine.objects.bulk_create(
        lines,
        update_conflicts=True,
        unique_fields=["training_class", "code"],
        update_fields=["state", "is_required", "due_on", "lack", "worked_out_at"],
    )


def lack_text(lack: dict) -> str:
    """What stands in the way, as a sentence in the reader's language."""
    if not lack:
        return ""
    sentences = {
        "days": _("Nothing from these days yet: %(days)s."),
        "nobody": _("Nobody is on it yet."),
        "people": _("Missing for %(count)d of %(all)d people."),
        "sessions": _("%(count)d of %(all)d sessions are not closed."),
        "papers": _("%(count)d of %(all)d trainers have no paper that is valid on the first day."),
        "late": _("It was announced on %(day)s, after the first day."),
        "replies": _("%(count)d of %(all)d people replied; at least %(enough)d are needed to show what they said."),
        "open": _("The class is not closed yet."),
    }
    return sentences[lack["code"]] % lack.get("params", {})


def _pieces(training_class: TrainingClass, code: str = "") -> dict[str, list[EvidenceItem]]:
    shared = [item.code for item in ITEMS.values() if item.shared]
    lies_here = Q(training_class=training_class)
    lies_here |= Q(programme=training_class.programme_id, training_class=None, item__in=shared)
    rows = EvidenceItem.objects.in_dossiers().filter(lies_here)
    if code:
        rows = rows.filter(item=code)
    found = defaultdict(list)
    for piece in rows.select_related("uploaded_by", "reviewed_by", "session").order_by("pk"):
        found[piece.item].append(piece)
    return found


def _standing(item: Item, facts: Facts, pieces, frozen, with_tables: bool) -> Standing:
    provider = PROVIDERS.get(item.code)
    is_open = facts.training_class.state != TrainingClass.State.CLOSED
    table = None
    if provider and (is_open or provider.goes_on or frozen is None) and with_tables:
        table = freezing.made(provider, facts.training_class)
    state, lack = _state(item, facts, pieces, table, frozen, provider)
    applies = item.applies(facts)
    if applies is None and pieces:
        applies = True  # somebody brought it: so it applies
    return Standing(
        item=item,
        applies=applies,
        state=state,
        due_on=due_on(item, facts.training_class),
        lack=lack,
        pieces=tuple(pieces),
        table=table,
        frozen=frozen,
    )


def _state(item, facts, pieces, table, frozen, provider) -> tuple[str, dict]:
    states = {piece.state for piece in pieces}
    own, lack = _of_the_system(facts, table, frozen, provider)
    if own == State.ACCEPTED:
        return own, {}
    if Piece.TO_REVIEW in states:
        return State.TO_REVIEW, {}
    if Piece.ACCEPTED in states:
        missing = days_without(pieces, facts) if item.each_day else []
        if missing:
            return State.MISSING, {"code": "days", "params": {"days": " ".join(f"{day:%m-%d}" for day in missing)}}
        return State.ACCEPTED, {}
    if Piece.SENT_BACK in states:
        return State.SENT_BACK, {}
    if item.each_day and facts.days:
        lack = {"code": "days", "params": {"days": " ".join(f"{day:%m-%d}" for day in facts.days)}}
    return own or State.MISSING, lack


def _of_the_system(facts, table, frozen, provider) -> tuple[str, dict]:
    """What the system's own record comes to; nothing where it keeps none."""
    if provider is None:
        return "", {}
    is_closed = facts.training_class.state == TrainingClass.State.CLOSED
    if table is None:
        if frozen is None or not is_closed:
            return "", {}
        return (State.MISSING, frozen.lack) if frozen.lack else (State.ACCEPTED, {})
    if not table.rows:
        return State.MISSING, {"code": "nobody"}
    if is_closed:
        return (State.MISSING, table.lack) if table.lack else (State.ACCEPTED, {})
    return State.GROWING, table.lack


def days_without(pieces: Iterable[EvidenceItem], facts: Facts) -> list:
    """Days of the class with no piece that counts; a piece is of the day its session or its camera says."""
    covered = {day_of(piece) for piece in pieces if piece.state in {Piece.ACCEPTED, Piece.TO_REVIEW}}
    return [day for day in facts.days if day not in covered]


def day_of(piece: EvidenceItem):
    """The day a piece is from: of its session, else when it was taken, else when it came."""
    at = piece.session.starts_at if piece.session else piece.captured_at or piece.uploaded_at
    return local_date(at)
