"""What an officer says of a household by hand, and of those a list doesn't name any more."""

from django import forms
from django.utils.translation import gettext_lazy as _

from lms.kit.clock import near, today
from trainees.domain import households
from trainees.models import HouseholdStatus

from .figures import DateInput

Kind = HouseholdStatus.Kind
NOT_IN_REGISTER, NOT_MONITORED = "not_in_register", "not_monitored"


class BecauseForm(forms.Form):
    because = forms.CharField(
        label=_("Why, and who says so"),
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("At least 4 characters, for instance the notice or the meeting. It is kept in the log."),
        error_messages={"required": _("Write why, and who says so.")},
    )


class StatusForm(BecauseForm):
    what = forms.ChoiceField(
        label=_("The household is"),
        choices=[
            *Kind.choices,
            (NOT_IN_REGISTER, _("not in the poverty register")),
            (NOT_MONITORED, _("not monitored")),
        ],
    )
    on = forms.DateField(label=_("from the day"), initial=today, validators=[near], widget=DateInput(format="%Y-%m-%d"))
    category = forms.ChoiceField(
        label=_("category"), required=False, choices=[("", _("as it was")), *HouseholdStatus.Category.choices]
    )
    monitoring = forms.ChoiceField(
        label=_("monitored as"), required=False, choices=[("", _("as it was")), *HouseholdStatus.Monitoring.choices]
    )
    risk = forms.ChoiceField(
        label=_("risk"), required=False, choices=[("", _("as it was")), *HouseholdStatus.Risk.choices]
    )
    field_order = ("what", "on", "category", "monitoring", "risk", "because")

    def clean(self):
        data = super().clean()
        if data.get("what") == Kind.MONITORED and not data.get("monitoring"):
            self.add_error("monitoring", _("Choose as what the household is monitored."))
        return data

    def say(self, household, *, by) -> None:
        """Carry it out. Raises StatusRefused."""
        data, on, because = self.cleaned_data, self.cleaned_data["on"], self.cleaned_data["because"]
        if data["what"] == NOT_IN_REGISTER:
            households.unsay(household, kinds=HouseholdStatus.STANDING, on=on, because=because, by=by)
        elif data["what"] == NOT_MONITORED:
            households.unsay(household, kinds=(Kind.MONITORED,), on=on, because=because, by=by)
        else:
            asked = ("monitoring", "risk") if data["what"] == Kind.MONITORED else ("category",)
            details = {name: data[name] for name in asked}
            households.say(household, kind=data["what"], on=on, because=because, by=by, **details)
