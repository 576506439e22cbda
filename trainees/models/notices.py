"""What people are told of their classes: sessions moved and cancelled, classes that are not held, places given."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from lms.kit.words import WordsField

from .trainee import Trainee


class NoticeQuerySet(models.QuerySet):
    def of(self, user):
        """What the people of this sign-in, and the trainer behind it, are told."""
        if not user.is_authenticated:
            return self.none()
        mine = models.Q(trainee__in=Trainee.objects.rows_of(user).values("pk")) | models.Q(trainer__user=user)
        return self.filter(mine)


class Notice(models.Model):
    """One thing one person is told. Only `trainees.domain.notices` writes it, `texting` its text message.

    Of a session there is one notice a person: a second move makes it new again. `before` is what people knew
    ({"starts_at", "venue"}); what is so now stands on the session.
    """

    class Kind(models.TextChoices):
        MOVED = "moved", _("session moved")
        CANCELLED = "cancelled", _("session cancelled")
        VOID = "void", _("class not held")
        PLACE = "place", _("place given")

    class Sms(models.TextChoices):
        DUE = "due", _("to be sent")
        SENT = "sent", _("sent")
        SHARED = "shared", _("sent to the same phone for somebody else")
        FAILED = "failed", _("not taken by the provider")
        NO_PHONE = "no_phone", _("no phone number")
        LIMIT = "limit", _("enough messages for one day")
        LATE = "late", _("it is too late for it")

    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    trainee = models.ForeignKey(
        "trainees.Trainee", models.CASCADE, null=True, related_name="notices", verbose_name=_("trainee")
    )
    trainer = models.ForeignKey(
        "courses.Trainer", models.CASCADE, null=True, related_name="notices", verbose_name=_("trainer")
    )
    training_class = models.ForeignKey(
        "courses.TrainingClass", models.CASCADE, related_name="notices", verbose_name=_("training class")
    )
    session = models.ForeignKey(
        "courses.Session", models.CASCADE, null=True, related_name="notices", verbose_name=_("session")
    )
    before = models.JSONField(default=dict)
    because = WordsField(_("reason"), max_length=200, blank=True)
    told_at = models.DateTimeField(_("told at"))
    seen_at = models.DateTimeField(_("read at"), null=True)
    sms = models.CharField(_("text message"), max_length=8, choices=Sms, default=Sms.DUE)
    sms_at = models.DateTimeField(null=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("notice to people")
        verbose_name_plural = _("notices to people")
        ordering = ["-told_at"]
        indexes = [
            models.Index(fields=["told_at"], condition=models.Q(sms="due"), name="text_messages_to_send"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(trainee__isnull=False, trainer__isnull=True)
                | models.Q(trainee__isnull=True, trainer__isnull=False),
                name="a_notice_is_to_one_person",
            ),
            models.UniqueConstraint(
                fields=["session", "trainee"],
                condition=models.Q(session__isnull=False, trainee__isnull=False),
                name="a_trainee_has_one_notice_of_a_session",
            ),
            models.UniqueConstraint(
                fields=["session", "trainer"],
                condition=models.Q(session__isnull=False, trainer__isnull=False),
                name="a_trainer_has_one_notice_of_a_session",
            ),
            models.UniqueConstraint(
                fields=["training_class", "trainee", "kind"],
                condition=models.Q(session__isnull=True, trainee__isnull=False),
                name="a_trainee_has_one_notice_of_a_kind_of_a_class",
            ),
            models.UniqueConstraint(
                fields=["training_class", "trainer", "kind"],
                condition=models.Q(session__isnull=True, trainer__isnull=False),
                name="a_trainer_has_one_notice_of_a_kind_of_a_class",
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} · {self.trainee or self.trainer}"
