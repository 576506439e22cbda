"""The upload of a roster; what is in the file is for `domain.rosters` to say."""

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy


class RosterForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("Roster"),
        max_length=255,
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xls,.csv"}),
        help_text=gettext_lazy("Excel (.xlsx, .xls) or CSV. Needed columns: name, ID number, village."),
    )

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > settings.ROSTER_MAX_BYTES:
            raise ValidationError(
                _("The file is larger than %(most)d MB. Split it and upload the parts.")
                % {"most": settings.ROSTER_MAX_BYTES // 1024**2}
            )
        return file
