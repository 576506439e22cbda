"""The lesson page: for whom, what stands on it before anything loads, and reports of watching as devices send them."""

import json
import uuid

import pytest
from django.urls import reverse

from courses.models import Lesson
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


def start(client, training_class) -> str:
    return client.post(address(training_class)).json()["beat"]


def send(client, url, told, **headers):
    body = told if isinstance(told, str | bytes) else json.dumps(told)
    return client.post(url, body, content_type="application/json", **headers)


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


def test_page_shows_what_was_seen_and_what_is_missing(client, class_of_three, learner):
    visit = WatchVisit.objects.get(pk=start(client, class_of_three).split("/")[2])
    seen = (1 << 200) - 1
    WatchProgress.objects.filter(pk=visit.progress_id).update(
        seen=seen.to_bytes(25, "little"), seen_seconds=200, position=215
    )
    html = client.get(address(class_of_three)).content.decode()
    assert '<rect x="0" y="0" width="200" height="10">' in html
    assert 'data-position="215"' in html
    assert "3:35" in html


def test_page_of_a_video_in_work_says_so(client, class_of_three, learner):
    Video.objects.update(state="transcoding")
    html = client.get(address(class_of_three)).content.decode()
    assert "<video" not in html
    assert client.post(address(class_of_three)).status_code == 404


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
    assert client.post(address(class_of_three)).status_code == 403


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
        assert client.post(f"{address(class_of_three)}?trainee={wanted}").status_code == 404


@pytest.mark.parametrize("role", ["trainer", "organiser"])
def test_page_is_a_preview_for_staff_and_counts_nothing(client, class_of_three, role):
    staff = places.officer(role)
    if role == "trainer":
        type(class_of_three.trainer).objects.update(user=staff)
    client.force_login(staff)
    html = client.get(address(class_of_three)).content.decode()
    assert "<video" in html
    assert 'data-start=""' in html
    assert client.post(address(class_of_three)).status_code == 404
    assert not WatchVisit.objects.exists()


def test_family_chooses_who_is_watching(client, class_of_three, learner):
    mother = people.enrolment(people.trainee(user=learner, name="彭大妈"), class_of_three).trainee
    html = client.get(address(class_of_three), {"trainee": mother.pk}).content.decode()
    assert "向秀英" in html
    assert "彭大妈" in html
    client.post(f"{address(class_of_three)}?trainee={mother.pk}")
    assert WatchProgress.objects.get().trainee == mother


def test_beat_is_credited_and_tells_the_page(client, class_of_three, learner):
    url = start(client, class_of_three)
    answer = send(client, url, {"ranges": [[0, 4]], "position": 4}).json()
    assert (answer["credited"], answer["refused"], answer["runs"]) == (4, 0, [[0, 4]])
    assert send(client, url, {"ranges": [[0, 4]], "position": 4}).json()["credited"] == 0
    leap = send(client, url, {"ranges": [[0, 600]], "position": 600}).json()
    assert leap["refused"] > 500
    assert leap["reason"]


def test_beat_of_somebody_else_is_unknown(client, class_of_three, learner):
    url = start(client, class_of_three)
    told = {"ranges": [[0, 4]], "position": 4}
    client.logout()
    assert send(client, url, told).status_code == 404
    neighbour = places.user("neighbour")
    people.enrolment(people.trainee(user=neighbour), class_of_three)
    client.force_login(neighbour)
    assert send(client, url, told).status_code == 404
    assert send(client, reverse("beat", args=[uuid.uuid4()]), told).status_code == 404
    assert WatchProgress.objects.get().seen_seconds == 0


def test_beat_from_a_form_of_another_site_is_unknown(client, class_of_three, learner):
    url = start(client, class_of_three)
    body = json.dumps({"ranges": [[0, 4]], "position": 4})
    assert client.post(url, body, content_type="text/plain").status_code == 404
    assert client.post(url, {"ranges": "[[0,4]]"}).status_code == 404
    assert client.get(url).status_code == 405


@pytest.mark.parametrize(
    "body",
    [
        " ",
        "{",
        "[]",
        "null",
        '"x"',
        "[" * 60000,
        '{"ranges": [[0, 4]]}',
        '{"ranges": [[0, 1e999]], "position": 4}',
        '{"ranges": [[0, 4]], "position": -1}',
        '{"ranges": [[0, NaN]], "position": 0}',
        '{"ranges": [[0, ' + "9" * 5000 + ']], "position": 0}',
        b"\xff\xfe\x00",
        "x" * 70000,
    ],
    ids=range(13),
)
def test_beat_that_is_nonsense_gets_a_sentence(client, class_of_three, learner, body):
    response = send(client, start(client, class_of_three), body)
    assert response.status_code == 400
    assert response.json()["reason"]
    assert WatchProgress.objects.get().seen_seconds == 0


def test_page_takes_the_same_queries_for_one_and_three_lessons(client, learner, django_assert_num_queries):
    for videos in ([clips.ready_row()], [clips.ready_row(), clips.ready_row(), clips.ready_row()]):
        found = training.training_class(page=training.course(videos=videos), mode="online")
        people.enrolment(learner.trainees.get(), found)
        with django_assert_num_queries(10):
            client.get(address(found))
