"""Forms about videos."""

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm

from media.domain import captions
from media.domain.pipeline import too_large
from media.models import Video


class TitleForm(WagtailAdminModelForm):
    """A video's name; its file is never exchanged: watching is kept by video."""

    class Meta:
        model = Video
        fields = ["title"]


class ReplaceForm(forms.Form):
    """Which video stands in the place of another from now on."""

    new = forms.ModelChoiceField(Video.objects.none(), label=_("The new video"))

    def __init__(self, *args, videos, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["new"].queryset = videos


class UploadForm(TitleForm):
    """A new video. The name and the announced type of the file are not believed, so neither is asked about."""

    file = forms.FileField(
        label=_("file"),
        allow_empty_file=True,  # the check that follows says in a sentence what is wrong with it
        help_text=_("A video or a sound recording in any common format, of at most six hours."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["file"].widget.attrs |= {"data-most-bytes": settings.VIDEO_MAX_BYTES, "data-too-large": too_large()}

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > settings.VIDEO_MAX_BYTES:
            raise ValidationError(too_large())
        return file


class CaptionsForm(forms.Form):
    """Captions as a file, or the text itself with small corrections; a file chosen goes before the text."""

    file = forms.FileField(label=_("file"), required=False, help_text=_("SRT, VTT or ASS, in any Chinese encoding."))
    text = forms.CharField(
        label=_("text"), required=False, strip=False, widget=forms.Textarea(attrs={"rows": 16, "spellcheck": "false"})
    )

    def clean_file(self):
        file = self.cleaned_data["file"]
        return file.read(captions.MOST_BYTES + 1) if file else b""

    @property
    def content(self) -> bytes:
        return self.cleaned_data["file"] or self.cleaned_data["text"].encode()
