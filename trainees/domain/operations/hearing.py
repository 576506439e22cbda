"""One act before the roll: whose session, which person, and what becomes of the word."""

import dataclasses
import datetime as dt
import json
from collections.abc import Callable

from django.db import transaction
from django.db.models import Max, Q
from django.utils.translation import gettext as _

from courses.models import Session
from lms.kit.clock import now
from trainees import permissions
from trainees.domain import attendance, cards, doorway, joining, sheet_filing
from trainees.domain.marks import MINUTES, Trace
from trainees.models import Attendance, Enrolment, Operation

from . import photos
from .judging import Judgement, Standing, judge
from .reading import Act

State, Outcome, Kind, Verdict = Operation.State, Operation.Outcome, Operation.Kind, Operation.Verdict
STATES = {Outcome.DIFFERS: State.CONFLICT, Outcome.CLOSED: State.CONFLICT, Outcome.REFUSED: State.REFUSED}


class ActRefused(Exception):
    """The act is kept and not taken; the text says why and what to do."""


class Again(Exception):
    """Something the act needs is not here yet: nothing is kept, the phone sends it again."""


REFUSALS = (*doorway.REFUSALS, ActRefused)


@dataclasses.dataclass
class Sender:
    """Who sends, when it arrived, how many seconds the phone's clock is behind; remembers whose roll they keep."""

    by: object
    received_at: dt.datetime
    offset: int
    sessions: dict = dataclasses.field(default_factory=dict)

    def session(self, pk: int) -> Session | None:
        """The session, if its roll is this sender's to keep."""
        if pk not in self.sessions:
            seen = Session.objects.visible_to(self.by).select_related("training_class__trainer", "trainer", "venue")
            found = seen.filter(pk=pk).first()
            self.sessions[pk] = found if found and permissions.may_keep_roll(self.by, found) else None
        return self.sessions[pk]

    def keeps(self, pk: int | None) -> bool:
        return pk is not None and self.session(pk) is not None


@dataclasses.dataclass(frozen=True)
class Heard:
    """What became of an act."""

    outcome: str
    session: Session | None = None
    enrolment: Enrolment | None = None
    made: Attendance | None = None
    stood: Attendance | None = None
    sentence: str = ""

    @property
    def state(self) -> str:
        return STATES.get(self.outcome, State.ARRIVED)


@dataclasses.dataclass(frozen=True)
class Word:
    """What an act says of one person: `say` puts it on the roll, the rest tells how it lies to a mark that stands."""

    say: Callable[[], Attendance]
    agrees: Callable[[Attendance], bool]
    knew: int = 0
    adds: Callable[[Attendance], bool] = lambda _standing: False


def act_of(row: Operation) -> Act:
    """The act as it was read, from its row."""
    fields = dict(row.fields)
    session = fields.pop("session", 0)
    personal = json.loads(row.personal) if row.personal else {}
    return Act(row.op_id, row.device_id, row.seq, row.kind, session, row.captured_at, fields, personal)


def hear(row: Operation, act: Act, sender: Sender) -> Heard:
    """What becomes of an act; of a refused one nothing stays but its row. Raises Again."""
    session = sender.session(act.session)
    if session is None:
        return Heard(Outcome.REFUSED, sentence=_("This session is not one of yours. Are you signed in as yourself?"))
    about = session.training_class.enrolments.filter(pk=act.fields.get("enrolment", 0)).first()
    try:
        with transaction.atomic():
            return HEARINGS.get(act.kind, _not_heard)(row, act, session, about, sender.by)
    except REFUSALS as refusal:
        return Heard(Outcome.REFUSED, session, about, sentence=str(refusal))


def replace_earlier(row: Operation, *, by) -> None:
    """A later word of the phone takes the place of its earlier ones that still wait for a person to settle them."""
    earlier = Operation.objects.of_phone(row.device_id, row.session, row.enrolment).open().filter(seq__lt=row.seq)
    if row.kind == Kind.SIGN_OUT:
        earlier = earlier.filter(kind=Kind.SIGN_OUT)
    if row.enrolment_id:
        earlier.update(verdict=Verdict.REPLACED, settled_at=now(), settled_by=by)


def _mark(row, act, session, about, by) -> Heard:
    kind, minutes = act.fields["mark"], act.fields["minutes"]
    if kind not in Attendance.Mark.values:
        raise ActRefused(_("There is no such mark. Open the page anew."))

    def say():
        return attendance.mark(session, about, kind, minutes=minutes, trace=_trace(row), by=by)

    word = Word(say, lambda standing: _says(standing, kind, minutes), knew=act.fields["knew"])
    return _speak(row, session, about, word)


def _sign_out(row, act, session, about, by) -> Heard:
    def say():
        try:
            return attendance.sign_out(session, about, trace=_trace(row), by=by)[0]
        except attendance.NotSignedIn as refusal:
            raise ActRefused(_("This person has not come yet, so they can't go. Mark them first.")) from refusal

    word = Word(
        say,
        agrees=lambda standing: standing.left_at is not None and standing.left_at >= row.happened_at,
        knew=act.fields["knew"],
        adds=lambda standing: (
            standing.is_present and standing.left_at is None and standing.mark != Attendance.Mark.LEFT
        ),
    )
    return _speak(row, session, about, word)


