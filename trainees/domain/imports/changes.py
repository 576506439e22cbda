"""What a household list changes, in words: on the page and as a workbook to take away."""

from django.db.models import QuerySet
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from lms.kit import audit
from lms.kit.clock import now
from lms.kit.masking import mask_name
from lms.kit.spreadsheets import write_workbook
from lms.kit.watermarks import watermark
from trainees.domain.disclosure import Reason, checked
from trainees.models import HouseholdMember, ImportBatch, ListChange, Trainee
from trainees.models.household_status import described
from trainees.permissions import role_in

Kind = ListChange.Kind
# In the order people ask for them.
ORDER = (
    *(Kind.STATUS, Kind.NEW_HOUSEHOLD, Kind.NEW_PERSON, Kind.JOINED, Kind.LEFT, Kind.ABSENT, Kind.FACTS),
    Kind.UNCHANGED,
)
LABELS = {"labour": Trainee.Labour, "away_place": Trainee.AwayPlace, "relation": HouseholdMember.Relation}


def chosen(batch: ImportBatch, *, kind: str = "", number: str = "") -> QuerySet[ListChange]:
    """The changes of a kind, of households whose number begins so."""
    changes = batch.changes.select_related("trainee")
    if kind in Kind.values:
        changes = changes.filter(kind=kind)
    return changes.filter(household_number__startswith=number) if number else changes


def before_and_after(change: ListChange) -> tuple[str, str]:
    """What was and what is, in words; empty where there is nothing to compare."""
    before, after = change.params.get("before", ""), change.params.get("after", "")
    if change.kind in {Kind.STATUS, Kind.ABSENT}:
        nothing = _("nothing") if change.kind == Kind.STATUS else ""
        return _words(before) or nothing, _words(after) or nothing
    if change.kind == Kind.FACTS:
        return _facts(before), _facts(after)
    return str(before), str(after)


def take_away(changes: QuerySet[ListChange], batch: ImportBatch, *, reason: str, note: str, by) -> bytes:
    """The changes as .xlsx, names masked; logged. Raises NoReasonGiven."""
    reason, note = checked(reason, note)
    rows = [
        [_("What changed"), _("Household number"), _("Row"), _("Person"), _("Before"), _("After")],
        *(
            [
                str(change.get_kind_display()),
                change.household_number,
                change.row or "",
                mask_name(change.trainee.name) if change.trainee else "",
                *before_and_after(change),
            ]
            for change in changes.iterator(chunk_size=2000)
        ),
    ]
    audit.record(
        "trainees.import.export",
        batch,
        by=by,
        purpose=note,
        region=batch.region_id,
        reason=reason,
        rows=len(rows) - 1,
        role=role_in(by, batch.region_id),
    )
    origin = [
        [_("List"), batch.name],
        [_("From whom and of which day"), batch.source_in_words],
        [_("By"), str(by)],
        [_("At"), f"{localtime(now()):%Y-%m-%d %H:%M}"],
        [_("For"), f"{Reason(reason).label}: {note}"],
    ]
    mark = watermark(by, purpose=f"{Reason(reason).label}: {note}")
    return write_workbook([(_("Changes"), rows), (_("Origin"), origin)], mark=mark)


def _words(words) -> str:
    return " / ".join(described(word) for word in words or ())


def _facts(values: dict) -> str:
    told = []
    for name, value in (values or {}).items():
        label = LABELS[name](value).label if name in LABELS and value else value
        if name == "away_months":
            label = _("%(months)s months of work") % {"months": value} if value not in {"", "None"} else "—"
        told.append(str(label or "—"))
    return "、".join(told)
