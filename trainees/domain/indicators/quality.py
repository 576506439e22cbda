"""How well the training was (domain.md C3 to C7): tests, opinions, trainers, attendance, practice.

Opinions are anonymous: classes with fewer than five replies are left out of every score, whatever the cut, so that no
figure and no difference of two figures tells what somebody thinks.
"""

from django.db.models import Count, Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from courses.models import TrainingClass
from trainees.domain.surveys import ENOUGH
from trainees.models import SurveyReply, TrainerRating

from .declaring import Cut, Indicator, Part, Unit, register
from .rules import by_rules
from .training import settled_places

OF_CLASS = "training_class__region"


def closed_classes(cut: Cut):
    """Classes of the programme that have closed, by their last day."""
    found = TrainingClass.objects.filter(programme=cut.programme, state=TrainingClass.State.CLOSED)
    if cut.track:
        found = found.filter(track=cut.track)
    if cut.training_class:
        found = found.filter(pk=cut.training_class.pk)
    return found.filter(ends_on__range=cut.window)


def replies(cut: Cut):
    return SurveyReply.objects.filter(training_class__in=closed_classes(cut).values("pk"))


def counted_replies(cut: Cut):
    """Replies of classes in which enough replied."""
    return _of_enough(replies(cut), SurveyReply.objects.all(), "training_class")


def counted_ratings(cut: Cut):
    """Ratings of a trainer in a class in which enough rated them."""
    found = TrainerRating.objects.filter(training_class__in=closed_classes(cut).values("pk"))
    return _of_enough(found, TrainerRating.objects.all(), "training_class", "trainer")


def _of_enough(found, rows, *same: str):
    alike = rows.filter(**{name: OuterRef(name) for name in same}).order_by()
    many = alike.values(*same).annotate(answers=Count("pk")).filter(answers__gte=ENOUGH)
    return found.filter(Exists(many))


def content(_cut: Cut) -> Q:
    """The two best of five scores."""
    return Q(overall__gte=4)


def tested(_cut: Cut) -> Q:
    return Q(test_share__isnull=False)


def passed(cut: Cut) -> Q:
    """By the share that was needed when the class closed."""
    return by_rules(cut, lambda rules: Q(test_share__gte=rules.min_test_share))


register(
    Indicator(
        code="exam_pass_rate",
        version=1,
        title=_("Passed the test"),
        definition=_(
            "Of the places held in classes that have closed whose holder took the test, those that passed: the best "
            "attempt, by the share that was needed when the class closed."
        ),
        numerator=Part(settled_places, Unit.PERSON_TIMES, where=passed),
        denominator=Part(settled_places, Unit.PERSON_TIMES, where=tested),
    )
)
register(
    Indicator(
        code="satisfaction_rate",
        version=1,
        title=_("Content with the class"),
        definition=_(
            "Of the anonymous replies, those that gave 4 or 5 of 5 all in all. Classes with fewer than 5 replies are "
            "left out, so that nobody can be told."
        ),
        clause="H18: ≥85%",
        numerator=Part(counted_replies, Unit.REPLIES, where=content, place=OF_CLASS),
        denominator=Part(counted_replies, Unit.REPLIES, place=OF_CLASS),
    )
)
register(
    Indicator(
        code="survey_response_rate",
        version=1,
        title=_("Replied to the survey"),
        definition=_(
            "Replies from classes that have closed, of the places held in them: everybody who holds one may reply once."
        ),
        clause="H18: ≥85%",
        numerator=Part(replies, Unit.REPLIES, place=OF_CLASS),
        denominator=Part(settled_places, Unit.PERSON_TIMES, place=OF_CLASS),
    )
)
register(
    Indicator(
        code="trainer_rating",
        version=1,
        title=_("Rating of the trainers"),
        definition=_(
            "Mean of what trainees gave the trainers, from 1 to 5: the sum of scores by their number. A trainer in a "
            "class with fewer than 5 answers is left out."
        ),
        clause="YS:127",
        numerator=Part(counted_ratings, Unit.POINTS, place=OF_CLASS, weight="score"),
        denominator=Part(counted_ratings, Unit.REPLIES, place=OF_CLASS),
        is_mean=True,
    )
)
register(
    Indicator(
        code="attendance_rate",
        version=1,
        title=_("Attendance"),
        definition=_(
            "Seconds attended, of the seconds scheduled in rooms, over the places held in classes that have closed."
        ),
        numerator=Part(settled_places, Unit.SECONDS, weight="attended_seconds"),
        denominator=Part(settled_places, Unit.SECONDS, weight="scheduled_seconds"),
    )
)
register(
    Indicator(
        code="practice_hour_share",
        version=1,
        title=_("Share of practice"),
        definition=_("Seconds of practice, of all seconds held in rooms, over the classes that have closed."),
        clause="H5: ≥40%",
        numerator=Part(closed_classes, Unit.SECONDS, place="region", weight="practice_seconds"),
        denominator=Part(closed_classes, Unit.SECONDS, place="region", weight="held_seconds"),
    )
)
