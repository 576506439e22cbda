"""Lines of the annual training plan."""

from django import forms
from django.utils.dates import MONTHS
from django.utils.translation import gettext_lazy as _

from courses.models import CoursePage, PlannedTraining
from courses.permissions import may_plan
from lms.kit.clock import today

from .classes import CourseChoice
from .scoped import ScopedForm


class PlannedTrainingForm(ScopedForm):
    course = CourseChoice(CoursePage.objects.order_by("title"), label=_("Course"))
    first_month = forms.TypedChoiceField(label=_("From month"), choices=MONTHS.items(), coerce=int)
    last_month = forms.TypedChoiceField(label=_("To month"), choices=MONTHS.items(), coerce=int)

    class Meta:
        model = PlannedTraining
        fields = (
            *("programme", "year", "course", "audience", "goal", "first_month", "last_month"),
            *("classes", "person_times", "outline", "certificate"),
        )
        widgets = {"outline": forms.Textarea(attrs={"rows": 5})}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk is None:
            day = today()
            self.initial.setdefault("year", day.year)
            self.initial.setdefault("last_month", 12)
            running = self.fields["programme"].queryset.filter(starts_on__lte=day, ends_on__gte=day).first()
            self.initial.setdefault("programme", running and running.pk)

    def clean(self):
        cleaned = super().clean()
        first, last = cleaned.get("first_month"), cleaned.get("last_month")
        if first and last and last < first:
            self.add_error("last_month", _("The last month lies before the first. Change one of them."))
        programme = cleaned.get("programme")
        if programme and not may_plan(self.for_user, programme.region, programme):
            self.add_error("programme", _("You do not organise this programme there. Choose another."))
        return cleaned
