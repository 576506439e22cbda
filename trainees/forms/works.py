"""Practical work as it is handed in and marked; what is in the files is for `domain.evidence` to say."""

from django import forms
from django.utils.translation import gettext_lazy as _

from trainees.domain.works import LONGEST_LINK, MOST_PHOTOS


class WorkForm(forms.Form):
    """A link, photos one by one, a note. A phone without JavaScript chooses each photo in its own field."""

    link = forms.CharField(
        label=_("Link"),
        required=False,
        max_length=2 * LONGEST_LINK,
        help_text=_("To your shop, product or video: copy it there and paste it here."),
        widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "off"}),
    )
    note = forms.CharField(label=_("Note"), required=False, max_length=300, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for number in range(1, MOST_PHOTOS + 1):
            self.fields[f"photo{number}"] = forms.FileField(
                label=_("Photo %(number)d") % {"number": number},
                required=False,
                allow_empty_file=True,
                widget=forms.FileInput(attrs={"accept": "image/*"}),
            )

    @property
    def photos(self) -> list:
        found = (self.cleaned_data.get(f"photo{number}") for number in range(1, MOST_PHOTOS + 1))
        return [photo for photo in found if photo]


class MarkForm(forms.Form):
    word = forms.CharField(
        label=_("Word for the trainee"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("What is good, or what to do better. They read it."),
    )
