"""The survey after a class: one reply a person, and nobody can tell whose it is.

A ticket (`SurveyTicket`) gives a participation the right to one reply; its token is the address, and is wiped with the
reply. Reply and ratings carry no person and no moment, and those of a class are written anew in random order each
time one is added: neither keys nor the order of rows, nor the transaction a row was written in, lead from a ticket to
a reply. Nothing of it is logged with a person. What a class thinks is shown from `ENOUGH` replies on.
"""

import datetime as dt
import random
import secrets
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from courses.models import Session, Trainer, TrainingClass
from lms.kit import audit
from lms.kit.clock import today
from trainees.models import Enrolment, SurveyReply, SurveyTicket, TrainerRating

ENOUGH = 5
OPEN_DAYS = 30  # after the last day of the class
MOST_SESSIONS = 8  # with more of them each trainer is rated once
SCORES = range(1, 6)
Words = SurveyReply.Words


class TicketUsed(Exception):
    """The link has been used, or there never was one."""

    def __init__(self):
        super().__init__(_("This link has been used, or is not whole. A reply that was sent is with us."))


class SurveyShut(Exception):
    """The days of the survey are over, or have not begun."""


@dataclass(frozen=True)
class Rated:
    """Something to rate: a session with its trainer, or a trainer for the whole class; `key` names its field."""

    key: str
    trainer: Trainer
    session: Session | None


def is_open(training_class: TrainingClass) -> bool:
    """From the last day of a class that was held until `OPEN_DAYS` later."""
    held = training_class.state in {TrainingClass.State.OPEN, TrainingClass.State.CLOSED}
    last = training_class.ends_on + dt.timedelta(days=OPEN_DAYS)
    return held and training_class.ends_on <= today() <= last


def rated(training_class: TrainingClass) -> list[Rated]:
    """What the form asks about, in the order it was held."""
    sessions = list(training_class.sessions.not_cancelled().select_related("trainer").order_by("starts_at"))
    if len(sessions) <= MOST_SESSIONS:
        return [Rated(f"session{session.pk}", session.trainer, session) for session in sessions]
    trainers = {session.trainer_id: session.trainer for session in sessions}
    return [Rated(f"trainer{trainer.pk}", trainer, None) for trainer in trainers.values()]


@transaction.atomic
def ticket_of(enrolment: Enrolment) -> SurveyTicket:
    """The ticket of a participation; made when missing. Raises SurveyShut, TicketUsed."""
    held = Enrolment.objects.select_for_update(of=("self",)).select_related("training_class").get(pk=enrolment.pk)
    if not is_open(held.training_class) or held.state not in Enrolment.HOLDS_A_SEAT:
        raise SurveyShut(_("The survey is open from the last day of the class until 30 days later."))
    ticket, _made = SurveyTicket.objects.get_or_create(enrolment=held, defaults={"token": secrets.token_urlsafe(18)})
    if ticket.is_used:
        raise TicketUsed
    return ticket


def class_of(token: str) -> TrainingClass:
    """The class a token opens. Raises TicketUsed, SurveyShut."""
    tickets = SurveyTicket.objects.select_related("enrolment__training_class__course")
    ticket = tickets.filter(token=token).first() if token else None
    if ticket is None:
        raise TicketUsed
    if not is_open(ticket.enrolment.training_class):
        raise SurveyShut(_("The survey of this class is over. Thank you all the same."))
    return ticket.enrolment.training_class


@transaction.atomic
def reply(
    token: str,
    *,
    overall: int,
    content: int | None = None,
    arrangement: int | None = None,
    ratings: dict[str, int] | None = None,
    words: str = "",
) -> None:
    """Use the ticket and keep what was answered, apart from it. Raises TicketUsed, SurveyShut."""
    training_class = TrainingClass.objects.select_for_update().get(pk=class_of(token).pk)
    if not SurveyTicket.objects.filter(token=token, is_used=False).update(is_used=True, token=None):
        raise TicketUsed
    words = words.strip()
    new = SurveyReply(
        training_class=training_class,
        overall=overall,
        content=content,
        arrangement=arrangement,
        words=words,
        words_state=Words.WAITING if words else Words.NONE,
    )
    found = {each.key: each for each in rated(training_class)}
    given = [
        TrainerRating(
            training_class=training_class, trainer=found[key].trainer, session=found[key].session, score=score
        )
        for key, score in (ratings or {}).items()
        if key in found
    ]
    _mix(SurveyReply, training_class, [new])
    _mix(TrainerRating, training_class, given)


