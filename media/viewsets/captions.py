"""Adding the captions of a video and correcting them."""

from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from wagtail.admin import messages

from media.domain import captions
from media.forms.videos import CaptionsForm

from .of_video import FormOfVideo


class CaptionsView(FormOfVideo):
    """A file or a corrected text; empty text takes the captions away."""

    form_class = CaptionsForm
    template_name = "media/admin/captions.html"
    page_title = _("Captions")

    def get_initial(self):
        cues = captions.of(self.video)
        return {"text": captions.write(cues) if cues else ""}

    def form_valid(self, form):
        try:
            cues = captions.keep(self.video, form.content, by=self.request.user)
        except captions.NotCaptions as refusal:
            form.add_error(None, str(refusal))
            return self.form_invalid(form)
        messages.success(self.request, _("%(count)d sentences are kept.") % {"count": len(cues)})
        return redirect("videos:inspect", self.video.pk)
