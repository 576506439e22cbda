"""Certificates: a snapshot that a later correction of the register never changes."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from courses.models import TrainingClass
from lms.kit.words import WordsField
from trainees.models import Enrolment


class Kind(models.TextChoices):
    """The three papers."""

    COMPLETION = "completion", _("certificate of completion")
    OUTCOME = "outcome", _("recognition of online entrepreneurship")
    STATEMENT = "statement", _("class statement")


class Design(models.Model):
    """How a paper looks and who signs it. The programme paper never calls itself a vocational qualification."""

    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    programme = models.ForeignKey(
        "courses.Programme", models.PROTECT, related_name="designs", verbose_name=_("programme")
    )
    title = models.CharField(_("title on the paper"), max_length=50)
    issuer = models.CharField(_("issued by"), max_length=100)
    wording = models.TextField(
        _("wording"),
        help_text=_(
            "You may use {name}, {programme}, {course}, {number}, {hours}, {dates}, {start}, {end}, {platform}, {shop}."
        ),
    )
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = _("design")
        verbose_name_plural = _("designs")
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "programme"], condition=models.Q(is_active=True), name="one_active_design_per_kind"
            )
        ]

    def __str__(self):
        return self.title


class CertificateQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Papers of the participations a user may see, and of the classes."""
        return self.filter(
            models.Q(enrolment__in=Enrolment.objects.visible_to(user))
            | models.Q(kind=Kind.STATEMENT, training_class__in=TrainingClass.objects.visible_to(user))
        )

    def held_by(self, user):
        """A trainee's own papers; a family sharing one sign-in sees those of each of them."""
        return self.filter(enrolment__trainee__user=user) if user.is_authenticated else self.none()

    def readable_by(self, user):
        """Papers a user may open: as officer, or as the one who holds them."""
        rows = self.model.objects
        return self.filter(
            models.Q(pk__in=rows.visible_to(user).values("pk")) | models.Q(pk__in=rows.held_by(user).values("pk"))
        )

    def valid(self):
        return self.filter(state=Certificate.State.VALID)


class Certificate(models.Model):
    """One numbered paper. `payload` is what is printed, frozen; `payload_hash` its SHA-256 over canonical JSON.

    The PDF is a cache made from the payload. Only `certificates.domain.issuing` writes here; nothing is ever deleted.
    """

    class State(models.TextChoices):
        VALID = "valid", _("valid")
        REVOKED = "revoked", _("revoked")
        REPLACED = "replaced", _("replaced by a newer one")

    number = models.CharField(_("number"), max_length=30, unique=True)
    code = models.CharField(_("verification code"), max_length=20, unique=True)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    design = models.ForeignKey(Design, models.PROTECT, related_name="certificates", verbose_name=_("design"))
    enrolment = models.ForeignKey(
        "trainees.Enrolment", models.PROTECT, null=True, blank=True, related_name="certificates"
    )
    training_class = models.ForeignKey("courses.TrainingClass", models.PROTECT, related_name="certificates")
    payload = models.JSONField(_("what is printed"))
    payload_hash = models.CharField(max_length=64, db_index=True)
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.VALID)
    issued_at = models.DateTimeField(_("issued at"))
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("issued by")
    )
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True)
    revoked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    revoked_because = WordsField(_("revoked because"), max_length=200, blank=True)
    supersedes = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="superseded_by")

    objects = CertificateQuerySet.as_manager()

    class Meta:
        verbose_name = _("certificate")
        verbose_name_plural = _("certificates")
        ordering = ["-issued_at", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment", "kind"],
                condition=models.Q(state="valid", enrolment__isnull=False),
                name="one_valid_paper_of_a_kind_per_enrolment",
            ),
            models.UniqueConstraint(
                fields=["training_class"],
                condition=models.Q(state="valid", kind="statement"),
                name="one_valid_statement_per_class",
            ),
            models.CheckConstraint(
                condition=models.Q(kind="statement", enrolment__isnull=True)
                | (~models.Q(kind="statement") & models.Q(enrolment__isnull=False)),
                name="a_personal_paper_belongs_to_an_enrolment",
            ),
            models.CheckConstraint(
                condition=models.Q(revoked_at__isnull=True, revoked_by__isnull=True, revoked_because="")
                | (models.Q(revoked_at__isnull=False, revoked_by__isnull=False) & ~models.Q(revoked_because="")),
                name="a_revoked_paper_says_when_by_whom_and_why",
            ),
        ]

    def __str__(self):
        return self.number

    @property
    def is_valid(self) -> bool:
        return self.state == self.State.VALID

    @property
    def successor(self) -> "Certificate | None":
        """The paper that took the place of this one."""
        return getattr(self, "superseded_by", None)
