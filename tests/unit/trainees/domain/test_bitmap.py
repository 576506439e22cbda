"""Seconds as bits: any order and any repetition give the same result."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from trainees.domain import bitmap

LENGTH = 300
pairs = st.tuples(st.integers(-5, LENGTH + 50), st.integers(-5, LENGTH + 50)).map(sorted).map(tuple)
ranges = st.lists(pairs, max_size=12)
bits = st.integers(0, (1 << LENGTH) - 1)


@given(ranges)
def test_merge_equals_a_set_of_seconds(given_ranges):
    expected = {second for start, end in given_ranges for second in range(max(0, start), min(LENGTH, end))}
    merged = bitmap.merge(given_ranges, LENGTH)
    assert {second for second in range(LENGTH + 60) if merged >> second & 1} == expected
    assert bitmap.count(merged) == len(expected)


@given(ranges, st.randoms())
def test_merge_in_any_order_with_repetition(given_ranges, random):
    shuffled = [*given_ranges, *given_ranges[:3]]
    random.shuffle(shuffled)
    assert bitmap.merge(shuffled, LENGTH) == bitmap.merge(given_ranges, LENGTH)


@given(bits)
def test_dump_and_load_keep_every_bit(value):
    stored = bitmap.dump(value)
    assert bitmap.load(stored) == value
    assert len(stored) <= (LENGTH + 7) // 8


@given(bits, st.integers(0, LENGTH))
def test_earliest_keeps_the_first_ones(value, most):
    kept = bitmap.earliest(value, most)
    assert bitmap.count(kept) == min(most, bitmap.count(value))
    assert kept & ~value == 0
    left = value & ~kept
    assert not left or kept.bit_length() <= (left & -left).bit_length()


@given(bits)
def test_runs_are_the_stretches_of_the_bits(value):
    found = bitmap.runs(value, LENGTH)
    assert bitmap.merge(found, LENGTH) == value
    assert all(end < start for (_start, end), (start, _end) in pairwise(found))


def test_an_hour_takes_450_bytes():
    assert len(bitmap.dump(bitmap.span(0, 3600))) == 450
