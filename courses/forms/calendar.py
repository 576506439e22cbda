"""What the calendar shows: by county, venue and trainer."""

from django import forms
from django.utils.translation import gettext_lazy as _

from courses.domain.calendars import View
from courses.models import Region, Trainer, Venue
from lms.kit.clock import today


class CalendarFilters(forms.Form):
    """Whatever is unreadable in an address falls back to this month and to everything."""

    view = forms.ChoiceField(choices=View.choices, widget=forms.HiddenInput(), required=False)
    day = forms.DateField(widget=forms.HiddenInput(), required=False)
    region = forms.ModelChoiceField(Region.objects.none(), label=_("county"), required=False, empty_label=_("all"))
    venue = forms.ModelChoiceField(Venue.objects.none(), label=_("venue"), required=False, empty_label=_("all"))
    trainer = forms.ModelChoiceField(Trainer.objects.none(), label=_("trainer"), required=False, empty_label=_("all"))

    def __init__(self, data, *, user):
        super().__init__(data)
        counties = Region.objects.current().visible_to(user).filter(level=Region.Level.COUNTY)
        self.fields["region"].queryset = counties
        self.fields["venue"].queryset = Venue.objects.visible_to(user)
        self.fields["trainer"].queryset = Trainer.objects.visible_to(user)
        self.is_valid()
        self.view = self.cleaned_data.get("view") or View.MONTH
        self.day = self.cleaned_data.get("day") or today()

    @property
    def chosen(self) -> dict:
        """The filters in force, by name."""
        return {name: self.cleaned_data[name] for name in ("region", "venue", "trainer") if self.cleaned_data.get(name)}
