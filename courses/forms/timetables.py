"""Sessions by a pattern: which days, which hours, where, and with whom."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from courses.domain.timetables import MOST_SESSIONS, pattern
from courses.models import Session
from lms.kit.clock import near

from .classes import HALF_DAYS, DateInput, TimeInput
from .scoped import narrow


class PatternForm(forms.ModelForm):
    """`times` are what to plan, once the form is valid."""

    first = forms.DateField(label=_("From day"), widget=DateInput(), validators=[near])
    days = forms.IntegerField(label=_("Number of days"), min_value=1, max_value=MOST_SESSIONS, initial=3)
    start = forms.TimeField(label=_("From"), widget=TimeInput(), initial=HALF_DAYS[0]["start"])
    end = forms.TimeField(label=_("To"), widget=TimeInput(), initial=HALF_DAYS[0]["end"])
    second_start = forms.TimeField(
        label=_("In the afternoon from"), widget=TimeInput(), required=False, help_text=_("Empty: once a day only.")
    )
    second_end = forms.TimeField(label=_("To"), widget=TimeInput(), required=False)
    weekdays = forms.TypedMultipleChoiceField(
        label=_("On these weekdays"),
        choices=WEEKDAYS.items(),
        coerce=int,
        initial=list(WEEKDAYS),
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = Session
        fields = ("venue", "trainer", "kind", "topic")

    field_order = ("first", "days", "start", "end", "second_start", "second_end", "weekdays", "venue", "trainer")

    def __init__(self, *args, user, training_class, **kwargs):
        super().__init__(*args, **kwargs)
        narrow(self.fields, user)
        self.initial |= {"first": training_class.starts_on, "trainer": training_class.trainer_id}

    def clean(self):
        cleaned = super().clean()
        sittings = []
        for start, end in (("start", "end"), ("second_start", "second_end")):
            sitting = cleaned.get(start), cleaned.get(end)
            if all(sitting):
                sittings.append(sitting)
                if sitting[1] <= sitting[0]:
                    self.add_error(end, _("The session ends before it starts. Change one of the times."))
            elif any(sitting):
                raise ValidationError(_("Give both times of the afternoon, or none."))
        if not self.errors:
            self.times = pattern(
                cleaned["first"], days=cleaned["days"], weekdays=cleaned["weekdays"], sittings=sittings
            )
        return cleaned
