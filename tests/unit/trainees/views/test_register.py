"""The register on screen: who sees whom, how much of their numbers, and what leaves a trace."""

import io

import pytest
import python_calamine
from django.urls import reverse

from lms.kit.masking import mask_id_number
from lms.kit.models import AuditEvent
from tests.factories import people, places
from trainees.domain import names
from trainees.models import Trainee, TraineeGroup

pytestmark = pytest.mark.django_db
ROLES = ("organiser", "follow_up", "township", "auditor")
NUMBER = people.id_number(7, birth="19900307")
PHONE = "+8613912345678"


def person(name="曾小乐", **fields):
    return people.trainee(name=name, name_pinyin=names.pinyin(name), **fields)


@pytest.fixture
def zeng():
    return person(number=NUMBER, phone=PHONE)


@pytest.fixture
def as_role(client):
    def sign_in(role, within=None):
        client.force_login(places.officer(role, within=within))
        return client

    return sign_in


def text_of(response) -> str:
    return response.content.decode()


@pytest.mark.parametrize("role", ROLES)
def test_list_masks_numbers_for_every_role(as_role, zeng, role):
    page = text_of(as_role(role).get("/register/"))

    assert zeng.name in page
    assert NUMBER not in page
    assert "13912345678" not in page
    assert "139****5678" in page
    assert mask_id_number(NUMBER, area=role == "auditor") in page


def test_list_sends_strangers_to_sign_in_and_refuses_trainers_and_trainees(client, zeng):
    assert reverse("account_login") in client.get("/register/").url
    for user in (places.officer("trainer"), places.user("somebody")):
        client.force_login(user)
        assert client.get("/register/").status_code == 403


def test_list_shows_nobody_of_another_township(as_role, zeng):
    there = places.village(1, township=2)
    page = text_of(as_role("township", within=there.parent).get("/register/"))

    assert zeng.name not in page


@pytest.mark.parametrize("typed", ["曾小乐", "小乐", "zeng", "zengxiaole", "zxl", "第1镇第1村"])
def test_search_finds_by_chinese_pinyin_and_village_and_keeps_it_in_the_address(as_role, zeng, typed):
    other = person("田大山", region=places.village(2, township=2))
    client = as_role("organiser")
    answer = client.post("/register/", {"q": typed})

    assert answer.status_code == 302
    page = text_of(client.get(answer.url))
    assert zeng.name in page
    assert other.name not in page


@pytest.mark.parametrize(
    "typed", [NUMBER, NUMBER.lower(), f"{NUMBER[:6]} {NUMBER[6:14]} {NUMBER[14:]}", "139 1234 5678"]
)
def test_search_by_whole_number_goes_to_the_person_and_stays_out_of_the_address(as_role, zeng, typed):
    answer = as_role("follow_up").post("/register/", {"q": typed})

    assert answer.url == reverse("person", args=[zeng.pk])


def test_search_by_a_shared_phone_lists_the_family(as_role, zeng):
    child = person("曾小小", phone=PHONE)
    page = text_of(as_role("follow_up").post("/register/", {"q": "13912345678"}))

    assert zeng.name in page
    assert child.name in page
    assert "13912345678" not in page


def test_search_by_number_does_not_find_people_of_another_area(as_role, zeng):
    there = places.village(1, township=2)
    client = as_role("township", within=there.parent)
    known = client.post("/register/", {"q": NUMBER}, follow=True)
    unknown = client.post("/register/", {"q": people.id_number(8)}, follow=True)

    assert text_of(known).count("没有") == text_of(unknown).count("没有")
    assert zeng.name not in text_of(known)


def test_search_by_a_number_with_a_wrong_check_digit_says_so(as_role, zeng):
    wrong = NUMBER[:-1] + ("0" if NUMBER[-1] != "0" else "1")
    answer = as_role("organiser").post("/register/", {"q": wrong}, follow=True)

    assert [message.level_tag for message in answer.context["messages"]] == ["error"]


