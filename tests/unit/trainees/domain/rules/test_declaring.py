"""Every rule says what it looks for, and its worked example is what it does."""

import dataclasses

import pytest
from django.utils.translation import override

from trainees.domain.rules import REGISTRY
from trainees.domain.rules.declaring import register

RUNNING = [rule for rule in REGISTRY.values() if rule.runs]


@pytest.mark.parametrize("rule", [rule for rule in RUNNING if rule.example], ids=lambda rule: rule.code)
def test_the_worked_example_is_what_the_rule_finds(rule):
    found = list(rule.judge(rule.example.rows, rule.defaults))
    assert sorted(one.key for one in found) == sorted(rule.example.keys)
    assert found, "an example in which nothing is found shows nothing"
    for language in ("zh-hans", "en"):
        with override(language):
            assert all("%(" not in rule.say(one.facts) for one in found)


@pytest.mark.parametrize("rule", REGISTRY.values(), ids=lambda rule: rule.code)
def test_a_rule_explains_itself_with_its_limits(rule):
    with override("zh-hans"):
        assert rule.title
        assert rule.needs or "%(" not in rule.explain(rule.defaults)
    assert all(limit.least <= limit.value <= limit.most for limit in rule.limits)


def test_a_rule_that_runs_has_an_example_or_is_noted_in_its_moment():
    assert [rule.code for rule in RUNNING if rule.example is None] == ["R14c"]


def test_register_refuses_a_second_rule_of_one_code():
    first = next(iter(REGISTRY.values()))
    assert register(first) is first
    with pytest.raises(ValueError, match=first.code):
        register(dataclasses.replace(first, title="another"))
