"""What changed after training: outcome reports (append-only) and needs."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from courses.models.scope import is_limited
from lms.kit.words import WordsField

from .enrolment import Enrolment
from .people import Trainee


class OutcomeReportQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Reports about people the user may see; who works for one programme sees what its follow-up found."""
        people = self.filter(trainee__in=Trainee.objects.visible_to(user))
        if not is_limited(user):
            return people
        return people.filter(task__enrolment__in=Enrolment.objects.visible_to(user))

    def standing(self):
        """Reports no later report has superseded."""
        return self.filter(superseded_by__isnull=True)

    def conversions(self):
        """A shop opened at level L1 or above, or employment (domain.md D1, default numerator)."""
        return self.standing().filter(
            models.Q(kind=OutcomeReport.Kind.SHOP_OPENED, level__gte=1) | models.Q(kind=OutcomeReport.Kind.EMPLOYED)
        )


class OutcomeReport(models.Model):
    """One reported fact. Never edited: a correction is a new row that supersedes. Money is in fen.

    Levels of a shop (domain.md 4): 0 none, 1 opened, 2 trading, 3 recognised.
    """

    class Kind(models.TextChoices):
        SHOP_OPENED = "shop_opened", _("shop opened")
        SALES = "sales", _("monthly sales")
        EMPLOYED = "employed", _("employed in e-commerce")

    class Platform(models.TextChoices):
        TAOBAO = "taobao", _("Taobao")
        PINDUODUO = "pinduoduo", _("Pinduoduo")
        DOUYIN = "douyin", _("Douyin")
        KUAISHOU = "kuaishou", _("Kuaishou")
        JD = "jd", _("JD")
        WECHAT = "wechat", _("WeChat shop")
        OTHER = "other", _("other")

    trainee = models.ForeignKey(Trainee, models.PROTECT, related_name="outcomes", verbose_name=_("trainee"))
    task = models.ForeignKey(
        "trainees.FollowUpTask",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="reports",
        verbose_name=_("reported at"),
    )
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    occurred_on = models.DateField(_("happened on"))
    level = models.PositiveSmallIntegerField(_("level"), default=1)
    platform = models.CharField(_("platform"), max_length=12, choices=Platform, blank=True)
    shop_name = WordsField(_("name of the shop"), max_length=100, blank=True)
    shop_address = models.CharField(_("address of the shop"), max_length=300, blank=True)
    sales_fen = models.PositiveBigIntegerField(_("sales in fen"), null=True, blank=True)
    employer = WordsField(_("employer"), max_length=100, blank=True)
    evidence = models.ForeignKey(
        "trainees.EvidenceItem", models.PROTECT, null=True, blank=True, related_name="reports", verbose_name=_("proof")
    )
    reported_at = models.DateTimeField(_("reported at"), auto_now_add=True)
    reported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("reported by")
    )
    supersedes = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="superseded_by", verbose_name=_("supersedes")
    )

    objects = OutcomeReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("outcome report")
        verbose_name_plural = _("outcome reports")
        ordering = ["-occurred_on", "-pk"]
        indexes = [models.Index(fields=["kind", "occurred_on"]), models.Index(fields=["trainee", "kind"])]
        constraints = [
            models.CheckConstraint(condition=models.Q(level__lte=3), name="shop_levels_go_to_three"),
            models.CheckConstraint(
                condition=~models.Q(kind="sales") | models.Q(sales_fen__isnull=False),
                name="a_sales_report_has_an_amount",
            ),
            models.CheckConstraint(
                condition=~models.Q(kind="shop_opened") | ~models.Q(platform=""), name="an_opened_shop_has_a_platform"
            ),
        ]

    def __str__(self):
        return f"{self.trainee} {self.get_kind_display()}"


class NeedQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(enrolment__in=Enrolment.objects.visible_to(user))


class Need(models.Model):
    """Help a trainee asked for, until it is answered."""

    class Category(models.TextChoices):
        SKILLS = "skills", _("more training")
        LOGISTICS = "logistics", _("delivery")
        PACKAGING = "packaging", _("packaging and pictures")
        MONEY = "money", _("money")
        PRODUCT = "product", _("finding goods")
        OTHER = "other", _("other")

    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="needs", verbose_name=_("enrolment"))
    task = models.ForeignKey("trainees.FollowUpTask", models.PROTECT, null=True, blank=True, related_name="needs")
    category = models.CharField(_("kind of help"), max_length=10, choices=Category)
    text = WordsField(_("what is needed"), max_length=300, blank=True)
    raised_at = models.DateTimeField(_("asked at"), auto_now_add=True)
    raised_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    resolved_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    resolved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    objects = NeedQuerySet.as_manager()

    class Meta:
        verbose_name = _("need")
        verbose_name_plural = _("needs")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(resolved_at__isnull=True, resolved_by__isnull=True)
                | models.Q(resolved_at__isnull=False, resolved_by__isnull=False),
                name="need_resolved_at_and_by_go_together",
            )
        ]

    def __str__(self):
        return self.get_category_display()
