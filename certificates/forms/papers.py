"""What officers tell the lists and acts of certificates."""

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from certificates.domain import numbering
from certificates.models import Certificate, Kind
from lms.kit.filters import FilterForm


class RevokeForm(forms.Form):
    because = forms.CharField(
        label=_("Why is it revoked?"),
        min_length=4,
        max_length=200,
        help_text=_("Kept in the log. The public page says only that it was revoked and when."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class SearchForm(FilterForm):
    """The filters of the list, all optional, kept in the address."""

    kind = forms.ChoiceField(label=_("kind"), choices=[("", _("all")), *Kind.choices])
    state = forms.ChoiceField(label=_("state"), choices=[("", _("all")), *Certificate.State.choices])
    q = forms.CharField(label=_("Number or name"), max_length=60)

    def narrow(self, certificates):
        """Those of `certificates` that fit; an unknown value of a filter is ignored."""
        chosen = self.chosen
        if text := chosen.pop("q", ""):
            number = numbering.normalise(text)
            wanted = Q(payload__name__startswith=text.strip())
            certificates = certificates.filter(wanted | Q(number__contains=number) if number else wanted)
        return certificates.filter(**chosen)
