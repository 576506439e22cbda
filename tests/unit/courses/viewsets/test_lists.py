"""Lists about places at the desk: looked through first, applied by a press, in the own county only."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from courses.domain import place_lists
from courses.models import Denominator, PlaceList, PoorVillage, Region
from tests.factories import lists, places

pytestmark = pytest.mark.django_db


def upload(client, data, *, kind="regions", name="list.csv", region=None, **more):
    form = {
        "kind": kind,
        "region": (region or places.region()).pk,
        "name": "2025年区划",
        "source": "国家统计局",
        "dated_on": "2025-01-01",
        "file": SimpleUploadedFile(name, data),
    }
    return client.post("/cms/place-lists/new/", form | more, follow=True)


def county_csv(*without):
    regions = Region.objects.exclude(code__in=without)
    rows = [f"{place.code},{place.name},{place.level},{place.parent_id or ''}" for place in regions]
    return "\n".join(["code,name,level,parent_code", *rows, ""]).encode()


def test_upload_read_the_plan_apply(client, desk):
    gone, stays = places.village(1), places.village(2)
    page = upload(client, county_csv(gone.code))
    assert page.context["plan"].withdrawn
    assert gone.name in page.content.decode()
    assert not Region.objects.exclude(withdrawn_on=None).exists()
    made = PlaceList.objects.get()
    assert client.get(f"/cms/place-lists/{made.pk}/apply/").status_code == 405
    client.post(f"/cms/place-lists/{made.pk}/apply/", {"plan": "an old plan"})
    assert not Region.objects.exclude(withdrawn_on=None).exists()
    plan = page.context["plan"].fingerprint
    client.post(f"/cms/place-lists/{made.pk}/apply/", {"plan": plan})
    assert client.get(f"/cms/place-lists/{made.pk}/").context["place_list"].applied_by == desk
    assert list(Region.objects.exclude(withdrawn_on=None)) == [gone]
    assert stays in Region.objects.current()


def test_a_plan_shows_one_kind_of_change(client, desk):
    gone = places.village(1)
    places.village(2)
    page = upload(client, county_csv(gone.code).replace("第1村".encode(), "改名村".encode()))
    made = PlaceList.objects.get()
    page = client.get(f"/cms/place-lists/{made.pk}/?show=gone").content.decode()
    assert gone.code in page
    assert client.get(f"/cms/place-lists/{made.pk}/?show=nonsense&page=99").status_code == 200


def test_a_wrong_file_says_why_and_is_not_kept(client, desk):
    page = upload(client, b"\x89PNG\r\n")
    assert "CSV" in page.content.decode()
    assert not PlaceList.objects.exists()


def test_numbers_and_poor_villages_come_from_lists(client, desk):
    village = places.village(1)
    for kind, rows in (
        ("denominators", [["代码", "常住人口"], [village.code, 900]]),
        ("poor_villages", [["代码", "认定年份"], [village.code, 2014]]),
    ):
        page = upload(client, lists.sheet(*rows), kind=kind, name="list.xlsx")
        assert page.context["may_apply"]
        client.post(f"/cms/place-lists/{PlaceList.objects.first().pk}/apply/")
    assert Denominator.objects.get().value == 900
    assert "900" in client.get("/cms/denominators/").content.decode()
    assert PoorVillage.objects.get().region == village
    assert village.name in client.get("/cms/poor-villages/").content.decode()


def test_refused_rows_are_shown_with_their_reason(client, desk):
    village = places.village(1)
    page = upload(
        client,
        lists.sheet(["代码", "常住人口"], [village.code, 900], ["433127999999", "许多"]),
        kind="denominators",
        name="list.xlsx",
    )
    assert "433127999999" in page.content.decode()
    assert not page.context["may_apply"]


def test_lists_of_next_door_are_not_there(client, desk, next_door):
    made = place_lists.receive(
        lists.place_list(
            "denominators", ["代码", "常住人口"], [next_door.code, 90017], region=next_door, name="邻县名单"
        ),
        by=desk,
    )
    assert client.get(f"/cms/place-lists/{made.pk}/").status_code == 404
    assert client.post(f"/cms/place-lists/{made.pk}/apply/").status_code == 404
    assert "邻县名单" not in client.get("/cms/place-lists/").content.decode()
    upload(client, lists.sheet(["代码", "常住人口"], [next_door.code, 1]), kind="denominators", region=next_door)
    assert PlaceList.objects.count() == 1
    place_lists.apply(made, by=desk)
    assert "90017" not in client.get("/cms/denominators/").content.decode().replace(",", "")


@pytest.mark.parametrize(("address", "queries"), [("place-lists", 11), ("denominators", 11), ("poor-villages", 11)])
def test_lists_cost_the_same_queries_for_any_number_of_rows(client, desk, django_assert_num_queries, address, queries):
    village, made = places.village(1), 0
    client.get(f"/cms/{address}/")
    for rows in (1, 3):
        while made < rows:
            made += 1
            for kind, fact in (("denominators", ["常住人口", 900]), ("poor_villages", ["认定年份", 2000 + made])):
                kept = lists.place_list(kind, ["代码", fact[0]], [village.code, fact[1]], name=f"名单{made}")
                place_lists.apply(place_lists.receive(kept, by=desk), by=desk)
        with django_assert_num_queries(queries):
            client.get(f"/cms/{address}/")
