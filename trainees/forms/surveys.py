"""The survey as a plain form: large numbers to tap, few of them needed."""

from django import forms
from django.utils.translation import gettext_lazy as _

from lms.kit.words import no_whole_number
from trainees.domain.surveys import Rated

SCORES = [
    ("5", _("very good")),
    ("4", _("good")),
    ("3", _("middling")),
    ("2", _("poor")),
    ("1", _("very poor")),
]


class Score(forms.TypedChoiceField):
    """One of five; None for no answer."""

    def __init__(self, **kwargs):
        choices = {"choices": SCORES, "widget": forms.RadioSelect, "coerce": int, "empty_value": None}
        super().__init__(**choices, **kwargs)


class SurveyForm(forms.Form):
    overall = Score(label=_("All in all, how was the class?"))
    content = Score(label=_("Was the content useful to you?"), required=False)
    arrangement = Score(label=_("Were venue and times right?"), required=False)
    words = forms.CharField(
        label=_("What should be better?"),
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        validators=[no_whole_number],
        help_text=_("Name nobody. The office reads it before the trainer does."),
    )

    def __init__(self, *args, rated: list[Rated], **kwargs):
        super().__init__(*args, **kwargs)
        words = self.fields.pop("words")
        for each in rated:
            self.fields[each.key] = Score(label=_asked(each), required=False)
        self.fields["words"] = words
        self.keys = [each.key for each in rated]

    @property
    def ratings(self) -> dict[str, int]:
        return {key: self.cleaned_data[key] for key in self.keys if self.cleaned_data.get(key)}


def _asked(each: Rated) -> str:
    if each.session is None:
        return _("Trainer %(name)s") % {"name": each.trainer.name}
    topic = each.session.topic or each.session.get_kind_display()
    return _("Session %(number)d, %(topic)s: trainer %(name)s") % {
        "number": each.session.number, "topic": topic, "name": each.trainer.name,
    }  # fmt: skip
