"""Where a page of the videos stands: the way to it from the list, through the video it is about."""

from django.urls import reverse

from media.models import Video


def trail(here, *, video: Video | None = None) -> list[dict]:
    """The breadcrumbs of a page called `here`."""
    steps = [{"url": reverse("videos:index"), "label": Video._meta.verbose_name_plural}]
    if video:
        steps.append({"url": reverse("videos:inspect", args=[video.pk]), "label": str(video)})
    return [*steps, {"url": "", "label": str(here)}]
