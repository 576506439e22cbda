"""Follow-up pages: the order of the list, one visit in one form, whose people they are, and what is refused."""

import datetime as dt
import uuid

import pytest
from django.urls import reverse

from lms.kit.clock import now, today
from lms.kit.models import AuditEvent
from tests.factories import people, places
from tests.unit.trainees.domain.test_evidence import photo, png_of, upload
from trainees.domain import evidence, outcomes
from trainees.domain.outcomes import Shop
from trainees.models import ContactAttempt, EvidenceItem, FollowUpTask, Need, OutcomeReport

pytestmark = pytest.mark.django_db
LIST = "/follow-up/"


@pytest.fixture
def staff(client):
    user = places.officer("follow_up")
    client.force_login(user)
    return user


def due_task(*, days_late: int = 0, person=None, **fields):
    """A first follow-up that was due `days_late` days ago."""
    done = today() - dt.timedelta(days=days_late + 30)
    enrolment = people.enrolment(person, state="completed", completed_on=done, **fields)
    task = people.follow_ups(enrolment)[0]
    due = today() - dt.timedelta(days=days_late)
    FollowUpTask.objects.filter(pk=task.pk).update(
        opens_on=due - dt.timedelta(days=7), due_on=due, closes_on=due + dt.timedelta(days=30)
    )
    FollowUpTask.objects.exclude(pk=task.pk).filter(enrolment=enrolment).delete()
    task.refresh_from_db()
    return task


def names(response):
    return [task.enrolment.trainee.name for task in response.context["page_obj"]]


def filled(**fields):
    return {"op_id": uuid.uuid4(), "result": "reached", "channel": "visit"} | fields


def test_list_poor_before_others_and_overdue_before_due(client, staff):
    village = places.village()
    for name, poor, late in (("甲", False, 0), ("乙", False, 5), ("丙", True, 0), ("丁", True, 5)):
        due_task(person=people.trainee(name=name, region=village), snapshot_poor=poor, days_late=late)
    assert names(client.get(LIST)) == ["丁", "丙", "乙", "甲"]
    assert names(client.get(LIST, {"poor": "on"})) == ["丁", "丙"]
    assert names(client.get(LIST, {"overdue": "on"})) == ["丁", "乙"]
    assert names(client.get(LIST, {"q": "乙"})) == ["乙"]


def test_list_leaves_out_what_is_settled_closed_or_not_open_yet(client, staff):
    due_task(days_late=-8)
    settled = due_task()
    settled.outcome, settled.settled_at = "waived", now()
    settled.save()
    missed = due_task(days_late=31)
    assert names(client.get(LIST)) == []
    assert names(client.get(LIST, {"missed": "on"})) == [missed.enrolment.trainee.name]


def test_list_by_township_keeps_to_it_and_says_when_nobody_matches(client, staff):
    here, there = places.village(1, township=1), places.village(1, township=2)
    due_task(person=people.trainee(name="这里", region=here))
    due_task(person=people.trainee(name="那里", region=there))
    assert names(client.get(LIST, {"region": here.parent.code})) == ["这里"]
    empty = client.get(LIST, {"q": "没有这个人"})
    assert names(empty) == []
    assert "search-x" in empty.content.decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_list_costs_the_same_for_one_and_three(client, staff, django_assert_num_queries, rows):
    for _ in range(rows):
        due_task()
    with django_assert_num_queries(7):
        assert len(names(client.get(LIST))) == rows


