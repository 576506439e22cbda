"""What people ask of the register about themselves, and an officer's answer."""

from django import forms
from django.utils.translation import gettext_lazy as _

from trainees.models import DataRequest


class AskForm(forms.Form):
    what = forms.ChoiceField(
        label=_("What is wrong?"),
        choices=[choice for choice in DataRequest.What.choices if choice[0] != DataRequest.What.ERASE],
    )
    wanted = forms.CharField(label=_("How should it be?"), max_length=200)


class AnswerForm(forms.Form):
    answer = forms.CharField(
        label=_("Your answer"), max_length=200, min_length=2, help_text=_("The person reads it. No whole numbers.")
    )
    decision = forms.ChoiceField(choices=[("do", ""), ("refuse", "")], widget=forms.HiddenInput)
