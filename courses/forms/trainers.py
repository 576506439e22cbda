"""Trainers of the pool and the papers that show what they may teach."""

from django import forms
from django.utils.translation import gettext_lazy as _

from courses.models import Qualification, Track, Trainer

from .classes import DateInput
from .scoped import PlacedForm


class TrainerForm(PlacedForm):
    tracks = forms.MultipleChoiceField(
        label=_("Tracks"), choices=Track.choices, widget=forms.CheckboxSelectMultiple, required=False
    )

    class Meta:
        model = Trainer
        fields = ("name", "region", "workplace", "title", "subjects", "tracks", "pay_class", "profile", "left_on")
        widgets = {"left_on": DateInput(), "profile": forms.Textarea(attrs={"rows": 4})}


class QualificationForm(forms.ModelForm):
    picture = forms.FileField(
        label=_("Picture of the paper"),
        max_length=255,
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
        help_text=_("A photo of it: JPEG, PNG or WebP."),
    )

    class Meta:
        model = Qualification
        fields = ("name", "issuer", "issued_on", "expires_on")
        widgets = {"issued_on": DateInput(), "expires_on": DateInput()}
