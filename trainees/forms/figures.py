"""What figures are asked for, and what an export is for. The question lives in the address."""

from django import forms
from django.utils.translation import gettext_lazy as _

from courses.models import Programme, Track
from trainees.domain.indicators import Cut

from .register import AreaFilterForm, RegionField


class DateInput(forms.DateInput):
    input_type = "date"


class FigureFilters(AreaFilterForm):
    """Programme, region, days and track; what makes no sense is left out and said."""

    programme = forms.ModelChoiceField(label=_("Programme"), queryset=Programme.objects.none(), empty_label=None)
    region = RegionField(label=_("Where"))
    start = forms.DateField(label=_("From"), widget=DateInput(format="%Y-%m-%d"))
    end = forms.DateField(label=_("Until"), widget=DateInput(format="%Y-%m-%d"))
    track = forms.ChoiceField(label=_("Track"), choices=[("", _("all")), *Track.choices])

    def __init__(self, data, *, user):
        super().__init__(data, user=user)
        programmes = Programme.objects.visible_to(user).distinct().select_related("region")
        self.fields["programme"].queryset = programmes
        if len(programmes) < 2:
            self.fields["programme"].widget = forms.HiddenInput()

    def clean(self):
        data = super().clean()
        start, end = data.get("start"), data.get("end")
        if start and end and end < start:
            self.add_error("end", _("The last day lies before the first. Change one of them."))
        return data

    def cut(self) -> Cut | None:
        """The cut that is asked for; None when the user sees no programme. Without a choice: the newest programme."""
        chosen = self.chosen
        chosen.pop("place", None)
        programme = chosen.pop("programme", None) or self.fields["programme"].queryset.first()
        return Cut(programme, self.user, **chosen) if programme else None


class PurposeForm(forms.Form):
    """An export says what it is for."""

    purpose = forms.CharField(
        label=_("What is it for?"),
        min_length=4,
        max_length=200,
        help_text=_("Names and numbers in the file stay masked. Who took it and what for is written down."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class ExportForm(PurposeForm):
    """The same for a file with names in it."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["purpose"].help_text = _("The file has names in it. Who took it and what for is written down.")
