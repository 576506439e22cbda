"""INDEX_KEY changes beside people at work: everybody is found all the while, and nobody gets in twice."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from lms.kit.rotation import indexes
from lms.models import User
from tests.factories import people, places, training
from tests.factories.registers import as_csv
from tests.factories.registers import person as listed
from tests.factories.rosters import workbook
from trainees.domain import entry_codes, joining, merging, register, rosters
from trainees.domain.imports import batches
from trainees.models import Trainee

pytestmark = pytest.mark.django_db
OLD, NEW = "o" * 40, "n" * 40
NAME, NUMBER, PHONE = "曾小乐", people.id_number(7, birth="19900307"), "+8613912345678"
BOTH = (NEW, OLD)


@pytest.fixture(autouse=True)
def old_key(settings):
    settings.INDEX_KEYS = (OLD,)


@pytest.fixture
def desk():
    return places.officer("organiser")


@pytest.fixture
def zeng(desk):
    return register.register(NAME, NUMBER, PHONE, region=places.village(), by=desk)[0]


def rotate(*arguments) -> str:
    said = StringIO()
    call_command("rotate_keys", *arguments, stdout=said, stderr=said)
    return said.getvalue()


def indexes_of(person) -> dict:
    person.refresh_from_db()
    return {name: getattr(person, name) for name in ("id_index", "id_tail_index", "phone_index")}


def found(client, typed) -> list[int]:
    answer = client.post(reverse("register_list"), {"q": typed}, follow=True)
    page = answer.context.get("page_obj")
    return [row.pk for row in page] if page else [answer.context["trainee"].pk]


def test_writes_every_index_anew_and_lets_the_old_key_go(settings, zeng, desk):
    weak = register.register("田大山", "", "13900000002", region=zeng.region, by=desk)[0]
    user = User.objects.create(username="zeng")
    user.set_phone(PHONE, verified=True)
    user.save()
    settings.INDEX_KEYS = BOTH
    said = rotate("--batch", "1")

    settings.INDEX_KEYS = (NEW,)
    assert "3 values moved" in said
    assert indexes_of(zeng) == register.indexes(NUMBER, PHONE, zeng.region_id)
    assert indexes_of(weak) == register.indexes("", "+8613900000002", zeng.region_id)
    assert Trainee.objects.with_id_number(NUMBER).get() == zeng
    assert User.objects.with_phone(PHONE).get() == user
    assert "newest 2" in rotate("--check", "--indexes")


def test_check_counts_the_rows_under_the_old_key_and_changes_nothing(settings, zeng):
    before = indexes_of(zeng)
    settings.INDEX_KEYS = BOTH
    with pytest.raises(CommandError, match="1 values still carry an old key"):
        rotate("--check")
    assert indexes_of(zeng) == before


def test_without_a_second_key_indexes_are_left_alone(settings, zeng):
    assert "id_index" not in rotate()
    assert "id_index" in rotate("--indexes")


@pytest.mark.parametrize("typed", [NUMBER, NUMBER[-4:], "139 1234 5678"])
def test_search_finds_people_under_either_key(settings, client, zeng, desk, typed):
    client.force_login(desk)
    for keys in ((OLD, NEW), BOTH):
        settings.INDEX_KEYS = keys
        assert found(client, typed) == [zeng.pk]
    rotate()
    assert found(client, typed) == [zeng.pk]


def test_whoever_comes_meanwhile_is_known_and_nobody_gets_in_twice(settings, zeng, desk):
    weak = register.register("田大山", "", "13900000002", region=zeng.region, by=desk)[0]
    for keys in ((OLD, NEW), BOTH, (NEW, OLD)):
        settings.INDEX_KEYS = keys
        assert register.register(NAME, NUMBER, "", region=zeng.region, by=desk) == (zeng, False)
        assert register.register("田大山", "", "13900000002", region=zeng.region, by=desk) == (weak, False)
        rotate()
    assert Trainee.objects.count() == 2


def test_lists_brought_in_meanwhile_know_everybody(settings, desk):
    region = places.village(1)
    cells = listed(1, 村=region.name)
    name, number, phone = cells["姓名"], cells["身份证号"], cells["手机号"]
    register.register(name, number, phone, region=region, by=desk)
    register.register("田大山", "", "13900000002", region=region, by=desk)
    weak = listed(1, 姓名="田大山", 身份证号="", 手机号="13900000002", 村=region.name, 户编号="")
    settings.INDEX_KEYS = BOTH

    county, data = region.parent.parent, as_csv([cells, weak])
    batch = batches.import_now(county, kind="register", data=data, name="名单.csv", by=desk)
    rows = [(name, number, phone, region.name, "", ""), ("田大山", "", "13900000002", region.name, "", "")]
    roster = rosters.check(training.training_class(), data=workbook(*rows), name="名册.xlsx", by=desk)

    assert (batch.counts["known"], batch.counts["new"]) == (2, 0)
    assert rosters.counts(roster)["known"] == 2
    assert Trainee.objects.count() == 2


def test_a_sign_in_and_a_code_given_before_open_afterwards(settings, zeng):
    user = User.objects.create(username="zeng")
    user.set_phone(PHONE, verified=True)
    user.save()
    code = entry_codes.issue(zeng, by=places.officer("follow_up"))
    settings.INDEX_KEYS = BOTH

    assert User.objects.with_phone(PHONE).get() == user
    assert joining.claim(zeng, proof=NUMBER[-4:], by=user).user == user
    assert entry_codes.redeem(NAME, code) == user


def test_keeps_what_somebody_corrects_meanwhile(settings, monkeypatch, zeng):
    """The correction comes between the reading of a row and its writing."""
    settings.INDEX_KEYS = BOTH
    unseal, newest = indexes.unseal, "+8613900000009"

    def correct_first(value, *, place):
        columns = register.derived(NAME, NUMBER, newest, region_code=zeng.region_id)
        Trainee.objects.filter(pk=zeng.pk).update(**columns)
        return unseal(value, place=place)

    monkeypatch.setattr(indexes, "unseal", correct_first)
    store = indexes.Indexes(Trainee, "id_number", "phone", "region", derive=register.indexes)
    assert [(batch.moved, batch.left) for batch in store.rotate(size=10)] == [(0, 1)]
    assert indexes_of(zeng) == register.indexes(NUMBER, newest, zeng.region_id)


def test_two_rows_of_one_number_are_told_and_move_once_they_are_one_person(settings, zeng, desk):
    """Two desks, one with the old settings still, registered the same person in the same moment."""
    twin = people.trainee(name=NAME, number="")
    settings.INDEX_KEYS = BOTH
    columns = register.derived(NAME, NUMBER, "", region_code=zeng.region_id)
    Trainee.objects.filter(pk=twin.pk).update(**columns)

    said = StringIO()
    with pytest.raises(CommandError, match="1 values still carry an old key"):
        call_command("rotate_keys", stdout=said, stderr=said)
    assert f"row {zeng.pk}: another row has the same number" in said.getvalue()
    assert NUMBER not in said.getvalue()
    merging.merge(zeng, Trainee.objects.get(pk=twin.pk), reason="同一身份证号", by=desk)
    rotate()
    assert indexes_of(zeng)["id_index"] == indexes_of(twin)["id_index"]
