"""Notes beside a lesson: written at a time, for one's own eyes, gone with the person."""

import pytest
from django.urls import reverse

from tests.factories import clips, people, places, training
from trainees.domain import erasing, notes
from trainees.models import LessonNote

pytestmark = pytest.mark.django_db


@pytest.fixture
def held_class():
    return training.training_class(page=training.course(videos=[clips.ready_row(seconds=600)]), mode="online")


@pytest.fixture
def learner(client, held_class):
    user = places.user("learner")
    person = people.trainee(user=user, name="向秀英")
    people.enrolment(person, held_class)
    client.force_login(user)
    return person


def key(training_class) -> str:
    return training_class.lessons[0]["key"]


def write(client, training_class, **told):
    address = reverse("write_note", args=[training_class.pk, key(training_class)])
    return client.post(address, {"at": "1:15", "text": "分级标准"} | told, follow=True)


def test_a_note_is_shown_at_its_time_and_can_be_jumped_to(client, held_class, learner):
    write(client, held_class, at="2:05", text="打包")
    html = write(client, held_class).content.decode()
    assert html.index("分级标准") < html.index("打包")
    assert 'href="?at=75"' in html
    page = client.get(reverse("lesson", args=[held_class.pk, key(held_class)]), {"at": "75"}).content.decode()
    assert 'data-position="75"' in page
    assert ".mp4#t=75" in page


@pytest.mark.parametrize(
    ("at", "second"), [("75", 75), ("1:15", 75), ("1：15", 75), ("0:01:15", 75), (" 0:05 ", 5), ("10:00", 600)]
)
def test_time_is_read_as_people_write_it(client, held_class, learner, at, second):
    write(client, held_class, at=at)
    assert LessonNote.objects.get().at_second == second


@pytest.mark.parametrize(
    ("told", "sentence"),
    [
        ({"at": "10:01"}, "超过了视频长度"),
        ({"at": "半小时"}, "分:秒"),
        ({"at": "-5"}, "分:秒"),
        ({"at": "１:15x"}, "分:秒"),
        ({"text": "   "}, "笔记是空的"),
        ({"text": "长" * 501}, "500"),
    ],
)
def test_nonsense_is_refused_with_a_sentence(client, held_class, learner, told, sentence):
    html = write(client, held_class, **told).content.decode()
    assert sentence in html
    assert not LessonNote.objects.exists()


def test_a_note_says_no_whole_number_and_no_markup(client, held_class, learner):
    html = write(client, held_class, text="找 13800138000 <b>老师</b>").content.decode()
    assert "13800138000" not in html
    assert "&lt;b&gt;老师" in html


def test_notes_stop_at_a_number(client, held_class, learner, monkeypatch):
    monkeypatch.setattr(notes, "MOST", 1)
    write(client, held_class)
    assert "最多1条" in write(client, held_class).content.decode()
    assert LessonNote.objects.count() == 1


def test_nobody_else_reads_or_removes_a_note(client, held_class, learner):
    write(client, held_class)
    note = LessonNote.objects.get()
    other = places.user("other")
    people.enrolment(people.trainee(user=other), held_class)
    client.force_login(other)
    page = client.get(reverse("lesson", args=[held_class.pk, key(held_class)])).content.decode()
    assert "分级标准" not in page
    assert client.post(reverse("remove_note", args=[note.pk])).status_code == 404
    assert write(client, held_class, trainee=learner.pk).status_code == 404
    staff = places.officer("organiser", within=places.region())
    client.force_login(staff)
    assert write(client, held_class).status_code == 404
    assert LessonNote.objects.count() == 1


def test_removing_comes_back_to_the_lesson_and_nowhere_else(client, held_class, learner):
    write(client, held_class)
    lesson = f"http://testserver{reverse('lesson', args=[held_class.pk, key(held_class)])}"
    answer = client.post(reverse("remove_note", args=[LessonNote.objects.get().pk]), headers={"referer": lesson})
    assert answer["Location"] == f"{lesson}#notes"
    write(client, held_class)
    address = reverse("remove_note", args=[LessonNote.objects.get().pk])
    assert client.post(address, headers={"referer": "http://testserver.evil.test/"})["Location"] == "/me/"
    assert not LessonNote.objects.exists()


def test_erasing_a_person_takes_their_notes(held_class, learner):
    notes.write(learner, held_class.lessons[0], at=5, text="先看货源")
    erasing.blank_words_about([learner], set())
    assert not LessonNote.objects.exists()
