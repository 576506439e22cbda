"""An officer's desk: what each role does here, and where the area stands. Pure reading."""

import dataclasses

from django.utils.translation import gettext_lazy as _

from courses.models import Programme, TrainingClass
from courses.models.scope import Role, has_role, scopes_of
from lms.kit.clock import today
from trainees.models import Enrolment, Finding, FollowUpTask, LookAlike, Trainee
from trainees.models.findings import ANSWERERS, WRITERS_OF_FINDINGS
from trainees.models.look_alikes import DECIDERS
from trainees.models.people import READERS
from trainees.permissions import acts_in

from . import indicators


@dataclasses.dataclass(frozen=True)
class Work:
    """One thing an officer comes here for: the name of its address, a label, an icon and a line of explanation."""

    address: str
    label: str
    icon: str
    note: str
    roles: tuple[str, ...]


EVERY_OFFICE = (Role.ORGANISER, Role.TOWNSHIP, Role.FOLLOW_UP, Role.AUDITOR)
HEADLINES = (
    "training_person_times",
    "basic_person_times",
    "practical_person_times",
    "cadre_person_times",
    "trained_persons",
)
WORKS = (
    Work(
        "register_list",
        _("Register"),
        "users",
        _("Find a person and see all that happened with them"),
        (*EVERY_OFFICE, Role.POVERTY),
    ),
    Work("office_classes", _("Classes"), "presentation", _("Every class to the single mark"), EVERY_OFFICE),
    Work(
        "training_plan",
        _("Annual plan"),
        "calendar-check",
        _("What was planned for the year, and what was held"),
        (Role.ORGANISER, Role.AUDITOR),
    ),
    Work(
        "seats_list",
        _("Seats of my township"),
        "users",
        _("Put people into the seats a class keeps for them"),
        (Role.TOWNSHIP,),
    ),
    Work("due_list", _("Follow-up"), "phone-call", _("Who is to be visited or called today"), (Role.FOLLOW_UP,)),
    Work(
        "figures",
        _("Figures"),
        "chart-column",
        _("Persons and person-times against target, down to rows"),
        (*EVERY_OFFICE, Role.POVERTY),
    ),
    Work(
        "dossier_list",
        _("Dossiers"),
        "folder-open",
        _("For every class what proves it, and what is missing"),
        (Role.ORGANISER, Role.AUDITOR),
    ),
    Work("certificate_list", _("Certificates"), "award", _("Issued papers and their state"), EVERY_OFFICE),
    Work(
        "finding_list",
        _("Findings"),
        "flag",
        _("What the HR bureau found wrong, and the answers"),
        (Role.ORGANISER, Role.AUDITOR),
    ),
    Work(
        "flags",
        _("Flags"),
        "triangle-alert",
        _("What the rules found odd, and what it does to the count"),
        (Role.ORGANISER, Role.AUDITOR),
    ),
    Work(
        "audit_events",
        _("Log"),
        "scroll-text",
        _("Who saw, took away, closed or corrected what"),
        (Role.ORGANISER, Role.AUDITOR),
    ),
    Work(
        "wagtailadmin_home",
        _("Course office"),
        "settings",
        _("Courses, videos, classes and rosters"),
        (Role.ORGANISER,),
    ),
)


@dataclasses.dataclass(frozen=True)
class Count:
    """One number of the desk and where it opens to its rows."""

    label: str
    value: int
    address: str


def works_of(user) -> list[Work]:
    """What this officer does here, in the order of the day."""
    return [work for work in WORKS if has_role(user, *work.roles)]


def counts_of(user) -> list[Count]:
    """What lies in the officer's area today: people, open classes, contacts due."""
    people = Trainee.objects.in_register_of(user).canonical().filter(erased_at__isnull=True)
    classes = TrainingClass.objects.visible_to(user).filter(state=TrainingClass.State.OPEN)
    counts = [
        Count(_("people in the register"), people.count(), "register_list"),
        Count(_("open classes"), classes.count(), "office_classes"),
    ]
    if has_role(user, *DECIDERS):
        alike = LookAlike.objects.visible_to(user).undecided()
        counts.append(Count(_("possible doubles"), alike.count(), "look_alike_list"))
    if has_role(user, Role.FOLLOW_UP):
        due = FollowUpTask.objects.visible_to(user).waiting_on(today())
        counts.append(Count(_("contacts due"), due.count(), "due_list"))
    if has_role(user, *WRITERS_OF_FINDINGS, *ANSWERERS):
        findings = Finding.objects.visible_to(user).unsettled()
        counts.append(Count(_("findings not settled"), findings.count(), "finding_list"))
    return counts


def figures_of(user) -> list[indicators.Figure]:
    """Person-times and persons of the user's newest programme, in their own area; without one, nothing."""
    programme = Programme.objects.visible_to(user).first()
    return indicators.compute_all(HEADLINES, indicators.Cut(programme, user)) if programme else []


def holds_whole_programme(user, programme) -> bool:
    """Whether the user's area is all of the programme, so that its targets may stand beside their figures."""
    return acts_in(user, programme.region_id, *READERS, programme=programme.pk)


def scopes_in_words(user) -> list[str]:
    """`county · role`, one line for each scope, and the programme when it is for one only."""
    return [
        " · ".join(map(str, filter(None, [scope.region, scope.get_role_display(), scope.programme])))
        for scope in scopes_of(user)
    ]


def marks_by_session(enrolment: Enrolment, sessions) -> list[tuple]:
    """(session, its standing mark or None) of each session; `enrolment.marks` is prefetched."""
    marks = {mark.session_id: mark for mark in enrolment.marks}
    return [(session, marks.get(session.pk)) for session in sessions]
