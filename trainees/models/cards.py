"""Cards: what a person shows to be put on the roll without a phone of their own."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from lms.kit.sealed import SealedField


class CardQuerySet(models.QuerySet):
    def standing(self):
        """Cards that count: at most one a row of the register."""
        return self.filter(revoked_at__isnull=True)


class Card(models.Model):
    """A card and its code: random, so that it says nothing of whose it is; sealed, and found by `code_index`.

    A lost card is revoked and another made; its row stays, so that whoever finds it is told. Only
    `trainees.domain.cards` writes here.
    """

    trainee = models.ForeignKey("trainees.Trainee", models.PROTECT, related_name="cards", verbose_name=_("trainee"))
    code = SealedField(_("code"))
    code_index = models.CharField(max_length=64, unique=True, editable=False)
    made_at = models.DateTimeField(_("made at"), auto_now_add=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("made by")
    )
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("revoked by")
    )

    objects = CardQuerySet.as_manager()

    class Meta:
        verbose_name = _("card")
        verbose_name_plural = _("cards")
        constraints = [
            models.UniqueConstraint(
                fields=["trainee"], condition=models.Q(revoked_at__isnull=True), name="one_standing_card_per_trainee"
            ),
            models.CheckConstraint(
                condition=models.Q(revoked_at__isnull=True, revoked_by__isnull=True)
                | models.Q(revoked_at__isnull=False, revoked_by__isnull=False),
                name="a_revoked_card_says_by_whom",
            ),
        ]

    def __str__(self):
        return f"{self.trainee} {self.made_at:%Y-%m-%d}"

    @property
    def is_revoked(self) -> bool:
        return self.revoked_at is not None
