"""Flags: what a rule found odd, about whom, and what people made of it."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from courses.models import Session, TrainingClass
from courses.models.scope import Role, visible_regions
from lms.kit.clock import now
from lms.kit.words import WordsField

from .enrolment import Enrolment
from .trainee import Trainee

# The organiser settles flags of the area, the bureau reads them; a trainer those of their own sessions.
READERS_OF_FLAGS = (Role.ORGANISER, Role.AUDITOR)
SETTLERS = (Role.ORGANISER,)
TRAINERS_RULE = "R14"


class AnomalyFlagQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Flags of the area for organiser and bureau, and for a trainer those on sign-ins in sessions they teach."""
        if not user.is_authenticated:
            return self.none()
        rows = self.model.objects
        inside = visible_regions(rows, user, *READERS_OF_FLAGS, programme="programme")
        taught = models.Q(session__trainer__user=user) | models.Q(session__training_class__trainer__user=user)
        own = models.Q(rule__startswith=TRAINERS_RULE) & taught
        return self.filter(models.Q(pk__in=inside.values("pk")) | models.Q(pk__in=rows.filter(own).values("pk")))

    def unsettled(self):
        return self.filter(state=AnomalyFlag.State.OPEN)

    def blocking(self):
        """Those that keep participations from counting until somebody settles them."""
        doubting = self.exclude(doubts=AnomalyFlag.Doubts.NOBODY)
        return doubting.filter(state=AnomalyFlag.State.OPEN, severity=AnomalyFlag.Severity.CRITICAL)

    def disallowing(self):
        """Those by which participations count no more."""
        return self.filter(state=AnomalyFlag.State.UPHELD).exclude(doubts=AnomalyFlag.Doubts.NOBODY)

    def about(self, subject):
        """Flags of one person with all their rows and places, of one participation, or of a class and its places."""
        if isinstance(subject, TrainingClass):
            named = FlagSubject.objects.filter(enrolment__training_class=subject)
            return self.filter(models.Q(training_class=subject) | models.Q(pk__in=named.values("flag")))
        if isinstance(subject, Enrolment):
            return self.filter(pk__in=FlagSubject.objects.filter(enrolment=subject).values("flag"))
        rows = subject.rows().values("pk")
        named = models.Q(trainee__in=rows) | models.Q(enrolment__trainee__in=rows)
        return self.filter(pk__in=FlagSubject.objects.filter(named).values("flag"))


class AnomalyFlag(models.Model):
    """One thing a rule found. Only `trainees.domain.rules.flagging` and `.acts` write here.

        open -> explained | upheld -> open (taken back)
          '--> corrected (the facts are gone) --> open (found again)

    `fingerprint` is of what the rule found it by: the same facts make one flag. `facts` are numbers and days for the
    rule's sentence, never names: people are its subjects.
    """

    class Severity(models.TextChoices):
        """K, W and I of domain.md (c)."""

        CRITICAL = "critical", pgettext_lazy("flag", "critical")
        WARNING = "warning", pgettext_lazy("flag", "warning")
        INFO = "info", pgettext_lazy("flag", "for information")

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("flag", "open")
        EXPLAINED = "explained", pgettext_lazy("flag", "explained")
        CORRECTED = "corrected", pgettext_lazy("flag", "corrected")
        UPHELD = "upheld", pgettext_lazy("flag", "upheld")

    class Doubts(models.TextChoices):
        """Which participations a flag puts in doubt."""

        NOBODY = "nobody", _("none")
        NAMED = "named", _("the participations named, and all those of people named")
        CLASS = "class", _("the whole class")
        POOR = "poor", _("the participations named, as those of poverty-registered people")

    SETTLED_BY_SOMEBODY = (State.EXPLAINED, State.UPHELD)

    rule = models.CharField(_("rule"), max_length=8)
    fingerprint = models.CharField(max_length=64, editable=False)
    severity = models.CharField(_("severity"), max_length=8, choices=Severity)
    doubts = models.CharField(_("in doubt"), max_length=6, choices=Doubts, default=Doubts.NAMED)
    # Where it lies and whose programme it concerns: what decides who may read it.
    region = models.ForeignKey("courses.Region", models.PROTECT, related_name="+", verbose_name=_("region"))
    programme = models.ForeignKey("courses.Programme", models.PROTECT, null=True, blank=True, related_name="+")
    training_class = models.ForeignKey(
        TrainingClass, models.PROTECT, null=True, blank=True, related_name="flags", verbose_name=_("training class")
    )
    session = models.ForeignKey(
        Session, models.PROTECT, null=True, blank=True, related_name="flags", verbose_name=_("session")
    )
    facts = models.JSONField(_("facts"), default=dict)
    state = models.CharField(_("state"), max_length=9, choices=State, default=State.OPEN)
    opened_at = models.DateTimeField(_("opened at"), default=now, editable=False)
    # When a run no longer found it; what people said of it stands nevertheless.
    gone_at = models.DateTimeField(_("no longer found since"), null=True, blank=True)
    word = WordsField(_("what was found"), max_length=200, blank=True)
    settled_at = models.DateTimeField(_("settled at"), null=True, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("settled by")
    )

    objects = AnomalyFlagQuerySet.as_manager()

    class Meta:
        verbose_name = _("flag")
        verbose_name_plural = _("flags")
        ordering = ["-opened_at", "-pk"]
        indexes = [
            models.Index(fields=["state", "severity"], name="flags_by_state_and_severity"),
            models.Index(fields=["region", "state"], name="flags_by_region_and_state"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["rule", "fingerprint"], name="the_same_facts_make_one_flag"),
            models.CheckConstraint(
                condition=models.Q(state="open", settled_at__isnull=True, settled_by__isnull=True, word="")
                | models.Q(state="corrected", settled_at__isnull=False)
                | (
                    models.Q(state__in=["explained", "upheld"], settled_at__isnull=False, settled_by__isnull=False)
                    & ~models.Q(word="")
                ),
                name="a_settled_flag_has_a_word_and_an_author",
            ),
            models.CheckConstraint(
                condition=~models.Q(doubts="class") | models.Q(training_class__isnull=False),
                name="a_flag_in_doubt_of_a_class_has_one",
            ),
        ]

    def __str__(self):
        return f"{self.rule} {self.pk}"

    @property
    def is_settled(self) -> bool:
        """Somebody said what it is."""
        return self.state in self.SETTLED_BY_SOMEBODY

    @property
    def letter(self) -> str:
        """K, W or I, as the rules are written."""
        return {"critical": "K", "warning": "W", "info": "I"}[self.severity]


