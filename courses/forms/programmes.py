"""A programme by hand, and a change of its counting rules."""

from decimal import Decimal

from django import forms
from django.utils.translation import gettext_lazy as _

from courses.domain import counting
from courses.models import CountingRules, Programme, Region

from .classes import DateInput
from .scoped import ScopedForm

ABOVE_TOWNSHIPS = (Region.Level.COUNTY, Region.Level.PREFECTURE, Region.Level.PROVINCE)


A_SHARE = _("As a part of one: 0.8 is 80 %.")
SHARES = dict.fromkeys(("min_attendance_share", "min_watch_share", "min_test_share"), A_SHARE)


class ProgrammeForm(ScopedForm):
    """What a programme is; how it counts is chosen once, and changed on a page of its own."""

    budget_yuan = forms.DecimalField(label=_("Training budget in yuan"), min_value=0, decimal_places=2, max_digits=14)

    class Meta:
        model = Programme
        fields = ("name", "region", "document", "starts_on", "ends_on", *counting.CACHED)
        widgets = {"starts_on": DateInput(), "ends_on": DateInput()}
        help_texts = SHARES

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial.setdefault("budget_yuan", Decimal(self.instance.budget_fen) / 100)
        self.fields["region"].queryset = Region.objects.current().filter(level__in=ABOVE_TOWNSHIPS)
        if self.instance.pk:
            for name in counting.CACHED:
                del self.fields[name]

    def save(self, commit=True):
        self.instance.budget_fen = round(self.cleaned_data["budget_yuan"] * 100)
        return super().save(commit)


# The labour abilities of the register, by their codes there (domain.md 6.2).
ABILITIES = [
    ("normal", _("ordinary worker")),
    ("skilled", _("skilled worker")),
    ("weak", _("partly able to work")),
]
# The same for where somebody works for wages; the township itself is never away.
AWAY_PLACES = [
    ("county", _("elsewhere in the county")),
    ("province", _("elsewhere in the province")),
    ("beyond", _("in another province")),
    ("other", _("elsewhere")),
]


def in_words(codes: list[str], choices: list[tuple]) -> str:
    return "、".join(str(label) for code, label in choices if code in codes)


class RulesForm(forms.ModelForm):
    """Another version of the rules, with the reason for it."""

    able_to_work = forms.MultipleChoiceField(
        label=_("Counts as able to work"), choices=ABILITIES, widget=forms.CheckboxSelectMultiple
    )
    away_places = forms.MultipleChoiceField(
        label=_("Counts as working away"), choices=AWAY_PLACES, required=False, widget=forms.CheckboxSelectMultiple
    )
    reason = forms.CharField(
        label=_("Why do the rules change?"),
        max_length=200,
        help_text=_("At least 4 characters. It is kept, and stands beside the figures."),
    )

    class Meta:
        model = CountingRules
        fields = (*counting.RULES, "reason")
        help_texts = SHARES

    def changed(self) -> dict:
        """The rules as typed."""
        return {name: self.cleaned_data[name] for name in counting.RULES}
