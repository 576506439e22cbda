"""A note beside a lesson, as people type it."""

import re

from django import forms
from django.utils.translation import gettext_lazy as _

TIME = re.compile(r"(?:(\d{1,2})[:：])?(\d{1,4})[:：](\d{1,2})|(\d{1,5})")


class NoteForm(forms.Form):
    """`at` becomes whole seconds: 75, 1:15 or 0:01:15."""

    at = forms.CharField(max_length=9)
    text = forms.CharField(max_length=500, error_messages={"required": _("The note is empty. Write something first.")})

    def clean_at(self) -> int:
        found = TIME.fullmatch(self.cleaned_data["at"].strip())
        if not found:
            raise forms.ValidationError(_("Write the time as minutes and seconds, like 1:15."))
        hours, minutes, seconds, alone = (int(part or 0) for part in found.groups())
        return hours * 3600 + minutes * 60 + seconds + alone
