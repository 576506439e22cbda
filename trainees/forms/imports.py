"""The upload of a list of people; what is in the file is for `domain.imports` to say."""

from django import forms
from django.utils.translation import gettext_lazy as _

from courses.models import Programme, Region
from courses.models.scope import scopes_of
from trainees.models.imports import HOUSEHOLD_IMPORTERS, IMPORTERS

from .figures import DateInput


class ListForm(forms.Form):
    region = forms.ModelChoiceField(label=_("Villages of"), queryset=Region.objects.none(), empty_label=None)
    file = forms.FileField(
        label=_("List of people"),
        max_length=255,
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xls,.csv"}),
        help_text=_("Excel (.xlsx, .xls) or CSV, any order of columns. Needed: name, ID number, village."),
    )

    roles = IMPORTERS

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        codes = [scope.region_id for scope in scopes_of(user) if scope.role in self.roles and not scope.programme_id]
        if user.is_superuser:
            codes += Programme.objects.values_list("region_id", flat=True)
        self.fields["region"].queryset = Region.objects.filter(pk__in=codes)


class HouseholdListForm(ListForm):
    roles = HOUSEHOLD_IMPORTERS

    source = forms.CharField(
        label=_("From whom is the list?"),
        max_length=100,
        help_text=_("The office that gave it out, for instance the county's poverty office."),
    )
    dated_on = forms.DateField(
        label=_("Of which day is it?"),
        required=False,
        widget=DateInput(format="%Y-%m-%d"),
        help_text=_("Leave it empty if a column of the list says it. What the list says holds from this day on."),
    )
    field_order = ("region", "source", "dated_on", "file")

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, user=user, **kwargs)
        self.fields["file"].label = _("Household list")
        self.fields["file"].help_text = _(
            "Excel (.xlsx, .xls) or CSV as the national system gives it out. Only what eligibility needs is kept; "
            "illness, income, phone numbers and the like are not."
        )
