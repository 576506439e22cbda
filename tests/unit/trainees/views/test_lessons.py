"""The lesson page: for whom, and what stands on it before anything loads."""

import json
import uuid
from html import unescape

import pytest
from django.urls import reverse

from courses.models import CoursePage, Lesson
from media.models import Video
from tests.factories import clips, people, places, training
from trainees.models import WatchProgress, WatchVisit

pytestmark = pytest.mark.django_db


@pytest.fixture
def class_of_three():
    page = training.course(videos=[clips.ready_row(seconds=600), None, clips.ready_row(seconds=300)])
    Lesson.objects.filter(title="第1课").update(text="<p>先看货源。</p>")
    return training.training_class(page=page, mode="online")


@pytest.fixture
def learner(client, class_of_three):
    user = places.user("learner")
    people.enrolment(people.trainee(user=user, name="向秀英"), class_of_three)
    client.force_login(user)
    return user


def address(training_class, number=0) -> str:
    return reverse("lesson", args=[training_class.pk, training_class.lessons[number]["key"]])


def report_on(page) -> str:
    return page.content.decode().split('data-report="')[1].split('"')[0]


def start(client, training_class, number=0) -> str:
    """Where watching is reported; a first report has been sent, that says nothing yet."""
    report = report_on(client.get(address(training_class, number)))
    assert client.post(report, {"beats": []}, content_type="application/json").status_code == 200
    return report


def test_page_shows_sizes_forms_text_and_neighbours(client, class_of_three, learner):
    html = client.get(address(class_of_three)).content.decode()
    for size in ("9.5 MB", "6.0 MB", "3.2 MB"):
        assert size in html
    assert 'preload="none"' in html
    assert "先看货源" in html
    assert f'rel="next" href="{address(class_of_three, 1)}"' in html
    assert 'rel="prev"' not in html
    assert "master.m3u8" in html
    assert "360p.mp4" in html
    middle = client.get(address(class_of_three, 1)).content.decode()
    assert "<video" not in middle
    assert f'rel="prev" href="{address(class_of_three, 0)}"' in middle
    assert f'rel="next" href="{address(class_of_three, 2)}"' in middle


def test_page_keeps_the_form_chosen_on_this_device(client, class_of_three, learner):
    sound = client.get(address(class_of_three), {"form": "audio"}).content.decode()
    assert "audio.m3u8" in sound
    assert "audio.m4a" in sound
    assert "audio.m3u8" in client.get(address(class_of_three)).content.decode()
    saver = client.get(address(class_of_three), {"form": "240p"}).content.decode()
    assert "240p-media.m3u8" in saver
    assert 'data-most="240"' in saver
    nonsense = client.get(address(class_of_three), {"form": "4k<script>"}).content.decode()
    assert "master.m3u8" in nonsense
    assert "<script>4k" not in nonsense


def test_page_plays_what_a_thin_network_carries_until_more_is_asked_for(client, class_of_three, learner):
    video = Video.objects.order_by("pk").first()
    for side in (480, 720):
        clips.rendition(video, side, 50_000_000)
    usual = client.get(address(class_of_three)).content.decode()
    assert "9.5 MB</span></button>" in usual
    assert "360p.mp4" in usual
    assert 'data-most="360"' in usual
    assert "360p-media.m3u8" in usual  # where the browser itself takes HLS, nothing caps it
    sharpest = client.get(address(class_of_three), {"form": "720p"}).content.decode()
    assert "data-most" not in sharpest
    assert [name in usual for name in ("高清", "清晰", "标清", "省流量", "只听")] == [True] * 5


def test_page_saves_data_where_the_browser_or_the_device_says_so(client, class_of_three, learner):
    def chosen(**headers) -> str:
        html = client.get(address(class_of_three), headers=headers).content.decode()
        return html.split('aria-current="true">')[1].split("</small>")[0]

    assert "标清" in chosen()
    assert "省流量" in chosen(save_data="on")
    client.cookies["saver"] = "0"
    assert "标清" in chosen(save_data="on")
    client.cookies["saver"] = "1"
    assert "省流量" in chosen()
    client.cookies["form"] = "360p"
    assert "省流量" in chosen()
    client.cookies["form"] = "audio"
    assert "只听" in chosen()


def test_page_offers_the_next_lesson_at_the_end_in_the_name_of_who_watches(client, class_of_three, learner):
    html = client.get(address(class_of_three)).content.decode()
    assert f'class="button" href="{address(class_of_three, 1)}"' in html
    assert "本班最后一课" in client.get(address(class_of_three, 2)).content.decode()
    sister = people.trainee(user=learner, name="向秀珍")
    people.enrolment(sister, class_of_three)
    html = client.get(address(class_of_three), {"trainee": sister.pk}).content.decode()
    assert f'href="{address(class_of_three, 1)}?trainee={sister.pk}"' in html