def _card(row, act, session, _about, by) -> Heard:
    enrolment = cards.place_of(session, cards.read(act.personal["card"]))

    def say():
        return attendance.check_in(session, enrolment, trace=_trace(row, Attendance.How.CARD), by=by)[0]

    return _speak(row, session, enrolment, Word(say, lambda standing: standing.is_present, knew=act.fields["knew"]))


def _walk_in(row, act, session, _about, by) -> Heard:
    village = joining.villages().filter(pk=act.personal["village"]).first()
    if village is None:
        raise ActRefused(_("The village is missing. Choose it and send the person again."))
    told = {name: act.personal[name] for name in ("name", "id_number", "phone")}
    enrolment = doorway.admit(session, doorway.Comer(**told, village=village), by=by)

    def say():
        trace = _trace(row, Attendance.How.WALK_IN)
        return attendance.mark(session, enrolment, Attendance.Mark.PRESENT, trace=trace, by=by)

    return _speak(row, session, enrolment, Word(say, lambda standing: standing.is_present))


def _sheet(row, act, session, _about, by) -> Heard:
    sha256 = act.fields["sha256"]
    file = photos.whole(sha256, act.fields["size"], by=by)
    if file is None:
        raise Again(_("The photo itself has not arrived yet."))
    try:
        filed = sheet_filing.file_photo(file, session=session, by=by)
    except sheet_filing.SheetRefused as refusal:
        raise ActRefused(str(refusal)) from refusal
    transaction.on_commit(lambda: photos.forget(sha256, by=by))
    if filed.session == session:
        return Heard(Outcome.APPLIED, session)
    moved = _("The sheet says another session: the photo is filed there (%(session)s).") % {"session": filed.session}
    return Heard(Outcome.APPLIED, filed.session, sentence=moved)


def _not_heard(_row, _act, _session, _about, _by) -> Heard:
    """A phone may know a kind that the platform does not take (yet): its act is kept and shown, never lost."""
    raise ActRefused(_("The platform can't take this kind of record. Mark the person by hand instead."))


HEARINGS = {
    Kind.MARK: _mark,
    Kind.SIGN_OUT: _sign_out,
    Kind.CARD: _card,
    Kind.WALK_IN: _walk_in,
    Kind.SHEET: _sheet,
}


def _trace(row: Operation, how: str = Attendance.How.HAND) -> Trace:
    """Without the phone: the trainer's is nobody's own, and would look like one phone for several people."""
    return Trace(how, row.happened_at)


def _speak(row: Operation, session: Session, about: Enrolment | None, word: Word) -> Heard:
    """Judge a word under the lock of its enrolment, and put it on the roll when it may stand there."""
    if about is None:
        raise ActRefused(_("This person is not on the roll of this session."))
    Enrolment.objects.select_for_update().get(pk=about.pk)
    standing = Attendance.objects.standing().filter(session=session, enrolment=about).first()
    said = Operation.objects.of_phone(row.device_id, session, about).exclude(pk=row.pk)
    judgement = judge(
        seq=row.seq, knew=word.knew, latest_seq=_latest(row, said), standing=_as_judged(standing, word, said)
    )
    if judgement == Judgement.APPLY:
        return _said(session, about, word, standing)
    sentence = _differs() if judgement == Judgement.DIFFERS else ""
    return Heard(Outcome(judgement.value), session, about, stood=standing, sentence=sentence)


def _said(session, about, word, standing) -> Heard:
    try:
        with transaction.atomic():
            made = word.say()
    except attendance.SessionIsClosed:
        return Heard(Outcome.CLOSED, session, about, stood=standing, sentence=_closed())
    if standing and made.pk == standing.pk:
        return Heard(Outcome.AGREES, session, about, stood=standing)
    return Heard(Outcome.APPLIED, session, about, made=made, stood=standing)


def _latest(row, said) -> int | None:
    """The phone's highest count about this person; a going tells nothing of the coming unless it stands."""
    if row.kind != Kind.SIGN_OUT:
        said = said.exclude(~Q(outcome=Outcome.APPLIED), kind=Kind.SIGN_OUT)
    return said.aggregate(latest=Max("seq"))["latest"]


def _as_judged(standing, word, said) -> Standing | None:
    if standing is None:
        return None
    is_own = said.filter(made=standing).exists()
    return Standing(standing.pk, word.agrees(standing), is_own, word.adds(standing))


def _says(standing: Attendance, kind: str, minutes: int | None) -> bool:
    field = MINUTES.get(kind)
    return standing.mark == kind and (minutes is None or field is None or getattr(standing, field) == minutes)


def _differs() -> str:
    return _("Somebody else wrote something different meanwhile. Look at both and settle it.")


def _closed() -> str:
    return _("The session was closed before this arrived. Settle it with a reason.")