def test_log_a_visit_with_a_shop_a_photo_sales_and_a_need(client, staff):
    task = due_task()
    response = client.post(
        reverse("contact", args=[task.pk]),
        filled(
            platform="douyin",
            shop_name="湘西腊味",
            shop_address="https://shop.example/1",
            opened_on=today().isoformat(),
            photo=upload(photo()),
            sales_yuan="1234.50",
            need="packaging",
            need_text="要盒子",
            note="在家",
        ),
    )
    assert response.status_code == 302
    assert response.url == LIST
    task.refresh_from_db()
    assert task.outcome == "done"
    opened = OutcomeReport.objects.get(kind="shop_opened")
    assert (opened.shop_name, opened.evidence.kind) == ("湘西腊味", "shop_photo")
    assert OutcomeReport.objects.get(kind="sales").sales_fen == 123450
    assert Need.objects.get().text == "要盒子"
    assert "湘西腊味" in client.get(reverse("contact", args=[task.pk])).content.decode()


def test_the_usual_visit_needs_one_choice(client, staff):
    task = due_task()
    assert client.post(reverse("contact", args=[task.pk]), filled()).status_code == 302
    task.refresh_from_db()
    assert task.outcome == "done"
    assert not OutcomeReport.objects.exists()


def test_work_found_and_a_day_left_empty_mean_today(client, staff):
    task = due_task()
    client.post(reverse("contact", args=[task.pk]), filled(employed="on", employer="合作社", employed_since=""))
    report = OutcomeReport.objects.get()
    assert (report.kind, report.employer, report.occurred_on) == ("employed", "合作社", today())


def test_the_second_press_logs_nothing_more(client, staff):
    task = due_task()
    form = filled(result="no_answer")
    for _ in range(2):
        assert client.post(reverse("contact", args=[task.pk]), form).status_code == 302
    assert ContactAttempt.objects.count() == 1


@pytest.mark.parametrize(
    ("fields", "where"),
    [
        ({"result": ""}, "result"),
        ({"result": "abducted"}, "result"),
        ({"op_id": "x"}, "op_id"),
        ({"platform": "ebay"}, "platform"),
        ({"shop_name": "没有平台的店"}, "platform"),
        ({"platform": "taobao", "opened_on": "2999-01-01"}, "__all__"),
        ({"platform": "taobao", "opened_on": "gestern"}, "opened_on"),
        ({"sales_yuan": "-5"}, "sales_yuan"),
        ({"sales_yuan": "99999999999"}, "sales_yuan"),
        ({"sales_yuan": "NaN"}, "sales_yuan"),
        ({"sales_yuan": "很多"}, "sales_yuan"),
        ({"need": "a pony"}, "need"),
        ({"note": "x" * 501}, "note"),
        ({"result": "no_answer", "sales_yuan": "5"}, "result"),
    ],
)
def test_refuse_what_cannot_be_in_its_field_and_keep_what_was_typed(client, staff, fields, where):
    task = due_task()
    response = client.post(reverse("contact", args=[task.pk]), filled(**({"note": "我打的字"} | fields)))
    assert response.status_code == 422
    assert where in response.context["form"].errors
    assert fields.get("note", "我打的字") in response.content.decode()
    assert not ContactAttempt.objects.exists()


@pytest.mark.parametrize(
    "data",
    [b"text", b"<html><script>alert(1)</script>", b"", b"PK\x03\x04" + b"\0" * 99, png_of(9000, 9000)],
    ids=["text", "html", "empty", "zip", "bomb"],
)
def test_refuse_a_photo_that_is_none_and_keep_the_rest_on_the_page(client, staff, data):
    task = due_task()
    form = filled(platform="taobao", shop_name="田家铺子", photo=upload(data))
    response = client.post(reverse("contact", args=[task.pk]), form)
    assert "photo" in response.context["form"].errors
    assert "田家铺子" in response.content.decode()
    assert not ContactAttempt.objects.exists()
    assert not EvidenceItem.objects.exists()


def test_refuse_a_photo_of_eleven_megabytes(client, staff):
    task = due_task()
    form = filled(photo=upload(photo((10, 10)) + b"\0" * (11 * 1024**2)))
    response = client.post(reverse("contact", args=[task.pk]), form)
    assert "10 MB" in str(response.context["form"].errors["photo"])


