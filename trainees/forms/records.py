"""The file of a phone that could not send its records."""

from django import forms
from django.utils.translation import gettext_lazy as _

from trainees.domain.operations.bringing import MOST_BYTES


class RecordsFileForm(forms.Form):
    file = forms.FileField(label=_("File with records of a phone"), allow_empty_file=False)

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(
                _("The file is larger than %(most)d MB.") % {"most": MOST_BYTES // 1024**2}, code="too_large"
            )
        return file
