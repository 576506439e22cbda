"""Looking through the register: who is found, in which order, and how far a long list is counted."""

import pytest
from django.urls import reverse

from tests.factories import people, places
from trainees.domain import names, register
from trainees.models import Trainee, TraineeGroup

pytestmark = pytest.mark.django_db


def person(name="曾小乐", **fields):
    return people.trainee(name=name, name_pinyin=names.pinyin(name), **fields)


@pytest.fixture
def zeng():
    return person()


@pytest.fixture
def as_role(client):
    def sign_in(role, within=None):
        client.force_login(places.officer(role, within=within))
        return client

    return sign_in


def test_search_by_the_last_four_signs_finds_people_of_the_own_area_only(as_role):
    mine = people.trainee(number=people.id_number(41, birth="19790211"))
    tail = mine.id_number[-4:]
    elsewhere = people.trainee(name="邻县人", region=places.region("433126101201"))
    for row in (mine, elsewhere):
        Trainee.objects.filter(pk=row.pk).update(id_tail_index=register.id_tail_index(tail, row.region_id))
    answer = as_role("organiser").post(reverse("register_list"), {"q": f" {tail.lower()} "})

    assert [row.pk for row in answer.context["page_obj"]] == [mine.pk]
    assert register.id_tail_index(tail, mine.region_id) != register.id_tail_index(tail, elsewhere.region_id)


def test_a_long_list_is_counted_only_so_far(as_role, monkeypatch):
    monkeypatch.setattr("trainees.forms.register.MOST_COUNTED", 2)
    for _ in range(4):
        people.trainee()
    page = as_role("organiser").get(reverse("register_list")).context["page_obj"]
    assert (page.paginator.count, page.paginator.is_cut) == (2, True)


@pytest.mark.parametrize(
    "asked",
    [{}, {"q": "田"}, {"q": "tian"}, {"q": "tian", "region": "433127000000"}, {"group": "woman"}, {"poor": "on"},
     {"group": "woman", "q": "田", "poor": "on"}],
)  # fmt: skip
def test_a_list_is_by_name_and_one_that_is_cut_by_village_page_after_page(as_role, monkeypatch, asked):
    called = ("田丙", "田甲", "田乙", "田丁", "田戊")
    folk = [person(name, region=places.village(1 + n % 2)) for n, name in enumerate(called)]
    person("向明", region=places.village(3))
    people.household(*folk, poor=True)
    TraineeGroup.objects.bulk_create(TraineeGroup(trainee=one, group="woman") for one in folk)
    client = as_role("organiser")
    monkeypatch.setattr("trainees.views.register.PER_PAGE", 2)

    def pages():
        found = []
        for number in (1, 2, 3):
            page = client.get(reverse("register_list"), asked | {"page": number}).context["page_obj"]
            found += [row for row in page if row in folk] if page.number == number else []
        return [row.name for row in found]

    by_name = ["田丙", "田丁", "田甲", "田戊", "田乙"]
    assert pages() == by_name
    monkeypatch.setattr("trainees.forms.register.MOST_COUNTED", 4)
    monkeypatch.setattr("trainees.forms.register.MOST_FOUND", 4)
    assert pages() == ["田丙", "田戊", "田乙", "田丁"]


def test_search_by_village_means_villages_of_the_own_area(as_role, monkeypatch):
    """However many villages elsewhere are called the same."""
    monkeypatch.setattr("trainees.domain.lookup.MOST_VILLAGES", 1)
    places.region("433101101201", name="东风村")
    mine = person("田大山", region=places.region("433127101201", name="东风村"))
    page = as_role("organiser").get(reverse("register_list"), {"q": "东风"}).context["page_obj"]
    assert list(page) == [mine]


def test_a_place_is_chosen_by_what_is_typed(client):
    one, other = places.village(1), places.village(2)
    for region, spelling in ((one, "kamucun kmc"), (other, "kamencun kmc")):
        region.spelling = spelling
        region.save()
    here, there = people.trainee(region=one), people.trainee(region=other)
    client.force_login(places.officer("auditor"))

    def listed(**asked):
        page = client.get(reverse("register_list"), asked)
        return set(page.context["page_obj"].object_list), page.context["filters"]

    assert listed(place="kamu")[0] == {here}
    found, filters = listed(place="kmc")
    assert found == {here, there}
    assert [code for code, _name in filters.fields["region"].widget.choices] == ["", one.code, other.code]
    assert filters.errors["region"]
    assert listed(place="kmc", region=other.code)[0] == {there}
    assert listed(place="kamu", region=other.code)[0] == {here}
    found, filters = listed(place="nowhere")
    assert filters.errors["place"]
    assert found == {here, there}


def test_a_place_of_another_area_is_not_found(client):
    mine, foreign = places.village(1), places.region("433130101201", name="邻县村")
    people.trainee(region=mine)
    client.force_login(places.officer("auditor"))
    page = client.get(reverse("register_list"), {"place": "邻县村"})
    assert page.context["filters"].errors["place"]
    assert foreign.code not in page.content.decode()


def test_visible_people_are_asked_for_by_their_regions(as_role, zeng):
    """Asked for by a list of everybody in those regions, a prefecture took PostgreSQL more than nine minutes."""
    user = places.officer("organiser")
    asked = str(Trainee.objects.visible_to(user).query)

    assert 'U0."region_id"' not in asked
    assert list(Trainee.objects.visible_to(user)) == [zeng]


def test_office_counts_the_people_the_list_shows(as_role, zeng):
    people.trainee(canonical=zeng)
    client = as_role("organiser")
    count = next(count for count in client.get(reverse("office")).context["counts"] if count.address == "register_list")

    assert count.value == client.get(reverse("register_list")).context["page_obj"].paginator.count == 1
