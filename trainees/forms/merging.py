"""What an officer says when two rows are one person, or are not."""

import re

from django import forms
from django.utils.translation import gettext_lazy as _

from trainees.models import LookAlike


class BecauseForm(forms.Form):
    """Why. It is kept in the log as it stands, so numbers of people stay out of it."""

    because = forms.CharField(label=_("How do you know?"), max_length=200, min_length=2)

    def clean_because(self):
        because = " ".join(self.cleaned_data["because"].split())
        if re.search(r"\d{8}", re.sub(r"[\s\-]", "", because)):
            raise forms.ValidationError(
                _("Leave numbers of people out of the reason: it is kept in the log as it stands.")
            )
        return because


class DecisionForm(BecauseForm):
    decision = forms.ChoiceField(choices=LookAlike.Decision.choices, widget=forms.HiddenInput)
    field_order = ("decision", "because")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["because"].required = False


class TakeApartForm(BecauseForm):
    pass
