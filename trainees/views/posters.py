"""The papers that announce a class: poster and notice as PDF, and the poster as a picture for WeChat."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from courses.domain.clashes import when
from courses.models import TrainingClass
from trainees.domain import learning, poster_pictures, posters

from .papers import as_pdf


@require_GET
def class_poster(request, pk):
    return _pdf(request, pk, posters.Paper.POSTER)


@require_GET
def class_notice(request, pk):
    return _pdf(request, pk, posters.Paper.NOTICE)


@require_GET
def class_picture(request, pk):
    told = posters.announcement(_class(request, pk))
    with translation.override("zh-hans"):
        data = poster_pictures.png(told, _lines(told))
    return HttpResponse(data, content_type="image/png")


def _pdf(request, pk, paper) -> HttpResponse:
    training_class = _class(request, pk)
    return as_pdf(lambda: posters.pdf(training_class, paper), name=f"class-{training_class.pk}-{paper}")


def _class(request, pk) -> TrainingClass:
    visible = learning.may_look_at(request.user)
    return get_object_or_404(visible.select_related("course", "programme__region", "trainer", "region"), pk=pk)


def _lines(told: posters.Announcement) -> list[str]:
    """What is to know, one thing a line."""
    held = told.training_class
    lines = [f"{when(each)}  {each.venue.name}" for each in told.sessions[: poster_pictures.MOST_LINES]]
    if not lines:
        lines = [f"{held.starts_on} – {held.ends_on}"]
    lines.append(_("Trainer: %(trainer)s") % {"trainer": "、".join(told.trainers)})
    if held.course.audience:
        lines.append(_("For: %(audience)s") % {"audience": held.course.audience})
    return lines
