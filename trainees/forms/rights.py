"""What people ask of the register about themselves, and an officer's answer."""

from django import forms
from django.utils.translation import gettext_lazy as _

from courses.domain.region_search import found_by
from courses.models import Region
from trainees.models import DataRequest

from .register import RegionField


class AskForm(forms.Form):
    what = forms.ChoiceField(
        label=_("What is wrong?"),
        choices=[choice for choice in DataRequest.What.choices if choice[0] != DataRequest.What.ERASE],
    )
    wanted = forms.CharField(label=_("How should it be?"), max_length=200)


class AnswerForm(forms.Form):
    """An officer's answer; who is to live in another village is put there by choosing it."""

    MOST_FOUND = 50

    region = RegionField(label=_("Village"), required=False)
    answer = forms.CharField(
        label=_("Your answer"), max_length=200, min_length=2, help_text=_("The person reads it. No whole numbers.")
    )
    decision = forms.ChoiceField(choices=[("do", ""), ("refuse", "")], widget=forms.HiddenInput)

    def __init__(self, data, *, asked: DataRequest, user):
        super().__init__(data)
        if asked.what != DataRequest.What.VILLAGE:
            del self.fields["region"]
            return
        villages = Region.objects.visible_to(user).filter(level=Region.Level.VILLAGE).select_related("parent")
        found = list(found_by(villages, asked.wanted)[: self.MOST_FOUND])
        nearby = villages.current().filter(parent__code=asked.trainee.region.township_code)
        self.fields["region"].offer_found(user, found or list(nearby))

    @property
    def settled(self) -> dict:
        """What the domain is told, but for the decision."""
        wanted = {"answer", "region"} if self.cleaned_data["decision"] == "do" else {"answer"}
        return {name: value for name, value in self.cleaned_data.items() if name in wanted}
