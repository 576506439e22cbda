"""Bringing, judging and taking away what lies in a dossier."""

from django import forms
from django.utils.translation import gettext_lazy as _

from courses.models.places import within
from lms.kit.words import no_whole_number
from trainees.domain.dossier import overview
from trainees.models import DossierExport

from .register import AreaFilterForm, RegionField


class RulingForm(forms.Form):
    applies = forms.TypedChoiceField(
        label=_("Does this class need it?"),
        choices=[("yes", _("needed")), ("no", _("not needed"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    because = forms.CharField(label=_("Why?"), min_length=2, max_length=200)


class TakeForm(forms.Form):
    kind = forms.ChoiceField(
        label=_("What to take"),
        choices=DossierExport.Kind.choices,
        initial=DossierExport.Kind.VOLUME,
        widget=forms.RadioSelect,
    )
    purpose = forms.CharField(
        label=_("What for?"),
        min_length=4,
        max_length=200,
        validators=[no_whole_number],
        help_text=_("It is kept in the log and stands on every page."),
    )


class DossierFilters(AreaFilterForm):
    region = RegionField(label=_("Held in"))
    state = forms.ChoiceField(
        label=_("State"), choices=[("", _("all")), ("overdue", _("something is overdue")), ("waiting", _("to review"))]
    )

    def classes(self):
        chosen, found = self.chosen, overview.classes_of(self.user)
        if "region" in chosen:
            found = found.filter(within(chosen["region"]))
        if "state" in chosen:
            found = found.filter(**{f"{chosen['state']}__gt": 0})
        return found
