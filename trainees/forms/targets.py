"""A target by hand, with its milestones as lines; and the counties a plan is started in."""

import datetime as dt

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.models import Region
from trainees.domain import promises
from trainees.models import Milestone, Target

from .figures import DateInput


class TargetForm(forms.ModelForm):
    indicator = forms.ChoiceField(label=gettext_lazy("Indicator"), choices=promises.known_codes)
    due_on = forms.DateField(label=gettext_lazy("Due on"), required=False, widget=DateInput(format="%Y-%m-%d"))
    days = forms.CharField(
        label=gettext_lazy("Milestones"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("One a line: the day, then what happens. 2020-04-30 Evaluation"),
    )

    class Meta:
        model = Target
        fields = ("indicator", "value", "unit", "at_most", "due_on", "clause", "lines", "quote")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["days"] = "\n".join(map(str, self.instance.milestones.all()))

    def clean_value(self):
        if self.cleaned_data["value"] <= 0:
            raise ValidationError(_("A target is more than nothing."))
        return self.cleaned_data["value"]

    def clean_days(self):
        found = []
        for line in self.cleaned_data["days"].splitlines():
            day, _space, what = line.strip().partition(" ")
            if not day:
                continue
            try:
                found.append(Milestone(due_on=dt.date.fromisoformat(day), what=what.strip()[:100]))
            except ValueError as error:
                raise ValidationError(
                    _("“%(line)s” does not begin with a day like 2020-04-30.") % {"line": line[:40]}
                ) from error
        return found

    def clean(self):
        data = super().clean()
        same = self.instance.programme.targets.filter(indicator=data.get("indicator"), due_on=data.get("due_on"))
        if same.exclude(pk=self.instance.pk).exists():
            raise ValidationError(_("There is a target of this indicator for this day already."))
        return data


class StartForm(forms.Form):
    """In which counties of a plan the programme begins."""

    counties = forms.ModelMultipleChoiceField(
        queryset=Region.objects.none(), label=gettext_lazy("Counties"), widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args, counties, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["counties"].queryset = Region.objects.filter(pk__in=[county.pk for county in counties])
        self.initial["counties"] = counties
