"""A better recording reaches the course, its drafts and the classes that go on; closed ones stay as they were."""

import pytest

from courses.forms.videos import VideoChoice
from courses.models import CoursePage, Lesson
from media.domain import replacing
from media.models import Video
from tests.factories import clips, training

pytestmark = pytest.mark.django_db


@pytest.fixture
def old():
    return clips.ready_row(seconds=600)


@pytest.fixture
def new():
    return clips.ready_row(seconds=300)


def test_classes_that_go_on_teach_the_new_one_and_remember_the_old(old, new):
    page = training.course(videos=[old, None])
    going, closed = training.training_class(page=page), training.training_class(page=page, state="closed")
    key = Lesson.objects.get(video=old).key
    replacing.replace(old, new, by=None)
    assert Lesson.objects.get(key=key).video == new
    going.refresh_from_db()
    closed.refresh_from_db()
    lesson, text = going.lessons
    assert (lesson["video"], lesson["seconds"]) == (new.pk, 300)
    assert lesson["earlier"] == [{"video": old.pk, "seconds": 600}]
    assert text["video"] is None
    assert closed.lessons[0]["video"] == old.pk
    third = clips.ready_row(seconds=200)
    replacing.replace(new, third, by=None)
    going.refresh_from_db()
    assert [version["video"] for version in going.lessons[0]["earlier"]] == [old.pk, new.pk]


def test_a_draft_does_not_bring_the_old_one_back(old, new):
    page = training.course(videos=[old])
    draft = CoursePage.objects.get(pk=page.pk)
    draft.title = "新题目"
    draft.save_revision()
    replacing.replace(old, new, by=None)
    CoursePage.objects.get(pk=page.pk).get_latest_revision().publish()
    page.refresh_from_db()
    assert (page.title, Lesson.objects.get(module__course=page).video) == ("新题目", new)


def test_editor_offers_no_replaced_video(old, new):
    replacing.replace(old, new, by=None)
    assert list(VideoChoice(Video.objects.all()).queryset) == [new]
