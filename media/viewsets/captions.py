"""Adding the captions of a video and correcting them."""

from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin

from media.domain import captions
from media.forms.videos import CaptionsForm
from media.models import Video


class CaptionsView(PermissionCheckedMixin, WagtailAdminTemplateMixin, FormView):
    """A file or a corrected text; empty text takes the captions away."""

    model = None
    permission_required = "change"
    form_class = CaptionsForm
    template_name = "media/admin/captions.html"
    page_title = _("Captions")

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        self.video = get_object_or_404(Video, pk=kwargs["pk"])

    def get_initial(self):
        cues = captions.of(self.video)
        return {"text": captions.write(cues) if cues else ""}

    def get_context_data(self, **kwargs):
        back = reverse("videos:inspect", args=[self.video.pk])
        return super().get_context_data(**kwargs) | {"video": self.video, "back": back}

    def form_valid(self, form):
        try:
            cues = captions.keep(self.video, form.content, by=self.request.user)
        except captions.NotCaptions as refusal:
            form.add_error(None, str(refusal))
            return self.form_invalid(form)
        messages.success(self.request, _("%(count)d sentences are kept.") % {"count": len(cues)})
        return redirect("videos:inspect", self.video.pk)
