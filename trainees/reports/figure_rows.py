"""The rows behind a figure as a table: one way to show each kind of thing that is counted."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _

from courses.models import Denominator, Region, TrainingClass
from courses.models.training import HOUR
from lms.kit.masking import mask_id_number, mask_name
from trainees.domain.dossier.items import ITEMS
from trainees.domain.indicators import Part, Unit
from trainees.models import DossierLine, Enrolment, Household, OutcomeReport, SurveyReply, Trainee, TrainerRating
from trainees.permissions import sees_area_digits


@dataclass(frozen=True)
class Line:
    """One row: its cells, and the person it is about when the reader may open their page."""

    cells: list
    headings: list[str]
    person: int | None = None
    finding: tuple[str, int] | None = None  # what a finding about this row would be about: sort and key

    @property
    def labelled(self) -> list[tuple]:
        """(heading, cell), in the order of the columns."""
        return list(zip(self.headings, self.cells, strict=True))


@dataclass(frozen=True)
class Kind:
    """How to show one model: headings, cells of a row, whom it is about, what to fetch along, in what order."""

    headings: Callable[[], list[str]]
    cells: Callable
    about: Callable
    along: tuple[str, ...]
    order: tuple[str, ...]


def _place(region) -> str:
    return f"{region.parent.name} {region.name}" if region.parent else region.name


def _person(trainee: Trainee, shown: "Shown") -> list:
    name = trainee.name if shown.may_name(trainee) else mask_name(trainee.name)
    area = shown.user is not None and sees_area_digits(shown.user, trainee)
    return [name, mask_id_number(trainee.id_number, area=area)]


KINDS: dict[type[Model], Kind] = {
    Enrolment: Kind(
        headings=lambda: [
            _("Name"),
            _("ID number"),
            _("Village on that day"),
            _("Class"),
            _("Completed on"),
            _("Poverty-registered"),
        ],
        cells=lambda row, shown: [
            *_person(row.trainee, shown),
            _place(row.snapshot_region),
            str(row.training_class),
            row.completed_on,
            _("yes") if row.snapshot_poor else "",
        ],
        about=lambda row: row.trainee,
        along=("trainee", "snapshot_region__parent", "training_class"),
        order=("completed_on", "pk"),
    ),
    Trainee: Kind(
        headings=lambda: [_("Name"), _("ID number"), _("Village today")],
        cells=lambda row, shown: [*_person(row, shown), _place(row.region)],
        about=lambda row: row,
        along=("region__parent",),
        order=("name_pinyin", "pk"),
    ),
    Household: Kind(
        headings=lambda: [_("Household number"), _("Village")],
        cells=lambda row, _shown: [row.number, _place(row.region)],
        about=lambda _row: None,
        along=("region__parent",),
        order=("region", "number"),
    ),
    Region: Kind(
        headings=lambda: [_("Village"), _("Code")],
        cells=lambda row, _shown: [_place(row), row.code],
        about=lambda _row: None,
        along=("parent",),
        order=("code",),
    ),
    Denominator: Kind(
        headings=lambda: [_("Region"), _("Who is counted"), _("people"), _("As of"), _("Source"), "SHA-256"],
        cells=lambda row, _shown: [
            row.region.title,
            row.get_kind_display(),
            row.value,
            row.as_of,
            f"{row.place_list.source} · {row.place_list.name}",
            row.place_list.sha256[:16],
        ],
        about=lambda _row: None,
        along=("region", "place_list"),
        order=("-as_of", "pk"),
    ),
    DossierLine: Kind(
        headings=lambda: [_("Class"), _("Item"), _("Title"), _("State"), _("Due on")],
        cells=lambda row, _shown: [
            str(row.training_class),
            row.code,
            str(ITEMS[row.code].title) if row.code in ITEMS else "",
            row.get_state_display(),
            row.due_on,
        ],
        about=lambda _row: None,
        along=("training_class__course",),
        order=("training_class__ends_on", "training_class", "code"),
    ),
    OutcomeReport: Kind(
        headings=lambda: [_("Name"), _("ID number"), _("Platform"), _("Shop"), _("Opened on"), _("Village")],
        cells=lambda row, shown: [
            *_person(row.trainee, shown),
            row.get_platform_display(),
            row.shop_name,
            row.occurred_on,
            _place(row.trainee.region),
        ],
        about=lambda row: row.trainee,
        along=("trainee__region__parent",),
        order=("occurred_on", "pk"),
    ),
}
# An opinion is shown as one of its class, never by what it says: the figure is all that may be known.
KINDS |= {
    model: Kind(
        headings=lambda: [_("Class"), _("Last day"), _("Held in")],
        cells=lambda row, _shown: [
            str(row.training_class),
            row.training_class.ends_on,
            row.training_class.region.title,
        ],
        about=lambda _row: None,
        along=("training_class__region", "training_class__course"),
        order=("training_class__ends_on", "training_class", "pk"),
    )
    for model in (SurveyReply, TrainerRating)
}
KINDS[TrainingClass] = Kind(
    headings=lambda: [_("Class"), _("Last day"), _("Held in"), _("Hours held (45 min)"), _("of these practice")],
    cells=lambda row, _shown: [
        str(row),
        row.ends_on,
        row.region.title,
        round(row.held_seconds / HOUR, 1),
        round(row.practice_seconds / HOUR, 1),
    ],
    about=lambda _row: None,
    along=("region", "course"),
    order=("ends_on", "pk"),
)
ANYTHING = Kind(
    headings=lambda: [_("What")],
    cells=lambda row, _shown: [str(row)],
    about=lambda _row: None,
    along=(),
    order=("pk",),
)


class Shown:
    """Rows of a QuerySet as lines for `user`; None (a file that leaves the house) masks every name.

    Where the rows add up to seconds (`counted` is the part they belong to), each says its own.
    """

    def __init__(self, rows: QuerySet, *, user, counted: Part | None = None):
        self.user = user
        self.seconds = counted.weight if counted and counted.unit == Unit.SECONDS else ""
        self.kind = KINDS.get(rows.model, ANYTHING)
        self.rows = rows.select_related(*self.kind.along).order_by(*self.kind.order)
        self.headings = [*self.kind.headings(), *([str(Unit.SECONDS.label)] if self.seconds else [])]
        self.named: set[int] = set()

    def may_name(self, trainee: Trainee) -> bool:
        return trainee.pk in self.named

    def lines(self, rows=None) -> list[Line]:
        """Lines of `rows` (a page of them; all by default)."""
        rows = list(self.rows if rows is None else rows)
        people = {person.pk for person in map(self.kind.about, rows) if person}
        if self.user is not None and people:
            seen = Trainee.objects.known_to(self.user).filter(pk__in=people)
            self.named = set(seen.values_list("pk", flat=True))
        return [self._line(row) for row in rows]

    def _line(self, row) -> Line:
        person = self.kind.about(row)
        opens = person.pk if person and person.pk in self.named else None
        about = ("participation", row.pk) if isinstance(row, Enrolment) else ("person", opens)
        cells = [*self.kind.cells(row, self), *([getattr(row, self.seconds)] if self.seconds else [])]
        return Line(cells, self.headings, opens, about if opens else None)
