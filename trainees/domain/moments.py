"""A line of a person's history, and what the register itself tells: lists, corrections, consents, households."""

import dataclasses
import datetime as dt
from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lms.kit.clock import local, local_date
from lms.kit.models import AuditEvent
from trainees.models import (
    ConsentRecord,
    DataRequest,
    HouseholdMember,
    HouseholdStatus,
    ImportBatch,
    ImportedRow,
    Trainee,
    TraineeGroup,
)

from . import disclosure
from .trail import reason_of

# Looking at a person's whole numbers: what the person is told about.
LOOKS = (disclosure.UNMASK, disclosure.PHONE_SHOWN)
ACTS = {
    "trainees.trainee.correct": ("pencil", gettext_lazy("Corrected in the register")),
    "trainees.trainee.erase": ("user-x", gettext_lazy("Identity erased at their own wish")),
    "trainees.trainee.claim": ("log-in", gettext_lazy("Found themselves in the register and signed in")),
    "trainees.trainee.tell_apart": ("split", gettext_lazy("Found to be another person than a look-alike")),
    "trainees.entry_code.issue": ("key-round", gettext_lazy("Entry code given")),
    "trainees.entry_code.use": ("log-in", gettext_lazy("Signed in with an entry code")),
    "trainees.card.make": ("id-card", gettext_lazy("Card made")),
    "trainees.card.revoke": ("id-card", gettext_lazy("Card replaced, the old one counts no more")),
    disclosure.UNMASK: ("eye", gettext_lazy("Whole numbers seen")),
    disclosure.PHONE_SHOWN: ("eye", gettext_lazy("Phone number seen")),
}


@dataclasses.dataclass(frozen=True)
class Moment:
    """One line of the timeline. `training_class` and `evidence` are what it is about; `link` is another page of proof,
    as the name of its address and a key."""

    at: dt.datetime
    icon: str
    title: str
    detail: str = ""
    by: object = None
    training_class: object = None
    evidence: object = None
    link: tuple[str, object] | None = None
    is_struck: bool = False

    @property
    def on(self) -> dt.date:
        return local_date(self.at)


def of_register(rows: list[Trainee], *, user, with_looks: bool) -> Iterator[Moment]:
    """What the register says of these rows of one person; six queries. `with_looks`: who saw the whole numbers too."""
    for row in rows:
        yield Moment(row.registered_at, "user-plus", _("Entered in the register"), by=row.registered_by)
    yield from _lists(rows, user)
    yield from _acts(rows, with_looks=with_looks)
    yield from _consents(rows)
    yield from _requests(rows)
    yield from _households(rows, user)


def _lists(rows, user) -> Iterator[Moment]:
    lines = ImportedRow.objects.filter(trainee__in=rows, batch__imported_at__isnull=False)
    lines = list(lines.select_related("batch__imported_by"))
    mine = _may_open({line.batch_id for line in lines}, user)
    for line in lines:
        batch = line.batch
        title = _("Brought in by a list") if line.is_new else _("Stood in a list")
        told = [batch.name, _("row %(number)d") % {"number": line.row}]
        filled = [name for name in line.filled if name != "before"]
        if filled:
            told.append(_("filled in: %(what)s") % {"what": "、".join(map(_field, filled))})
        yield Moment(
            batch.imported_at,
            "file-spreadsheet",
            title,
            detail=" · ".join(told),
            by=batch.imported_by,
            link=("import_batch", batch.pk) if batch.pk in mine else None,
            is_struck=batch.undone_at is not None,
        )


def _acts(rows, *, with_looks: bool) -> Iterator[Moment]:
    about = {"object_type": Trainee._meta.label_lower, "object_id__in": [str(row.pk) for row in rows]}
    actions = [action for action in ACTS if with_looks or action not in LOOKS]
    for event in AuditEvent.objects.filter(action__in=actions, **about).select_related("actor"):
        icon, title = ACTS[event.action]
        fields = event.details.get("fields", [])
        told = ["、".join(map(_field, fields)), reason_of(event)]
        yield Moment(event.at, icon, str(title), detail=" · ".join(filter(None, told)), by=event.actor)


def _consents(rows) -> Iterator[Moment]:
    for consent in ConsentRecord.objects.filter(trainee__in=rows).select_related("given_to", "withdrawn_by"):
        text = _("version of the text: %(version)s") % {"version": consent.version}
        yield Moment(consent.given_at, "file-check", _("Agreed to what is kept"), detail=text, by=consent.given_to)
        if consent.withdrawn_at:
            yield Moment(consent.withdrawn_at, "file-x", _("Took the consent back"), text, by=consent.withdrawn_by)


def _requests(rows) -> Iterator[Moment]:
    for asked in DataRequest.objects.filter(trainee__in=rows).select_related("asked_by", "settled_by"):
        what = _("Asked about their own data: %(what)s") % {"what": asked.get_what_display()}
        yield Moment(asked.asked_at, "file-text", what, by=asked.asked_by)
        if asked.settled_at:
            told = " · ".join(filter(None, [asked.get_what_display(), asked.answer]))
            yield Moment(asked.settled_at, "file-check", str(asked.get_state_display()), told, by=asked.settled_by)


def _households(rows, user) -> Iterator[Moment]:
    lived = HouseholdMember.objects.filter(trainee__in=rows).select_related("household")
    homes = {}
    for member in lived:
        homes.setdefault(member.household_id, []).append(member)
        number = _("No. %(number)s") % {"number": member.household.number}
        yield Moment(_day(member.valid_from), "house", _("Lives in the household"), detail=number)
        if member.valid_until:
            yield Moment(_day(member.valid_until), "house", _("Left the household"), detail=number)
    statuses = HouseholdStatus.objects.filter(household__in=homes)
    statuses = statuses.select_related("listed_by", "recorded_by", "ended_by")
    statuses = list(statuses)
    mine = _may_open({status.listed_by_id for status in statuses} - {None}, user)
    for status in statuses:
        kind, listed = status.in_words, status.listed_by
        told = " · ".join(filter(None, [status.source, listed and listed.name, status.reason]))
        proof = {
            "by": status.recorded_by,
            "link": ("import_batch", listed.pk) if listed and listed.pk in mine else None,
        }
        yield Moment(_day(status.valid_from), "landmark", kind, detail=told, **proof)
        if status.valid_until:
            ended, why = _("Ended: %(what)s") % {"what": kind}, status.ended_because or told
            yield Moment(_day(status.valid_until), "landmark", ended, detail=why, by=status.ended_by)


def _may_open(batches: set[int], user) -> set[int]:
    """Those of these lists that `user` may open."""
    visible = ImportBatch.objects.visible_to(user).filter(pk__in=batches)
    return set(visible.values_list("pk", flat=True)) if batches else set()


def _day(day: dt.date) -> dt.datetime:
    return local(day, dt.time())


def _field(name: str) -> str:
    words = {"groups": TraineeGroup._meta.verbose_name_plural, "household": HouseholdMember._meta.verbose_name}
    known = {field.name: field.verbose_name for field in Trainee._meta.concrete_fields}
    return str(words.get(name) or known.get(name) or name)
