"""Practical work on the pages of trainee and trainer."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests.factories import people, places, training
from tests.unit.trainees.domain.test_works import LINK, photo
from trainees.domain import works
from trainees.models import PracticalWork

pytestmark = pytest.mark.django_db


@pytest.fixture
def enrolment():
    page = training.course(work_task="上架一件商品，发来链接")
    trainer = training.trainer(places.user("trainer"))
    holder = people.trainee(name="田小满", user=places.user("holder"))
    return people.enrolment(holder, training.training_class(page=page, trainer=trainer))


def page_of(enrolment):
    return reverse("class_work", args=[enrolment.training_class_id])


def test_trainee_hands_in_and_trainer_sends_back(client, enrolment):
    client.force_login(enrolment.trainee.user)
    assert "上架一件商品" in client.get(page_of(enrolment)).content.decode()
    client.post(page_of(enrolment), {"link": LINK, "photo1": photo(), "note": "我的第一件"})
    work = PracticalWork.objects.get()
    shown = client.get(page_of(enrolment)).content.decode()
    assert "to be looked at" in shown or "待评阅" in shown
    picture = reverse("work_photo", args=[work.pk, work.photos.get().pk])
    assert client.get(picture)["Content-Type"] == "image/jpeg"

    client.force_login(enrolment.training_class.trainer.user)
    assert "田小满" in client.get(reverse("work_list")).content.decode()
    assert client.get(picture).status_code == 200
    client.post(reverse("work", args=[work.pk]), {"word": "图再亮些", "send_back": "1"})
    work.refresh_from_db()
    assert (work.state, work.word) == ("sent_back", "图再亮些")


def test_a_refused_upload_says_why_and_keeps_what_was_typed(client, enrolment):
    client.force_login(enrolment.trainee.user)
    evil = SimpleUploadedFile("a.jpg", b"<svg onload=alert(1)>", content_type="image/jpeg")
    answer = client.post(page_of(enrolment), {"note": "我的第一件", "photo1": evil})
    assert answer.status_code == 422
    assert "我的第一件" in answer.content.decode()
    assert not PracticalWork.objects.exists()


def test_a_link_is_shown_as_one_and_never_runs(client, enrolment):
    works.hand_in(enrolment, link='https://x.example/"><script>alert(1)</script>', by=None)
    client.force_login(enrolment.training_class.trainer.user)
    shown = client.get(reverse("work", args=[PracticalWork.objects.get().pk])).content.decode()
    assert "<script>alert" not in shown
    assert 'rel="nofollow noopener noreferrer"' in shown


def test_a_work_is_for_its_people_and_those_in_charge(client, enrolment):
    work = works.hand_in(enrolment, photos=[photo()], by=None)
    picture = reverse("work_photo", args=[work.pk, work.photos.get().pk])
    page = reverse("work", args=[work.pk])
    other = training.trainer(places.user("other")).user
    far = places.officer("organiser", within=places.region("433122000000"), username="far")
    for user in (other, far):
        client.force_login(user)
        assert [client.get(picture).status_code, client.get(page).status_code] == [404, 404]
    client.force_login(places.officer("auditor"))
    assert client.get(page).status_code == 200
    assert client.post(page, {"word": "很好", "accept": "1"}).status_code == 403
    stranger = people.trainee(user=places.user("stranger")).user
    client.force_login(stranger)
    assert client.get(page_of(enrolment)).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_what_waits_costs_the_same_for_any_number(client, enrolment, count, django_assert_num_queries):
    for _ in range(count):
        works.hand_in(people.enrolment(training_class=enrolment.training_class), link=LINK, by=None)
    client.force_login(places.officer("organiser"))
    with django_assert_num_queries(5):
        assert len(client.get(reverse("work_list")).context["page_obj"]) == count
