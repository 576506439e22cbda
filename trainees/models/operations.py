"""What a phone recorded without network, as it arrived: one row an act, each with its answer."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from courses.models import Session, TrainingClass
from lms.kit.sealed import SealedField
from lms.kit.words import WordsField

from .attendance import Attendance
from .enrolment import Enrolment


class OperationQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Operations of classes the user may see, and those they sent themselves."""
        theirs = models.Q(session__training_class__in=TrainingClass.objects.visible_to(user))
        return self.filter(theirs | models.Q(sent_by=user.pk))

    def open(self):
        """What a person should still look at."""
        return self.exclude(state=Operation.State.ARRIVED).filter(settled_at__isnull=True)

    def of_phone(self, device_id, session, enrolment):
        """What one phone said about one person in one session, and the roll has heard; by the phone's own count."""
        said = self.filter(device_id=device_id, session=session, enrolment=enrolment)
        return said.exclude(state=Operation.State.REFUSED).order_by("seq", "pk")


class Operation(models.Model):
    """One act of a phone. Only `trainees.domain.operations` writes here; a row is never deleted.

    `op_id` names the act: sent again it gives the answer of the first time. `seq` is the phone's own count, by which
    its acts follow each other in whatever order they arrive. `captured_at` is by the phone's clock, `happened_at`
    with the clock put right by `clock_offset`, the seconds it was behind when it sent. `personal` is what was written
    down of somebody at the door; it is emptied when the register has it.
    """

    class Kind(models.TextChoices):
        MARK = "mark", _("mark")
        SIGN_OUT = "sign_out", _("sign-out")
        CARD = "card", _("card")
        WALK_IN = "walk_in", _("at the door")
        SHEET = "sheet", _("photo of the sheet")
        UNREADABLE = "unreadable", _("cannot be read")

    class State(models.TextChoices):
        ARRIVED = "arrived", _("on the server")
        CONFLICT = "conflict", _("two say different things")
        REFUSED = "refused", _("not taken")

    class Outcome(models.TextChoices):
        APPLIED = "applied", _("on the roll")
        AGREES = "agrees", _("stood so already")
        OUTDATED = "outdated", _("a later word of the same phone stands")
        DIFFERS = "differs", _("somebody else wrote something different")
        CLOSED = "closed", _("the session was closed before it arrived")
        REFUSED = "refused", _("not taken")

    class Verdict(models.TextChoices):
        TAKEN = "taken", _("the phone was right")
        KEPT = "kept", _("the roll was right")
        REPLACED = "replaced", _("the phone said something later")
        DISMISSED = "dismissed", _("seen")

    op_id = models.UUIDField(_("number of the act"), default=uuid.uuid4, unique=True, editable=False)
    device_id = models.UUIDField(_("phone"), editable=False)
    seq = models.PositiveBigIntegerField(_("count of the phone"))
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    session = models.ForeignKey(
        Session, models.PROTECT, null=True, related_name="operations", verbose_name=_("session")
    )
    enrolment = models.ForeignKey(
        Enrolment, models.PROTECT, null=True, related_name="operations", verbose_name=_("enrolment")
    )
    fields = models.JSONField(_("what was said"), default=dict)
    fingerprint = models.CharField(max_length=64, editable=False)
    personal = SealedField(blank=True)
    captured_at = models.DateTimeField(_("by the phone's clock"), null=True)
    clock_offset = models.BigIntegerField(_("seconds the phone was behind"), default=0)
    happened_at = models.DateTimeField(_("happened"))
    clock_unsure = models.BooleanField(_("the phone's clock tells nothing"), default=False)
    received_at = models.DateTimeField(_("received at"), auto_now_add=True)
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="operations", verbose_name=_("sent by")
    )
    state = models.CharField(_("state"), max_length=8, choices=State)
    outcome = models.CharField(_("outcome"), max_length=8, choices=Outcome)
    sentence = WordsField(_("answer"), max_length=300, blank=True)
    made = models.OneToOneField(
        Attendance, models.PROTECT, null=True, related_name="operation", verbose_name=_("mark it made")
    )
    stood = models.ForeignKey(Attendance, models.PROTECT, null=True, related_name="+", verbose_name=_("mark it found"))
    verdict = models.CharField(_("verdict"), max_length=9, choices=Verdict, blank=True)
    word = WordsField(_("what was found"), max_length=200, blank=True)
    settled_at = models.DateTimeField(_("settled at"), null=True, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("settled by")
    )

    objects = OperationQuerySet.as_manager()

    class Meta:
        verbose_name = _("act without network")
        verbose_name_plural = _("acts without network")
        ordering = ["pk"]
        indexes = [models.Index(fields=["device_id", "session", "enrolment", "seq"], name="operation_of_a_phone")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(settled_at__isnull=True, settled_by__isnull=True, verdict="")
                | (models.Q(settled_at__isnull=False, settled_by__isnull=False) & ~models.Q(verdict="")),
                name="a_settled_act_has_a_verdict_and_an_author",
            ),
            models.CheckConstraint(
                condition=models.Q(made__isnull=True) | models.Q(outcome="applied"),
                name="only_an_applied_act_made_a_mark",
            ),
            models.CheckConstraint(
                condition=models.Q(state="arrived", outcome__in=["applied", "agrees", "outdated"])
                | models.Q(state="conflict", outcome__in=["differs", "closed"])
                | models.Q(state="refused", outcome="refused"),
                name="an_act_has_the_outcome_of_its_state",
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} {self.op_id}"

    @property
    def is_open(self) -> bool:
        return self.state != self.State.ARRIVED and self.settled_at is None
