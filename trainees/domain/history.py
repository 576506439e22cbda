"""All that happened with one person, newest first: each line has a day and, where someone did it, who."""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from courses.models.scope import is_limited
from lms.kit.clock import local
from lms.kit.models import AuditEvent
from trainees.models import (
    AnomalyFlag,
    Attendance,
    ContactAttempt,
    Enrolment,
    FlagWord,
    Need,
    OutcomeReport,
    PracticalWork,
    QuizAttempt,
    Trainee,
    TraineeAlias,
    WatchProgress,
)
from trainees.permissions import may_read_events

from .moments import LOOKS, Moment, of_register
from .rules import REGISTRY

# What apps above tell of a person: each takes participations of one person and gives moments.
SOURCES: list[Callable[[list[Enrolment]], Iterable[Moment]]] = []


def timeline(trainee: Trainee, *, user) -> list[Moment]:
    """All that happened with the person under whichever row: what the register tells, enrolments, marks, watching,
    visits, proof, outcomes, needs, merges, and what apps above add.

    Who works for one programme reads what belongs to it; who saw the whole numbers is for those who read the log.
    A fixed number of queries for any history.
    """
    rows = list(trainee.rows().select_related("registered_by"))
    places = Enrolment.objects.filter(trainee__in=rows)
    limited = is_limited(user)
    if limited:
        places = places.visible_to(user)
    enrolments = list(places.select_related("training_class__course", "requested_by"))
    reports = OutcomeReport.objects.filter(trainee__in=rows)
    if limited:
        reports = reports.filter(task__enrolment__in=enrolments)
    lines = [
        *of_register(rows, user=user, with_looks=may_read_events(user)),
        *(moment for enrolment in enrolments for moment in _of_enrolment(enrolment)),
        *_marks(enrolments),
        *_watching(rows, enrolments, only_theirs=limited),
        *_tests(enrolments),
        *_works(enrolments),
        *_contacts(enrolments),
        *_outcomes(reports),
        *_needs(enrolments),
        *_merges(rows),
        *_flags(trainee, user),
        *(moment for source in SOURCES for moment in source(enrolments)),
    ]
    return sorted(lines, key=lambda line: line.at, reverse=True)


def looks_at(trainee: Trainee) -> QuerySet[AuditEvent]:
    """Who saw the whole numbers of `trainee`, newest first."""
    rows = [str(pk) for pk in trainee.rows().values_list("pk", flat=True)]
    looks = AuditEvent.objects.filter(action__in=LOOKS, object_type=trainee._meta.label_lower, object_id__in=rows)
    return looks.select_related("actor")


def _of_enrolment(enrolment: Enrolment) -> Iterator[Moment]:
    about = {"training_class": enrolment.training_class}
    asked = _("Enrolled %(how)s") % {"how": enrolment.get_source_display()}
    yield Moment(enrolment.requested_at, "clipboard-list", asked, by=enrolment.requested_by, **about)
    if enrolment.confirmed_at:
        yield Moment(enrolment.confirmed_at, "circle-check", _("Place confirmed"), **about)
    if enrolment.closed_at:
        icon = "award" if enrolment.state == Enrolment.State.COMPLETED else "circle-x"
        yield Moment(enrolment.closed_at, icon, str(enrolment.get_state_display()), **about)


def _merges(rows) -> Iterator[Moment]:
    words = TraineeAlias.objects.filter(trainee__in=rows, same_as__in=rows) | TraineeAlias.objects.filter(
        Q(trainee__in=rows) | Q(same_as__in=rows), undone_at__isnull=False
    )
    for said in words.select_related("trainee", "same_as", "merged_by", "undone_by"):
        whom = f"{said.same_as.name} = {said.trainee.name}"
        yield Moment(
            said.merged_at,
            "merge",
            _("Found to be one person: %(whom)s") % {"whom": whom},
            detail=said.reason,
            by=said.merged_by,
            is_struck=said.undone_at is not None,
        )
        if said.undone_at:
            yield Moment(said.undone_at, "split", _("Taken apart again"), detail=said.undone_because, by=said.undone_by)


def _flags(trainee, user) -> Iterator[Moment]:
    """What rules found about the person, for those who read flags; each word that was said of it since."""
    flags = AnomalyFlag.objects.visible_to(user).about(trainee).order_by()
    words = FlagWord.objects.filter(flag__in=flags.values("pk"))
    for word in words.select_related("flag__training_class__course", "said_by"):
        rule = REGISTRY[word.flag.rule]
        yield Moment(
            word.said_at,
            "triangle-alert",
            _("Flag %(rule)s %(title)s: %(what)s")
            % {"rule": rule.code, "title": rule.title, "what": word.get_kind_display()},
            detail=word.text,
            by=word.said_by,
            training_class=word.flag.training_class,
            link=("flag", word.flag_id),
        )


