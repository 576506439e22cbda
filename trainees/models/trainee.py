"""The register: trainees, the groups they belong to, and which rows are one person."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from courses.models.scope import Role, in_scopes, is_limited, visible_regions
from lms.kit.clock import now
from lms.kit.sealed import SealedField, blind_indexes
from lms.kit.words import WordsField

from . import facts

# Roles that may read the register of their region; trainers meet trainees only in their classes.
READERS = (Role.ORGANISER, Role.FOLLOW_UP, Role.TOWNSHIP, Role.AUDITOR, Role.POVERTY)


def person(path: str = "trainee") -> Coalesce:
    """Who is counted: the key of the person that the row at `path` (a foreign key to Trainee) belongs to."""
    return Coalesce(f"{path}__canonical", path)


class TraineeQuerySet(models.QuerySet):
    def canonical(self):
        """One row a person: those that do not hang on another."""
        return self.filter(canonical__isnull=True)

    def of(self, user):
        """The people who share this sign-in, each by the row they are known by."""
        if not user.is_authenticated:
            return self.none()
        own = self.model.objects.filter(user=user)
        return self.canonical().filter(models.Q(pk__in=own.values("pk")) | models.Q(pk__in=own.values("canonical")))

    def rows_of(self, user):
        """All rows of those people."""
        people = self.model.objects.of(user)
        return self.filter(models.Q(pk__in=people.values("pk")) | models.Q(canonical__in=people.values("pk")))

    def in_register_of(self, user, *roles):
        """People of the regions whose register the user may read in one of `roles`: officers, not trainers.

        Who works for one programme reads of those who take part in it.
        """
        roles = roles or READERS
        whole = visible_regions(self, user, *roles)
        if not is_limited(user):
            return whole
        path = "enrolments__training_class__programme"
        rows = visible_regions(self.model.objects.all(), user, *roles, programme=path)
        return self.filter(models.Q(pk__in=rows.values("pk")) | models.Q(pk__in=rows.values("canonical")))

    def known_to(self, user, *roles):
        """`in_register_of`, and whoever hangs together with such a row: a merge hides nobody from those who knew them.

        For opening one person; lists show people where they live by the row they are known by.
        """
        if user.is_superuser:
            return self
        if is_limited(user):
            rows = self.model.objects.in_register_of(user, *roles).values("pk")
            mine, itself = models.Q(pk__in=rows), models.Q(canonical__in=rows)
        else:
            roles = roles or READERS
            mine, itself = in_scopes(user, *roles), in_scopes(user, *roles, field="canonical__region")
        hanging = self.model.objects.filter(mine, canonical__isnull=False).values("canonical")
        return self.filter(mine | itself | models.Q(pk__in=hanging) | models.Q(canonical__in=hanging))

    def visible_to(self, user):
        """People of the user's regions; for a trainer also those in their classes."""
        if not user.is_authenticated:
            return self.none()
        if user.is_superuser:
            return self
        taught = self.model.objects.filter(enrolments__training_class__trainer__user=user)
        # The regions themselves: a list of everybody in them would be gone through once for each of them.
        inside = in_scopes(user, *READERS)
        if is_limited(user):
            inside = models.Q(pk__in=self.model.objects.in_register_of(user).values("pk"))
        return self.filter(inside | models.Q(pk__in=taught.values("pk")))

    def with_id_number(self, id_number):
        """The person with this normalised ID number; at most one, and never a row that hangs on another."""
        return self._known_by(id_index__in=blind_indexes("id", id_number))

    def with_phone(self, phone):
        """People who can be reached under `phone` (E.164): a family may share one."""
        return self._known_by(phone_index__in=blind_indexes("phone", phone))

    def _known_by(self, **index):
        rows = self.model.objects.filter(**index)
        return self.canonical().filter(pk__in=rows.values_list(Coalesce("canonical", "pk")))


