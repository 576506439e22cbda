"""The participation: one trainee's place in one training class."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from courses.models import TrainingClass
from courses.models.scope import visible_regions

from .trainee import READERS, Trainee, person

# Which of one person's seats in a class counts: the lowest.
_RANK = models.Case(
    models.When(state="completed", trainee__canonical__isnull=True, then=0),
    models.When(state="completed", then=1),
    models.When(trainee__canonical__isnull=True, then=2),
    default=3,
)


class EnrolmentQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Participations of people, or in classes, the user may see: a township sees its people wherever they learn."""
        if not user.is_authenticated:
            return self.none()
        rows = self.model.objects
        inside = visible_regions(rows, user, *READERS, field="trainee__region", programme="training_class__programme")
        taught = rows.filter(training_class__trainer__user=user)
        return self.filter(models.Q(pk__in=inside.values("pk")) | models.Q(pk__in=taught.values("pk")))

    def of(self, user):
        """Participations of the people who share this sign-in, under whichever row of theirs."""
        return self.filter(trainee__in=Trainee.objects.rows_of(user).values("pk"))

    def holding_a_seat(self):
        return self.filter(state__in=Enrolment.HOLDS_A_SEAT)

    def person_times(self):
        """The countable participations (人次): qualified attendance, domain.md A1; one of a person in a class."""
        return self.filter(state=Enrolment.State.COMPLETED).once_each()

    def once_each(self):
        """Without those that are the same person's second seat in a class, as may come to light when rows are merged.

        What was completed is kept before what was not, then the seat of the row the person is known by, then the first.
        """
        hanging = Trainee.objects.filter(canonical__isnull=False)
        merged = models.Q(trainee__in=hanging.values("pk")) | models.Q(trainee__in=hanging.values("canonical"))
        seats = self.model.objects.filter(merged).holding_a_seat().annotate(person=person(), rank=_RANK).order_by()
        first = models.Q(rank__lt=models.OuterRef("rank"))
        first |= models.Q(rank=models.OuterRef("rank"), pk__lt=models.OuterRef("pk"))
        better = seats.filter(first, person=models.OuterRef("person"), training_class=models.OuterRef("training_class"))
        return self.exclude(pk__in=seats.filter(models.Exists(better)).values("pk"))

    def completed_between(self, start, end):
        """Both dates included; None leaves that side open."""
        queryset = self
        if start:
            queryset = queryset.filter(completed_on__gte=start)
        return queryset.filter(completed_on__lte=end) if end else queryset


class Enrolment(models.Model):
    """A trainee's place in a class; completed it is one person-time. Only `domain.enrolments` and `settling` write it.

    The `snapshot_*` fields freeze what was true on the day of confirmation: figures read them, never today's register.
    """

    class State(models.TextChoices):
        REQUESTED = "requested", _("asked for")
        WAITING = "waiting", _("on the waiting list")
        CONFIRMED = "confirmed", _("confirmed")
        WITHDRAWN = "withdrawn", _("withdrawn")
        COMPLETED = "completed", _("completed")
        NOT_COMPLETED = "not_completed", _("not completed")

    class Source(models.TextChoices):
        SELF = "self", _("by the trainee")
        ROSTER = "roster", _("from a roster")
        WALK_IN = "walk_in", _("at the door")
        OFFICER = "officer", _("by an officer")
        POSTER = "poster", _("by the poster")

    HOLDS_A_SEAT = (State.CONFIRMED, State.COMPLETED, State.NOT_COMPLETED)

    trainee = models.ForeignKey(Trainee, models.PROTECT, related_name="enrolments", verbose_name=_("trainee"))
    training_class = models.ForeignKey(
        TrainingClass, models.PROTECT, related_name="enrolments", verbose_name=_("training class")
    )
    state = models.CharField(_("state"), max_length=14, choices=State, default=State.REQUESTED)
    source = models.CharField(_("enrolled"), max_length=8, choices=Source, default=Source.SELF)
    requested_at = models.DateTimeField(_("asked for at"), auto_now_add=True)
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True, blank=True)
    completed_on = models.DateField(_("completed on"), null=True, blank=True)
    closed_at = models.DateTimeField(_("settled at"), null=True, blank=True)
    moved_to = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="moved_from", verbose_name=_("moved to")
    )
    # Frozen at confirmation.
    snapshot_region = models.ForeignKey(
        "courses.Region", models.PROTECT, null=True, related_name="+", verbose_name=_("village on that day")
    )
    snapshot_household = models.ForeignKey(
        "trainees.Household", models.PROTECT, null=True, blank=True, related_name="+"
    )
    snapshot_poor = models.BooleanField(_("poverty-registered on that day"), default=False)
    snapshot_labour = models.CharField(max_length=8, blank=True)
    snapshot_away_place = models.CharField(max_length=8, blank=True)
    snapshot_away_months = models.PositiveSmallIntegerField(null=True)
    snapshot_sex = models.CharField(max_length=1, blank=True)
    snapshot_birth_on = models.DateField(null=True)
    snapshot_education = models.CharField(max_length=10, blank=True)
    snapshot_groups = models.JSONField(default=list)
    # Frozen when the class closes: what was attended and what was missing.
    attended_seconds = models.PositiveIntegerField(_("seconds attended"), default=0)
    scheduled_seconds = models.PositiveIntegerField(_("seconds scheduled"), default=0)
    watched_seconds = models.PositiveIntegerField(_("seconds watched"), default=0)
    test_share = models.DecimalField(_("best test"), max_digits=4, decimal_places=3, null=True, blank=True)
    rules_version = models.PositiveSmallIntegerField(_("version of the counting rules"), default=1)
    gaps = models.JSONField(_("what is missing"), default=list)

    objects = EnrolmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("enrolment")
        verbose_name_plural = _("enrolments")
        indexes = [
            models.Index(fields=["state", "completed_on"]),
            models.Index(fields=["snapshot_region", "state"]),
        ]
        constraints = [
            models.UniqueConstraint(fields=["trainee", "training_class"], name="a_trainee_has_one_place_in_a_class"),
            models.CheckConstraint(
                condition=models.Q(state__in=["requested", "waiting", "withdrawn"])
                | models.Q(snapshot_region__isnull=False, confirmed_at__isnull=False),
                name="a_confirmed_enrolment_has_its_snapshot",
            ),
            models.CheckConstraint(
                condition=models.Q(state="completed", completed_on__isnull=False)
                | (~models.Q(state="completed") & models.Q(completed_on__isnull=True)),
                name="a_completed_enrolment_has_its_day",
            ),
        ]

    def __str__(self):
        return f"{self.trainee} · {self.training_class}"
