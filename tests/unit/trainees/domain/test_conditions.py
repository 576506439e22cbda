"""Each condition under each rule: what is done, what is missing, in which words."""

from decimal import Decimal

import pytest

from courses.models import CountingRules
from trainees.domain import conditions
from trainees.domain.conditions import Proof, SeenLesson

RULES = CountingRules(version=1)
LESSONS = [SeenLesson("一", 100, 80), SeenLesson("二", 100, 79)]


def proof(scheduled=0, attended=0, practice_held=0, practice_attended=0, lessons=(), **more) -> Proof:
    return Proof(scheduled, attended, practice_held, practice_attended, tuple(lessons), **more)


def missing(shown, **rules) -> list[str]:
    return [gap["code"] for gap in conditions.shortfalls(shown, rules=CountingRules(version=1, **rules))]


@pytest.mark.parametrize(
    ("shown", "codes"),
    [
        (proof(scheduled=10000, attended=8000), []),
        (proof(scheduled=10000, attended=7999), ["attendance"]),
        (proof(scheduled=3, attended=3, practice_held=2, practice_attended=0), ["practice"]),
        (proof(scheduled=3, attended=3, practice_held=2, practice_attended=1), []),
        (proof(lessons=LESSONS), ["lesson"]),
        (proof(scheduled=2, practice_held=1, lessons=[SeenLesson("一", 9, 0)]), ["attendance", "practice", "lesson"]),
        (proof(has_test=True), ["test"]),
        (proof(has_test=True, test=Decimal("0.599")), ["test"]),
        (proof(has_test=True, test=Decimal("0.600")), []),
        (proof(work="none"), ["work"]),
        (proof(work="waiting"), ["work"]),
        (proof(work="sent_back"), ["work"]),
        (proof(work="accepted"), []),
        (proof(), []),
    ],
)
def test_shortfalls_name_what_is_under_the_rule(shown, codes):
    assert missing(shown) == codes


def test_videos_of_all_lessons_may_be_judged_as_one():
    assert missing(proof(lessons=[SeenLesson("一", 100, 100), SeenLesson("二", 100, 60)]), watch="whole") == []
    assert missing(proof(lessons=LESSONS), watch="whole") == ["watch"]


def test_hours_in_rooms_and_of_videos_may_be_added_up():
    shown = proof(scheduled=600, attended=300, lessons=[SeenLesson("一", 400, 400)])
    assert missing(shown) == ["attendance"]
    assert missing(shown, hours="together") == ["hours"]
    assert missing(shown, hours="together", min_attendance_share=Decimal("0.700")) == []
    # The videos are among the hours then: by themselves they are advice.
    seen_little = proof(scheduled=1000, attended=1000, lessons=[SeenLesson("一", 100, 10)])
    steps = conditions.steps(seen_little, rules=CountingRules(hours="together"))
    assert [(step.code, step.is_done, step.counts) for step in steps] == [
        ("hours", True, True),
        ("lesson", False, False),
    ]
    # Without an online part there is nothing to add.
    assert missing(proof(scheduled=10, attended=7), hours="together") == ["attendance"]


def test_practice_may_need_a_share_of_its_hours():
    shown = proof(practice_held=2, practice_attended=1, practice_scheduled=100, practised=50)
    assert missing(shown) == []
    assert missing(shown, min_practice_share=Decimal("0.500")) == []
    assert missing(shown, min_practice_share=Decimal("0.501")) == ["practice"]
    assert missing(proof(practice_held=2, practice_scheduled=100), min_practice_share=Decimal("0.5")) == ["practice"]


@pytest.mark.parametrize(
    ("rule", "is_online", "codes"),
    [("every", False, ["test"]), ("online", False, []), ("online", True, ["test"]), ("never", True, [])],
)
def test_test_counts_where_the_rule_says(rule, is_online, codes):
    assert missing(proof(has_test=True, is_online=is_online), test=rule) == codes


def test_work_may_be_advice():
    (step,) = conditions.steps(proof(work="sent_back"), rules=CountingRules(work_needed=False))
    assert (step.is_done, step.counts, step.is_missing) == (False, False, False)


def test_gap_text_never_rounds_up_to_the_share_that_was_missed():
    (gap,) = conditions.shortfalls(proof(scheduled=10000, attended=7999), rules=RULES)

    assert gap["params"] == {"share": 79, "needed": 80}
    assert "79" in conditions.gap_text(gap)


def test_every_step_has_its_words_done_and_missing():
    proofs = [
        proof(9, 9, 1, 1, [SeenLesson("一", 9, 9)], has_test=True, test=Decimal(1), work="accepted"),
        proof(
            9,
            1,
            1,
            1,
            [SeenLesson("一", 9, 1)],
            practice_scheduled=9,
            practised=1,
            has_test=True,
            test=Decimal(0),
            work="sent_back",
        ),
        proof(9, 1, 1, 0, [SeenLesson("一", 9, 1)], has_test=True, work="none"),
    ]
    rules = [RULES, CountingRules(watch="whole", hours="together", min_practice_share=Decimal("0.5"))]
    told = [step for shown in proofs for each in rules for step in conditions.steps(shown, rules=each)]
    assert {step.column for step in told} == set(conditions.ORDER)
    assert all(step.text and "%(" not in step.text for step in told)


def test_gaps_written_before_there_were_tests_are_still_words():
    old = [{"code": "practice", "params": {}}, {"code": "attendance", "params": {"share": 50, "needed": 80}}]
    assert all(conditions.gap_text(gap) for gap in old)
