"""One photo for two classes comes to light, however it was saved in between; two sheets of one form mean nothing."""

import pytest

from tests.factories import places, proofs, training
from trainees.domain.dossier import likeness, pieces
from trainees.models import AlikePair

pytestmark = pytest.mark.django_db


@pytest.fixture
def organiser():
    return places.officer("organiser")


def bring(data, organiser, held=None, code="4.3"):
    held = held or training.training_class()
    return pieces.add(held, code, proofs.upload(data), by=organiser)[0]


def test_the_same_file_in_another_class_is_found(organiser):
    data = proofs.photo()
    one, other = bring(data, organiser), bring(data, organiser)
    pair = AlikePair.objects.get()
    assert (pair.one, pair.other, pair.distance, pair.is_same_file) == (one, other, 0, True)
    assert likeness.pairs_of([one]) == {one.pk: [other]}
    assert likeness.pairs_of([other]) == {other.pk: [one]}


def test_the_same_scene_saved_anew_is_found(organiser):
    data = proofs.photo(5)
    one, other = bring(data, organiser), bring(proofs.again(data), organiser)
    pair = AlikePair.objects.get()
    assert (pair.one, pair.other, pair.is_same_file) == (one, other, False)
    assert pair.distance <= 6


def test_two_like_photos_of_one_class_are_nothing(organiser):
    held, data = training.training_class(), proofs.photo(5)
    bring(data, organiser, held)
    bring(proofs.again(data), organiser, held)
    assert not AlikePair.objects.exists()


def test_signed_sheets_of_one_form_are_not_compared_but_the_same_file_is(organiser):
    data = proofs.photo(5)
    bring(data, organiser, code="4.1")
    bring(proofs.again(data), organiser, code="4.1")
    assert not AlikePair.objects.exists()
    bring(data, organiser, code="4.1")
    assert AlikePair.objects.get().is_same_file


def test_what_was_taken_back_is_alike_to_nothing(organiser):
    data = proofs.photo()
    one, other = bring(data, organiser), bring(data, organiser)
    pieces.withdraw(one, by=organiser)
    assert likeness.pairs_of([other]) == {other.pk: []}
    assert not likeness.note(bring(proofs.photo(9), organiser))


def test_finding_asks_the_same_few_times_among_many(organiser, django_assert_max_num_queries):
    for seed in range(20):
        bring(proofs.photo(seed), organiser)
    piece = bring(proofs.photo(99), organiser)
    with django_assert_max_num_queries(3):
        assert likeness.note(piece) == []
