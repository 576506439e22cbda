"""Deciding whether two are one: the list, side by side with what figures become, taking a merge back."""

import pytest
from django.contrib.auth import get_user_model
from django.urls import reverse

from courses.domain.officers import appoint
from lms.kit.models import AuditEvent, Job
from tests.factories import people, places, training
from trainees.domain import look_alikes, merging
from trainees.models import LookAlike, Trainee, TraineeAlias

pytestmark = pytest.mark.django_db


@pytest.fixture
def pair():
    one, other = (people.trainee(name="田小花") for _ in range(2))
    held = training.training_class(state="closed")
    for who in (one, other):
        people.enrolment(who, held, state="completed")
    look_alikes.find()
    return LookAlike.objects.get()


@pytest.fixture
def organiser(client):
    officer = places.officer("organiser")
    client.force_login(officer)
    return officer


def page(client, name, pk) -> str:
    return client.get(reverse(name, args=[pk])).content.decode()


def test_look_again_finds_pairs(client, organiser, django_capture_on_commit_callbacks):
    for _ in range(2):
        people.trainee(name="田小花")
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("look_alike_list"))
    assert "田小花" in client.get(reverse("look_alike_list")).content.decode()


def test_the_list_tells_that_a_look_is_under_way_and_asks_once(client, organiser):
    for _ in range(2):
        client.post(reverse("look_alike_list"))
    [job] = Job.objects.all()
    said = client.get(reverse("look_alike_list")).content.decode()
    assert f'id="job-{job.pk}"' in said
    assert "data-once" not in said


def test_filters_of_the_list(client, organiser):
    for _ in range(2):
        people.trainee(name="田小花")
    people.trainee(name="向大山", region=places.village(2))
    people.trainee(name="向大山", region=places.village(2), number="")
    look_alikes.find()
    first, second = LookAlike.objects.order_by("pk")

    def shown(**chosen):
        return [pair.pk for pair in client.get(reverse("look_alike_list"), chosen).context["page_obj"]]

    assert shown() == [first.pk, second.pk]
    assert shown(reason="no_id_number") == [second.pk]
    assert shown(name="田") == [first.pk]
    assert shown(region=places.village(2).pk) == [second.pk]
    assert shown(region=places.village(2).pk, name="田") == []
    assert shown(decision="different") == []
    look_alikes.decide_different(first, by=organiser)
    assert shown() == [second.pk]
    assert shown(decision="different") == [first.pk]
    assert shown(reason="x' OR 1=1", decision="nonsense", region="\x00", page="-1") == [second.pk]
    assert shown(name="%") == []


def test_how_many_pairs_wait_stands_on_the_homes(client, pair):
    desk = places.user("desk")
    appoint(desk, "organiser", places.region(), by=None)
    client.force_login(desk)
    assert "田小花" in client.get("/cms/").content.decode()
    counts = client.get(reverse("office")).context["counts"]
    assert [count.value for count in counts if count.address == "look_alike_list"] == [1]


def test_side_by_side_tells_what_figures_become_and_writes_nothing(client, organiser, pair):
    said = page(client, "look_alike", pair.pk)
    assert "<strong>1</strong>" in said
    assert pair.one.id_number not in said
    assert not TraineeAlias.objects.exists()
    assert not AuditEvent.objects.filter(action__startswith="trainees.").exists()
    assert Trainee.objects.canonical().count() == 2


def test_merge_shows_both_on_one_page_and_can_be_taken_back(client, organiser, pair):
    client.post(reverse("look_alike", args=[pair.pk]), {"decision": "same", "because": "村里确认"})
    assert client.get(reverse("person", args=[pair.other.pk])).url == reverse("person", args=[pair.one.pk])
    assert "村里确认" in page(client, "person", pair.one.pk)
    listed = client.get(reverse("register_list"), {"q": "田小花"})
    assert [row.pk for row in listed.context["page_obj"]] == [pair.one.pk]

    said = TraineeAlias.objects.get()
    assert "<strong>2</strong>" in page(client, "take_apart", said.pk)
    client.post(reverse("take_apart", args=[said.pk]), {"because": "是两姐妹"})
    assert Trainee.objects.canonical().count() == 2
    assert client.get(reverse("take_apart", args=[said.pk])).status_code == 404
    assert LookAlike.objects.undecided().exists()


def test_a_reason_with_a_number_in_it_is_refused(client, organiser, pair):
    client.post(reverse("look_alike", args=[pair.pk]), {"decision": "same", "because": "号码 13812345678"})
    assert not TraineeAlias.objects.exists()


def test_two_people(client, organiser, pair):
    client.post(reverse("look_alike", args=[pair.pk]), {"decision": "different"})
    assert "田小花" not in client.get(reverse("look_alike_list"), follow=True).content.decode()


def test_compare_by_hand(client, organiser):
    one, other = people.trainee(name="田一"), people.trainee(name="彭二")
    assert "彭二" in client.get(reverse("person_compare", args=[one.pk]), {"q": "彭"}).content.decode()
    answer = client.post(reverse("person_compare", args=[one.pk]), {"other": other.pk})
    assert answer.url == reverse("look_alike", args=[LookAlike.objects.get().pk])


def test_a_pair_across_the_border_of_the_township_is_not_for_the_township(client, pair):
    Trainee.objects.filter(pk=pair.other.pk).update(region=places.village(1, township=2))
    client.force_login(places.officer("township", within=places.village(1).parent))
    assert client.get(reverse("look_alike", args=[pair.pk])).status_code == 404


def test_the_bureau_decides_nothing(client, pair):
    client.force_login(places.officer("auditor"))
    assert client.get(reverse("look_alike", args=[pair.pk])).status_code == 403


def test_who_knew_a_merged_entry_opens_the_person_and_nobody_else_does(client):
    known_by = people.trainee(name="田小花", region=places.village(1, township=1))
    hanging = people.trainee(name="田小花", number="", region=places.village(1, township=2), phone="+8613987650000")
    beyond = places.village(1, township=3).parent
    people.enrolment(hanging, training.training_class(state="closed"), state="completed")
    merging.merge(known_by, hanging, reason="同一人", by=None)
    for township, status in ((known_by.region.parent, 200), (hanging.region.parent, 200), (beyond, 404)):
        user = places.officer("township", within=township, username=f"t-{township.pk}")
        client.force_login(user)
        for row in (known_by, hanging):
            assert client.get(f"/register/{row.pk}/", follow=True).status_code == status
    client.force_login(get_user_model().objects.get(username=f"t-{hanging.region.parent_id}"))
    assert client.post("/register/", {"q": "13987650000"}).url == f"/register/{known_by.pk}/"
