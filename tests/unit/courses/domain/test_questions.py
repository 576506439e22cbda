"""The bank: written, brought in by a list, retired; a class opens only with enough of it."""

import pytest

from courses.domain import question_tables, questions, scheduling
from courses.models import Question, QuestionList
from lms.kit.models import AuditEvent
from lms.kit.spreadsheets import read_table, write_workbook
from tests.factories import places, training

pytestmark = pytest.mark.django_db
HEAD = ["题型", "题目", "答案", "选项A", "选项B"]
GOOD, BAD = ["单选", "好的？", "A", "是", "否"], ["单选", "坏的？", "Z", "是", "否"]


@pytest.fixture
def by():
    return places.user("organiser")


def received(course, *rows, by):
    data = write_workbook([("题库", [HEAD, *rows])])
    return questions.receive(course, data=data, name="../题库.xlsx", by=by)


def test_a_list_is_looked_through_and_changes_nothing(by):
    found = received(training.course(), GOOD, BAD, GOOD, by=by)
    assert (found.name, [cells["row"] for cells in found.rows]) == ("题库.xlsx", [2, 3, 4])
    assert [line["verdict"] for line in questions.look_through(found)] == ["new", "refused", "known"]
    assert not Question.objects.exists()


def test_bringing_in_twice_brings_nothing_twice(by):
    course = training.course()
    found = received(course, GOOD, BAD, by=by)
    assert questions.bring_in(found, by=by) == 1
    assert questions.bring_in(found, by=by) == 0
    again = received(course, GOOD, by=by)
    assert questions.bring_in(again, by=by) == 0
    assert [question.text for question in course.questions.all()] == ["好的？"]
    assert AuditEvent.objects.filter(action="courses.question.import").count() == 2


def test_refused_rows_come_back_to_be_mended_and_go_in_then(by):
    course = training.course()
    found = received(course, GOOD, BAD, by=by)
    rows = question_tables.read_rows(read_table(questions.refused_rows(found), name="x.xlsx"))
    assert [(cells["text"], question_tables.draft(cells).faults[0].heading) for cells in rows] == [("坏的？", "答案")]


def test_the_template_is_a_list_without_faults(by):
    found = questions.receive(training.course(), data=questions.template(), name="题库.xlsx", by=by)
    assert {line["verdict"] for line in questions.look_through(found)} == {"new"}
    assert {line["draft"].kind for line in questions.look_through(found)} == set(Question.Kind.values)


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"", "a.xlsx"),
        (b"\x89PNG\r\n", "a.png"),
        (b"<html>", "a.xlsx"),
        ("姓名,电话\n张三,1\n".encode(), "a.csv"),
        ("题型,题目,答案\n".encode(), "a.csv"),
        (b"x" * (questions.MAX_BYTES + 1), "a.csv"),
    ],
)
def test_what_is_no_list_of_questions_is_refused_with_a_sentence(by, data, name):
    with pytest.raises(questions.QuestionsRefused):
        questions.receive(training.course(), data=data, name=name, by=by)
    assert not QuestionList.objects.exists()


def test_a_change_makes_another_mark_and_no_change_logs_nothing(by):
    draft = question_tables.draft({"kind": "single", "text": "问？", "A": "是", "B": "否", "answer": "A"})
    made = questions.keep(draft, training.course(), by=by)
    mark = made.mark
    questions.keep(draft, made.course, question=made, by=by)
    other = question_tables.draft({"kind": "single", "text": "问？", "A": "是", "B": "否", "answer": "B"})
    changed = questions.keep(other, made.course, question=made, by=by)
    assert (changed.pk, changed.right) == (made.pk, [1])
    assert changed.mark != mark
    events = AuditEvent.objects.filter(action__startswith="courses.question.").values_list("action", flat=True)
    assert sorted(events) == ["courses.question.add", "courses.question.change"]
    with pytest.raises(questions.QuestionsRefused):
        questions.keep(question_tables.draft({}), made.course, by=by)


def test_a_class_opens_only_with_as_many_questions_as_its_test_draws(by):
    page = training.course_with_test(bank=2, work_task="拍一张商品图")
    questions.retire(page.questions.first(), by=by)
    planned = training.training_class(page=page, state="planned")
    with pytest.raises(scheduling.BankIsTooSmall, match="1"):
        scheduling.open_class(planned, by=by)
    questions.bring_back(page.questions.first(), by=by)
    opened = scheduling.open_class(planned, by=by)
    assert opened.assessment == {"questions": 2, "minutes": None, "tries": 3, "work": "拍一张商品图"}
    page.test_questions = 9
    page.save()
    opened.refresh_from_db()
    assert opened.assessment["questions"] == 2
