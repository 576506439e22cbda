"""One video takes the place of another."""

import pytest

from lms.kit.models import AuditEvent
from media.domain import replacing
from media.models import Video
from media.signals import video_replaced
from tests.factories import clips, places

pytestmark = pytest.mark.django_db


def test_replace_is_told_once_and_logged():
    old, new, officer = clips.ready_row(), clips.ready_row(seconds=500), places.user("officer")
    heard = []

    def hear(sender, old, new, **kwargs):
        heard.append((old, new))

    video_replaced.connect(hear)
    try:
        replacing.replace(old, new, by=officer)
        replacing.replace(old, new, by=officer)
    finally:
        video_replaced.disconnect(hear)
    assert heard == [(old, new)]
    assert new.replaces == old
    assert list(Video.objects.current()) == [new]
    assert AuditEvent.objects.filter(action="media.video.replace", actor=officer).count() == 1


def test_replace_refuses_what_can_not_take_a_place():
    old, new, third = clips.ready_row(), clips.ready_row(), clips.ready_row()
    waiting = Video.objects.create(title="等待", source="x")
    for wrong in (old, waiting):
        with pytest.raises(replacing.NotReplaced):
            replacing.replace(old, wrong, by=None)
    replacing.replace(old, new, by=None)
    with pytest.raises(replacing.NotReplaced):
        replacing.replace(old, third, by=None)  # it has a successor
    with pytest.raises(replacing.NotReplaced):
        replacing.replace(new, old, by=None)  # no way back in a circle
    with pytest.raises(replacing.NotReplaced):
        replacing.replace(third, new, by=None)  # it has a place already
    replacing.replace(new, third, by=None)
    assert list(Video.objects.current()) == [third]
