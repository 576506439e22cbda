"""Forms of people who join: finding oneself in the register, registering, and the trainer's form at the door."""

from collections.abc import Iterable
from itertools import groupby

from django import forms
from django.utils.translation import gettext_lazy as _

from courses.domain.region_search import LONGEST_SEARCH
from courses.models import Region
from courses.models.places import LEVEL_DIGITS
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


class PlaceForm(forms.Form):
    """A place by what people type: a part of its name, pinyin, initials or its code."""

    place = forms.CharField(
        label=_("Find a place"),
        required=False,
        max_length=LONGEST_SEARCH,
        widget=forms.TextInput(attrs={"placeholder": _("name, pinyin or code"), "autocomplete": "off"}),
    )


class VillageField(forms.ModelChoiceField):
    """A village of the programme's counties; the list offers those of one county, grouped by township."""

    def __init__(self, **kwargs):
        super().__init__(queryset=Region.objects.none(), empty_label=_("Choose"), **kwargs)

    def fill(self, near: Region):
        self.queryset = joining.villages()
        around = self.queryset.filter(code__startswith=near.code[: LEVEL_DIGITS["county"]]).order_by("code")
        self.offer(around if around.exists() else self.queryset.order_by("code"))

    def offer(self, villages: Iterable[Region]):
        grouped = groupby(villages, key=lambda village: village.parent)
        self.choices = [
            ("", _("Choose")),
            *((place.name, [(village.pk, village.name) for village in group]) for place, group in grouped),
        ]


class WalkInForm(PlaceForm):
    """Someone at the door: name and village, and at least one of ID number and phone.

    The village is chosen from the list, or typed: then it is the one that is meant, or the list offers just those that
    may be.
    """

    name = forms.CharField(label=_("Name"), max_length=50, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    phone = PhoneField(label=_("Mobile number"), required=False)
    id_number = forms.CharField(
        label=_("ID number"),
        max_length=30,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )
    village = VillageField(label=_("Or choose the village from the list"), required=False)
    consent = forms.BooleanField(label=_("I have told the person what is kept about them and why, and they agree."))

    def __init__(self, *args, near: Region, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["place"].label = _("Village")
        self.fields["place"].help_text = _("One of the two: type a part of its name here, or choose it below.")
        self.fields["village"].fill(near)

    def clean(self):
        details = super().clean()
        if details.get("village") or "village" in self.errors or "place" in self.errors:
            return details
        found = joining.villages_meant(details.get("place", ""))
        if len(found) == 1:
            details["village"] = found[0]
        elif found:
            self.fields["village"].offer(found)
            self.add_error("village", _("Several places are called so: choose one."))
        elif details.get("place"):
            self.add_error("place", _("No village is called so. Try a part of the name."))
        else:
            self.add_error("village", _("Choose the village, or type its name above."))
        return details

    def person(self) -> Comer:
        details = self.cleaned_data
        return Comer(details["name"], details["id_number"], details["phone"], details["village"])
