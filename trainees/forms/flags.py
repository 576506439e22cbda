"""Filters of the list of flags, a word on one, and the limits of the rules for a programme."""

from django import forms
from django.db.models import Case, Value, When
from django.utils.translation import gettext_lazy as _

from courses.models import TrainingClass
from courses.models.places import within
from trainees.domain.rules.overview import in_order
from trainees.models import AnomalyFlag
from trainees.models.flags import GRAVEST_FLAGS_FIRST

from .register import AreaFilterForm, RegionField

OPEN_FIRST = Case(When(state=AnomalyFlag.State.OPEN, then=Value(0)), default=Value(1))


def _rules() -> list[tuple[str, str]]:
    return [("", _("all")), *((rule.code, f"{rule.code} {rule.title}") for rule in in_order() if rule.runs)]


class FlagFilters(AreaFilterForm):
    """The question lives in the address; `class` there is a class, `state` is chosen by the tabs above the list."""

    state = forms.ChoiceField(choices=AnomalyFlag.State.choices, widget=forms.HiddenInput)
    rule = forms.ChoiceField(label=_("Rule"), choices=_rules)
    severity = forms.ChoiceField(label=_("How grave"), choices=[("", _("all")), *AnomalyFlag.Severity.choices])
    region = RegionField(label=_("Where"))
    held = forms.ModelChoiceField(queryset=TrainingClass.objects.none(), widget=forms.HiddenInput)

    def __init__(self, data, *, user):
        super().__init__(data, user=user)
        self.fields["held"].queryset = TrainingClass.objects.visible_to(user).select_related("course")

    def flags(self, *, any_state: bool = False):
        """Flags the user may read that pass the filters: open ones first, the gravest of them first."""
        chosen, found = self.chosen, AnomalyFlag.objects.visible_to(self.user)
        for name in ("rule", "severity", *(() if any_state else ("state",))):
            if name in chosen:
                found = found.filter(**{name: chosen[name]})
        if "held" in chosen:
            found = found.about(chosen["held"])
        if "region" in chosen:
            found = found.filter(within(chosen["region"]))
        return found.order_by(OPEN_FIRST, GRAVEST_FLAGS_FIRST, "-opened_at", "-pk")


class FlagWordForm(forms.Form):
    """A word on a flag, sent with one of several buttons."""

    act = forms.ChoiceField(choices=[("explain", ""), ("uphold", ""), ("take_back", "")], widget=forms.HiddenInput)
    text = forms.CharField(
        label=_("Your word"),
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("What you found out, and how. It is kept with your name. No whole ID numbers or phone numbers."),
    )


class LimitsForm(forms.Form):
    """A number for each limit of the rules that look at one programme, and the reason; names are "rule.limit"."""

    def __init__(self, *args, held: dict[str, int], **kwargs):
        super().__init__(*args, **kwargs)
        self.names, self.groups = [], []
        for rule in (rule for rule in in_order() if rule.runs and rule.by_programme and rule.limits):
            names = [f"{rule.code}.{limit.name}" for limit in rule.limits]
            for name, limit in zip(names, rule.limits, strict=True):
                self.fields[name] = forms.IntegerField(
                    label=limit.label,
                    min_value=limit.least,
                    max_value=limit.most,
                    initial=held.get(name, limit.value),
                    help_text=_("%(least)d to %(most)d; of the platform: %(usual)d")
                    % {"least": limit.least, "most": limit.most, "usual": limit.value},
                )
            self.names += names
            self.groups.append((rule, [self[name] for name in names]))
        self.fields["reason"] = forms.CharField(
            label=_("Why do the limits change?"), min_length=4, max_length=200, widget=forms.Textarea(attrs={"rows": 2})
        )

    def values(self) -> dict[str, int]:
        return {name: self.cleaned_data[name] for name in self.names}
