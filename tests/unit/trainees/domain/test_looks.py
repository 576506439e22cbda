"""Looks: nearly the same for a picture saved anew, far apart for another, and found by their parts."""

import io
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from tests.factories import proofs
from trainees.domain import looks


def look(data: bytes) -> str:
    with Image.open(io.BytesIO(data)) as picture:
        return looks.look_of(picture)


@pytest.mark.parametrize("seed", range(12))
def test_look_stays_when_a_picture_is_made_smaller_and_saved_anew(seed):
    data = proofs.photo(seed)
    for worse in (proofs.again(data), proofs.again(data, quality=25, scale=0.4)):
        assert looks.distance(look(data), look(worse)) <= looks.ALIKE


def test_looks_of_different_pictures_are_far_apart():
    found = [look(proofs.photo(seed)) for seed in range(40)]
    near = [1 for at, one in enumerate(found) for other in found[:at] if looks.distance(one, other) <= looks.ALIKE]
    assert not near


@pytest.mark.parametrize("colour", ["black", "white", "#777"])
def test_a_picture_of_nothing_has_no_look(colour):
    assert looks.look_of(Image.new("RGB", (400, 300), colour)) == ""


@given(st.integers(0, 2**64 - 1), st.sets(st.integers(0, 63), max_size=looks.ALIKE))
def test_alike_looks_share_a_part(bits, flipped):
    other = bits
    for bit in flipped:
        other ^= 1 << bit
    one, two = f"{bits:016x}", f"{other:016x}"
    assert looks.distance(one, two) == len(flipped)
    assert set(looks.keys_of(one)) & set(looks.keys_of(two))


def test_parts_spread_pictures_out():
    chance = random.Random(4)
    keys = [key for _one in range(200) for key in looks.keys_of(f"{chance.getrandbits(64):016x}")]
    assert max(keys) < 32_768
    assert len(set(keys)) > 1_100
