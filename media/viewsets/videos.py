"""Videos at the organiser's desk: the list, uploading with an early no, and a page that shows what became of a file."""

from django.conf import settings
from django.shortcuts import redirect, render
from django.template.defaultfilters import filesizeformat
from django.urls import path, reverse
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from wagtail.admin import messages
from wagtail.admin.ui.tables import Column, DateColumn, StatusTagColumn, TitleColumn
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets.button import Button

from lms.kit.clock import length
from lms.kit.models import Job
from media.domain import captions, keeping, pipeline, playback
from media.forms.videos import TitleForm, UploadForm
from media.models import Upload, Video

from .captions import CaptionsView
from .lines import CallOffVideo, Lines, RetryVideo
from .replacing import ReplaceVideo
from .trails import trail
from .uploads import OneUpload, Uploads

HOME = "videos"
FORM_BYTES = 1024**2  # room for the other fields and the wrapping of a form


def page_of(video) -> str:
    return reverse(f"{HOME}:inspect", args=[video.pk])


class VideoList(generic.IndexView):
    default_ordering = "-uploaded_at"
    add_item_label = _("Upload a video")

    @cached_property
    def header_more_buttons(self):
        queue = Button(_("Being prepared"), url=reverse(f"{HOME}:lines"), icon_name="time", priority=10)
        return [*super().header_more_buttons, queue]

    @property
    def columns(self):
        return [
            TitleColumn("title", label=_("title"), get_url=page_of, sort_key="title"),
            StatusTagColumn("state", label=_("state"), accessor="get_state_display", primary=_is_ready),
            Column("duration", label=_("length"), accessor=_length, sort_key="duration"),
            Column("size", label=_("size"), accessor=_size, sort_key="size", classname="desk-wide"),
            DateColumn("uploaded_at", label=_("uploaded at"), sort_key="uploaded_at"),
        ]


def _length(video) -> str:
    return length(video.duration) if video.duration else "–"


def _size(video) -> str:
    return filesizeformat(video.size)


def _is_ready(video) -> bool:
    return video.state == Video.State.READY


@method_decorator(csrf_exempt, name="dispatch")
class UploadVideo(generic.CreateView):
    """The form with the file. What announces itself as too large is refused before a byte of it is read.

    The token check reads the whole body, so it stands behind the size check here, not before the view.
    """

    template_name = "media/admin/upload.html"
    page_title = page_subtitle = _("Upload a video")
    submit_button_label = _("Upload")
    submit_button_active_label = _("Uploading…")
    success_message = _("“%(object)s” has arrived. It is being prepared now; you can leave this page.")

    def dispatch(self, request, *args, **kwargs):
        announced = request.META.get("CONTENT_LENGTH") or ""
        if announced.isdigit() and int(announced) > settings.VIDEO_MAX_BYTES + FORM_BYTES:
            return render(request, "media/admin/too_large.html", {"reason": pipeline.too_large()}, status=413)
        return csrf_protect(super().dispatch)(request, *args, **kwargs)

    def get_action(self, request):
        """There is one; Wagtail would look for its name in the body, before `dispatch`."""
        return "create"

    def get_breadcrumbs_items(self):
        return trail(self.page_title)

    def save_instance(self):
        data = self.form.cleaned_data
        return pipeline.receive(data["file"], title=data["title"], by=self.request.user)

    def get_success_url(self):
        return page_of(self.object)

    def get_success_buttons(self):
        return []

    def get_context_data(self, **kwargs):
        unfinished = Upload.objects.of(self.request.user).unfinished()
        return super().get_context_data(**kwargs) | {"unfinished": list(unfinished)}


class VideoPage(generic.InspectView):
    """What became of an upload: progress, or the reason why not, or the player and what an hour of it costs."""

    template_name = "media/admin/video.html"

    def get_breadcrumbs_items(self):
        return trail(self.object)

    def get_context_data(self, **kwargs):
        video = self.object
        ready = video.state == Video.State.READY
        job = Job.objects.about(pipeline.IMPROVE if ready else pipeline.TASK, video.pk).first()
        stopped = job is None or job.is_finished
        return super().get_context_data(**kwargs) | {
            "video": video,
            "job": job,
            "renditions": list(video.renditions.order_by("-height")),
            "lessons": video.lessons.select_related("module__course"),
            "play": playback.grant(video) if ready else "",
            "may_retry": stopped and pipeline.is_unfinished(video),
            "successor": Video.objects.filter(replaces=video).first(),
            "cues": len(captions.of(video)),
            "edit_url": self.get_edit_url(),
            "delete_url": self.get_delete_url(),
        }


class RenameVideo(generic.EditView):
    def get_success_url(self):
        return page_of(self.object)


class DiscardVideo(generic.DeleteView):
    def post(self, request, *args, **kwargs):
        try:
            keeping.discard(self.object, by=request.user)
        except keeping.VideoInUse as refusal:
            messages.error(request, str(refusal))
            return redirect(page_of(self.object))
        messages.success(request, _("The video is deleted. Its space is free again in a day."))
        return redirect(f"{HOME}:index")


class VideoViewSet(ModelViewSet):
    model = Video
    name = HOME
    url_prefix = "videos"
    icon = "media"
    menu_hook = "register_catalogue_menu_item"
    menu_label = _("Videos")
    menu_order = 20
    index_view_class = VideoList
    add_view_class = UploadVideo
    edit_view_class = RenameVideo
    delete_view_class = DiscardVideo
    inspect_view_class = VideoPage
    inspect_view_enabled = True
    copy_view_enabled = False
    add_to_reference_index = False
    search_backend_name = None
    search_fields = ["title", "original_name"]
    list_per_page = 50

    def get_form_class(self, for_update=False):
        return TitleForm if for_update else UploadForm

    def get_common_view_kwargs(self, **kwargs):
        return super().get_common_view_kwargs(history_url_name=None, usage_url_name=None, **kwargs)

    def get_urlpatterns(self):
        return [
            path("", self.index_view, name="index"),
            path("results/", self.index_results_view, name="index_results"),
            path("new/", self.add_view, name="add"),
            path("uploads/", self.construct_view(Uploads), name="uploads"),
            path("uploads/<uuid:pk>/", self.construct_view(OneUpload), name="one_upload"),
            path("queue/", self.construct_view(Lines), name="lines"),
            path("<int:pk>/", self.inspect_view, name="inspect"),
            path("<int:pk>/edit/", self.edit_view, name="edit"),
            path("<int:pk>/delete/", self.delete_view, name="delete"),
            path("<int:pk>/captions/", self.construct_view(CaptionsView), name="captions"),
            path("<int:pk>/retry/", self.construct_view(RetryVideo), name="retry"),
            path("<int:pk>/replace/", self.construct_view(ReplaceVideo), name="replace"),
            path("<int:pk>/call-off/", self.construct_view(CallOffVideo), name="call_off"),
        ]