def test_neighbours_auditors_and_strangers_keep_out(client):
    task = due_task(person=people.trainee(region=places.village(1, township=1)))
    item = evidence.keep(upload(photo()), kind="shop_photo", trainee=task.enrolment.trainee, by=None)
    report = outcomes.report_shop(task.enrolment.trainee, Shop("taobao", today()), task=task, by=None)
    page = reverse("contact", args=[task.pk])
    call, correct = reverse("call_trainee", args=[task.pk]), reverse("correct_shop", args=[report.pk])
    picture = reverse("evidence_file", args=[item.pk])
    for address in (LIST, page, picture, correct):
        assert client.get(address).status_code == 302

    next_door = places.officer("follow_up", within=places.village(1, township=2).parent, username="next")
    client.force_login(next_door)
    assert names(client.get(LIST)) == []
    assert [client.get(address).status_code for address in (page, picture, correct)] == [404, 404, 404]
    assert [client.post(address, filled()).status_code for address in (page, call, correct)] == [404, 404, 404]

    client.force_login(places.officer("auditor"))
    assert [client.get(address).status_code for address in (page, picture)] == [200, 200]
    assert [client.post(address, filled()).status_code for address in (page, call, correct)] == [403, 403, 403]

    client.force_login(places.officer("trainer", username="trainer"))
    assert [client.get(address).status_code for address in (LIST, page)] == [403, 403]
    assert not ContactAttempt.objects.exists()


def test_serve_proof_as_a_picture_and_nothing_else(client, staff):
    task = due_task()
    item = evidence.keep(upload(photo()), kind="shop_photo", trainee=task.enrolment.trainee, by=staff)
    response = client.get(reverse("evidence_file", args=[item.pk]))
    assert response["Content-Type"] == "image/jpeg"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cache-Control"].startswith("private")
    assert len(b"".join(response.streaming_content)) == item.size


def test_call_shows_the_number_once_and_writes_it_down(client, staff):
    task = due_task(person=people.trainee(phone="+8613812345678"))
    page = client.get(reverse("contact", args=[task.pk])).content.decode()
    assert "13812345678" not in page
    assert "138****5678" in page

    called = client.post(reverse("call_trainee", args=[task.pk]))
    assert 'href="tel:+8613812345678"' in called.content.decode()
    assert "no-store" in called["Cache-Control"]
    event = AuditEvent.objects.get(action="trainees.phone.show")
    assert (event.actor, event.object_id) == (staff, str(task.enrolment.trainee_id))
    assert client.get(reverse("call_trainee", args=[task.pk])).status_code == 405


def test_correct_a_shop_by_a_new_report(client, staff):
    task = due_task()
    client.post(reverse("contact", args=[task.pk]), filled(platform="taobao", shop_name="写错了"))
    wrong = OutcomeReport.objects.get()
    address = reverse("correct_shop", args=[wrong.pk])
    assert "写错了" in client.get(address).content.decode()

    refused = client.post(address, {"platform": "", "opened_on": ""})
    assert set(refused.context["form"].errors) == {"platform", "opened_on"}
    future = client.post(address, {"platform": "jd", "opened_on": "2999-01-01"})
    assert future.context["form"].non_field_errors()

    right = {"platform": "jd", "shop_name": "写对了", "opened_on": today().isoformat()}
    assert client.post(address, right).url == reverse("contact", args=[task.pk])
    assert OutcomeReport.objects.standing().get().shop_name == "写对了"
    assert client.get(address).status_code == 404


def test_say_when_somebody_was_not_reached_on_three_days(client, staff):
    task = due_task()
    for days_ago in (1, 2, 3):
        made_at = now() - dt.timedelta(days=days_ago)
        ContactAttempt.objects.create(task=task, result="no_answer", made_at=made_at, made_by=staff)
    assert client.get(LIST).context["page_obj"][0].days_tried == 3
    page = client.get(reverse("contact", args=[task.pk]))
    assert page.context["days_unreached"] == 3
    assert "notice-warn" in page.content.decode()
