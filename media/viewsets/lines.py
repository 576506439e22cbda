"""The queue of videos at the organiser's desk: who is next, what failed and why, once more, not at all."""

from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext_lazy as _
from django.views import View
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin

from media.domain import lines, pipeline
from media.models import Video

from .trails import trail


class Lines(PermissionCheckedMixin, WagtailAdminTemplateMixin, TemplateView):
    """What is worked on, what waits in which place, and what ended in the last week."""

    model = None
    permission_required = "view"
    template_name = "media/admin/lines.html"
    page_title = _("Videos being prepared")

    def get_breadcrumbs_items(self):
        return trail(self.page_title)

    def get_context_data(self, **kwargs):
        may_change = self.permission_policy.user_has_permission(self.request.user, "change")
        works = {"waiting": lines.waiting(), "ended": lines.ended()}
        return super().get_context_data(**kwargs) | works | {"may_change": may_change}


class ActOnVideo(PermissionCheckedMixin, View):
    """One act on the work of a video; back to where the button was."""

    model = None
    permission_required = "change"
    http_method_names = ["post"]

    def post(self, request, pk):
        video = get_object_or_404(Video, pk=pk)
        try:
            self.act(video, by=request.user)
        except pipeline.NothingToDo as refusal:
            messages.error(request, str(refusal))
        return redirect("videos:lines") if "lines" in request.POST else redirect("videos:inspect", video.pk)


class RetryVideo(ActOnVideo):
    """One more try, after a failure."""

    def act(self, video, *, by):
        pipeline.ask_again(video, by=by)


class CallOffVideo(ActOnVideo):
    """Not now, or not at all."""

    def act(self, video, *, by):
        lines.call_off(video, by=by)