class Trainee(models.Model):
    """A person in the register. ID number and phone are sealed; `id_index` makes a person one row.

    Without an ID number the person is known by name and phone only (weak): shown apart, never merged by itself.
    A row that turned out to be the same person as another hangs on it (`canonical`), keeps what was written under it
    and is found, shown and counted as that person. Only `trainees.domain.merging` hangs rows and takes them off.
    """

    Sex, Labour, Education, AwayPlace = facts.Sex, facts.Labour, facts.Education, facts.AwayPlace

    name = models.CharField(_("name"), max_length=50)
    name_pinyin = models.CharField(max_length=200, editable=False)
    id_number = SealedField(_("ID number"), blank=True)
    id_index = models.CharField(max_length=64, null=True, editable=False)
    # The last four signs of the ID number, keyed with the township: alike numbers elsewhere look different.
    id_tail_index = models.CharField(max_length=32, blank=True, editable=False)
    birth_on = models.DateField(_("born on"), null=True, blank=True, editable=False)
    sex = models.CharField(_("sex"), max_length=1, choices=facts.Sex, blank=True)
    ethnicity = models.CharField(_("ethnicity"), max_length=10, blank=True)
    education = models.CharField(_("education"), max_length=10, choices=facts.Education, blank=True)
    phone = SealedField(_("phone number"), blank=True)
    phone_index = models.CharField(max_length=64, blank=True, editable=False)
    region = models.ForeignKey(
        "courses.Region", models.PROTECT, related_name="trainees", db_index=False, verbose_name=_("village")
    )
    labour = models.CharField(_("labour ability"), max_length=8, choices=facts.Labour, blank=True)
    away_place = models.CharField(_("works for wages"), max_length=8, choices=facts.AwayPlace, blank=True)
    away_months = models.PositiveSmallIntegerField(_("months a year"), null=True, blank=True)
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
    canonical = models.ForeignKey("self", models.PROTECT, null=True, blank=True, editable=False, related_name="aliases")
    # Who it was is gone by their own wish; what counts stays.
    erased_at = models.DateTimeField(_("identity erased at"), null=True, blank=True, editable=False)
    is_sample = models.BooleanField(_("sample person"), default=False, editable=False)
    registered_at = models.DateTimeField(_("registered at"), auto_now_add=True)
    # When name, numbers or village were last written: who is new or changed is compared with the others.
    noted_at = models.DateTimeField(default=now, editable=False, db_index=True)
    registered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        db_index=False,  # nobody asks for it, and every row would pay
    )

    objects = TraineeQuerySet.as_manager()

    class Meta:
        verbose_name = _("trainee")
        verbose_name_plural = _("trainees")
        ordering = ["name_pinyin", "pk"]
        # Whoever looks through the register walks this index and not the rows: it holds all that lists ask of a row.
        indexes = [
            models.Index(
                fields=["region", "name_pinyin", "id", "name", "canonical", "erased_at"],
                name="people_by_village_and_name",
            ),
            models.Index(
                fields=["region", "name_pinyin", "id"],
                condition=models.Q(id_index__isnull=True, canonical__isnull=True, erased_at__isnull=True),
                name="people_without_id_by_village",
            ),
            # Named here and not by db_index, which would make a second of each on PostgreSQL for beginnings of words.
            models.Index(fields=["id_index"], name="rows_by_id_number"),
            models.Index(fields=["id_tail_index"], name="rows_by_last_four_signs"),
            models.Index(fields=["phone_index"], name="rows_by_phone_number"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["id_index"],
                condition=models.Q(canonical__isnull=True),
                name="an_id_number_belongs_to_one_person",
            ),
            models.CheckConstraint(
                condition=models.Q(away_months__isnull=True) | models.Q(away_months__lte=12),
                name="a_year_has_twelve_months_to_work_away",
            ),
            models.CheckConstraint(
                condition=models.Q(canonical__isnull=True) | ~models.Q(canonical=models.F("pk")),
                name="a_row_does_not_hang_on_itself",
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def itself(self) -> "Trainee":
        """The row the person is known by: this one, or the one it hangs on."""
        return self.canonical or self

    @property
    def is_weak(self) -> bool:
        """Known by name and phone only."""
        return self.id_index is None

    def rows(self) -> models.QuerySet:
        """All rows of this person: the one it is known by and those that hang on it."""
        itself = self.canonical_id or self.pk
        return Trainee.objects.filter(models.Q(pk=itself) | models.Q(canonical=itself))

    def household_on(self, day):
        """The household the person lived in on `day`, or None."""
        members = self.memberships.filter(valid_from__lte=day).exclude(valid_until__lt=day)
        member = members.select_related("household").order_by("-valid_from").first()
        return member.household if member else None


class TraineeGroup(models.Model):
    """One of the groups a person belongs to."""

    Group = facts.Group

    trainee = models.ForeignKey(
        Trainee, models.CASCADE, related_name="groups", db_index=False, verbose_name=_("trainee")
    )
    group = models.CharField(_("group"), max_length=20, choices=facts.Group)

    class Meta:
        verbose_name = _("group")
        verbose_name_plural = _("groups")
        indexes = [models.Index(fields=["group", "trainee"], name="people_by_group")]
        constraints = [models.UniqueConstraint(fields=["trainee", "group"], name="a_person_is_in_a_group_once")]

    def __str__(self):
        return self.get_group_display()


class TraineeAlias(models.Model):
    """Somebody's word that two rows are one person; taken back it stays, with who took it back.

    The row registered first is `same_as`. Which of them the person is known by is `Trainee.canonical`; foreign keys
    never move, so taking it back leaves everything where it was written.
    """

    trainee = models.ForeignKey(Trainee, models.PROTECT, related_name="said_to_be", verbose_name=_("row"))
    same_as = models.ForeignKey(Trainee, models.PROTECT, related_name="said_to_be_this", verbose_name=_("same as"))
    reason = WordsField(_("reason"), max_length=200)
    merged_at = models.DateTimeField(_("merged at"), auto_now_add=True)
    merged_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    undone_at = models.DateTimeField(_("undone at"), null=True, blank=True)
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    undone_because = WordsField(_("undone because"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("merge")
        verbose_name_plural = _("merges")
        constraints = [
            models.UniqueConstraint(
                fields=["trainee", "same_as"],
                condition=models.Q(undone_at__isnull=True),
                name="two_rows_are_merged_once",
            ),
            models.CheckConstraint(
                condition=models.Q(trainee__gt=models.F("same_as")), name="the_row_registered_first_is_the_other_one"
            ),
            models.CheckConstraint(
                condition=models.Q(undone_at__isnull=False, undone_by__isnull=False)
                | models.Q(undone_at__isnull=True, undone_by__isnull=True),
                name="an_undone_merge_says_who_undid_it",
            ),
        ]

    def __str__(self):
        return f"{self.trainee} = {self.same_as}"
