"""Small groups stay hidden, and can't be had by subtraction either."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainees.domain.small_cells import LEAST, hidden, is_small


@pytest.mark.parametrize(
    ("people", "expected"),
    [
        ({"a": 0, "b": 5, "c": 90}, set()),
        ({"a": 4, "b": 5, "c": 90}, {"a", "b"}),
        ({"a": 4, "b": 3, "c": 90}, {"a", "b"}),
        ({"a": 1, "b": 2, "c": 90, "d": 7}, {"a", "b", "d"}),
        ({"a": 3}, {"a"}),
        ({"a": 3, "b": 0}, {"a"}),
        ({}, set()),
    ],
)
def test_hide_the_small_and_who_would_give_them_away(people, expected):
    assert hidden(people) == expected


@given(st.dictionaries(st.text(max_size=3), st.integers(0, 40), max_size=12))
def test_never_show_a_small_group_nor_let_one_be_subtracted(people):
    kept_back = hidden(people)
    assert not any(is_small(number) for key, number in people.items() if key not in kept_back)
    if kept_back and any(number >= LEAST for key, number in people.items() if key not in kept_back):
        assert len(kept_back) >= 2
        assert sum(people[key] for key in kept_back) >= LEAST
