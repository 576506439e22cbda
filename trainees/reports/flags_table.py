"""Flags in plain words: lines of the list, the people one names, and the file to take away with every name masked."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from lms.kit import csv_tables
from lms.kit.clock import now
from lms.kit.masking import mask_id_number, mask_name
from lms.kit.spreadsheets import write_workbook
from lms.kit.watermarks import watermark
from trainees.domain.rules import REGISTRY, Rule
from trainees.models import AnomalyFlag, Enrolment, FlagSubject, Trainee

TYPES = {"xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "csv": "text/csv; charset=utf-8"}
ALONG = ("enrolment__trainee", "enrolment__training_class__course", "trainee")
FEW = 3


@dataclass(frozen=True)
class Line:
    """A flag, its rule, what was found in a sentence, and the first people it names, masked."""

    flag: AnomalyFlag
    rule: Rule
    says: str
    names: tuple[str, ...] = ()
    more: int = 0


@dataclass(frozen=True)
class Subject:
    """Somebody a flag names, masked; `person` and `training_class` where the reader may open their pages."""

    name: str
    id_number: str
    place: str
    enrolment: Enrolment | None
    person: int | None


@dataclass(frozen=True)
class File:
    data: bytes
    content_type: str
    rows: int


def line(flag: AnomalyFlag, subjects: Iterable[FlagSubject] = ()) -> Line:
    rule = REGISTRY[flag.rule]
    people = list({subject.person.pk: mask_name(subject.person.name) for subject in subjects}.values())
    return Line(flag, rule, rule.say(flag.facts), tuple(people[:FEW]), max(0, len(people) - FEW))


def lines(flags: Iterable[AnomalyFlag]) -> list[Line]:
    """Lines of a page of flags; two queries for the people on it."""
    flags = list(flags)
    named = _subjects_of(flags)
    return [line(flag, named.get(flag.pk, ())) for flag in flags]


def subjects(flag: AnomalyFlag, *, user, most: int) -> list[Subject]:
    """Whom a flag names; the first `most`."""
    along = (*ALONG, "enrolment__trainee__region__parent", "trainee__region__parent")
    found = list(flag.subjects.select_related(*along)[:most])
    known = Trainee.objects.known_to(user).filter(pk__in={subject.person.pk for subject in found})
    known = set(known.values_list("pk", flat=True))
    return [
        Subject(
            mask_name(subject.person.name),
            mask_id_number(subject.person.id_number),
            subject.person.region.full_title,
            subject.enrolment,
            subject.person.pk if subject.person.pk in known else None,
        )
        for subject in found
    ]


def write(flags, *, kind: str, purpose: str, by) -> File:
    """The flags as .xlsx (with a sheet that says who took it, when and what for) or as CSV."""
    found = list(flags.select_related("region__parent", "training_class__course", "settled_by"))
    named = _subjects_of(found)
    rows = [_headings(), *(_cells(line(flag, named.get(flag.pk, ()))) for flag in found)]
    mark = watermark(by, purpose=purpose)
    if kind == "csv":
        return File(csv_tables.write(rows, mark=mark), TYPES[kind], len(found))
    origin = [
        [_("By"), str(by)],
        [_("At"), f"{localtime(now()):%Y-%m-%d %H:%M}"],
        [_("For"), purpose],
        [_("Flags"), len(found)],
    ]
    return File(write_workbook([(_("Flags"), rows), (_("Origin"), origin)], mark=mark), TYPES[kind], len(found))


def _headings() -> list[str]:
    return [
        *(_("Number"), _("Rule"), _("Title"), _("How grave"), _("State"), _("Found on"), _("What was found")),
        *(_("People"), _("Class"), _("Place"), _("Word"), _("By"), _("Settled on")),
    ]


def _cells(line: Line) -> list:
    flag = line.flag
    people = "、".join(line.names) + (_(" and %(more)d more") % {"more": line.more} if line.more else "")
    return [
        *(flag.pk, flag.rule, str(line.rule.title), flag.get_severity_display(), flag.get_state_display()),
        *(localtime(flag.opened_at).date(), line.says, people, str(flag.training_class or "")),
        *(flag.region.full_title, flag.word, str(flag.settled_by or "")),
        localtime(flag.settled_at).date() if flag.settled_at else "",
    ]


def _subjects_of(flags: list[AnomalyFlag]) -> dict[int, list[FlagSubject]]:
    named: dict[int, list[FlagSubject]] = {}
    for start in range(0, len(flags), 500):
        part = [flag.pk for flag in flags[start : start + 500]]
        for subject in FlagSubject.objects.filter(flag__in=part).select_related("enrolment__trainee", "trainee"):
            named.setdefault(subject.flag_id, []).append(subject)
    return named
