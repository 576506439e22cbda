"""Lists brought into the register: the file, what was found in it, and what came of every row."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from courses.models.scope import Role, visible_regions
from lms.kit.sealed import SealedFileField
from lms.kit.words import WordsField

from .evidence import private_storage

# Roles that bring lists of people, or of households, into the register of their region, and see what was found there.
IMPORTERS = (Role.ORGANISER,)
HOUSEHOLD_IMPORTERS = (Role.ORGANISER, Role.POVERTY)


def batch_path(batch, name) -> str:
    return f"imports/{uuid.uuid4().hex}"


class ImportBatchQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Lists of people for those who bring in people, household lists for those who bring in these."""
        people = visible_regions(self.model.objects.filter(kind=ImportBatch.Kind.REGISTER), user, *IMPORTERS)
        homes = visible_regions(self.model.objects.filter(kind=ImportBatch.Kind.POVERTY), user, *HOUSEHOLD_IMPORTERS)
        return self.filter(models.Q(pk__in=people.values("pk")) | models.Q(pk__in=homes.values("pk")))


class ImportBatch(models.Model):
    """One uploaded list. `trainees.domain.imports.batches` alone moves its state:

        checking -> checked -> imported -> undone
            '-----> unreadable

    `sheets` are the names of those that were read; `made` the keys of what undoing takes away again, by table.
    `counts` holds numbers of rows by what became of them; `notes` is what concerns the file as a whole, as
    `{"code": …, "params": {…}}`, never with an ID number or a phone number. A household list is of one day (`dated_on`,
    数据日期) and has a source; of its file only the columns we may keep are kept (`imports.cutting`).
    """

    class Kind(models.TextChoices):
        REGISTER = "register", _("people")
        POVERTY = "poverty", _("household list")

    class State(models.TextChoices):
        CHECKING = "checking", _("being checked")
        UNREADABLE = "unreadable", _("can't be read")
        CHECKED = "checked", _("checked")
        IMPORTED = "imported", _("imported")
        UNDONE = "undone", _("undone")

    kind = models.CharField(_("kind of list"), max_length=10, choices=Kind)
    region = models.ForeignKey(
        "courses.Region", models.PROTECT, related_name="import_batches", verbose_name=_("region")
    )
    dated_on = models.DateField(_("day of the list"), null=True, blank=True)
    source = WordsField(_("from whom"), max_length=100, blank=True)
    file = SealedFileField(_("file"), upload_to=batch_path, storage=private_storage, max_length=200)
    name = WordsField(_("name of the file"), max_length=255)
    sha256 = models.CharField(_("fingerprint of the file"), max_length=64)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.CHECKING)
    refusal = models.CharField(_("why it can't be read"), max_length=500, blank=True)
    sheets = models.JSONField(_("sheets"), default=list)
    made = models.JSONField(default=dict, editable=False)
    counts = models.JSONField(pgettext_lazy("rows", "counts"), default=dict)
    notes = models.JSONField(_("notes"), default=list)
    uploaded_at = models.DateTimeField(_("uploaded at"), auto_now_add=True)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("uploaded by")
    )
    imported_at = models.DateTimeField(_("imported at"), null=True, blank=True)
    imported_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    undone_at = models.DateTimeField(_("undone at"), null=True, blank=True)
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    objects = ImportBatchQuerySet.as_manager()

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ["-uploaded_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(undone_at__isnull=True) | models.Q(imported_at__isnull=False),
                name="only_what_was_imported_is_undone",
            ),
            models.CheckConstraint(
                condition=~models.Q(kind="poverty")
                | models.Q(state__in=["checking", "unreadable"])
                | (models.Q(dated_on__isnull=False) & ~models.Q(source="")),
                name="a_household_list_has_its_day_and_source",
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def source_in_words(self) -> str:
        """From whom a household list is, and of which day."""
        return f"{self.source} {self.dated_on:%Y-%m-%d}" if self.dated_on else self.source


class ImportRemark(models.Model):
    """What was found in one cell (or, without a column, one row) of a batch.

    A refusal keeps its row out; a warning lets it in. `params` fills the sentence of `code` and carries no ID number,
    phone number or whole name. `trainee` is the person of the register the remark speaks of.
    """

    batch = models.ForeignKey(ImportBatch, models.CASCADE, related_name="remarks", verbose_name=_("import"))
    sheet = models.PositiveSmallIntegerField(_("sheet"))
    row = models.PositiveIntegerField(_("row"))
    column = models.CharField(_("column"), max_length=20, blank=True)
    code = models.CharField(_("reason"), max_length=40)
    is_refusal = models.BooleanField(_("keeps the row out"))
    params = models.JSONField(default=dict)
    trainee = models.ForeignKey("trainees.Trainee", models.CASCADE, null=True, related_name="+")

    class Meta:
        verbose_name = _("remark")
        verbose_name_plural = _("remarks")
        ordering = ["batch", "sheet", "row", "pk"]
        indexes = [models.Index(fields=["batch", "code"]), models.Index(fields=["batch", "sheet", "row"])]

    def __str__(self):
        return f"{self.row} {self.code}"


class ImportedRow(models.Model):
    """A row of a batch became this person. `filled` keeps what it added to somebody the register knew already:
    field → value (for the phone number its blind index), and under "groups" the groups. `said` is what a household list
    said of the person on its day: schooling, labour ability, work for wages."""

    batch = models.ForeignKey(ImportBatch, models.CASCADE, related_name="rows", verbose_name=_("import"))
    sheet = models.PositiveSmallIntegerField(_("sheet"))
    row = models.PositiveIntegerField(_("row"))
    trainee = models.ForeignKey("trainees.Trainee", models.CASCADE, related_name="imported_rows")
    is_new = models.BooleanField(_("new in the register"))
    filled = models.JSONField(default=dict)
    said = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("imported row")
        verbose_name_plural = _("imported rows")

    def __str__(self):
        return f"{self.batch} {self.row}"


class ListChange(models.Model):
    """What a household list changes, or changed: one line a household or person, known before anything is written.

    `params` holds what was `before` and is `after`, as code and detail; `row` is empty for who is not in the list.
    """

    class Kind(models.TextChoices):
        NEW_HOUSEHOLD = "new_household", _("new household")
        NEW_PERSON = "new_person", _("new person")
        JOINED = "joined", _("joined a household")
        LEFT = "left", _("left the household")
        STATUS = "status", _("status changed")
        FACTS = "facts", _("work, labour ability or relation changed")
        ABSENT = "absent", _("not in this list any more")
        UNCHANGED = "unchanged", _("unchanged")

    batch = models.ForeignKey(ImportBatch, models.CASCADE, related_name="changes", verbose_name=_("import"))
    kind = models.CharField(_("what changed"), max_length=14, choices=Kind)
    household_number = models.CharField(_("household number"), max_length=30)
    sheet = models.PositiveSmallIntegerField(null=True)
    row = models.PositiveIntegerField(_("row"), null=True)
    trainee = models.ForeignKey("trainees.Trainee", models.CASCADE, null=True, related_name="+")
    params = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("change by a list")
        verbose_name_plural = _("changes by a list")
        ordering = ["batch", "pk"]
        indexes = [models.Index(fields=["batch", "kind"])]

    def __str__(self):
        return f"{self.household_number} {self.kind}"
