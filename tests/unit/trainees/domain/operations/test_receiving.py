"""Acts of phones: once, in any order, never over somebody else's word, and each with its answer."""

import datetime as dt
import json
import uuid

import pytest

from lms.kit.clock import now
from tests.factories import people, phones, places, training
from trainees.domain import attendance
from trainees.domain.operations import hearing, receiving
from trainees.models import Attendance, Enrolment, Operation, Trainee

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


def send(*acts, by, sent_at=None):
    return receiving.receive(list(acts), sent_at=(sent_at or now()).isoformat(), by=by)


def standing(enrolment) -> list[str]:
    return list(enrolment.attendances.standing().values_list("mark", flat=True))


def states(answers) -> list[str]:
    return [answer.state for answer in answers]


def test_receive_puts_a_mark_on_the_roll(session, enrolments, trainer):
    at = now() - dt.timedelta(minutes=50)
    answer = send(phones.mark(session, enrolments[0], at=at), by=trainer)[0]

    assert (answer.state, answer.row.outcome) == ("arrived", "applied")
    made = enrolments[0].attendances.get()
    assert answer.row.made == made
    assert (made.mark, made.how, made.marked_by, made.marked_at) == ("present", "hand", trainer, at)
    # The trainer's phone is nobody's own: it must not look like one phone for several people.
    assert made.device == ""


def test_receive_corrects_a_wrong_clock_and_keeps_both(session, enrolments, trainer):
    skew = dt.timedelta(days=2)
    at = now() - dt.timedelta(hours=1)

    send(phones.mark(session, enrolments[0], at=at - skew), by=trainer, sent_at=now() - skew)

    row = Operation.objects.get()
    assert row.captured_at == at - skew
    assert abs(row.happened_at - at) < dt.timedelta(seconds=5)
    assert abs(row.clock_offset - skew.total_seconds()) < 5
    assert not row.clock_unsure


def test_receive_twice_gives_the_first_answer(session, enrolments, trainer):
    act = phones.mark(session, enrolments[0])
    first = send(act, by=trainer)[0]
    attendance.mark(session, enrolments[0], "absent", by=trainer)

    again, doubled = send(act, act, by=trainer)

    assert (again.state, again.row, doubled.row) == (first.state, first.row, first.row)
    assert again.row.outcome == "applied"
    assert Attendance.objects.count() == 2
    assert standing(enrolments[0]) == ["absent"]


def test_receive_of_a_known_number_with_other_words_is_refused(session, enrolments, trainer):
    act = phones.mark(session, enrolments[0])
    send(act, by=trainer)

    other = send(act | {"fields": act["fields"] | {"mark": "absent"}}, by=trainer)[0]

    assert (other.state, other.row) == ("refused", None)
    assert standing(enrolments[0]) == ["present"]


def test_receive_follows_the_count_of_the_phone_whatever_the_order(session, enrolments, trainer):
    device = uuid.uuid4()
    acts = [
        phones.mark(session, enrolments[0], kind, seq=seq, device_id=device)
        for seq, kind in enumerate(["present", "absent", "leave"], start=1)
    ]

    assert states(send(acts[2], by=trainer)) == ["arrived"]
    late = send(acts[1], acts[0], by=trainer)

    assert [answer.row.outcome for answer in late] == ["outdated", "outdated"]
    assert standing(enrolments[0]) == ["leave"]
    assert Attendance.objects.count() == 1


def test_receive_sorts_a_batch(session, enrolments, trainer):
    device = uuid.uuid4()
    first = phones.mark(session, enrolments[0], "present", seq=1, device_id=device)
    second = phones.mark(session, enrolments[0], "absent", seq=2, device_id=device)

    answers = send(second, first, by=trainer)

    assert [answer.op_id for answer in answers] == [second["op_id"], first["op_id"]]
    assert [answer.row.outcome for answer in answers] == ["applied", "applied"]
    assert standing(enrolments[0]) == ["absent"]


def test_receive_from_two_phones_shows_the_conflict(session, enrolments, trainer):
    mine = send(phones.mark(session, enrolments[0], "present"), by=trainer)[0]

    other = send(phones.mark(session, enrolments[0], "absent"), by=trainer)[0]

    assert (other.state, other.row.outcome, other.row.stood) == ("conflict", "differs", mine.row.made)
    assert "different" in other.sentence
    assert standing(enrolments[0]) == ["present"]
    assert list(Operation.objects.open()) == [other.row]


