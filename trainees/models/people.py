"""The register: trainees, their households, and what a household was on which day."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from courses.models.scope import Role, visible_regions
from lms.kit.sealed import SealedField, blind_index

# Roles that may read the register of their region; trainers meet trainees only in their classes.
READERS = (Role.ORGANISER, Role.FOLLOW_UP, Role.TOWNSHIP, Role.AUDITOR)


class HouseholdQuerySet(models.QuerySet):
    def visible_to(self, user):
        return visible_regions(self, user, *READERS)


class Household(models.Model):
    """People who live together, by the number the county knows them under (户编号)."""

    number = models.CharField(_("household number"), max_length=30)
    region = models.ForeignKey("courses.Region", models.PROTECT, related_name="households", verbose_name=_("village"))

    objects = HouseholdQuerySet.as_manager()

    class Meta:
        verbose_name = _("household")
        verbose_name_plural = _("households")
        constraints = [models.UniqueConstraint(fields=["number"], name="a_household_number_is_given_once")]

    def __str__(self):
        return self.number


class HouseholdStatusQuerySet(models.QuerySet):
    def on(self, day):
        """Statuses in force on `day`."""
        return self.filter(valid_from__lte=day).exclude(valid_until__lt=day)


class HouseholdStatus(models.Model):
    """What a household was, from a day until another, by which list (domain.md 6): a dated fact, never a tick box."""

    class Kind(models.TextChoices):
        REGISTERED = "registered", _("poverty-registered")
        LIFTED = "lifted", _("lifted out of poverty, register kept")
        MONITORED = "monitored", _("monitored against falling back")

    household = models.ForeignKey(Household, models.CASCADE, related_name="statuses", verbose_name=_("household"))
    kind = models.CharField(_("status"), max_length=12, choices=Kind)
    valid_from = models.DateField(_("from"))
    valid_until = models.DateField(_("until"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=200)

    objects = HouseholdStatusQuerySet.as_manager()

    class Meta:
        verbose_name = _("household status")
        verbose_name_plural = _("household statuses")
        constraints = [
            models.UniqueConstraint(fields=["household", "kind", "valid_from"], name="household_status_starts_once"),
            models.CheckConstraint(
                condition=models.Q(valid_until__isnull=True) | models.Q(valid_until__gte=models.F("valid_from")),
                name="household_status_ends_after_it_starts",
            ),
        ]

    def __str__(self):
        return f"{self.household} {self.get_kind_display()}"


class TraineeQuerySet(models.QuerySet):
    def in_register_of(self, user):
        """People of the regions whose register the user may read: officers, not trainers."""
        return visible_regions(self, user, *READERS)

    def visible_to(self, user):
        """People of the user's regions; for a trainer also those in their classes."""
        if not user.is_authenticated:
            return self.none()
        taught = models.Q(enrolments__training_class__trainer__user=user)
        inside = self.model.objects.in_register_of(user)
        return self.filter(
            models.Q(pk__in=inside.values("pk")) | models.Q(pk__in=self.model.objects.filter(taught).values("pk"))
        )

    def with_id_number(self, id_number):
        """The person with this normalised ID number; at most one."""
        return self.filter(id_index=blind_index("id", id_number))

    def with_phone(self, phone):
        """People who can be reached under `phone` (E.164): a family may share one."""
        return self.filter(phone_index=blind_index("phone", phone))


