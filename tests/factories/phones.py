"""Phones without network, as the page of `trainees/static/trainees/offline.js` behaves, and the acts they send."""

import datetime as dt
import uuid
from dataclasses import dataclass, field

from lms.kit.clock import now


def act(session, *, kind="mark", seq=1, device_id=None, op_id=None, at=None, **fields) -> dict:
    """One act on the wire; a mark unless told otherwise."""
    return {
        "op_id": str(op_id or uuid.uuid4()),
        "device_id": str(device_id or uuid.uuid4()),
        "seq": seq,
        "kind": kind,
        "session": session.pk,
        "fields": fields,
        "captured_at": (at or now()).isoformat(),
    }


def mark(session, enrolment, kind="present", *, knew=0, minutes=None, **about) -> dict:
    return act(session, enrolment=enrolment.pk, mark=kind, minutes=minutes, knew=knew, **about)


def walk_in(session, *, name="向新来", id_number="", phone="13800138099", village="", consent=True, **about) -> dict:
    told = {"name": name, "id_number": id_number, "phone": phone, "village": village, "consent": consent}
    return act(session, kind="walk_in", **about, **told)


@dataclass
class Phone:
    """One phone with a wrong clock: what it shows, what it has said, what has been answered.

    `known` holds the version of the roll it shows of each enrolment.
    """

    session: object
    skew: dt.timedelta = dt.timedelta()
    device_id: uuid.UUID = field(default_factory=uuid.uuid4)
    known: dict = field(default_factory=dict)
    waiting: dict = field(default_factory=dict)
    answered: dict = field(default_factory=dict)
    said: dict = field(default_factory=dict)
    seq: int = 0

    def clock(self) -> dt.datetime:
        return now() + self.skew

    def tap(self, enrolment, kind) -> str:
        """Say something of somebody: kept on the phone until it is answered."""
        own = [one for one in self.waiting.values() if one["fields"]["enrolment"] == enrolment.pk]
        knew = own[0]["fields"]["knew"] if own else self.known.get(enrolment.pk, 0)
        self.seq += 1
        about = {"seq": self.seq, "device_id": self.device_id, "at": self.clock(), "op_id": uuid.uuid4()}
        said = mark(self.session, enrolment, kind, knew=knew, **about)
        self.waiting[said["op_id"]] = self.said[said["op_id"]] = said
        return said["op_id"]

    def batch(self) -> list[dict]:
        return list(self.waiting.values())

    def hear(self, answers) -> None:
        """Take answers in; one heard before changes nothing."""
        for answer in answers:
            if answer.state == "again" or answer.op_id not in self.waiting:
                continue
            self.answered[answer.op_id] = answer.state
            del self.waiting[answer.op_id]
            row = answer.row
            stands = row.made or row.stood
            if stands and row.outcome != "outdated":
                self.known[row.enrolment_id] = max(self.known.get(row.enrolment_id, 0), stands.pk)

    def look(self, versions: dict) -> None:
        """The roll as the server has it, enrolment → version."""
        self.known.update(versions)
