"""The question bank at the desk."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from courses.domain import questions
from courses.models import Question, QuestionList
from tests.factories import places, training

pytestmark = pytest.mark.django_db


def typed(course, **changed):
    return {
        "course": course.pk,
        "kind": "single",
        "text": "先做什么？",
        "lines": "退款\n查单号",
        "answer": "B",
    } | changed


def test_a_question_is_written_changed_and_retired(client, desk):
    course = training.course()
    client.post(reverse("questions:add"), typed(course))
    made = Question.objects.get()
    assert (made.course, made.options, made.right) == (course, ["退款", "查单号"], [1])

    edit = reverse("questions:edit", args=[made.pk])
    assert "查单号" in client.get(edit).content.decode()
    client.post(edit, typed(course, kind="order", lines="二\n一\n三", answer="BAC"))
    made.refresh_from_db()
    assert (made.kind, made.options, made.right) == ("order", ["一", "二", "三"], [0, 1, 2])

    client.post(reverse("questions:retire", args=[made.pk]))
    made.refresh_from_db()
    assert made.retired_at
    client.post(reverse("questions:retire", args=[made.pk]), {"back": "1"})
    made.refresh_from_db()
    assert made.retired_at is None


@pytest.mark.parametrize("wrong", [{"answer": "D"}, {"lines": "一"}, {"text": ""}, {"lines": "\n".join("abcdefghi")}])
def test_a_question_with_a_fault_says_which_field(client, desk, wrong):
    answer = client.post(reverse("questions:add"), typed(training.course(), **wrong))
    assert next(iter(wrong)) in answer.context["form"].errors
    assert not Question.objects.exists()


@pytest.mark.parametrize("count", [1, 3])
def test_the_bank_costs_the_same_for_any_number(client, desk, count, django_assert_num_queries):
    page = training.course()
    for _ in range(count):
        training.question(page)
    client.get(reverse("questions:index"))
    with django_assert_num_queries(13):
        answer = client.get(reverse("questions:index"), {"course": page.pk})
    assert answer.content.decode().count("网店运营基础") >= count


def test_a_list_is_uploaded_shown_and_brought_in(client, desk):
    course = training.course()
    file = SimpleUploadedFile("题库.xlsx", questions.template())
    client.post(reverse("questions:upload"), {"course": course.pk, "file": file})
    found = QuestionList.objects.get()
    page = reverse("questions:list", args=[found.pk])
    shown = client.get(page, {"show": "new"})
    assert shown.context["counts"] == {"new": 4, "known": 0, "refused": 0}
    client.post(page)
    assert course.questions.count() == 4
    assert client.get(reverse("questions:template")).status_code == 200
    assert client.get(reverse("questions:refused", args=[found.pk])).status_code == 200


def test_a_file_that_is_no_list_is_refused_on_its_page(client, desk):
    file = SimpleUploadedFile("题库.xlsx", b"not a workbook")
    answer = client.post(reverse("questions:upload"), {"course": training.course().pk, "file": file})
    assert answer.status_code == 422
    assert "file" in answer.context["form"].errors


def test_the_bank_is_for_organisers_only(client):
    question = training.question(training.course())
    for role in ("auditor", "trainer", "follow_up"):
        client.force_login(places.officer(role))
        for address in (reverse("questions:index"), reverse("questions:edit", args=[question.pk])):
            assert client.get(address).status_code in {302, 403}
        client.post(reverse("questions:retire", args=[question.pk]))
    question.refresh_from_db()
    assert question.retired_at is None
