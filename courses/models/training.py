"""Training classes (期/班) and their sessions (课次)."""

import datetime as dt

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lms.kit.clock import near, today
from lms.kit.words import WordsField

from .catalogue import Track
from .scope import Role, visible_regions
from .trainers import Trainer

HOUR = 45 * 60  # seconds of one hour of teaching (学时)
# Roles that see every class of their region; a trainer sees only what they teach.
OFFICE = (Role.ORGANISER, Role.AUDITOR, Role.FOLLOW_UP, Role.TOWNSHIP)


class TrainingClassQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Classes held in the user's regions, and those a trainer teaches."""
        if not user.is_authenticated:
            return self.none()
        own = models.Q(trainer__user=user) | models.Q(sessions__trainer__user=user)
        inside = visible_regions(self.model.objects.all(), user, *OFFICE, programme="programme")
        return self.filter(
            models.Q(pk__in=inside.values("pk")) | models.Q(pk__in=self.model.objects.filter(own).values("pk"))
        )

    def open_for_enrolment(self):
        return self.filter(state=TrainingClass.State.OPEN, ends_on__gte=today())


class TrainingClass(models.Model):
    """One run of a course with dates and places. Only `courses.domain.scheduling` changes its state.

    planned -> open -> closed (reopening needs a reason)
       '---------'-> void
    """

    class Mode(models.TextChoices):
        OFFLINE = "offline", _("in a room")
        ONLINE = "online", _("online")
        BLENDED = "blended", _("in a room and online")

    class State(models.TextChoices):
        PLANNED = "planned", _("planned")
        OPEN = "open", pgettext_lazy("training class", "open")
        CLOSED = "closed", pgettext_lazy("training class", "closed")
        VOID = "void", _("void")

    programme = models.ForeignKey(
        "courses.Programme", models.PROTECT, related_name="classes", verbose_name=_("programme")
    )
    course = models.ForeignKey("courses.CoursePage", models.PROTECT, related_name="classes", verbose_name=_("course"))
    number = models.PositiveSmallIntegerField(_("number of the class"))
    region = models.ForeignKey("courses.Region", models.PROTECT, related_name="classes", verbose_name=_("held in"))
    mode = models.CharField(_("mode"), max_length=8, choices=Mode, default=Mode.OFFLINE)
    trainer = models.ForeignKey(Trainer, models.PROTECT, related_name="classes", verbose_name=_("trainer in charge"))
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    seats = models.PositiveIntegerField(_("seats"), default=40)
    # Until the end of this day the seats of `TownshipSeats` are for their townships only.
    reserved_until = models.DateField(_("townships' seats are kept until"), null=True, blank=True, editable=False)
    notice = models.TextField(_("notice"), blank=True)
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.PLANNED, editable=False)
    # Frozen when the class opens, from CoursePage: so later edits of the page change no class.
    title = models.CharField(_("title"), max_length=200, blank=True, editable=False)
    track = models.CharField(_("track"), max_length=10, choices=Track, blank=True, editable=False)
    is_value_added = models.BooleanField(_("value-added training"), default=False, editable=False)
    syllabus = models.JSONField(_("syllabus as taught"), default=list, editable=False)
    # {"questions", "minutes", "tries"} where there is a test, {"work": the task} where work is handed in.
    assessment = models.JSONField(_("test and practical work"), default=dict, editable=False)
    # Frozen when the class closes: what was held in rooms, and how much of it was practice.
    held_seconds = models.PositiveIntegerField(_("seconds held"), default=0, editable=False)
    practice_seconds = models.PositiveIntegerField(_("seconds of practice held"), default=0, editable=False)
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True, editable=False)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, editable=False, related_name="+"
    )

    objects = TrainingClassQuerySet.as_manager()

    class Meta:
        verbose_name = _("training class")
        verbose_name_plural = _("training classes")
        ordering = ["-starts_on", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["programme", "number"], name="class_numbers_are_used_once_per_programme"),
            models.CheckConstraint(
                condition=models.Q(ends_on__gte=models.F("starts_on")), name="class_ends_after_it_starts"
            ),
            models.CheckConstraint(condition=models.Q(seats__gt=0), name="class_has_seats"),
            models.CheckConstraint(
                condition=models.Q(closed_at__isnull=True, closed_by__isnull=True)
                | models.Q(closed_at__isnull=False, closed_by__isnull=False),
                name="class_closed_at_and_by_go_together",
            ),
        ]

    def __str__(self):
        return _("Class %(number)d: %(title)s") % {"number": self.number, "title": self.title or self.course.title}

    def clean(self):
        for name in ("starts_on", "ends_on"):
            try:
                near(getattr(self, name) or today())
            except ValidationError as error:
                raise ValidationError({name: error}) from error
        if self.starts_on and self.ends_on and self.ends_on < self.starts_on:
            raise ValidationError({"ends_on": _("The last day lies before the first. Change one of them.")})

    @property
    def is_open_for_enrolment(self) -> bool:
        """Trainees may ask for a place themselves; after the last day only a roster or the door lets people in."""
        return self.state == self.State.OPEN and self.ends_on >= today()

    @property
    def stage(self) -> str:
        """The state as people see it: an open class takes people, runs, or is over and waits to be closed."""
        if self.state != self.State.OPEN:
            return self.get_state_display()
        if today() < self.starts_on:
            return _("takes people")
        return _("runs") if today() <= self.ends_on else _("over, not yet closed")

    @property
    def lessons(self) -> list[dict]:
        """All lessons of the frozen syllabus in order; see `Lesson.as_taught`."""
        return [lesson for module in self.syllabus for lesson in module["lessons"]]

    @property
    def has_test(self) -> bool:
        return bool(self.assessment.get("questions"))

    @property
    def work_task(self) -> str:
        """What is to be made and handed in; empty for nothing."""
        return self.assessment.get("work", "")


class SessionQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(training_class__in=TrainingClass.objects.visible_to(user))

    def taught_by(self, user):
        return self.filter(trainer__user=user)

    def not_cancelled(self):
        return self.exclude(state=Session.State.CANCELLED)


class Session(models.Model):
    """One sitting of a class. A closed session takes no marks any more but corrections with a reason.

    PostgreSQL refuses two sessions of one venue or one trainer at the same time (migration 0007); SQLite has one
    writer, so that the check of `courses.domain.clashes` is enough there.
    """

    class Kind(models.TextChoices):
        THEORY = "theory", _("theory")
        PRACTICE = "practice", _("practice")

    class State(models.TextChoices):
        PLANNED = "planned", pgettext_lazy("session", "planned")
        CLOSED = "closed", _("closed")
        CANCELLED = "cancelled", _("cancelled")

    training_class = models.ForeignKey(
        TrainingClass, models.CASCADE, related_name="sessions", verbose_name=_("training class")
    )
    number = models.PositiveSmallIntegerField(pgettext_lazy("session", "number"))
    topic = models.CharField(_("topic"), max_length=100, blank=True)
    kind = models.CharField(_("kind"), max_length=8, choices=Kind, default=Kind.THEORY)
    venue = models.ForeignKey("courses.Venue", models.PROTECT, related_name="sessions", verbose_name=_("venue"))
    trainer = models.ForeignKey(Trainer, models.PROTECT, related_name="sessions", verbose_name=_("trainer"))
    starts_at = models.DateTimeField(_("starts at"))
    ends_at = models.DateTimeField(_("ends at"))
    state = models.CharField(_("state"), max_length=9, choices=State, default=State.PLANNED, editable=False)
    # What calendars and people are told: how often the session was moved or cancelled, last when, and why.
    revision = models.PositiveIntegerField(default=0, editable=False)
    revised_at = models.DateTimeField(null=True, blank=True, editable=False)
    revised_because = WordsField(_("why it was moved or cancelled"), max_length=200, blank=True, editable=False)
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True, editable=False)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, editable=False, related_name="+"
    )

    objects = SessionQuerySet.as_manager()

    class Meta:
        verbose_name = _("session")
        verbose_name_plural = _("sessions")
        ordering = ["starts_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["training_class", "number"], name="session_numbers_are_used_once_per_class"
            ),
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")), name="session_ends_after_it_starts"
            ),
            models.CheckConstraint(
                condition=models.Q(closed_at__isnull=True, closed_by__isnull=True)
                | models.Q(closed_at__isnull=False, closed_by__isnull=False),
                name="session_closed_at_and_by_go_together",
            ),
        ]

    def __str__(self):
        return _("Session %(number)d of %(class)s") % {"number": self.number, "class": self.training_class}

    def clean(self):
        if self.starts_at and self.ends_at and self.ends_at <= self.starts_at:
            raise ValidationError({"ends_at": _("The session ends before it starts. Change one of the times.")})

    @property
    def hours(self) -> str:
        """From when until when, by the clock on the wall: 09:00–11:30."""
        return f"{timezone.localtime(self.starts_at):%H:%M}–{timezone.localtime(self.ends_at):%H:%M}"

    @property
    def room_and_trainer(self) -> str:
        return f"{self.venue.name} · {self.trainer.name}"

    @property
    def length(self) -> dt.timedelta:
        return self.ends_at - self.starts_at
