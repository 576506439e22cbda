"""Ratings of trainers and their history."""

import datetime as dt

import pytest

from lms.kit.clock import today
from tests.factories import places, training
from trainees.domain import ratings
from trainees.models import TrainerRating

pytestmark = pytest.mark.django_db


def rated(training_class, *scores, session=None, trainer=None):
    TrainerRating.objects.bulk_create(
        TrainerRating(
            training_class=training_class, trainer=trainer or training_class.trainer, session=session, score=score
        )
        for score in scores
    )


def test_ratings_below_five_answers_are_hidden_and_left_out_of_the_whole():
    trainer = training.trainer()
    first = training.training_class(trainer=trainer, day=today() - dt.timedelta(9))
    second = training.training_class(trainer=trainer)
    session, other = training.session(first), training.session(first, number=2, hour=14)
    rated(first, 5, 5, 4, 4, 3, session=session)
    rated(first, 1, session=other)
    rated(second, 1, 1)
    mean, classes = ratings.of_trainer(trainer)
    assert (mean.answers, round(mean.value, 3)) == (6, 3.667)
    newest, oldest = classes
    assert (newest.training_class, newest.mean.answers, newest.mean.value) == (second, 2, None)
    told = oldest.sessions
    assert [(held, mean.answers, mean.value) for held, mean in told] == [(session, 5, 4.2), (other, 1, None)]
    assert ratings.means_of([trainer]) == {trainer.pk: mean}


def test_ratings_of_a_trainer_without_any():
    mean, classes = ratings.of_trainer(training.trainer())
    assert (mean.answers, mean.value, classes) == (0, None, [])


def test_ratings_of_classes_out_of_sight_are_not_told():
    trainer = training.trainer()
    far = training.training_class(trainer=trainer, region=places.region("433122000000"))
    rated(far, 5, 5, 5, 5, 5)
    assert ratings.of_trainer(trainer, user=places.officer("organiser"))[0].value is None
    assert ratings.of_trainer(trainer)[0].value == 5
