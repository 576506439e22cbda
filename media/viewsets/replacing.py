"""Replacing a video by a better recording."""

from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from wagtail.admin import messages

from media.domain import replacing
from media.forms.videos import ReplaceForm
from media.models import Video

from .of_video import FormOfVideo


class ReplaceVideo(FormOfVideo):
    """The new file is uploaded and looked at first; here it takes the old one's place."""

    videos = Video.objects.current()
    form_class = ReplaceForm
    template_name = "media/admin/replace.html"
    page_title = _("Replace the video")

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"videos": replacing.candidates(self.video)}

    def form_valid(self, form):
        new = form.cleaned_data["new"]
        try:
            replacing.replace(self.video, new, by=self.request.user)
        except replacing.NotReplaced as refusal:
            form.add_error("new", str(refusal))
            return self.form_invalid(form)
        messages.success(
            self.request, _("Lessons now show “%(new)s”. Who watched the old one keeps it.") % {"new": new}
        )
        return redirect("videos:inspect", new.pk)
