"""The annual training plan (年度培训计划): what a programme means to teach in a year."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from .programme import Programme

MONTH = [MinValueValidator(1), MaxValueValidator(12)]


class PlannedTrainingQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(programme__in=Programme.objects.visible_to(user))


class PlannedTraining(models.Model):
    """One line of the plan: a course for somebody, so many classes and person-times.

    What was held of it is counted from the classes (`trainees.domain.training_plans`) and never kept here.
    """

    programme = models.ForeignKey(
        "courses.Programme", models.CASCADE, related_name="planned_trainings", verbose_name=_("programme")
    )
    year = models.PositiveSmallIntegerField(_("year"), validators=[MinValueValidator(2000), MaxValueValidator(2099)])
    course = models.ForeignKey(
        "courses.CoursePage", models.PROTECT, related_name="planned_trainings", verbose_name=_("course")
    )
    audience = models.CharField(_("for whom"), max_length=200)
    goal = models.CharField(_("goal"), max_length=300, blank=True)
    outline = models.TextField(_("outline"), max_length=2000, blank=True)
    certificate = models.CharField(_("certificate"), max_length=100, blank=True)
    first_month = models.PositiveSmallIntegerField(_("from month"), default=1, validators=MONTH)
    last_month = models.PositiveSmallIntegerField(_("to month"), default=12, validators=MONTH)
    classes = models.PositiveSmallIntegerField(_("classes"), validators=[MinValueValidator(1)])
    person_times = models.PositiveIntegerField(_("person-times"), validators=[MinValueValidator(1)])

    objects = PlannedTrainingQuerySet.as_manager()

    class Meta:
        verbose_name = _("line of the training plan")
        verbose_name_plural = _("annual training plan")
        ordering = ["-year", "first_month", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "year", "course"], name="a_course_stands_once_in_the_plan_of_a_year"
            ),
            models.CheckConstraint(
                condition=models.Q(first_month__gte=1, last_month__lte=12, last_month__gte=models.F("first_month")),
                name="planned_months_are_in_order",
            ),
            models.CheckConstraint(
                condition=models.Q(classes__gt=0, person_times__gt=0), name="a_plan_means_to_teach_somebody"
            ),
        ]

    def __str__(self):
        return f"{self.year} {self.course}"
