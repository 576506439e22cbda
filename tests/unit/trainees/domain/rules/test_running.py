"""The life of a flag: it opens once, closes itself, opens again, and what people said of it stands."""

import pytest

from tests.factories import people, places
from trainees.domain.rules import REGISTRY, acts, flagging, running
from trainees.domain.rules.declaring import Found
from trainees.models import AnomalyFlag, Attendance, FlagWord, RuleRun

from .conftest import held, present


@pytest.fixture
def torn(db):
    """One person in two rooms at once."""
    who = people.trainee()
    return who, present(who, held()), present(who, held(hour=10))


def kinds(flag):
    return list(flag.words.values_list("kind", flat=True))


def test_a_flag_opens_once_however_often_the_rules_run(torn):
    who, one, other = torn
    running.run_everything(codes={"R11"})
    running.run_everything(codes={"R11"})
    running.run_person(who)
    running.run_class(one.training_class)

    flag = AnomalyFlag.objects.get(rule="R11")
    assert (flag.state, flag.severity, flag.region) == ("open", "critical", who.region)
    assert {subject.enrolment for subject in flag.subjects.all()} == {one, other}
    assert kinds(flag) == ["opened"]
    runs = RuleRun.objects.filter(rule="R11").order_by("pk")
    assert list(runs.values_list("found", "opened")) == [(1, 1), (1, 0)]


def test_a_flag_closes_itself_when_its_facts_are_gone_and_opens_when_they_come_back(torn):
    who, one, _other = torn
    running.run_person(who)
    mark = Attendance.objects.get(enrolment=one)
    Attendance.objects.filter(pk=mark.pk).update(mark="absent")
    (ran,) = [ran for ran in running.run_class(one.training_class) if ran.rule.code == "R11"]
    flag = AnomalyFlag.objects.get(rule="R11")
    assert (flag.state, flag.settled_by, ran.tally.corrected) == ("corrected", None, 1)

    Attendance.objects.filter(pk=mark.pk).update(mark="present")
    running.run_everything(codes={"R11"})
    flag.refresh_from_db()
    assert (flag.state, flag.gone_at, kinds(flag)) == ("open", None, ["opened", "gone", "opened"])


def test_a_look_at_one_person_leaves_the_flags_of_others_alone(torn):
    other = people.trainee()
    present(other, held())
    present(other, held(hour=10))
    running.run_everything(codes={"R11"})
    Attendance.objects.update(mark="absent")
    running.run_person(torn[0])
    assert sorted(AnomalyFlag.objects.values_list("state", flat=True)) == ["corrected", "open"]


def test_the_rows_of_one_person_are_looked_at_together(torn):
    who = people.trainee(canonical=people.trainee())
    present(who, held())
    present(who.canonical, held(hour=10))
    running.run_person(who)
    assert AnomalyFlag.objects.filter(rule="R11").count() == 1


def test_what_was_said_stands_while_the_facts_are_the_same(torn, organiser):
    running.run_everything(codes={"R11"})
    flag = acts.explain(AnomalyFlag.objects.get(), word="两班同一间教室", by=organiser)
    running.run_everything(codes={"R11"})
    flag.refresh_from_db()
    assert (flag.state, flag.word, flag.settled_by) == ("explained", "两班同一间教室", organiser)

    Attendance.objects.update(mark="absent")
    running.run_everything(codes={"R11"})
    flag.refresh_from_db()
    assert (flag.state, flag.gone_at is not None) == ("explained", True)
    assert acts.take_back(flag, word="改签到", by=organiser).state == "corrected"
    assert kinds(flag) == ["opened", "explained", "gone", "taken_back"]


@pytest.mark.parametrize(("act", "then"), [(acts.explain, "open"), (acts.uphold, "upheld")])
def test_changed_facts_open_what_was_explained_and_not_what_was_upheld(db, organiser, act, then):
    who = people.trainee()
    rule = REGISTRY["R11"]
    found = Found(key=(1,), people=(who.pk,), facts={"minutes": 30})
    flagging.reconcile(rule, [found], flagging.standing_of(rule))
    flag = act(AnomalyFlag.objects.get(), word="问过本人", by=organiser)
    changed = Found(key=(1,), people=(who.pk, people.trainee().pk), facts={"minutes": 45})
    flagging.reconcile(rule, [changed], flagging.standing_of(rule))
    flag.refresh_from_db()
    assert (flag.state, flag.facts["minutes"], flag.subjects.count()) == (then, 45, 2)


def test_only_the_organiser_of_the_area_settles(torn):
    running.run_everything(codes={"R11"})
    flag = AnomalyFlag.objects.get()
    next_door = places.officer("organiser", within=places.region("433130000000"), username="next-door")
    for stranger in (next_door, places.officer("auditor"), places.user("nobody")):
        with pytest.raises(acts.FlagRefused):
            acts.explain(flag, word="没问题", by=stranger)
    assert not FlagWord.objects.exclude(kind="opened").exists()


@pytest.mark.parametrize("word", ["", "  ", "好", "身份证" + people.id_number(5)])
def test_a_flag_is_settled_in_words_without_numbers(torn, organiser, word):
    running.run_everything(codes={"R11"})
    with pytest.raises(acts.FlagRefused):
        acts.uphold(AnomalyFlag.objects.get(), word=word, by=organiser)


def test_upholding_says_which_person_times_it_is_about(torn, organiser):
    running.run_everything(codes={"R11"})
    _who, one, other = torn
    flag = acts.uphold(AnomalyFlag.objects.get(), word="代签", by=organiser)
    assert set(acts.in_doubt(flag)) == {one, other}
