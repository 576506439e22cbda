"""Practical work: handed in, looked at, handed in once more."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from lms.kit.models import AuditEvent
from tests.factories import people, places, training
from trainees.domain import completion, evidence, rights, works
from trainees.models import EvidenceItem, PracticalWork

pytestmark = pytest.mark.django_db
LINK = "https://shop.example/item?id=7"


def photo(name="a.jpg", size=(60, 40)):
    data = io.BytesIO()
    Image.new("RGB", size, "green").save(data, "JPEG")
    return SimpleUploadedFile(name, data.getvalue(), content_type="image/jpeg")


@pytest.fixture
def enrolment():
    return people.enrolment(training_class=training.training_class(page=training.course(work_task="上架一件商品")))


@pytest.fixture
def by():
    return places.user("trainer")


def gaps(enrolment):
    return [gap["params"]["state"] for gap in completion.gaps(enrolment)]


def test_work_goes_back_and_comes_again_until_it_is_accepted(enrolment, by):
    assert gaps(enrolment) == ["none"]
    first = works.hand_in(enrolment, link=LINK, by=None)
    assert gaps(enrolment) == ["waiting"]
    works.send_back(first, word="图太暗，重拍", by=by)
    assert gaps(enrolment) == ["sent_back"]
    second = works.hand_in(enrolment, photos=[photo()], note="重拍了", by=None)
    works.accept(second, word="很好", by=by)
    assert gaps(enrolment) == []
    assert list(enrolment.works.values_list("number", "state", "word")) == [
        (1, "sent_back", "图太暗，重拍"),
        (2, "accepted", "很好"),
    ]
    with pytest.raises(works.WorkRefused):
        works.hand_in(enrolment, link=LINK, by=None)
    actions = list(AuditEvent.objects.filter(action__startswith="trainees.work").values_list("action", flat=True))
    assert sorted(actions) == ["trainees.work.hand_in"] * 2 + ["trainees.work.mark"] * 2


def test_a_form_sent_twice_hands_in_once(enrolment):
    assert works.hand_in(enrolment, link=LINK, by=None) == works.hand_in(enrolment, link=LINK, by=None)
    assert PracticalWork.objects.count() == 1


def test_photos_are_drawn_anew_and_kept_in_private(enrolment):
    work = works.hand_in(enrolment, photos=[photo(), photo("../../etc/passwd.jpg")], by=None)
    kinds = {(item.kind, item.content_type, item.trainee, item.training_class) for item in work.photos.all()}
    assert kinds == {("work", "image/jpeg", enrolment.trainee, enrolment.training_class)}
    assert all(item.file.name.startswith("evidence/") for item in work.photos.all())


@pytest.mark.parametrize(
    "data",
    [b"", b"<svg onload=alert(1)>", b"GIF89a" + bytes(50), b"\xff\xd8\xff\xe0" + bytes(30), b"PK\x03\x04" + bytes(99)],
)
def test_what_is_no_picture_is_refused_and_nothing_is_kept(enrolment, data):
    with pytest.raises((evidence.NotAPicture, works.WorkRefused)):
        works.hand_in(enrolment, link=LINK, photos=[SimpleUploadedFile("a.jpg", data)], by=None)
    assert not PracticalWork.objects.exists()
    assert not EvidenceItem.objects.exists()


@pytest.mark.parametrize(
    ("typed", "link"),
    [
        ("", ""),
        (f"  {LINK} ", LINK),
        (f"【淘宝】快来看我的店 {LINK} 点开即可", LINK),
        ("HTTP://EXAMPLE.COM/a", "HTTP://EXAMPLE.COM/a"),
    ],
)
def test_a_link_is_found_in_what_apps_put_around_it(typed, link):
    assert works.readable_link(typed) == link


@pytest.mark.parametrize(
    "typed",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "shop.example",
        "ftp://shop.example/",
        "https://",
        "https://user:secret@shop.example/",
        "http://[",
        "https://shop.example/" + "x" * 300,
        "我的店",
    ],
)
def test_what_is_no_link_is_refused(typed):
    with pytest.raises(works.WorkRefused):
        works.readable_link(typed)


def test_nothing_too_much_or_too_late_is_refused(enrolment):
    with pytest.raises(works.WorkRefused):
        works.hand_in(enrolment, by=None)
    with pytest.raises(works.WorkRefused):
        works.hand_in(enrolment, photos=[photo()] * (works.MOST_PHOTOS + 1), by=None)
    type(enrolment.training_class).objects.update(state="closed")
    with pytest.raises(works.WorkRefused):
        works.hand_in(enrolment, link=LINK, by=None)
    other = people.enrolment()
    with pytest.raises(works.WorkRefused):
        works.hand_in(other, link=LINK, by=None)


def test_marking_needs_a_word_and_happens_once(enrolment, by):
    work = works.hand_in(enrolment, link=LINK, by=None)
    with pytest.raises(works.WorkRefused):
        works.accept(work, word=" ", by=by)
    works.accept(work, word="很好", by=by)
    assert works.send_back(work, word="改主意了", by=by).state == "accepted"


def test_what_waits_is_seen_by_who_is_in_charge(enrolment, by):
    work = works.hand_in(enrolment, link=LINK, by=None)
    trainer = enrolment.training_class.trainer
    trainer.user = by
    trainer.save()
    assert list(works.waiting_for(by)) == [work]
    assert list(works.waiting_for(places.officer("organiser"))) == [work]
    assert not works.waiting_for(places.user("stranger"))
    assert not works.waiting_for(places.officer("follow_up"))


def test_erasing_a_person_takes_link_words_and_photos(enrolment, by, django_capture_on_commit_callbacks):
    work = works.hand_in(enrolment, link=LINK, photos=[photo()], note="我的店", by=None)
    works.accept(work, word="小芳做得好", by=by)
    with django_capture_on_commit_callbacks(execute=True):
        rights.erase(enrolment.trainee, by=by)
    work.refresh_from_db()
    assert (work.link, work.note, work.state) == ("", "", "accepted")
    assert "小芳" not in work.word
    assert [item.file.name for item in work.photos.all()] == [""]
