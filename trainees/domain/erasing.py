"""What is blanked beside a person whose identity is erased: every free text somebody wrote about them.

What counts stays: marks, contacts, outcomes with their days, kinds, levels and amounts. Shops keep apart from each
other by a number instead of a name, so that no figure changes; a household only this person lived in loses its number.
"""

import dataclasses

from django.db.models import Q

from lms.kit.models import AuditEvent
from trainees.models import (
    AnomalyFlag,
    Attendance,
    ContactAttempt,
    DataRequest,
    Enrolment,
    Finding,
    FindingWord,
    FlagSubject,
    FlagWord,
    FollowUpTask,
    Household,
    HouseholdMember,
    ImportedRow,
    LessonNote,
    Need,
    Notice,
    Operation,
    OutcomeReport,
    PracticalWork,
    Trainee,
    TraineeAlias,
)

from .dossier import freezing
from .imports.forgetting import forget_in_lists
from .names import ERASED_NAME


@dataclasses.dataclass
class Blanked:
    """How many texts of each sort are gone, and from how many files of lists and dossiers a row, for the record."""

    texts: int = 0
    reasons: int = 0
    households: int = 0
    files: int = 0


def blank_words_about(rows: list[Trainee], id_numbers: set[str]) -> Blanked:
    """Blank every free text about the person these rows are; inside the transaction of the caller.

    `id_numbers` are those they had: the rows of lists are known by them.
    """
    done = Blanked()
    for queryset, field, blank in _texts(rows):
        done.texts += queryset.exclude(**{f"{field}__in": ["", blank]}).update(**{field: blank})
    done.texts += _number_shops(rows)
    done.files = forget_in_lists(rows, id_numbers) + freezing.forget(rows)
    ImportedRow.objects.filter(trainee__in=rows).update(filled={})
    done.texts += LessonNote.objects.filter(trainee__in=rows).delete()[0]
    done.households = _leave_households(rows)
    done.reasons = _log_of(rows).forget_words(ERASED_NAME)
    return done


def _texts(rows):
    """(rows of a table, the field with the text, what stands there afterwards)."""
    findings = Finding.objects.filter(Q(trainee__in=rows) | Q(enrolment__trainee__in=rows))
    reports = OutcomeReport.objects.filter(trainee__in=rows)
    acts = Operation.objects.filter(enrolment__trainee__in=rows)
    works = PracticalWork.objects.filter(enrolment__trainee__in=rows)
    aliases = TraineeAlias.objects.filter(Q(trainee__in=rows) | Q(same_as__in=rows))
    flags = _flags_of(rows)
    return [
        (ContactAttempt.objects.filter(task__enrolment__trainee__in=rows), "note", ""),
        (Need.objects.filter(enrolment__trainee__in=rows), "text", ""),
        (Attendance.objects.filter(enrolment__trainee__in=rows), "reason", ERASED_NAME),
        (reports, "shop_address", ""),
        (reports, "employer", ""),
        (findings, "what", ERASED_NAME),
        (FindingWord.objects.filter(finding__in=findings.values("pk")), "text", ERASED_NAME),
        (flags, "word", ERASED_NAME),
        (FlagWord.objects.filter(flag__in=flags.values("pk")), "text", ERASED_NAME),
        (works, "link", ""),
        (works, "note", ""),
        (works, "word", ERASED_NAME),
        (aliases, "reason", ERASED_NAME),
        (aliases, "undone_because", ERASED_NAME),
        (Notice.objects.filter(trainee__in=rows), "because", ""),
        (DataRequest.objects.filter(trainee__in=rows), "answer", ERASED_NAME),
        (acts, "sentence", ""),
        (acts, "word", ERASED_NAME),
    ]


def _flags_of(rows):
    """Every flag that names the person or one of their places."""
    named = FlagSubject.objects.filter(Q(trainee__in=rows) | Q(enrolment__trainee__in=rows))
    return AnomalyFlag.objects.filter(pk__in=named.values("flag"))


def _number_shops(rows) -> int:
    """Shops of one name stay one shop, of two names two: a figure may count what is the same only once."""
    reports = OutcomeReport.objects.filter(trainee__in=rows).exclude(shop_name="")
    names = sorted(set(reports.exclude(shop_name__startswith=ERASED_NAME).values_list("shop_name", flat=True)))
    taken = reports.filter(shop_name__startswith=ERASED_NAME).values("shop_name").distinct().count()
    for number, name in enumerate(names, start=taken + 1):
        reports.filter(shop_name=name).update(shop_name=f"{ERASED_NAME}{number}")
    return len(names)


def _leave_households(rows) -> int:
    """The person is a member of none any more; who was alone in one leaves it without its number."""
    own = HouseholdMember.objects.filter(trainee__in=rows)
    homes = set(own.values_list("household", flat=True))
    homes |= set(
        Enrolment.objects.filter(trainee__in=rows, snapshot_household__isnull=False).values_list(
            "snapshot_household", flat=True
        )
    )
    own.delete()
    lived_in = Household.objects.filter(pk__in=homes, members__isnull=True)
    lived_in = lived_in.exclude(number__startswith=ERASED_NAME)
    for home in lived_in:
        Household.objects.filter(pk=home.pk).update(number=f"{ERASED_NAME}{home.pk}")
    return len(lived_in)


def _log_of(rows):
    """The events about the person, their places, marks and contacts."""
    places = Enrolment.objects.filter(trainee__in=rows)
    about = {
        Trainee: rows,
        Enrolment: places,
        Attendance: Attendance.objects.filter(enrolment__in=places),
        FollowUpTask: FollowUpTask.objects.filter(enrolment__in=places),
        Finding: Finding.objects.filter(Q(trainee__in=rows) | Q(enrolment__in=places)),
        AnomalyFlag: _flags_of(rows),
    }
    found = Q(pk__in=[])
    for model, things in about.items():
        keys = (
            [str(thing.pk) for thing in things] if model is Trainee else map(str, things.values_list("pk", flat=True))
        )
        found |= Q(object_type=model._meta.label_lower, object_id__in=[str(key) for key in keys])
    return AuditEvent.objects.filter(found)