def test_filters_select_poor_group_weak_and_region(as_role, zeng):
    poor = person("田贫困", region=places.village(2))
    people.household(poor, poor=True)
    veteran = person("彭退伍", region=places.village(1, township=2))
    TraineeGroup.objects.create(trainee=veteran, group="veteran")
    weak = person("向无证", number="", region=places.village(2, township=2))
    client = as_role("auditor")

    def found(query):
        return {trainee.name for trainee in client.get(f"/register/?{query}").context["page_obj"]}

    assert found("poor=on") == {poor.name}
    assert found("group=veteran") == {veteran.name}
    assert found("weak=on") == {weak.name}
    assert found(f"region={places.village(2).pk}") == {poor.name}
    assert found(f"region={veteran.region.parent_id}") == {veteran.name, weak.name}
    assert found(f"region={veteran.region.parent_id}&weak=on") == {weak.name}


def test_poor_filter_asks_about_today_not_about_once(as_role, zeng):
    household = people.household(zeng, poor=True)
    household.statuses.update(valid_until="2020-12-31")

    assert not as_role("auditor").get("/register/?poor=on").context["page_obj"].object_list


def test_filters_stay_when_the_page_turns(as_role):
    for number in range(51):
        person(f"田{number}")
    page = text_of(as_role("auditor").get("/register/?q=%E7%94%B0&group="))

    assert 'rel="next"' in page
    assert "?q=%E7%94%B0&amp;group=&amp;page=2" in page


@pytest.mark.parametrize(
    "query", ["page=-1", "page=999", "page=x", "q=%00", "q=" + "x" * 500, "q=%25", "region=abc", "region=" + "9" * 12,
              "region=%00", "group=nope", "poor=%27", "q=%27%22%3Cscript%3E"]
)  # fmt: skip
def test_list_survives_hostile_addresses(as_role, zeng, query):
    answer = as_role("organiser").get(f"/register/?{query}")

    assert answer.status_code == 200
    assert "<script>" not in text_of(answer).replace('<script type="module"', "")


@pytest.mark.parametrize("rows", [1, 3])
def test_list_costs_the_same_queries_for_any_number_of_rows(as_role, django_assert_num_queries, rows):
    for _row in range(rows):
        people.household(person(), poor=True)
    client = as_role("auditor")

    with django_assert_num_queries(7):
        assert len(client.get("/register/").context["page_obj"]) == rows


@pytest.mark.parametrize("rows", [1, 3])
def test_person_costs_the_same_queries_for_any_history(as_role, django_assert_num_queries, zeng, rows):
    people.household(zeng, *[person() for _row in range(rows)], poor=True)
    for _row in range(rows):
        people.enrolment(zeng, state="completed")
    client = as_role("auditor")

    with django_assert_num_queries(32):
        page = text_of(client.get(f"/register/{zeng.pk}/"))
    assert page.count("timeline-item") == 1 + 3 * rows + 2


def test_person_of_another_area_reads_like_nobody(as_role, zeng):
    client = as_role("auditor", within=places.village(1, township=2).parent)
    theirs, nobody = client.get(f"/register/{zeng.pk}/"), client.get("/register/999999/")

    assert theirs.status_code == nobody.status_code == 404
    assert zeng.name not in text_of(theirs)


@pytest.mark.parametrize("role", ROLES)
def test_person_page_never_shows_whole_numbers(as_role, zeng, role):
    page = text_of(as_role(role).get(f"/register/{zeng.pk}/"))

    assert NUMBER not in page
    assert "13912345678" not in page
    assert mask_id_number(NUMBER, area=role == "auditor") in page


@pytest.mark.parametrize("role", ["organiser", "auditor"])
def test_unmask_shows_the_numbers_once_and_logs_who_and_why(as_role, zeng, role):
    client = as_role(role)
    asked = client.get(f"/register/{zeng.pk}/unmask/")
    shown = client.post(f"/register/{zeng.pk}/unmask/", {"reason": "sample", "note": "抽查第三季度样本"})

    assert NUMBER not in text_of(asked)
    assert NUMBER in text_of(shown)
    assert PHONE in text_of(shown)
    assert "no-store" in shown["Cache-Control"]
    event = AuditEvent.objects.get(action="trainees.trainee.unmask")
    assert (event.actor.username, event.object_id, event.region_code) == (role, str(zeng.pk), zeng.region_id)
    assert (event.purpose, event.details) == ("抽查第三季度样本", {"reason": "sample", "role": role})
    assert NUMBER not in text_of(client.get(f"/register/{zeng.pk}/"))


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"reason": "sample"},
        {"reason": "sample", "note": "查"},
        {"reason": "sample", "note": "    "},
        {"reason": "nonsense", "note": "抽查第三季度样本"},
        {"note": "抽查第三季度样本"},
        {"reason": "call", "note": f"打电话 {PHONE}"},
        {"reason": "call", "note": "查" * 500},
    ],
)
def test_unmask_without_a_good_reason_shows_a_sentence_and_nothing_else(as_role, zeng, data):
    answer = as_role("auditor").post(f"/register/{zeng.pk}/unmask/", data)

    assert answer.context["form"].errors
    assert NUMBER not in text_of(answer)
    assert not AuditEvent.objects.filter(action="trainees.trainee.unmask").exists()


