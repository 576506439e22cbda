"""What was planned and announced (chapters 1 and 2): the year's plan, notice, timetable, trainers with their papers."""

from django.db.models import Q
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from courses.models import PlannedTraining, Qualification, Trainer, TrainingClass
from courses.models.training import HOUR
from lms.kit.clock import local_date
from lms.kit.models import AuditEvent
from trainees.domain import posters
from trainees.domain.dossier.tables import Table, provides


@provides("1.1")
def plan_of_the_year(training_class) -> Table | None:
    """The lines of the programme's plan for the year the class begins in."""
    year = training_class.starts_on.year
    planned = PlannedTraining.objects.filter(programme=training_class.programme_id, year=year)
    lines = list(planned.select_related("course").order_by("first_month", "pk"))
    if not lines:
        return None
    rows = [
        [
            line.course.title, line.audience, line.goal, f"{line.first_month}–{line.last_month}",
            "；".join(line.outline.splitlines()), str(line.classes), str(line.person_times), line.certificate,
        ]
        for line in lines
    ]  # fmt: skip
    headings = [
        _("Course"), _("For whom"), _("Goal"), _("Months"), _("Outline"), _("Classes planned"), _("Person-times"),
        _("Certificate"),
    ]  # fmt: skip
    is_planned = any(line.course_id == training_class.course_id for line in lines)
    about = (
        _("The course of this class is in the plan.")
        if is_planned
        else _("The course of this class is not in the plan.")
    )
    return Table(headings, rows, notes=[f"{training_class.programme} · {year}", about])


@provides("1.3")
def notice(training_class) -> Table | None:
    """What the announcement of the class says; a class that is only planned has none yet."""
    if training_class.state == TrainingClass.State.PLANNED:
        return None
    told, opened_on = posters.announcement(training_class), _opened_on(training_class)
    lines = [
        (_("Announced on"), str(opened_on or "")),
        (_("Course"), str(training_class)),
        (_("For whom"), training_class.course.audience),
        (_("Seats"), str(training_class.seats)),
        (_("First and last day"), f"{training_class.starts_on} – {training_class.ends_on}"),
        (_("Venue"), "、".join(dict.fromkeys(session.venue.name for session in told.sessions))),
        (_("Trainer"), "、".join(told.trainers)),
        (_("Hours"), f"{told.hours:g}" if told.hours else ""),
        (_("Cost"), _("free of charge") if told.is_free else ""),
        (_("Notice"), training_class.notice),
        (_("Address"), told.address),
    ]
    is_late = opened_on is not None and opened_on > training_class.starts_on
    lack = {"code": "late", "params": {"day": str(opened_on)}} if is_late else {}
    return Table([_("Matter"), _("What it says")], [list(line) for line in lines if line[1]], lack)


def _opened_on(training_class):
    """The day the class was first shown to people; None where nobody wrote it down."""
    log = AuditEvent.objects.filter(
        object_type=training_class._meta.label_lower, object_id=str(training_class.pk), action="courses.class.open"
    )
    at = log.order_by("at").values_list("at", flat=True).first()
    return local_date(at) if at else None


@provides("1.4")
def timetable(training_class) -> Table | None:
    """Session by session with its hours; above them the outline as it is taught."""
    sessions = list(training_class.sessions.not_cancelled().select_related("venue", "trainer").order_by("starts_at"))
    if not sessions:
        return None
    rows = [
        [
            str(session.number), f"{localtime(session.starts_at):%Y-%m-%d}", session.hours, session.topic,
            str(session.get_kind_display()), f"{session.length.total_seconds() / HOUR:.1f}", session.venue.name,
            session.trainer.name,
        ]
        for session in sessions
    ]  # fmt: skip
    headings = [
        _("No."), _("Day"), _("Time"), _("Topic"), _("Theory or practice"), _("Hours"), _("Venue"), _("Trainer"),
    ]  # fmt: skip
    told = posters.announcement(training_class)
    hours = _("%(theory)s hours of theory, %(practice)s of practice; one hour is 45 minutes.") % {
        "theory": f"{told.theory_hours:g}",
        "practice": f"{told.practice_hours:g}",
    }
    outline = [f"{number}. {title}" for number, title in enumerate(told.modules, 1)]
    return Table(headings, rows, notes=[hours, *outline])


@provides("2.1")
def trainers(training_class) -> Table:
    """Whoever teaches the class, in charge first: what they are and the papers that were good on its first day."""
    in_charge = training_class.trainer_id
    held = training_class.sessions.not_cancelled().values("trainer")
    found = Trainer.objects.filter(Q(pk=in_charge) | Q(pk__in=held)).prefetch_related("qualifications")
    found = sorted(found, key=lambda trainer: (trainer.pk != in_charge, trainer.name))
    good = {
        trainer.pk: [paper for paper in trainer.qualifications.all() if _is_good(paper, training_class)]
        for trainer in found
    }
    rows = [
        [
            trainer.name, trainer.workplace, trainer.title, trainer.subjects, trainer.profile,
            "；".join(map(_paper, good[trainer.pk])), " ".join(paper.sha256[:16] for paper in good[trainer.pk]),
        ]
        for trainer in found
    ]  # fmt: skip
    headings = [
        _("Name"), _("Works at"), _("Qualification"), _("Subjects"), _("Experience"), _("Papers"),
        _("Fingerprint of the picture"),
    ]  # fmt: skip
    without = sum(not good[trainer.pk] for trainer in found)
    lack = {"code": "papers", "params": {"count": without, "all": len(found)}} if without else {}
    return Table(headings, rows, lack)


def _is_good(paper: Qualification, training_class: TrainingClass) -> bool:
    return paper.expires_on is None or paper.expires_on >= training_class.starts_on


def _paper(paper: Qualification) -> str:
    about = [paper.issuer, _("until %(day)s") % {"day": paper.expires_on} if paper.expires_on else ""]
    about = "，".join(part for part in about if part)
    return f"{paper.name}（{about}）" if about else paper.name
