"""A trainer's phone that was without network yesterday: two of its acts came after the roll had been closed."""

import datetime as dt
import uuid

from courses.models import Session, TrainingClass
from lms.kit.clock import now
from trainees.domain.operations import receiving
from trainees.models import Attendance

Mark = Attendance.Mark


def send_late(training_class: TrainingClass, users: dict) -> None:
    """One word the phone said over what it knew, and one over what somebody else had written meanwhile."""
    session = training_class.sessions.filter(state=Session.State.CLOSED).order_by("starts_at").first()
    if session is None:
        return
    standing = Attendance.objects.standing().filter(session=session).order_by("mark", "pk")
    absent, present = standing.filter(mark=Mark.ABSENT).first(), standing.filter(mark=Mark.PRESENT).last()
    acts = [_act(session, 1, absent, Mark.LATE, 25, knew=absent.pk)] if absent else []
    acts += [_act(session, 2, present, Mark.LEFT, 40, knew=0)] if present else []
    receiving.receive(acts, sent_at=now().isoformat(), by=users["trainer"])


def _act(session: Session, seq: int, about: Attendance, kind: str, minutes: int, *, knew: int) -> dict:
    return {
        "op_id": str(uuid.uuid5(uuid.NAMESPACE_URL, f"demo/{session.pk}/{seq}")),
        "device_id": str(uuid.uuid5(uuid.NAMESPACE_URL, "demo/phone")),
        "seq": seq,
        "kind": "mark",
        "session": session.pk,
        "fields": {"enrolment": about.enrolment_id, "mark": str(kind), "minutes": minutes, "knew": knew},
        "captured_at": (session.starts_at + dt.timedelta(minutes=20 * seq)).isoformat(),
    }
