"""Forms of people who join: finding oneself in the register, registering, and the trainer's form at the door."""

from itertools import groupby

from django import forms
from django.utils.translation import gettext_lazy as _

from courses.models import Region
from lms.kit.phones import PhoneField
from trainees.domain import joining
from trainees.domain.doorway import Comer


class ClaimForm(forms.Form):
    """One person of the register, and the proof of being it."""

    person = forms.IntegerField(widget=forms.HiddenInput)
    proof = forms.CharField(max_length=50, widget=forms.TextInput(attrs={"autocomplete": "off"}))


class RegisterForm(forms.Form):
    """Someone new; the village is one of the township chosen on the page before."""

    name = forms.CharField(label=_("Name"), max_length=50, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    id_number = forms.CharField(
        label=_("ID number"),
        max_length=30,
        required=False,
        help_text=_("18 signs, as on the card. Without it you can learn, but you may count only once it is added."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )
    village = forms.ModelChoiceField(label=_("Village"), queryset=Region.objects.none(), empty_label=_("Choose"))
    consent = forms.BooleanField(label=_("I have read this and agree."))

    def __init__(self, *args, township: Region, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["village"].queryset = joining.villages(township)


class VillageField(forms.ModelChoiceField):
    """All villages of the programme's counties, grouped by township."""

    def __init__(self, **kwargs):
        super().__init__(queryset=Region.objects.none(), empty_label=_("Choose"), **kwargs)

    def fill(self):
        self.queryset = joining.villages()
        grouped = groupby(self.queryset.order_by("code"), key=lambda village: village.parent)
        self.choices = [
            ("", _("Choose")),
            *((place.name, [(village.pk, village.name) for village in group]) for place, group in grouped),
        ]


class WalkInForm(forms.Form):
    """Someone at the door: name and village, and at least one of ID number and phone."""

    name = forms.CharField(label=_("Name"), max_length=50, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    phone = PhoneField(label=_("Mobile number"), required=False)
    id_number = forms.CharField(
        label=_("ID number"),
        max_length=30,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )
    village = VillageField(label=_("Village"))
    consent = forms.BooleanField(label=_("I have told the person what is kept about them and why, and they agree."))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["village"].fill()

    def person(self) -> Comer:
        details = self.cleaned_data
        return Comer(details["name"], details["id_number"], details["phone"], details["village"])