@pytest.mark.parametrize("role", ["follow_up", "township"])
def test_unmask_is_refused_to_field_staff(as_role, zeng, role):
    answer = as_role(role).post(f"/register/{zeng.pk}/unmask/", {"reason": "call", "note": "打电话回访"})

    assert answer.status_code == 403
    assert NUMBER not in text_of(answer)
    assert not AuditEvent.objects.filter(action__startswith="trainees.").exists()


def test_unmask_needs_the_role_where_the_person_lives(client, zeng):
    user = places.officer("follow_up")
    other = places.region("433126000000")
    places.StaffScope.objects.create(user=user, role="organiser", region=other, valid_from="2019-01-01")
    client.force_login(user)

    assert client.post(f"/register/{zeng.pk}/unmask/", {"reason": "call", "note": "打电话回访"}).status_code == 403


def test_export_is_masked_says_who_and_why_and_is_logged(as_role, zeng):
    person("田大山", region=places.village(1, township=2))
    answer = as_role("auditor").post(
        f"/register/export/?region={zeng.region_id}", {"reason": "sample", "note": "抽查第三季度样本"}
    )
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(answer.content))
    rows, origin = (book.get_sheet_by_index(index).to_python() for index in (0, 1))

    assert [row[0] for row in rows[1:]] == [zeng.name]
    shown = dict(zip(*rows, strict=True))
    assert (shown["身份证号"], shown["手机号"]) == (mask_id_number(NUMBER, area=True), "139****5678")
    assert "抽查第三季度样本" in str(origin)
    assert "测试auditor" in str(origin)
    event = AuditEvent.objects.get(action="trainees.register.export")
    assert (event.region_code, event.details["rows"], event.purpose) == (zeng.region_id, 1, "抽查第三季度样本")


def test_export_takes_only_people_of_the_areas_where_one_may_export(client, zeng):
    user = places.officer("township")
    elsewhere = person("彭外县", region=places.region("433126101201"))
    places.StaffScope.objects.create(
        user=user, role="auditor", region=places.region("433126000000"), valid_from="2019-01-01"
    )
    client.force_login(user)
    answer = client.post("/register/export/", {"reason": "sample", "note": "抽查第三季度样本"})
    rows = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_index(0).to_python()

    assert [row[0] for row in rows[1:]] == [elsewhere.name]


def test_export_without_a_reason_gives_a_sentence_and_no_file(as_role, zeng):
    answer = as_role("organiser").post("/register/export/?q=zeng", {"reason": "sample", "note": "x"})

    assert answer.url == "/register/?q=zeng"
    assert not AuditEvent.objects.filter(action__startswith="trainees.").exists()


@pytest.mark.parametrize("role", ["follow_up", "township", "trainer"])
def test_export_is_refused_to_others(as_role, zeng, role):
    answer = as_role(role).post("/register/export/", {"reason": "sample", "note": "抽查第三季度样本"})

    assert answer.status_code == 403
    assert not AuditEvent.objects.filter(action__startswith="trainees.").exists()


def test_export_of_a_name_that_is_a_formula_stays_text(as_role):
    person("=1+1")
    answer = as_role("organiser").post("/register/export/", {"reason": "sample", "note": "抽查第三季度样本"})
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(answer.content))

    assert book.get_sheet_by_index(0).to_python()[1][0] == "=1+1"
    assert Trainee.objects.count() == 1