def test_receive_of_the_same_word_from_two_phones_agrees(session, enrolments, trainer):
    answers = send(phones.mark(session, enrolments[0]), phones.mark(session, enrolments[0]), by=trainer)

    assert [answer.row.outcome for answer in answers] == ["applied", "agrees"]
    assert Attendance.objects.count() == 1


def test_receive_upon_what_the_phone_saw_is_taken(session, enrolments, trainer):
    stood = attendance.mark(session, enrolments[0], "absent", by=None)

    answer = send(phones.mark(session, enrolments[0], "present", knew=stood.pk), by=trainer)[0]

    assert answer.row.outcome == "applied"
    assert standing(enrolments[0]) == ["present"]


def test_receive_over_a_word_nobody_saw_is_a_conflict_whoever_wrote_it(session, enrolments, trainer):
    device = uuid.uuid4()
    send(phones.mark(session, enrolments[0], "present", seq=1, device_id=device), by=trainer)
    attendance.mark(session, enrolments[0], "leave", by=trainer)

    answer = send(phones.mark(session, enrolments[0], "absent", seq=2, device_id=device), by=trainer)[0]

    assert answer.state == "conflict"
    assert standing(enrolments[0]) == ["leave"]


def test_receive_of_a_later_word_settles_the_earlier_conflict(session, enrolments, trainer):
    device = uuid.uuid4()
    stood = attendance.mark(session, enrolments[0], "leave", by=None)
    first = send(phones.mark(session, enrolments[0], "absent", seq=1, device_id=device), by=trainer)[0]

    later = send(phones.mark(session, enrolments[0], "present", seq=2, device_id=device, knew=stood.pk), by=trainer)[0]

    assert later.state == "arrived"
    first.row.refresh_from_db()
    assert (first.row.verdict, first.row.settled_by) == ("replaced", trainer)
    assert not Operation.objects.open().exists()


def test_receive_after_closing_waits_for_a_reason(session, enrolments, trainer):
    attendance.close_session(session, by=trainer)

    present, absent = send(
        phones.mark(session, enrolments[0], "present"), phones.mark(session, enrolments[1], "absent"), by=trainer
    )

    assert (present.state, absent.state) == ("conflict", "arrived")
    assert standing(enrolments[0]) == ["absent"]


def test_receive_upon_the_mark_of_the_closing_says_so(session, enrolments, trainer):
    attendance.close_session(session, by=trainer)
    stood = enrolments[0].attendances.get()

    answer = send(phones.mark(session, enrolments[0], "present", knew=stood.pk), by=trainer)[0]

    assert (answer.state, answer.row.outcome) == ("conflict", "closed")


def test_receive_for_somebody_elses_session_tells_nothing(session, enrolments, trainer):
    stranger = places.user("stranger")
    training.trainer(stranger)
    act = phones.mark(session, enrolments[0])

    theirs, nobodys = send(act, phones.mark(type("S", (), {"pk": 987_654}), enrolments[0]), by=stranger)

    assert theirs.state == nobodys.state == "refused"
    assert theirs.sentence == nobodys.sentence
    assert (theirs.row.session, theirs.row.enrolment) == (None, None)
    assert not Attendance.objects.exists()


def test_receive_of_another_persons_number_tells_nothing(session, enrolments, trainer):
    stranger = places.user("stranger")
    act = phones.mark(session, enrolments[0])
    send(act, by=trainer)

    answer = send(act, by=stranger)[0]

    assert (answer.state, answer.row) == ("refused", None)


def test_receive_brought_by_the_desk_and_sent_again_by_the_phone_counts_once(session, enrolments, trainer):
    organiser = places.officer("organiser")
    act = phones.mark(session, enrolments[0])
    first = send(act, by=organiser)[0]

    again = send(act, by=trainer)[0]

    assert (first.state, again.state, again.row) == ("arrived", "arrived", first.row)


def test_receive_of_a_person_of_another_class_is_refused(session, trainer):
    other = people.enrolment()

    answer = send(phones.mark(session, other), by=trainer)[0]

    assert answer.state == "refused"
    assert answer.row.enrolment is None
    assert not Attendance.objects.exists()


def test_receive_of_no_mark_is_refused_and_kept(session, enrolments, trainer):
    answer = send(phones.mark(session, enrolments[0], "gone"), by=trainer)[0]

    assert answer.state == "refused"
    assert list(Operation.objects.open()) == [answer.row]


def test_receive_of_a_kind_nobody_hears_is_refused_and_kept(session, trainer, monkeypatch):
    monkeypatch.delitem(hearing.HEARINGS, "card", raising=False)
    act = phones.act(session, kind="card", card="XX-1", knew=0)

    answer, again = send(act, act, by=trainer)

    assert (answer.state, again.row) == ("refused", answer.row)
    assert "by hand" in answer.sentence
    assert (answer.row.session, list(Operation.objects.open())) == (session, [answer.row])


