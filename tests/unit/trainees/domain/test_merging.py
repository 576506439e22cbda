"""Merging: any order of merges and unmerges ends the same, and nothing that was written moves."""

import random

import pytest

from lms.kit.models import AuditEvent
from tests.factories import people, places
from trainees.domain import merging, register
from trainees.models import Trainee, TraineeAlias

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer():
    return places.officer("organiser")


def test_merged_rows_are_the_person_with_the_id_number(officer):
    weak, known = people.trainee(number="", name="田小花"), people.trainee(name="田小花")
    assert merging.merge(weak, known, reason="同名同村", by=officer) == known

    weak.refresh_from_db()
    assert weak.itself == known
    assert list(Trainee.objects.canonical()) == [known]
    assert register.find("田小花", "", weak.phone) == known
    assert list(Trainee.objects.with_phone(weak.phone)) == [known]
    assert set(known.rows()) == set(weak.rows()) == {weak, known}


def test_merge_twice_says_and_logs_once(officer):
    one, other = people.trainee(), people.trainee()
    for _ in range(2):
        merging.merge(other, one, reason="同一人", by=officer)

    assert TraineeAlias.objects.count() == 1
    assert AuditEvent.objects.get(action="trainees.trainee.merge").purpose == "同一人"


def test_a_row_is_not_merged_with_itself(officer):
    one = people.trainee()
    with pytest.raises(merging.OneAndTheSameRow):
        merging.merge(one, one, reason="x", by=officer)


def test_unmerge_leaves_everything_where_it_was_written(officer):
    one, other = people.trainee(), people.trainee()
    enrolment = people.enrolment(other, state="completed")
    merging.merge(one, other, reason="同一人", by=officer)
    said = TraineeAlias.objects.get()
    for _ in range(2):
        merging.unmerge(said, because="看错了", by=officer)

    assert Trainee.objects.canonical().count() == 2
    enrolment.refresh_from_db()
    assert enrolment.trainee == other
    assert AuditEvent.objects.filter(action="trainees.trainee.unmerge").count() == 1


def test_rows_with_one_id_number_can_not_be_taken_apart(officer):
    weak, known = people.trainee(number=""), people.trainee()
    merging.merge(weak, known, reason="同一人", by=officer)
    Trainee.objects.filter(pk=weak.pk).update(id_index=known.id_index)

    with pytest.raises(merging.SameIdNumber):
        merging.unmerge(TraineeAlias.objects.get(), because="看错了", by=officer)
    assert TraineeAlias.objects.get().undone_at is None
    assert Trainee.objects.canonical().count() == 1


def persons() -> dict[int, int]:
    return {row.pk: row.canonical_id or row.pk for row in Trainee.objects.all()}


def expected(rows, standing) -> dict[int, int]:
    """By plain search over the standing pairs."""
    found, weak = {}, {row.pk: row.is_weak for row in rows}
    for row in rows:
        together, fresh = set(), {row.pk}
        while fresh:
            together |= fresh
            fresh = {b for pair in standing for a, b in (pair, pair[::-1]) if a in together} - together
        found[row.pk] = min(together, key=lambda pk: (weak[pk], pk))
    return found


@pytest.mark.parametrize("seed", range(6))
def test_any_order_of_merges_and_unmerges_ends_the_same(seed, officer):
    chance = random.Random(seed)
    rows = [people.trainee(**({"number": ""} if chance.random() < 0.4 else {})) for _ in range(6)]
    pairs = [(a, b) for order, a in enumerate(rows) for b in rows[order + 1 :]]
    chosen = chance.sample(pairs, 6)
    kept = chosen[: chance.randint(0, 6)]
    wanted = expected(rows, [(a.pk, b.pk) for a, b in kept])
    for _order in range(3):
        TraineeAlias.objects.all().delete()
        Trainee.objects.update(canonical=None)
        # Each pair has its own story, which ends as it must; the stories are told mixed with each other.
        stories = [["merge", "unmerge"] * chance.randint(0, 1) + ["merge"] for _ in kept]
        stories += [["merge", "unmerge"] for _ in chosen[len(kept) :]]
        while any(stories):
            at = chance.choice([number for number, story in enumerate(stories) if story])
            one, other = chance.sample(chosen[at], 2)
            if stories[at].pop(0) == "merge":
                merging.merge(one, other, reason="同一人", by=officer)
            else:
                older, newer = sorted((one.pk, other.pk))
                said = TraineeAlias.objects.get(trainee=newer, same_as=older, undone_at=None)
                merging.unmerge(said, because="看错了", by=officer)

        assert persons() == wanted


def test_an_id_number_filled_in_later_decides_whom_the_person_is_known_by(officer):
    first, second = people.trainee(number=""), people.trainee(number="")
    assert merging.merge(first, second, reason="同一人", by=officer) == first
    second.refresh_from_db()
    register_it = register.derived(second.name, people.id_number(9), second.phone, region_code=second.region_id)
    Trainee.objects.filter(pk=second.pk).update(**register_it)

    assert merging.hang_anew(first) == second
    first.refresh_from_db()
    assert first.itself == second
