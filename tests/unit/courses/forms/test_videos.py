"""The course editor offers a video only when it plays."""

import pytest
from django import forms
from wagtail.admin.forms.models import WagtailAdminModelForm

from courses.models.catalogue import Lesson
from tests.factories import clips

pytestmark = pytest.mark.django_db


def lesson_form():
    return forms.modelform_factory(Lesson, form=WagtailAdminModelForm, fields=["video"])


def test_offer_playable_videos_with_their_length():
    video = clips.ready_row(seconds=75)

    choices = list(lesson_form()().fields["video"].choices)

    assert [(str(value), label) for value, label in choices[1:]] == [(str(video.pk), "已就绪 · 1:15")]


@pytest.mark.parametrize("state", ["received", "probing", "transcoding", "refused", "failed"])
def test_refuse_a_video_that_does_not_play(state):
    video = clips.ready_row()
    type(video).objects.update(state=state)

    form = lesson_form()({"video": video.pk})

    assert not form.is_valid()
    assert "video" in form.errors
