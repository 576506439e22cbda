"""Findings of the bureau: written, answered by the organiser, sent back or settled by the bureau.

    open -> answered -> settled
      '-------<-'  (sent back)

It is the only thing the auditor writes. No figure changes by it: what does not count is decided by disallowing it, and
that names its rows. No other module writes Finding.
"""

from django.db import transaction
from django.utils.translation import gettext as _

from courses.models import TrainingClass
from courses.models.scope import acts_in, scopes_of
from lms.kit import audit
from lms.kit.masking import has_whole_number
from trainees.models import Enrolment, Finding, FindingWord, Trainee
from trainees.models.findings import WRITERS_OF_FINDINGS
from trainees.permissions import may_answer_finding, may_find, may_settle_finding

State, Kind = Finding.State, FindingWord.Kind
LONGEST = 300
LEAST_LETTERS = 4
ABOUT = {"person": Trainee, "participation": Enrolment, "class": TrainingClass}


class FindingRefused(Exception):
    """Not theirs to say, not now, or not in these words; the text says which."""


def visible_subjects(about: str, user):
    """The rows of one sort of things that the user may see; none for a sort there is not."""
    if about == "person":
        return Trainee.objects.known_to(user).canonical().select_related("region")
    if about == "participation":
        return Enrolment.objects.visible_to(user).select_related("trainee__region", "training_class__course")
    return TrainingClass.objects.visible_to(user).select_related("region", "course")


@transaction.atomic
def write(subject, *, what: str, severity: str, since, indicator: str = "", by) -> Finding:
    """A finding about a person, a participation or a class. Raises FindingRefused."""
    if not may_find(by, subject):
        raise FindingRefused(_("Only the HR bureau's auditor of this area writes findings."))
    region, programme = _place_of(subject, by)
    finding = Finding.objects.create(
        **{_field_of(subject): subject},
        what=_checked(what),
        severity=Finding.Severity(severity),
        since_on=since,
        indicator=indicator,
        region=region,
        programme=programme,
        found_by=by,
    )
    _log("write", finding, by=by, severity=str(finding.severity))
    return finding


@transaction.atomic
def answer(finding: Finding, *, text: str, by) -> Finding:
    """The organiser says what was done about it; answering again adds a word."""
    if not may_answer_finding(by, finding):
        raise FindingRefused(_("Only the organiser of this area answers findings."))
    return _say(finding, Kind.ANSWERED, State.ANSWERED, _checked(text), by=by)


@transaction.atomic
def send_back(finding: Finding, *, text: str, by) -> Finding:
    """The answer is not enough: open again, with the reason."""
    if not may_settle_finding(by, finding):
        raise FindingRefused(_("Only the HR bureau's auditor of this area sends findings back."))
    return _say(finding, Kind.SENT_BACK, State.OPEN, _checked(text), by=by)


@transaction.atomic
def settle(finding: Finding, *, text: str = "", by) -> Finding:
    """The bureau is satisfied, or takes it back; settling twice changes and logs nothing."""
    if not may_settle_finding(by, finding):
        raise FindingRefused(_("Only the HR bureau's auditor of this area settles findings."))
    return _say(finding, Kind.SETTLED, State.SETTLED, _checked(text) if text.strip() else "", by=by)


def _say(finding: Finding, kind: str, state: str, text: str, *, by) -> Finding:
    held = Finding.objects.select_for_update().get(pk=finding.pk)
    if held.state == State.SETTLED:
        if state == State.SETTLED:
            return held
        raise FindingRefused(_("This finding is settled. Write a new one if something is wrong again."))
    FindingWord.objects.create(finding=held, kind=kind, text=text, said_by=by)
    held.state = state
    held.save(update_fields=["state"])
    _log({Kind.ANSWERED: "answer", Kind.SENT_BACK: "send_back", Kind.SETTLED: "settle"}[kind], held, by=by)
    return held


def _log(verb: str, finding: Finding, *, by, **details) -> None:
    audit.record(f"trainees.finding.{verb}", finding, by=by, region=finding.region_id, **details)


def _field_of(subject) -> str:
    return {Trainee: "trainee", Enrolment: "enrolment", TrainingClass: "training_class"}[type(subject)]


def _place_of(subject, by) -> tuple:
    """The region and the programme it belongs to; of a person the programme whoever writes works for."""
    if isinstance(subject, TrainingClass):
        return subject.region, subject.programme
    if isinstance(subject, Enrolment):
        return subject.trainee.region, subject.training_class.programme
    if acts_in(by, subject.region_id, *WRITERS_OF_FINDINGS):
        return subject.region, None
    mine = (scope for scope in scopes_of(by) if scope.programme_id and scope.role in WRITERS_OF_FINDINGS)
    return subject.region, next((scope.programme for scope in mine if _takes_part(subject, scope)), None)


def _takes_part(trainee: Trainee, scope) -> bool:
    here = scope.covers(trainee.region_id, scope.programme_id)
    return (
        here
        and Enrolment.objects.filter(trainee__in=trainee.rows(), training_class__programme=scope.programme_id).exists()
    )


def _checked(text: str) -> str:
    text = " ".join(text.split())[:LONGEST]
    if len(text) < LEAST_LETTERS:
        raise FindingRefused(_("Write at least %(least)d characters.") % {"least": LEAST_LETTERS})
    if has_whole_number(text):
        raise FindingRefused(_("Leave whole ID numbers and phone numbers out: others read this."))
    return text
