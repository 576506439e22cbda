"""Volume, coverage and completion (domain.md (a), A to C): who was trained, by qualified attendance."""

from dataclasses import replace

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from courses.models import PoorVillage, Track, TrainingClass
from courses.models.places import within
from trainees.models import Enrolment

from .declaring import Cut, Indicator, Part, Unit, register
from .doubts import counting, counts, counts_as_poor
from .rules import counted_already


def places(cut: Cut):
    """Enrolments in classes of the programme that count at all; void classes never do."""
    queryset = Enrolment.objects.filter(training_class__programme=cut.programme)
    queryset = queryset.exclude(training_class__state=TrainingClass.State.VOID)
    if cut.track:
        queryset = queryset.filter(training_class__track=cut.track)
    if cut.training_class:
        queryset = queryset.filter(training_class=cut.training_class)
    return queryset


def person_times(cut: Cut):
    """Qualified attendance in the days asked for, less what flags and the rules of repetition leave out."""
    done = counting(places(cut).person_times().completed_between(*cut.window), cut)
    again = counted_already(cut)
    return done if again is None else done.exclude(pk__in=again)


def on_track(track: str):
    return lambda _cut: Q(training_class__track=track)


def poor(cut: Cut) -> Q:
    """The household was poverty-registered on the day of confirmation, and no flag doubts it."""
    return Q(snapshot_poor=True) & counts_as_poor(cut)


def poor_in_household(cut: Cut) -> Q:
    return Q(poor(cut), snapshot_household__isnull=False)


def settled_places(cut: Cut):
    """Everybody who held a place in a class that has closed, by its last day."""
    start, end = cut.window
    closed = places(cut).holding_a_seat().once_each().filter(training_class__state=TrainingClass.State.CLOSED)
    return closed.filter(training_class__ends_on__range=(start, end))


def completed(cut: Cut) -> Q:
    return Q(state=Enrolment.State.COMPLETED) & counts(cut)


def poor_villages(cut: Cut):
    """The list as it stood when the programme began (domain.md B3: villages taken off later stay in the base)."""
    on = cut.programme.starts_on
    listed = PoorVillage.objects.filter(within(cut.programme.region), valid_from__lte=on)
    return listed.exclude(valid_until__lte=on)


def has_trained_residents(cut: Cut) -> Q:
    """Residents of the village, or of the one that took its place, completed, wherever the cut's own region lies."""
    anywhere = replace(cut, user=None, region=None)
    anywhere.kept.update(cut.kept)
    here, since = Q(snapshot_region=OuterRef("region")), Q(snapshot_region=OuterRef("region__superseded_by"))
    return Q(Exists(person_times(anywhere).filter(here | since)))


TRAINING_PERSON_TIMES = register(
    Indicator(
        code="training_person_times",
        version=2,
        title=_("Person-times trained"),
        definition=_(
            "One person who completed one class is one person-time; sessions and sign-ins are not counted. Where the "
            "counting rules say so, the same course counts once in 12 months."
        ),
        clause="YS:39, YS:119",
        numerator=Part(person_times, Unit.PERSON_TIMES),
    )
)
TRAINED_PERSONS = register(
    Indicator(
        code="trained_persons",
        version=1,
        title=_("Persons trained"),
        definition=_("Different people who completed at least one class, each counted once."),
        clause="HB:59",
        numerator=Part(person_times, Unit.PERSONS, key="trainee"),
    )
)
BY_TRACK = {
    track: register(
        Indicator(
            code=f"{track}_person_times",
            version=1,
            title=title,
            definition=_("Person-times in classes of this track; the track of the class decides, not the person."),
            clause="YS:119",
            numerator=Part(person_times, Unit.PERSON_TIMES, where=on_track(track)),
        )
    )
    for track, title in (
        (Track.BASIC.value, _("Basic training, person-times")),
        (Track.PRACTICAL.value, _("Practical training, person-times")),
        (Track.CADRE.value, _("Training of cadres and managers, person-times")),
    )
}
register(
    Indicator(
        code="poor_person_times",
        version=1,
        title=_("Poverty-registered, person-times"),
        definition=_("Person-times of people whose household was poverty-registered on the day of confirmation."),
        numerator=Part(person_times, Unit.PERSON_TIMES, where=poor),
    )
)
register(
    Indicator(
        code="poor_trained_persons",
        version=1,
        title=_("Poverty-registered persons trained"),
        definition=_(
            "Different people trained whose household was poverty-registered on the day of confirmation, each once."
        ),
        numerator=Part(person_times, Unit.PERSONS, where=poor, key="trainee"),
    )
)
register(
    Indicator(
        code="poor_trained_households",
        version=1,
        title=_("Poverty-registered households reached"),
        definition=_("Different poverty-registered households with at least one member who completed a class."),
        numerator=Part(person_times, Unit.HOUSEHOLDS, where=poor_in_household, key="snapshot_household"),
    )
)
register(
    Indicator(
        code="poor_village_penetration_rate",
        version=2,
        title=_("Poor villages reached by training"),
        definition=_(
            "Poor villages with at least one resident who completed a class, of all poor villages on the list when the "
            "programme began. A trainee counts for the village they lived in on the day of confirmation; a village "
            "that has been merged since is reached when the one that took its place is."
        ),
        clause="YS:39, YS:131",
        numerator=Part(poor_villages, Unit.VILLAGES, where=has_trained_residents, key="region", place="region"),
        denominator=Part(poor_villages, Unit.VILLAGES, key="region", place="region"),
    )
)
register(
    Indicator(
        code="completion_rate",
        version=1,
        title=_("Completion rate"),
        definition=_("Of the places held in classes that have closed, those that were completed."),
        numerator=Part(settled_places, Unit.PERSON_TIMES, where=completed),
        denominator=Part(settled_places, Unit.PERSON_TIMES),
    )
)
