"""The upload of a list of people; what is in the file is for `domain.imports` to say."""

from django import forms
from django.utils.translation import gettext_lazy as _

from courses.models import Programme, Region
from courses.models.scope import scopes_of
from trainees.models.imports import IMPORTERS


class ListForm(forms.Form):
    region = forms.ModelChoiceField(label=_("Villages of"), queryset=Region.objects.none(), empty_label=None)
    file = forms.FileField(
        label=_("List of people"),
        max_length=255,
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xls,.csv"}),
        help_text=_("Excel (.xlsx, .xls) or CSV, any order of columns. Needed: name, ID number, village."),
    )

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        codes = [scope.region_id for scope in scopes_of(user) if scope.role in IMPORTERS]
        if user.is_superuser:
            codes += Programme.objects.values_list("region_id", flat=True)
        self.fields["region"].queryset = Region.objects.filter(pk__in=codes)