def test_page_shows_what_was_seen_and_what_is_missing(client, class_of_three, learner):
    start(client, class_of_three)
    seen = (1 << 200) - 1
    WatchProgress.objects.update(seen=seen.to_bytes(25, "little"), seen_seconds=200, position=215)
    WatchVisit.objects.update(refused={"day": [[300, 360]]}, refused_seconds=60)
    html = client.get(address(class_of_three)).content.decode()
    assert '<rect x="0" y="0" width="200" height="10">' in html
    assert 'data-position="215"' in html
    assert "3:35" in html
    assert 'data-jump="200">3:20–10:00</button>' in html
    assert '<rect class="is-refused" x="300" y="0" width="60" height="10">' in html
    assert "明天" in html
    assert 'data-runs="[[0, 200]]"' in html
    CoursePage.objects.update(is_watched_in_order=True)
    assert 'data-position="200"' in client.get(address(class_of_three)).content.decode()


def test_page_holds_a_grant_and_when_to_ask(client, class_of_three, learner):
    page = client.get(address(class_of_three))
    html = page.content.decode()
    report = report_on(page)
    checks = json.loads(unescape(html.split('data-checks="')[1].split('"')[0]))
    assert len(checks) == 40
    assert all(300 <= check["gap"] <= 600 for check in checks)
    assert client.post(report, {"beats": []}, content_type="application/json").json()["seen"] == 0
    CoursePage.objects.update(presence_check="question", is_watched_in_order=True)
    html = client.get(address(class_of_three)).content.decode()
    first = json.loads(unescape(html.split('data-checks="')[1].split('"')[0]))[0]
    assert first["right"] in first["choices"]
    assert "data-ordered=" in html
    CoursePage.objects.update(presence_check="none")
    assert 'data-checks="[]"' in client.get(address(class_of_three)).content.decode()


def test_page_names_the_device_once(client, class_of_three, learner):
    first = client.get(address(class_of_three)).cookies["device"].value
    assert first
    assert "device" not in client.get(address(class_of_three)).cookies


def test_page_of_a_video_in_work_says_so(client, class_of_three, learner):
    Video.objects.update(state="transcoding")
    html = client.get(address(class_of_three)).content.decode()
    assert "<video" not in html
    assert client.post(address(class_of_three)).status_code == 405


def test_page_without_sign_in_asks_for_one(client, class_of_three):
    response = client.get(address(class_of_three))
    assert response.status_code == 302
    assert address(class_of_three) in response["Location"]


@pytest.mark.parametrize("state", ["requested", "waiting", "withdrawn"])
def test_page_without_a_place_says_what_to_do(client, class_of_three, state):
    user = places.user("waiting")
    people.enrolment(people.trainee(user=user), class_of_three, state=state)
    client.force_login(user)
    response = client.get(address(class_of_three))
    assert response.status_code == 403
    assert reverse("class_detail", args=[class_of_three.pk]) in response.content.decode()
    assert "<video" not in response.content.decode()


def test_page_of_a_closed_class_stays_open_for_who_completed_it(client, class_of_three, learner):
    class_of_three.enrolments.update(state="completed", completed_on=class_of_three.ends_on)
    assert client.get(address(class_of_three)).status_code == 200


def test_page_of_anothers_class_or_trainee_or_lesson_is_unknown(client, class_of_three, learner):
    other = training.training_class(page=training.course(videos=[clips.ready_row()]), state="planned")
    assert client.get(address(other)).status_code == 404
    assert client.get(reverse("lesson", args=[class_of_three.pk, uuid.uuid4()])).status_code == 404
    stranger = people.enrolment(people.trainee(), class_of_three).trainee
    for wanted in (stranger.pk, "0", "x", "-1"):
        assert client.get(address(class_of_three), {"trainee": wanted}).status_code == 404


@pytest.mark.parametrize("role", ["trainer", "organiser"])
def test_page_is_a_preview_for_staff_and_counts_nothing(client, class_of_three, role):
    staff = places.officer(role)
    if role == "trainer":
        type(class_of_three.trainer).objects.update(user=staff)
    client.force_login(staff)
    html = client.get(address(class_of_three)).content.decode()
    assert "<video" in html
    assert 'data-lesson=""' in html
    assert 'data-report=""' in html
    assert not WatchVisit.objects.exists()


def test_family_chooses_who_is_watching(client, class_of_three, learner):
    mother = people.enrolment(people.trainee(user=learner, name="彭大妈"), class_of_three).trainee
    html = client.get(address(class_of_three), {"trainee": mother.pk}).content.decode()
    assert "向秀英" in html
    assert "彭大妈" in html
    report = report_on(client.get(address(class_of_three), {"trainee": mother.pk}))
    client.post(report, {"beats": []}, content_type="application/json")
    assert WatchProgress.objects.get().trainee == mother


def test_page_takes_the_same_queries_for_one_and_three_lessons(client, learner, django_assert_num_queries):
    for videos in ([clips.ready_row()], [clips.ready_row(), clips.ready_row(), clips.ready_row()]):
        found = training.training_class(page=training.course(videos=videos), mode="online")
        people.enrolment(learner.trainees.get(), found)
        with django_assert_num_queries(13):
            client.get(address(found))
