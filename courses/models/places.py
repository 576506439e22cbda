"""Regions, their poor-village status, and the rooms classes are held in.

A region's 12-digit code is its own path: 2 digits province, 4 prefecture, 6 county,
9 township, 12 village. What lies in a region is one range of codes, on every database.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .scope import EVERY, Role, visible_regions

LEVEL_DIGITS = {"province": 2, "prefecture": 4, "county": 6, "township": 9, "village": 12}


def within(region: "Region", field: str = "region") -> models.Q:
    """Rows whose `field` (a foreign key to Region) lies in `region`, itself included, by today's divisions.

    A row keeps the code of its day; it counts where the division that took that code's place lies now.
    """
    first, last = region.code_range
    inside = models.Q(**{f"{field}_id__gte": first, f"{field}_id__lte": last})
    if region.moved_out:
        inside &= ~models.Q(**{f"{field}_id__in": region.moved_out})
    if region.moved_in:
        inside |= models.Q(**{f"{field}_id__in": region.moved_in})
    return inside


class RegionQuerySet(models.QuerySet):
    def inside(self, region):
        """`region` and all below it by code, withdrawn ones too."""
        return self.filter(code__range=region.code_range)

    def current(self):
        """Divisions that exist today: only these are offered for new entries."""
        return self.filter(withdrawn_on__isnull=True)

    def visible_to(self, user):
        """Regions in the user's scopes, with all below them."""
        return visible_regions(self, user, *Role, field=None, programme=EVERY)


class Region(models.Model):
    """An administrative division by its 12-digit code for statistics.

    A withdrawn division stays, for people keep the code of their day. `superseded_by` is the one division of today
    that took its place, `split_into` are several; `moved_in` and `moved_out` list the superseded codes that by
    succession lie inside here though their code does not, and the reverse. Only `courses.domain.regions` writes these.
    """

    class Level(models.TextChoices):
        PROVINCE = "province", _("province")
        PREFECTURE = "prefecture", _("prefecture")
        COUNTY = "county", _("county")
        TOWNSHIP = "township", _("township")
        VILLAGE = "village", _("village")

    code = models.CharField(_("code"), max_length=12, primary_key=True)
    name = models.CharField(pgettext_lazy("thing", "name"), max_length=60)
    level = models.CharField(_("level"), max_length=10, choices=Level)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("belongs to")
    )
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    superseded_by = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="predecessors", verbose_name=_("superseded by")
    )
    split_into = models.ManyToManyField(
        "self", symmetrical=False, blank=True, related_name="split_from", verbose_name=_("split into")
    )
    withdrawn_on = models.DateField(_("withdrawn on"), null=True, blank=True)
    spelling = models.CharField(max_length=120, blank=True, editable=False)
    moved_in = models.JSONField(default=list, editable=False)
    moved_out = models.JSONField(default=list, editable=False)

    objects = RegionQuerySet.as_manager()

    class Meta:
        verbose_name = _("region")
        verbose_name_plural = _("regions")
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(condition=models.Q(code__regex=r"^\d{12}$"), name="region_code_has_twelve_digits"),
            models.CheckConstraint(
                condition=models.Q(superseded_by__isnull=True) | models.Q(withdrawn_on__isnull=False),
                name="a_superseded_region_is_withdrawn",
            ),
            models.CheckConstraint(
                condition=~models.Q(superseded_by=models.F("code")), name="no_region_supersedes_itself"
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def prefix(self) -> str:
        """The digits all codes inside this region start with."""
        return self.code[: LEVEL_DIGITS[self.level]]

    @property
    def code_range(self) -> tuple[str, str]:
        """The first and the last code inside."""
        return self.prefix.ljust(12, "0"), self.prefix.ljust(12, "9")

    @property
    def title(self) -> str:
        """The name, with a mark when there is no such division any more."""
        return _("%(name)s (withdrawn)") % {"name": self.name} if self.withdrawn_on else self.name

    @property
    def full_title(self) -> str:
        """A village with its township, a township and what lies above it alone."""
        return f"{self.parent.name} {self.title}" if self.level == self.Level.VILLAGE else self.title

    @property
    def today(self) -> "Region":
        """The division that stands here now: its only successor, or itself."""
        return self.superseded_by or self

    @property
    def township_code(self) -> str:
        """Code of the township this region lies in, or of itself above that level."""
        return self.code[:9].ljust(12, "0")

    @property
    def county_code(self) -> str:
        return self.code[:6].ljust(12, "0")


class PoorVillageQuerySet(models.QuerySet):
    def visible_to(self, user):
        return visible_regions(self, user, programme=EVERY)


class PoorVillage(models.Model):
    """A village's dated status as poor village (贫困村); penetration counts those on the list on a reference date."""

    class Kind(models.TextChoices):
        NATIONAL = "national", _("national list")
        PROVINCIAL = "provincial", _("provincial list")

    region = models.ForeignKey(Region, models.PROTECT, related_name="poor_statuses", verbose_name=_("village"))
    kind = models.CharField(_("list"), max_length=10, choices=Kind, default=Kind.NATIONAL)
    valid_from = models.DateField(_("on the list from"))
    valid_until = models.DateField(_("until"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=200)
    place_list = models.ForeignKey(
        "courses.PlaceList",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="poor_villages",
        verbose_name=_("list"),
    )

    objects = PoorVillageQuerySet.as_manager()

    class Meta:
        verbose_name = _("poor village")
        verbose_name_plural = _("poor villages")
        constraints = [
            models.UniqueConstraint(fields=["region", "kind", "valid_from"], name="poor_village_status_starts_once"),
            models.CheckConstraint(
                condition=models.Q(valid_until__isnull=True) | models.Q(valid_until__gt=models.F("valid_from")),
                name="poor_village_status_ends_after_it_starts",
            ),
        ]

    def __str__(self):
        return f"{self.region} {self.valid_from}"


class VenueQuerySet(models.QuerySet):
    def visible_to(self, user):
        return visible_regions(self, user, programme=EVERY)


class Venue(models.Model):
    """A room for classes."""

    name = models.CharField(pgettext_lazy("thing", "name"), max_length=100)
    region = models.ForeignKey(Region, models.PROTECT, related_name="venues", verbose_name=_("region"))
    address = models.CharField(_("address"), max_length=200, blank=True)
    seats = models.PositiveIntegerField(_("seats"))

    objects = VenueQuerySet.as_manager()

    class Meta:
        verbose_name = _("venue")
        verbose_name_plural = _("venues")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["region", "name"], name="one_venue_of_a_name_per_region"),
            models.CheckConstraint(condition=models.Q(seats__gt=0), name="venue_has_seats"),
        ]

    def __str__(self):
        return self.name
