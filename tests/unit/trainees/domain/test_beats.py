"""Beats read from what a device sent: nothing but beats goes through."""

import pytest

from tests.factories.watching import START, after, beat
from trainees.domain import beats

GOOD = beat([(0, 15)], seq=3)


def read(*told, at: float = 3600):
    return beats.read({"beats": list(told)}, granted_at=START, at=after(at))


def test_read_puts_beats_in_the_order_they_were_played():
    found = read(beat([(30, 45)], seq=2, ago=5), beat([(0, 15)], seq=0, ago=60), beat([(15, 30)], seq=1, ago=30))
    assert [each.seq for each in found] == [0, 1, 2]
    assert [each.ended_at for each in found] == [after(3540), after(3570), after(3595)]


@pytest.mark.parametrize(("ago", "at"), [(-5, 3600), (1e11, 0), (4000, 0), (3600, 0), (0, 3600)])
def test_read_moves_impossible_moments_to_possible_ones(ago, at):
    assert read(GOOD | {"ago": ago})[0].ended_at == after(at)


@pytest.mark.parametrize(
    "wrong",
    [
        {"run": None},
        {"run": "0A0A0A0A"},
        {"run": "0a0a0a0a\n"},
        {"run": "0" * 9},
        {"seq": -1},
        {"seq": "1"},
        {"seq": 1.0},
        {"ago": None},
        {"ago": float("nan")},
        {"ago": float("inf")},
        {"ago": "5"},
        {"ago": True},
        {"spent": None},
        {"spent": 1.5},
        {"ranges": "0-15"},
        {"ranges": [[0]]},
        {"ranges": [[0, 1, 2]]},
        {"ranges": [["0", "9"]]},
        {"ranges": [[5, 2]]},
        {"ranges": [[-1, 4]]},
        {"ranges": [[0.5, 4]]},
        {"ranges": [[True, 4]]},
        {"ranges": [[0, 1]] * 501},
        {"position": -1},
        {"position": None},
        {"hidden": -1},
        {"touches": "many"},
        {"check": 1},
        {"check": {}},
        {"check": {"number": 0, "took": -1, "tries": 1}},
        {"check": {"number": 0, "took": 1, "tries": 1, "answer": "7"}},
    ],
    ids=str,
)
def test_read_refuses_what_is_no_beat(wrong):
    with pytest.raises(beats.BeatIsNonsense):
        read(GOOD | wrong)


@pytest.mark.parametrize("missing", ["run", "seq", "ago", "spent", "ranges", "position"])
def test_read_refuses_a_beat_without(missing):
    with pytest.raises(beats.BeatIsNonsense):
        read({name: value for name, value in GOOD.items() if name != missing})


@pytest.mark.parametrize("told", [{}, {"beats": None}, {"beats": [GOOD] * 501}, {"beats": {"0": GOOD}}])
def test_read_refuses_what_is_no_report(told):
    with pytest.raises(beats.BeatIsNonsense):
        beats.read(told, granted_at=START, at=after(60))


def test_read_holds_numbers_within_bounds():
    found = read(GOOD | {"spent": 10**30, "hidden": 10**30, "seq": 10**30})[0]
    assert (found.spent, found.hidden, found.seq) == (3600, 3600, 20_000)
