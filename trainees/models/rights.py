"""What people decide about their own data: consents with the text they read, and what they ask of the register."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from courses.models.scope import visible_regions
from lms.kit.sealed import SealedField
from lms.kit.words import WordsField

from .look_alikes import DECIDERS
from .trainee import Trainee


class ConsentRecord(models.Model):
    """Somebody agreed to a version of the text, from a moment until they took it back. Never deleted."""

    trainee = models.ForeignKey(Trainee, models.PROTECT, related_name="consents", verbose_name=_("trainee"))
    version = models.CharField(_("version of the text"), max_length=20)
    given_at = models.DateTimeField(_("given at"), auto_now_add=True)
    given_to = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("given to")
    )
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        ordering = ["-given_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["trainee", "version"],
                condition=models.Q(withdrawn_at__isnull=True),
                name="a_text_is_agreed_to_once",
            ),
            models.CheckConstraint(
                condition=models.Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True)
                | models.Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False),
                name="a_withdrawn_consent_says_who_withdrew_it",
            ),
        ]

    def __str__(self):
        return f"{self.trainee} · {self.version}"


class DataRequestQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Requests of people in the area where the user may settle them."""
        return visible_regions(self, user, *DECIDERS, field="trainee__region")

    def waiting(self):
        return self.filter(state=DataRequest.State.WAITING)


class DataRequest(models.Model):
    """A person asks to have their data corrected or erased; an officer settles it and says how (PIPL 46, 47)."""

    class What(models.TextChoices):
        NAME = "name", _("name")
        ID_NUMBER = "id_number", _("ID number")
        PHONE = "phone", _("phone number")
        VILLAGE = "village", _("village")
        OTHER = "other", _("something else")
        ERASE = "erase", _("delete my identity")

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        DONE = "done", _("carried out")
        REFUSED = "refused", _("refused")

    trainee = models.ForeignKey(Trainee, models.PROTECT, related_name="data_requests", verbose_name=_("trainee"))
    what = models.CharField(_("what"), max_length=10, choices=What)
    wanted = SealedField(_("as it should be"), blank=True)
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.WAITING)
    asked_at = models.DateTimeField(_("asked for at"), auto_now_add=True)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    answer = WordsField(_("answer"), max_length=200, blank=True)
    settled_at = models.DateTimeField(_("settled at"), null=True, blank=True)
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    objects = DataRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("request about one's data")
        verbose_name_plural = _("requests about one's data")
        indexes = [models.Index(fields=["state", "asked_at"])]
        constraints = [
            models.UniqueConstraint(
                fields=["trainee", "what"], condition=models.Q(state="waiting"), name="a_request_waits_once"
            ),
            models.CheckConstraint(
                condition=models.Q(state="waiting", settled_at__isnull=True)
                | (~models.Q(state="waiting") & models.Q(settled_at__isnull=False)),
                name="a_settled_request_has_its_moment",
            ),
        ]

    def __str__(self):
        return f"{self.trainee}: {self.get_what_display()}"