# For an order.
GRAVEST_FLAGS_FIRST = models.Case(
    *(models.When(severity=severity, then=rank) for rank, severity in enumerate(AnomalyFlag.Severity.values)),
    output_field=models.PositiveSmallIntegerField(),
)


class FlagSubject(models.Model):
    """Whom a flag is about: a person, or one participation of theirs."""

    flag = models.ForeignKey(AnomalyFlag, models.CASCADE, related_name="subjects", verbose_name=_("flag"))
    trainee = models.ForeignKey(Trainee, models.PROTECT, null=True, related_name="flagged", verbose_name=_("trainee"))
    enrolment = models.ForeignKey(
        Enrolment, models.PROTECT, null=True, related_name="flagged", verbose_name=_("enrolment")
    )

    class Meta:
        verbose_name = _("subject of a flag")
        verbose_name_plural = _("subjects of flags")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["flag", "trainee"], name="a_flag_names_a_person_once"),
            models.UniqueConstraint(fields=["flag", "enrolment"], name="a_flag_names_a_participation_once"),
            models.CheckConstraint(
                condition=models.Q(trainee__isnull=False, enrolment__isnull=True)
                | models.Q(trainee__isnull=True, enrolment__isnull=False),
                name="a_subject_is_a_person_or_a_participation",
            ),
        ]

    def __str__(self):
        return str(self.enrolment or self.trainee)

    @property
    def person(self) -> Trainee:
        return self.enrolment.trainee if self.enrolment else self.trainee


class FlagWord(models.Model):
    """What became of a flag, one after the other; never changed. Without an author it was the platform."""

    class Kind(models.TextChoices):
        OPENED = "opened", pgettext_lazy("flag", "found")
        CHANGED = "changed", pgettext_lazy("flag", "facts changed")
        GONE = "gone", pgettext_lazy("flag", "no longer found")
        EXPLAINED = "explained", pgettext_lazy("flag", "explained")
        UPHELD = "upheld", pgettext_lazy("flag", "upheld")
        TAKEN_BACK = "taken_back", pgettext_lazy("flag", "taken back")

    flag = models.ForeignKey(AnomalyFlag, models.CASCADE, related_name="words", verbose_name=_("flag"))
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    facts = models.JSONField(_("facts"), default=dict)
    text = WordsField(_("word"), max_length=200, blank=True)
    said_at = models.DateTimeField(_("when"), default=now, editable=False)
    said_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("who")
    )

    class Meta:
        verbose_name = _("word on a flag")
        verbose_name_plural = _("words on flags")
        ordering = ["said_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind__in=["opened", "changed", "gone"]) | models.Q(said_by__isnull=False),
                name="what_people_make_of_a_flag_has_an_author",
            )
        ]

    def __str__(self):
        return f"{self.get_kind_display()}: {self.text[:40]}"
