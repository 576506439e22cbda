"""Random days in the village: two phones with wrong clocks and a desk keep one roll over a line that loses, doubles and
reorders. `Day(seed, …).live()` lives one; `complaints()` says what a person would have lost by it."""

import datetime as dt
import random
from dataclasses import dataclass, field

from trainees.domain import attendance
from trainees.domain.operations import receiving
from trainees.models import Attendance, Operation

from .phones import Phone

KINDS = ("present", "late", "absent", "leave")
STEPS = 10
TWO_DAYS = 2 * 24 * 3600


@dataclass
class Day:
    """One day from its seed: `keepers` hold the phones, `desk` writes over the network."""

    seed: int
    session: object
    enrolments: list
    keepers: list
    desk: object
    first_answers: dict = field(default_factory=dict)
    found: list = field(default_factory=list)
    by_desk: int = 0

    def __post_init__(self):
        self.chance = random.Random(self.seed)
        self.phones = [Phone(self.session, skew=self._skew()) for _ in self.keepers]
        self.on_the_way = []

    def live(self) -> "Day":
        acts = [
            self._tap,
            self._tap,
            self._tap,
            self._send,
            self._send,
            self._desk,
            self._look,
            self._deliver,
            self._reset,
        ]
        for _ in range(STEPS):
            self.chance.choice(acts)()
        for place in (0, 1):
            self._late(place)
        self.chance.shuffle(self.on_the_way)
        for place, batch in self.on_the_way:
            self._receive(place, batch)
        return self

    def _skew(self) -> dt.timedelta:
        return dt.timedelta(seconds=self.chance.randint(-TWO_DAYS, TWO_DAYS))

    def _tap(self):
        self.chance.choice(self.phones).tap(self.chance.choice(self.enrolments), self.chance.choice(KINDS))

    def _desk(self):
        before = Attendance.objects.count()
        attendance.mark(self.session, self.chance.choice(self.enrolments), self.chance.choice(KINDS), by=self.desk)
        self.by_desk += Attendance.objects.count() - before

    def _look(self):
        standing = Attendance.objects.standing().filter(session=self.session)
        self.chance.choice(self.phones).look(dict(standing.values_list("enrolment", "pk")))

    def _reset(self):
        """Somebody sets the clock of a phone."""
        self.chance.choice(self.phones).skew = self._skew()

    def _send(self):
        """What waits, in any order, perhaps not all; it may get lost, or its answer, or arrive once more much later."""
        place = self.chance.randrange(2)
        batch = self.phones[place].batch()
        batch = self.chance.sample(batch, self.chance.randint(0, len(batch)))
        if self.chance.random() < 0.3:
            self.on_the_way.append((place, batch))
        if self.chance.random() < 0.7:
            answers = self._receive(place, batch)
            if self.chance.random() < 0.7:
                self.phones[place].hear(answers)

    def _deliver(self):
        if self.on_the_way:
            self._receive(*self.on_the_way.pop(self.chance.randrange(len(self.on_the_way))))

    def _late(self, place):
        phone = self.phones[place]
        while phone.waiting:
            phone.hear(self._receive(place, phone.batch()))

    def _receive(self, place, batch) -> list:
        phone = self.phones[place]
        answers = receiving.receive(batch, sent_at=phone.clock().isoformat(), by=self.keepers[place])
        for answer in answers:
            told = (answer.state, answer.row and answer.row.outcome, answer.row and answer.row.pk)
            if self.first_answers.setdefault(answer.op_id, told) != told:
                self.found.append(f"another answer for {answer.op_id}: {told}")
        return answers

    def complaints(self) -> list[str]:
        """Lost, doubled, silently overwritten: empty when nobody has anything to complain of."""
        rows = {str(row.op_id): row for row in Operation.objects.filter(session=self.session)}
        self._nothing_lost(rows)
        self._nothing_doubled(rows)
        self._nothing_overwritten()
        return [f"seed {self.seed}: {complaint}" for complaint in self.found]

    def _nothing_lost(self, rows):
        said = {op_id: act for phone in self.phones for op_id, act in phone.said.items()}
        if said.keys() != rows.keys():
            self.found.append(f"lost or invented: {said.keys() ^ rows.keys()}")
        for phone in self.phones:
            if phone.answered.keys() != phone.said.keys():
                self.found.append("a phone waits for an answer for ever")
            for enrolment in self.enrolments:
                self._last_word_is_seen(phone, enrolment, rows)

    def _last_word_is_seen(self, phone, enrolment, rows):
        """The last word of a phone is on the roll, stood there, or waits for a person; earlier ones give way."""
        own = [rows[op_id] for op_id, act in phone.said.items() if act["fields"]["enrolment"] == enrolment.pk]
        for row in own:
            if row.outcome == "agrees" and row.stood.mark != row.fields["mark"]:
                self.found.append(f"{row.op_id} agrees with something else")
        for row in own[:-1]:
            if row.is_open:
                self.found.append(f"an earlier word still waits: {row.op_id}")
        if own and not (own[-1].outcome in {"applied", "agrees"} or own[-1].is_open):
            self.found.append(f"the last word is nowhere: {own[-1].op_id} {own[-1].outcome}")

    def _nothing_doubled(self, rows):
        applied = sum(row.outcome == "applied" for row in rows.values())
        marks = Attendance.objects.filter(session=self.session).count()
        if marks != applied + self.by_desk:
            self.found.append(f"{marks} marks of {applied} acts and {self.by_desk} of the desk")

    def _nothing_overwritten(self):
        """Who takes the place of a mark has seen it, or made it."""
        marks = Attendance.objects.filter(session=self.session).select_related("operation").order_by("enrolment", "pk")
        before = None
        for mark in marks:
            act, earlier = getattr(mark, "operation", None), getattr(before, "operation", None)
            is_next = before is not None and before.enrolment_id == mark.enrolment_id
            if is_next and act and act.fields["knew"] != before.pk and not _later_of_one_phone(act, earlier):
                self.found.append(f"{mark.pk} took the place of {before.pk} unseen")
            before = mark


def _later_of_one_phone(act, earlier) -> bool:
    return earlier is not None and earlier.device_id == act.device_id and earlier.seq < act.seq
