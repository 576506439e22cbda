"""Lists about places that somebody handed in, and the numbers of people in them: named, dated, hashed, sourced."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lms.kit.words import WordsField

from .scope import EVERY, visible_regions


class PlaceListQuerySet(models.QuerySet):
    def visible_to(self, user):
        return visible_regions(self, user, programme=EVERY)


class PlaceList(models.Model):
    """A file about the places of a county, kept as it came. Only `courses.domain.place_lists` applies it."""

    class Kind(models.TextChoices):
        REGIONS = "regions", _("administrative divisions")
        POOR_VILLAGES = "poor_villages", _("poor villages")
        DENOMINATORS = "denominators", _("numbers of people")

    kind = models.CharField(_("what it lists"), max_length=14, choices=Kind)
    region = models.ForeignKey("courses.Region", models.PROTECT, related_name="lists", verbose_name=_("county"))
    name = WordsField(pgettext_lazy("thing", "name"), max_length=100)
    source = models.CharField(_("source"), max_length=200)
    dated_on = models.DateField(_("valid from, or as of"))
    file_name = WordsField(_("name of the file"), max_length=255)
    data = models.BinaryField(_("file"))
    successors = models.BinaryField(_("successors"), default=b"")
    sha256 = models.CharField("SHA-256", max_length=64)
    uploaded_at = models.DateTimeField(_("uploaded at"), auto_now_add=True)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("uploaded by")
    )
    applied_at = models.DateTimeField(_("applied at"), null=True, blank=True)
    applied_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("applied by")
    )

    objects = PlaceListQuerySet.as_manager()

    class Meta:
        verbose_name = _("list of places")
        verbose_name_plural = _("lists of places")
        ordering = ["-uploaded_at"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(applied_at__isnull=True, applied_by__isnull=True)
                | models.Q(applied_at__isnull=False, applied_by__isnull=False),
                name="place_list_applied_at_and_by_go_together",
            )
        ]

    def __str__(self):
        return self.name

    @property
    def state(self) -> str:
        return _("applied") if self.applied_at else _("not applied yet")


class DenominatorQuerySet(models.QuerySet):
    def visible_to(self, user):
        return visible_regions(self, user, programme=EVERY)

    def of(self, region_code: str, kind: str, *, until):
        """The number in force for a region, one row or none: of the latest day not after `until`, the newest list."""
        known = self.filter(region=region_code, kind=kind, as_of__lte=until).order_by("-as_of", "-pk")
        return self.filter(pk__in=known.values("pk")[:1])


class Denominator(models.Model):
    """How many people of a kind lived in a region on a day, by a list. A newer list adds a row and changes none."""

    class Kind(models.TextChoices):
        RESIDENTS = "residents", _("resident population")
        REGISTERED = "registered", _("registered population")
        LABOUR = "labour", _("labour force")
        POOR = "poor", _("poverty-registered population")
        POOR_LABOUR = "poor_labour", _("poverty-registered, able to work, not working away")
        POOR_HOUSEHOLDS = "poor_households", _("poverty-registered households")
        STATION_STAFF = "station_staff", _("staff of stations and co-operatives")

    region = models.ForeignKey("courses.Region", models.PROTECT, related_name="denominators", verbose_name=_("region"))
    kind = models.CharField(_("who is counted"), max_length=16, choices=Kind)
    value = models.PositiveBigIntegerField(_("number"))
    as_of = models.DateField(_("as of"))
    place_list = models.ForeignKey(PlaceList, models.PROTECT, related_name="denominators", verbose_name=_("list"))

    objects = DenominatorQuerySet.as_manager()

    class Meta:
        verbose_name = _("number of people")
        verbose_name_plural = _("numbers of people")
        ordering = ["region", "kind", "-as_of"]
        indexes = [models.Index(fields=["region", "kind", "-as_of"])]
        constraints = [
            models.UniqueConstraint(fields=["place_list", "region", "kind"], name="a_list_gives_each_number_once")
        ]

    def __str__(self):
        return f"{self.region} · {self.get_kind_display()} · {self.value}"
