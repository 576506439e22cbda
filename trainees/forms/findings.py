"""Writing a finding, saying something of one, and the filters of their list."""

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Case, Value, When
from django.utils.translation import gettext_lazy as _

from courses.models.places import within
from lms.kit.clock import day_bounds, today
from trainees.models import Finding

from .office import DateField
from .register import AreaFilterForm, RegionField

SETTLED_LAST = Case(When(state=Finding.State.SETTLED, then=Value(1)), default=Value(0))


class FindingForm(forms.Form):
    what = forms.CharField(
        label=_("What is wrong?"),
        min_length=4,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The organiser reads it and answers. No whole ID numbers or phone numbers."),
    )
    since = DateField(label=_("Since when?"), initial=today)
    severity = forms.ChoiceField(
        label=_("How grave is it?"),
        choices=Finding.Severity.choices,
        initial=Finding.Severity.WARNING,
        widget=forms.RadioSelect,
    )

    def clean_since(self):
        since = self.cleaned_data["since"]
        if since > today():
            raise ValidationError(_("This day is still to come. Choose today or a day before."))
        return since


class WordForm(forms.Form):
    """A word on a finding, sent with one of several buttons."""

    act = forms.ChoiceField(choices=[("answer", ""), ("send_back", ""), ("settle", "")], widget=forms.HiddenInput)
    text = forms.CharField(
        label=_("Your word"), required=False, max_length=300, widget=forms.Textarea(attrs={"rows": 3})
    )


class FindingFilters(AreaFilterForm):
    state = forms.ChoiceField(label=_("State"), choices=[("", _("all")), *Finding.State.choices])
    severity = forms.ChoiceField(label=_("How grave"), choices=[("", _("all")), *Finding.Severity.choices])
    region = RegionField(label=_("Where"))
    start = DateField(label=_("From"))
    end = DateField(label=_("Until"))

    def findings(self):
        """Findings the user may read that pass the filters; unsettled ones first."""
        chosen, found = self.chosen, Finding.objects.visible_to(self.user)
        for name in ("state", "severity"):
            if name in chosen:
                found = found.filter(**{name: chosen[name]})
        if "region" in chosen:
            found = found.filter(within(chosen["region"]))
        if "start" in chosen:
            found = found.filter(found_at__gte=day_bounds(chosen["start"])[0])
        if "end" in chosen:
            found = found.filter(found_at__lt=day_bounds(chosen["end"])[1])
        return found.order_by(SETTLED_LAST, "-found_at", "-pk")