def _mix(model, training_class: TrainingClass, new: list) -> None:
    """Write the rows of a class anew with the new ones among them: none is the last one, none older than another."""
    if not new:
        return
    rows = [*model.objects.filter(training_class=training_class), *new]
    model.objects.filter(training_class=training_class).delete()
    random.SystemRandom().shuffle(rows)
    for row in rows:
        row.pk = model._meta.pk.get_default()
    model.objects.bulk_create(rows)


def read_words(found: SurveyReply, *, hide: bool, by) -> SurveyReply:
    """Show words to the trainer, or hide them because they tell of a person; who decided is kept, the words too."""
    with transaction.atomic():
        held = SurveyReply.objects.select_for_update().get(pk=found.pk)
        if held.words_state != Words.NONE:
            held.words_state, held.words_read_by = (Words.HIDDEN if hide else Words.SHOWN), by
            held.save(update_fields=["words_state", "words_read_by"])
            audit.record(
                "trainees.survey.hide_words" if hide else "trainees.survey.show_words",
                held.training_class,
                by=by,
                region=held.training_class.region_id,
            )
        return held


@dataclass(frozen=True)
class Result:
    """What a class thinks. Scores are None, and nobody reads words, below `ENOUGH` replies."""

    asked: int
    replies: int
    top: int | None
    means: dict[str, float] | None
    words: list[SurveyReply]

    @property
    def response(self) -> float | None:
        return self.replies / self.asked if self.asked else None

    @property
    def satisfaction(self) -> float | None:
        """The two best of five scores; None while too few replied."""
        return self.top / self.replies if self.top is not None else None


def result_of(training_class: TrainingClass) -> Result:
    """Two queries; `asked` are all who hold a place: any of them may reply."""
    places = Enrolment.objects.filter(training_class=training_class).holding_a_seat()
    replies = list(SurveyReply.objects.filter(training_class=training_class))
    enough = len(replies) >= ENOUGH
    return Result(
        asked=places.count(),
        replies=len(replies),
        top=sum(each.overall >= 4 for each in replies) if enough else None,
        means=_means(replies) if enough else None,
        words=sorted((each for each in replies if each.words), key=lambda each: str(each.pk)) if enough else [],
    )


def _means(replies: list[SurveyReply]) -> dict[str, float]:
    found = {}
    for name in ("overall", "content", "arrangement"):
        scores = [getattr(each, name) for each in replies if getattr(each, name) is not None]
        if len(scores) >= ENOUGH:
            found[name] = sum(scores) / len(scores)
    return found


@dataclass(frozen=True)
class Slip:
    """A name and the address behind its code."""

    name: str
    token: str


def slips(training_class: TrainingClass) -> list[Slip]:
    """One for everybody who holds a place, by name. Who has replied gets one too, whose code leads nowhere any more:
    a missing slip would tell who did. None while the survey is shut."""
    if not is_open(training_class):
        return []
    places = training_class.enrolments.holding_a_seat().select_related("trainee").order_by("trainee__name_pinyin", "pk")
    return [Slip(enrolment.trainee.name, _token_for(enrolment)) for enrolment in places]


def _token_for(enrolment: Enrolment) -> str:
    try:
        return ticket_of(enrolment).token
    except TicketUsed:
        return secrets.token_urlsafe(18)


def to_ask(enrolments, *, training_class: TrainingClass) -> list[Enrolment]:
    """Those of `enrolments` who may reply to the survey of the class now and have not; one query while it is open."""
    if not is_open(training_class):
        return []
    rows = [row for row in enrolments if row.state in Enrolment.HOLDS_A_SEAT]
    used = set(SurveyTicket.objects.filter(enrolment__in=rows, is_used=True).values_list("enrolment_id", flat=True))
    return [row for row in rows if row.pk not in used]
