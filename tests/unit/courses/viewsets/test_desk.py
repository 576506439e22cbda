"""The organiser's home: what is due and what is missing, in the own county."""

import datetime as dt
import json

import pytest

from courses.domain import desk as domain
from lms.kit.clock import today
from media.models import Video
from tests.factories import places, training

pytestmark = pytest.mark.django_db


def test_due_lists_the_coming_sessions_of_the_own_county(desk, next_door):
    soon = training.training_class(day=today() + dt.timedelta(days=2), sessions=1)
    training.training_class(day=today() + dt.timedelta(days=60), sessions=1)
    training.training_class(day=today() + dt.timedelta(days=2), region=next_door)
    assert domain.due(desk)["sessions"] == [soon.sessions.get()]


def test_missing_names_each_kind_of_gap(desk, next_door):
    past, ahead = today() - dt.timedelta(days=3), today() + dt.timedelta(days=3)
    ended = training.training_class(day=past, sessions=1)
    empty = training.training_class(day=ahead)
    unopened = training.training_class(day=ahead, state="planned", sessions=1)
    training.training_class(day=past, state="closed")
    training.training_class(day=past, region=next_door)
    refused = Video.objects.create(title="坏视频", state="refused", reason="不是视频")

    missing = domain.missing(desk)
    assert missing["not_closed"] == [ended]
    assert missing["sessions_over"] == [ended.sessions.get()]
    assert missing["without_sessions"] == [empty]
    assert missing["not_opened"] == [unopened]
    assert missing["videos"] == [refused]


def test_home_shows_due_missing_and_progress(client, desk):
    places.programme()
    training.training_class(day=today() - dt.timedelta(days=3), sessions=1, page=training.course(title="过期的班"))
    Video.objects.create(title="坏视频", state="refused", reason="不是视频")
    page = client.get("/cms/").content.decode()
    assert "过期的班" in page
    assert "不是视频" in page
    assert "永顺县电子商务进农村综合示范" in page
    assert "王主任" in page


def test_menu_has_our_groups_and_nothing_of_wagtail(client, desk):
    page = client.get("/cms/").content.decode()
    for name in ("catalogue", "classes", "trainees", "certificates"):
        assert f'"name": "{name}"' in page
    for name in ("explorer", "reports", "images", "documents", "help"):
        assert f'"name": "{name}"' not in page


@pytest.mark.parametrize("door", ["/cms/login/", "/_util/login/"])
def test_the_desk_has_no_entrance_of_its_own(client, door):
    for answer in (client.get(door, {"next": "/cms/"}), client.post(f"{door}?next=/cms/", {"username": "x"})):
        assert answer["Location"].replace("%2F", "/") == "/accounts/login/?next=/cms/"
    assert client.get("/cms/")["Location"].startswith("/accounts/login/")


def test_sidebar_greets_by_name(client, desk):
    page = client.get("/cms/").content.decode()
    assert f'"name": {json.dumps(desk.name)}' in page
    assert f'"name": "{desk.username}"' not in page


def test_account_page_and_scripts_of_the_desk_speak_chinese(client, desk):
    account = client.get("/cms/account/").content.decode()
    for word in ("Admin theme", "Contrast", "Density"):
        assert word not in account
    assert "界面主题" in account
    assert json.dumps("在此输入文字，或输入“/”插入内容块") in client.get("/cms/jsi18n/").content.decode()