def test_receive_keeps_what_it_cannot_read(session, enrolments, trainer):
    broken = phones.mark(session, enrolments[0]) | {"fields": "half a rec"}
    good = phones.mark(session, enrolments[0])

    answers = send(broken, None, [], {"op_id": 5}, good, by=trainer)

    assert states(answers) == ["refused", "refused", "refused", "refused", "arrived"]
    row = Operation.objects.get(op_id=broken["op_id"])
    assert row.kind == "unreadable"
    assert "half a rec" in row.personal
    assert states(send(broken, by=trainer)) == ["refused"]


def test_receive_too_many_is_refused_whole(session, enrolments, trainer):
    acts = [phones.mark(session, enrolments[0], seq=seq) for seq in range(receiving.MOST_AT_ONCE + 1)]

    with pytest.raises(receiving.TooMany):
        send(*acts, by=trainer)
    assert not Operation.objects.exists()


def test_receive_of_a_going_before_its_coming(session, enrolments, trainer):
    device = uuid.uuid4()
    coming = phones.mark(session, enrolments[0], seq=1, device_id=device)
    going = phones.act(session, kind="sign_out", seq=2, device_id=device, enrolment=enrolments[0].pk, knew=0)

    assert states(send(going, by=trainer)) == ["refused"]
    send(coming, by=trainer)

    mark = enrolments[0].attendances.standing().get()
    assert mark.left_at is not None
    assert mark.is_present
    assert not Operation.objects.open().exists()


def test_receive_of_a_going_adds_to_the_coming_of_a_scan(session, enrolments, trainer):
    attendance.scan(session, enrolments[0].trainee, scanned_at=now(), device="own", by=None)

    answer = send(phones.act(session, kind="sign_out", enrolment=enrolments[0].pk, knew=0), by=trainer)[0]

    assert answer.row.outcome == "applied"
    assert enrolments[0].attendances.standing().get().how == "scan"


def test_receive_of_a_going_of_whom_somebody_marked_absent_is_a_conflict(session, enrolments, trainer):
    attendance.mark(session, enrolments[0], "absent", by=None)

    answer = send(phones.act(session, kind="sign_out", enrolment=enrolments[0].pk, knew=0), by=trainer)[0]

    assert answer.state == "conflict"
    assert standing(enrolments[0]) == ["absent"]


def test_receive_of_a_walk_in_registers_enrols_and_marks(session, trainer):
    number = people.id_number(812, birth="19910404")
    village = places.village(2).pk

    answer = send(phones.walk_in(session, id_number=number, village=village), by=trainer)[0]

    assert answer.row.outcome == "applied"
    enrolment = Enrolment.objects.get(training_class=session.training_class)
    assert (enrolment.trainee.name, enrolment.trainee.id_number) == ("向新来", number)
    assert enrolment.attendances.get().how == "walk_in"
    assert answer.row.personal == ""
    assert answer.row.made.marked_at == answer.row.happened_at


def test_receive_of_a_walk_in_twice_makes_one_person(session, trainer):
    act = phones.walk_in(session, village=places.village(2).pk)
    other_phone = phones.walk_in(session, village=places.village(2).pk)

    answers = send(act, act, other_phone, by=trainer)

    assert states(answers) == ["arrived"] * 3
    assert Trainee.objects.filter(name="向新来").count() == 1
    assert Attendance.objects.count() == 1


@pytest.mark.parametrize("missing", [{"phone": ""}, {"village": "000000000000"}, {"id_number": "123"}])
def test_receive_of_half_a_walk_in_is_kept_sealed(session, trainer, missing):
    told = {"village": places.village(2).pk} | missing

    answer = send(phones.walk_in(session, **told), by=trainer)[0]

    assert answer.state == "refused"
    assert answer.sentence
    assert json.loads(answer.row.personal)["name"] == "向新来"
    assert not Trainee.objects.exists()
    assert not Enrolment.objects.exists()


def test_receive_of_a_walk_in_whom_somebody_marked_absent_is_a_conflict(session, trainer):
    village = places.village(2).pk
    send(phones.walk_in(session, village=village), by=trainer)
    enrolment = Enrolment.objects.get()
    attendance.mark(session, enrolment, "absent", by=None)

    answer = send(phones.walk_in(session, village=village), by=trainer)[0]

    assert (answer.state, answer.row.enrolment) == ("conflict", enrolment)
    assert standing(enrolment) == ["absent"]
