"""Which pairs an officer looks at, and what they say when two rows are one person, or are not."""

import re

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from courses.models.places import within
from trainees.models import LookAlike

from .register import AreaFilterForm, RegionField


class LookAlikeFilters(AreaFilterForm):
    DECISIONS = [("", pgettext_lazy("pairs", "to decide")), *LookAlike.Decision.choices]

    decision = forms.ChoiceField(label=_("Decision"), choices=DECISIONS)
    reason = forms.ChoiceField(label=_("Reason"), choices=[("", _("all")), *LookAlike.Reason.choices])
    region = RegionField(label=_("Township or village"))
    name = forms.CharField(label=_("Name"), max_length=50)

    def pairs(self):
        """The pairs the officer may decide, after the filters; who waits longest comes first."""
        chosen, pairs = self.chosen, LookAlike.objects.visible_to(self.user)
        pairs = pairs.filter(decision=chosen["decision"]) if "decision" in chosen else pairs.undecided()
        if "reason" in chosen:
            pairs = pairs.of_reason(chosen["reason"])
        if "region" in chosen:
            pairs = pairs.filter(within(chosen["region"], "one__region") | within(chosen["region"], "other__region"))
        if "name" in chosen:
            pairs = pairs.filter(Q(one__name__contains=chosen["name"]) | Q(other__name__contains=chosen["name"]))
        return pairs.order_by("-decided_at" if "decision" in chosen else "found_at", "pk")


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
