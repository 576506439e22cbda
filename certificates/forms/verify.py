"""The question of the public page: a number or a code, and for a number the surname."""

from django import forms
from django.utils.translation import gettext_lazy as _

from certificates.domain import numbering


class VerifyForm(forms.Form):
    typed = forms.CharField(
        label=_("Certificate number or code"),
        max_length=60,
        help_text=_("Both stand beside the QR code. Small letters, spaces and dashes do not matter."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )
    surname = forms.CharField(
        label=_("Surname of the holder"),
        max_length=50,
        required=False,
        help_text=_("Only needed with a number."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def clean_typed(self):
        value = numbering.normalise(self.cleaned_data["typed"])
        if numbering.is_code(value) or numbering.is_number(value):
            return value
        if len(value) == numbering.CODE_LENGTH:
            raise forms.ValidationError(_("One character of this code is not right. Compare it with the paper again."))
        raise forms.ValidationError(
            _("This is neither a number (18 characters or more) nor a code (17 characters). Compare it with the paper.")
        )

    def clean(self):
        data = super().clean()
        value = data.get("typed", "")
        if numbering.is_number(value) and not numbering.is_statement(value) and not data.get("surname"):
            self.add_error("surname", _("With a number, give the surname too, or type the code instead."))
        return data
