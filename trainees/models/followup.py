"""Follow-up: due contacts and the tries to reach people."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models.functions import TruncDate
from django.utils.translation import gettext_lazy as _

from lms.kit.words import WordsField

from .enrolment import Enrolment


class FollowUpTaskQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(enrolment__in=Enrolment.objects.visible_to(user))

    def open_on(self, day):
        """Due contacts that may be made on `day`: not settled, and not before their window opens."""
        return self.filter(settled_at__isnull=True, opens_on__lte=day)

    def waiting_on(self, day):
        """`open_on` without the lapsed: those whose window has closed can only be reported late."""
        return self.open_on(day).filter(closes_on__gte=day)

    def lapsed_on(self, day):
        return self.filter(settled_at__isnull=True, closes_on__lt=day)

    def poor_first(self, day):
        """Poverty-registered households first, then what is overdue on `day`, village by village."""
        overdue = models.Case(models.When(due_on__lt=day, then=True), default=False)
        return self.annotate(overdue=overdue).order_by(
            "-enrolment__snapshot_poor", "-overdue", "enrolment__trainee__region", "due_on", "pk"
        )

    def with_tries(self):
        """`tries` so far, and on how many different days (`days_tried`)."""
        return self.annotate(
            tries=models.Count("attempts"),
            days_tried=models.Count(TruncDate("attempts__made_at"), distinct=True),
        )


class FollowUpTask(models.Model):
    """One due contact. Its id follows from enrolment, plan and step, so planning twice makes nothing twice.

    Whether it is planned, open, overdue or lapsed follows from the dates; only the end is stored.
    """

    class Outcome(models.TextChoices):
        DONE = "done", _("done")
        WAIVED = "waived", _("waived")
        CANCELLED = "cancelled", _("cancelled")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    enrolment = models.ForeignKey(Enrolment, models.CASCADE, related_name="follow_ups", verbose_name=_("enrolment"))
    plan = models.CharField(_("plan"), max_length=20)
    step = models.CharField(_("step"), max_length=20)
    opens_on = models.DateField(_("opens on"))
    due_on = models.DateField(_("due on"))
    closes_on = models.DateField(_("closes on"))
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome, blank=True)
    settled_at = models.DateTimeField(_("settled at"), null=True, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("settled by")
    )

    objects = FollowUpTaskQuerySet.as_manager()

    class Meta:
        verbose_name = _("follow-up task")
        verbose_name_plural = _("follow-up tasks")
        indexes = [models.Index(fields=["settled_at", "opens_on", "due_on"])]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(opens_on__lte=models.F("due_on"), due_on__lte=models.F("closes_on")),
                name="follow_up_dates_are_in_order",
            ),
            models.CheckConstraint(
                condition=models.Q(outcome="", settled_at__isnull=True, settled_by__isnull=True)
                | (~models.Q(outcome="") & models.Q(settled_at__isnull=False)),
                name="a_settled_follow_up_says_how",
            ),
        ]

    def __str__(self):
        return f"{self.enrolment} {self.due_on}"


class ContactAttempt(models.Model):
    """One try to reach a trainee: an attempt is not an outcome.

    `op_id` comes from the form or phone that recorded the try; sent twice, it is kept once.
    """

    class Result(models.TextChoices):
        REACHED = "reached", _("reached")
        NO_ANSWER = "no_answer", _("no answer")
        WRONG_NUMBER = "wrong_number", _("wrong number")
        MOVED = "moved", _("moved away")
        REFUSED = "refused", _("refused")

    class Channel(models.TextChoices):
        VISIT = "visit", _("visit")
        PHONE = "phone", _("phone call")

    op_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    task = models.ForeignKey(FollowUpTask, models.PROTECT, related_name="attempts", verbose_name=_("follow-up task"))
    channel = models.CharField(_("how"), max_length=8, choices=Channel, default=Channel.VISIT)
    result = models.CharField(_("result"), max_length=12, choices=Result)
    note = WordsField(_("note"), max_length=500, blank=True)
    made_at = models.DateTimeField(_("made at"))
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("made by"))

    class Meta:
        verbose_name = _("contact attempt")
        verbose_name_plural = _("contact attempts")
        ordering = ["-made_at"]

    def __str__(self):
        return f"{self.made_at:%Y-%m-%d} {self.get_result_display()}"