def _marks(enrolments) -> Iterator[Moment]:
    marks = Attendance.objects.filter(enrolment__in=enrolments).select_related(
        "session__training_class__course", "marked_by"
    )
    for mark in marks:
        yield Moment(
            mark.marked_at,
            "calendar-check",
            _("Session %(number)d: %(mark)s") % {"number": mark.session.number, "mark": mark.in_words},
            detail=" · ".join(filter(None, [str(mark.get_how_display()), mark.reason])),
            by=mark.marked_by,
            training_class=mark.session.training_class,
            is_struck=mark.superseded_at is not None,
        )


def _watching(rows, enrolments, *, only_theirs) -> Iterator[Moment]:
    """Lessons the person watched; `only_theirs`: none but those of `enrolments`."""
    titles = {lesson["key"]: lesson["title"] for enrolment in enrolments for lesson in enrolment.training_class.lessons}
    watched = WatchProgress.objects.filter(trainee__in=rows).select_related("video")
    if only_theirs:
        watched = watched.filter(lesson_key__in=list(titles))
    for progress in watched:
        minutes, seconds = divmod(progress.seen_seconds, 60)
        yield Moment(
            progress.updated_at,
            "circle-play",
            _("Watched: %(lesson)s") % {"lesson": titles.get(str(progress.lesson_key), progress.video.title)},
            detail=_("%(minutes)d min %(seconds)d s seen so far") % {"minutes": minutes, "seconds": seconds},
        )


def _tests(enrolments) -> Iterator[Moment]:
    done = QuizAttempt.objects.handed_in().filter(enrolment__in=enrolments)
    for attempt in done.select_related("enrolment__training_class__course", "handed_in_by"):
        told = {"points": attempt.points, "asked": attempt.asked}
        yield Moment(
            attempt.handed_in_at,
            "pencil",
            _("Test: %(points)d of %(asked)d right") % told,
            by=attempt.handed_in_by,
            training_class=attempt.enrolment.training_class,
        )


def _works(enrolments) -> Iterator[Moment]:
    works = PracticalWork.objects.filter(enrolment__in=enrolments)
    for work in works.select_related("enrolment__training_class__course", "handed_in_by", "marked_by"):
        about = {"training_class": work.enrolment.training_class}
        yield Moment(work.handed_in_at, "clipboard-list", _("Practical work handed in"), by=work.handed_in_by, **about)
        if work.marked_at:
            what = _("Practical work: %(state)s") % {"state": work.get_state_display()}
            yield Moment(work.marked_at, "clipboard-check", what, detail=work.word, by=work.marked_by, **about)


def _contacts(enrolments) -> Iterator[Moment]:
    attempts = ContactAttempt.objects.filter(task__enrolment__in=enrolments).select_related("made_by")
    for attempt in attempts:
        yield Moment(
            attempt.made_at,
            "phone" if attempt.channel == ContactAttempt.Channel.PHONE else "map-pin",
            _("%(how)s: %(result)s") % {"how": attempt.get_channel_display(), "result": attempt.get_result_display()},
            detail=attempt.note,
            by=attempt.made_by,
        )


def _outcomes(reports) -> Iterator[Moment]:
    for report in reports.select_related("reported_by", "evidence", "superseded_by"):
        amount = f"¥{report.sales_fen / 100:,.2f}" if report.sales_fen is not None else ""
        told = [report.get_platform_display(), report.shop_name, report.employer, amount]
        yield Moment(
            local(report.occurred_on, dt.time()),
            "store" if report.kind == OutcomeReport.Kind.SHOP_OPENED else "trending-up",
            str(report.get_kind_display()),
            detail=" · ".join(filter(None, map(str, told))),
            by=report.reported_by,
            evidence=report.evidence,
            is_struck=hasattr(report, "superseded_by"),
        )


def _needs(enrolments) -> Iterator[Moment]:
    for need in Need.objects.filter(enrolment__in=enrolments).select_related("raised_by", "resolved_by"):
        what = _("Asked for help: %(what)s") % {"what": need.get_category_display()}
        yield Moment(need.raised_at, "life-buoy", what, detail=need.text, by=need.raised_by)
        if need.resolved_at:
            answered = _("Answered: %(what)s") % {"what": need.get_category_display()}
            yield Moment(need.resolved_at, "circle-check", answered, by=need.resolved_by)
