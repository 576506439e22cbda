"""Filters of the office: classes and the log."""

import datetime as dt

from django import forms
from django.contrib.auth import get_user_model
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

from courses.models import Track, TrainingClass
from trainees.domain import trail

from .register import AreaFilterForm, RegionField


class DateField(forms.DateField):
    """A day of this century: days at the ends of the calendar have no day after them."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    default_validators = [MinValueValidator(dt.date(2000, 1, 1)), MaxValueValidator(dt.date(2099, 12, 31))]


class ClassFilters(AreaFilterForm):
    track = forms.ChoiceField(label=_("Track"), choices=[("", _("all")), *Track.choices])
    state = forms.ChoiceField(label=_("State"), choices=[("", _("all")), *TrainingClass.State.choices])
    region = RegionField(label=_("Held in"))
    start = DateField(label=_("From"))
    end = DateField(label=_("Until"))

    def classes(self):
        """Classes the user may see, or that teach people of their area, after the filters."""
        chosen = self.chosen
        classes = trail.classes_in_view(self.user, region=chosen.get("region"))
        if "track" in chosen:
            classes = classes.filter(track=chosen["track"])
        if "state" in chosen:
            classes = classes.filter(state=chosen["state"])
        if "start" in chosen:
            classes = classes.filter(ends_on__gte=chosen["start"])
        if "end" in chosen:
            classes = classes.filter(starts_on__lte=chosen["end"])
        return classes


class EventFilters(AreaFilterForm):
    kind = forms.ChoiceField(label=_("Kind"), choices=[("", _("all")), *trail.Kind.choices])
    who = forms.ModelChoiceField(label=_("Who"), queryset=None, empty_label=_("everybody"))
    start = DateField(label=_("From"))
    end = DateField(label=_("Until"))

    def __init__(self, data, *, user):
        super().__init__(data, user=user)
        actors = trail.events_visible_to(user).order_by().values("actor")
        self.fields["who"].queryset = get_user_model().objects.filter(pk__in=actors).order_by("name")

    def events(self):
        chosen = self.chosen
        return trail.matching(
            trail.events_visible_to(self.user),
            kind=chosen.get("kind", ""),
            actor=chosen.get("who"),
            start=chosen.get("start"),
            end=chosen.get("end"),
        )
