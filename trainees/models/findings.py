"""Findings: what the bureau's auditor found wrong with a person, a participation or a class, and what came of it."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from courses.models import TrainingClass
from courses.models.scope import Role, visible_regions
from lms.kit.clock import today
from lms.kit.words import WordsField

from .enrolment import Enrolment
from .trainee import Trainee

# The bureau writes and settles, the organiser answers; nobody else reads them.
WRITERS_OF_FINDINGS = (Role.AUDITOR,)
ANSWERERS = (Role.ORGANISER,)


class FindingQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Findings of the area, for who writes or answers them there."""
        return visible_regions(self, user, *WRITERS_OF_FINDINGS, *ANSWERERS, programme="programme")

    def unsettled(self):
        return self.exclude(state=Finding.State.SETTLED)

    def about(self, subject):
        """Findings of one person with all their rows and places, of one participation, or of a class and its places."""
        if isinstance(subject, TrainingClass):
            return self.filter(models.Q(training_class=subject) | models.Q(enrolment__training_class=subject))
        if isinstance(subject, Enrolment):
            return self.filter(enrolment=subject)
        rows = subject.rows().values("pk")
        return self.filter(models.Q(trainee__in=rows) | models.Q(enrolment__trainee__in=rows))


class Finding(models.Model):
    """One thing the auditor found wrong. Only `trainees.domain.findings` moves its state:

        open -> answered -> settled
          '-------<-'  (sent back)

    It is about exactly one of a person, a participation and a class; `indicator` is the figure behind which it was
    seen. What was said of it, by whom, are its words: nothing is overwritten.
    """

    class Severity(models.TextChoices):
        CRITICAL = "critical", pgettext_lazy("finding", "critical")
        WARNING = "warning", pgettext_lazy("finding", "serious")
        REMARK = "remark", pgettext_lazy("finding", "remark")

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("finding", "open")
        ANSWERED = "answered", pgettext_lazy("finding", "answered")
        SETTLED = "settled", pgettext_lazy("finding", "settled")

    trainee = models.ForeignKey(
        Trainee, models.PROTECT, null=True, blank=True, related_name="findings", verbose_name=_("trainee")
    )
    enrolment = models.ForeignKey(
        Enrolment, models.PROTECT, null=True, blank=True, related_name="findings", verbose_name=_("enrolment")
    )
    training_class = models.ForeignKey(
        TrainingClass, models.PROTECT, null=True, blank=True, related_name="findings", verbose_name=_("training class")
    )
    indicator = models.CharField(_("seen behind the figure"), max_length=60, blank=True)
    # Where it lies and whose programme it concerns, frozen: what decides who may read it.
    region = models.ForeignKey("courses.Region", models.PROTECT, related_name="+", verbose_name=_("region"))
    programme = models.ForeignKey("courses.Programme", models.PROTECT, null=True, related_name="+")
    what = WordsField(_("what is wrong"), max_length=300)
    since_on = models.DateField(_("since"), default=today)
    severity = models.CharField(_("how grave"), max_length=8, choices=Severity, default=Severity.WARNING)
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.OPEN)
    found_at = models.DateTimeField(_("found at"), auto_now_add=True)
    found_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("found by"))

    objects = FindingQuerySet.as_manager()

    class Meta:
        verbose_name = _("finding")
        verbose_name_plural = _("findings")
        ordering = ["-found_at", "-pk"]
        indexes = [models.Index(fields=["region", "state"])]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(trainee__isnull=False, enrolment__isnull=True, training_class__isnull=True)
                | models.Q(trainee__isnull=True, enrolment__isnull=False, training_class__isnull=True)
                | models.Q(trainee__isnull=True, enrolment__isnull=True, training_class__isnull=False),
                name="a_finding_is_about_one_thing",
            ),
            models.CheckConstraint(condition=~models.Q(what=""), name="a_finding_says_what_is_wrong"),
        ]

    def __str__(self):
        return self.what[:40]

    @property
    def subject(self):
        """What it is about: a Trainee, an Enrolment or a TrainingClass."""
        return self.enrolment or self.trainee or self.training_class

    @property
    def person(self) -> Trainee | None:
        return self.enrolment.trainee if self.enrolment else self.trainee

    @property
    def held(self) -> TrainingClass | None:
        """The class it concerns."""
        return self.enrolment.training_class if self.enrolment else self.training_class


# For an order.
GRAVEST_FIRST = models.Case(
    *(models.When(severity=severity, then=rank) for rank, severity in enumerate(Finding.Severity.values)),
    output_field=models.PositiveSmallIntegerField(),
)


class FindingWord(models.Model):
    """What was said of a finding, one after the other; never changed."""

    class Kind(models.TextChoices):
        ANSWERED = "answered", pgettext_lazy("finding", "answered")
        SENT_BACK = "sent_back", pgettext_lazy("finding", "sent back")
        SETTLED = "settled", pgettext_lazy("finding", "settled")

    finding = models.ForeignKey(Finding, models.PROTECT, related_name="words", verbose_name=_("finding"))
    kind = models.CharField(_("kind"), max_length=9, choices=Kind)
    text = WordsField(_("word"), max_length=300, blank=True)
    said_at = models.DateTimeField(_("when"), auto_now_add=True)
    said_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("who"))

    class Meta:
        verbose_name = _("word on a finding")
        verbose_name_plural = _("words on findings")
        ordering = ["said_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind="settled") | ~models.Q(text=""), name="an_answer_to_a_finding_has_words"
            )
        ]

    def __str__(self):
        return f"{self.get_kind_display()}: {self.text[:40]}"