class Trainee(models.Model):
    """A person in the register. ID number and phone are sealed; `id_index` makes a person one row.

    Without an ID number the person is known by name and phone only (weak): shown apart, never merged by itself.
    """

    class Labour(models.TextChoices):
        ABLE = "able", _("able to work")
        SKILLED = "skilled", _("skilled")
        WEAK = "weak", _("partly able to work")
        UNABLE = "unable", _("not able to work")

    name = models.CharField(_("name"), max_length=50)
    name_pinyin = models.CharField(max_length=200, editable=False, db_index=True)
    id_number = SealedField(_("ID number"), blank=True)
    id_index = models.CharField(max_length=64, null=True, unique=True, editable=False)
    birth_on = models.DateField(_("born on"), null=True, blank=True, editable=False)
    phone = SealedField(_("phone number"), blank=True)
    phone_index = models.CharField(max_length=64, blank=True, editable=False, db_index=True)
    region = models.ForeignKey("courses.Region", models.PROTECT, related_name="trainees", verbose_name=_("village"))
    labour = models.CharField(_("labour ability"), max_length=8, choices=Labour, blank=True)
    works_away = models.BooleanField(_("works away from home"), default=False)
    had_shop = models.BooleanField(_("had an online shop before"), default=False)
    # A family may share one phone and so one sign-in: each person is its own row.
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="trainees",
        verbose_name=_("sign-in"),
    )
    is_sample = models.BooleanField(_("sample person"), default=False, editable=False)
    registered_at = models.DateTimeField(_("registered at"), auto_now_add=True)
    registered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, editable=False, related_name="+"
    )

    objects = TraineeQuerySet.as_manager()

    class Meta:
        verbose_name = _("trainee")
        verbose_name_plural = _("trainees")
        ordering = ["name_pinyin", "pk"]

    def __str__(self):
        return self.name

    @property
    def is_weak(self) -> bool:
        """Known by name and phone only."""
        return self.id_index is None

    def household_on(self, day):
        """The household the person lived in on `day`, or None."""
        members = self.memberships.filter(valid_from__lte=day).exclude(valid_until__lt=day)
        member = members.select_related("household").order_by("-valid_from").first()
        return member.household if member else None


class TraineeGroup(models.Model):
    """One of the groups a person belongs to; the plans name them (YS:121-125, WH:302)."""

    class Group(models.TextChoices):
        YOUTH = "youth", _("rural youth")
        RETURNED_STUDENT = "returned_student", _("returned student")
        RETURNED_WORKER = "returned_worker", _("returned migrant worker")
        VETERAN = "veteran", _("veteran")
        WOMAN = "woman", _("rural woman")
        DISABLED = "disabled", _("person with a disability")
        VILLAGE_TEAM = "village_team", _("village work team")
        VILLAGE_CADRE = "village_cadre", _("village cadre")
        COOPERATIVE = "cooperative", _("member of a co-operative")
        STATION = "station", _("station keeper")
        FOUNDER = "founder", _("young founder")
        MANAGER = "manager", _("manager of a firm")
        OFFICIAL = "official", _("official")

    trainee = models.ForeignKey(Trainee, models.CASCADE, related_name="groups", verbose_name=_("trainee"))
    group = models.CharField(_("group"), max_length=20, choices=Group)

    class Meta:
        verbose_name = _("group")
        verbose_name_plural = _("groups")
        constraints = [models.UniqueConstraint(fields=["trainee", "group"], name="a_person_is_in_a_group_once")]

    def __str__(self):
        return self.get_group_display()


class HouseholdMember(models.Model):
    """A person in a household from a day until another."""

    household = models.ForeignKey(Household, models.CASCADE, related_name="members", verbose_name=_("household"))
    trainee = models.ForeignKey(Trainee, models.CASCADE, related_name="memberships", verbose_name=_("trainee"))
    is_head = models.BooleanField(_("head of the household"), default=False)
    valid_from = models.DateField(_("from"))
    valid_until = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        verbose_name = _("household member")
        verbose_name_plural = _("household members")
        constraints = [
            models.UniqueConstraint(
                fields=["trainee"],
                condition=models.Q(valid_until__isnull=True),
                name="a_person_lives_in_one_household_at_a_time",
            ),
            models.CheckConstraint(
                condition=models.Q(valid_until__isnull=True) | models.Q(valid_until__gte=models.F("valid_from")),
                name="membership_ends_after_it_starts",
            ),
        ]

    def __str__(self):
        return f"{self.trainee} · {self.household}"
