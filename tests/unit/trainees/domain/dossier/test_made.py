"""What the platform says by itself of plan, notice, timetable, trainers and opinions."""

import datetime as dt

import pytest

from courses.domain import scheduling
from courses.models import PlannedTraining, Qualification
from lms.kit.clock import today
from tests.factories import people, places, proofs, training
from trainees.domain import attendance, completion
from trainees.domain.dossier import freezing, overview, pieces, standing
from trainees.models import SurveyReply, TrainerRating

pytestmark = pytest.mark.django_db


@pytest.fixture
def organiser():
    return places.officer("organiser")


def made(held, code) -> dict[str, list[str]]:
    """The rows of the table by their first cell."""
    return {row[0]: row[1:] for row in standing.of_item(held, code).table.rows}


def planned(held, **fields):
    defaults = {
        "audience": "返乡青年",
        "goal": "会开店",
        "outline": "第一章\n第二章",
        "first_month": 3,
        "last_month": 6,
    }
    more = defaults | {"year": held.starts_on.year, "course": held.course, "classes": 2, "person_times": 80} | fields
    return PlannedTraining.objects.create(programme=held.programme, **more)


def answered(held, *scores):
    for score in scores:
        people.enrolment(training_class=held)
        SurveyReply.objects.create(training_class=held, overall=score, content=score)
        TrainerRating.objects.create(training_class=held, trainer=held.trainer, score=score)


def paper(trainer, until=None, name="讲师证"):
    return Qualification.objects.create(
        trainer=trainer,
        name=name,
        issuer="人社局",
        expires_on=until,
        file="x",
        sha256=f"{trainer.pk}{name}".ljust(64, "a"),
    )


def test_the_plan_is_that_of_the_year_of_the_class():
    held = training.training_class()
    assert standing.of_item(held, "1.1").state == "missing"
    planned(held)
    planned(held, year=held.starts_on.year - 1, audience="去年的人")
    found = standing.of_item(held, "1.1")
    assert found.state == "growing"
    assert found.table.rows == [[held.course.title, "返乡青年", "会开店", "3–6", "第一章；第二章", "2", "80", ""]]
    assert "本班课程在计划内。" in found.table.notes
    other = training.training_class(page=training.course(title="另一门课"), day=held.starts_on)
    assert "本班课程不在计划内。" in standing.of_item(other, "1.1").table.notes


def test_a_notice_is_there_once_the_class_is_open_and_says_what_it_costs(organiser):
    held = training.training_class(state="planned", sessions=1, notice="请带手机。")
    assert standing.of_item(held, "1.3").state == "missing"
    held = scheduling.open_class(held, by=organiser)
    said = made(held, "1.3")
    assert said["发布日期"] == [str(today())]
    assert said["费用"] == ["免费"]
    assert said["培训地点"] == [places.ROOM]
    assert said["开班通知"] == ["请带手机。"]
    assert standing.of_item(held, "1.3").lack_text == ""
    held.is_value_added = True
    assert "费用" not in made(held, "1.3")


def test_a_notice_after_the_first_day_is_late(organiser):
    held = training.training_class(state="planned", day=today() - dt.timedelta(days=1), ends_on=today())
    held = scheduling.open_class(held, by=organiser)
    assert standing.of_item(held, "1.3").lack_text == f"发布于 {today()}，晚于开班日期。"


def test_the_timetable_has_hours_of_theory_and_practice_and_the_outline():
    held = training.training_class()
    training.session(held, number=1, hour=9, hours=3, topic="开店")
    training.session(held, number=2, hour=14, hours=3, kind="practice")
    table = standing.of_item(held, "1.4").table
    assert [row[2:6] for row in table.rows] == [
        ["09:00–12:00", "开店", "理论", "4.0"],
        ["14:00–17:00", "", "实操", "4.0"],
    ]
    assert table.notes[0].startswith("理论 4 学时，实操 4 学时")
    assert table.notes[1:] == [f"{n}. {module['title']}" for n, module in enumerate(held.syllabus, 1)]


def test_trainers_stand_with_the_papers_good_on_the_first_day():
    held = training.training_class(trainer=training.trainer(name="向老师", title="高级电子商务师"))
    guest = training.trainer(name="田老师")
    training.session(held, hour=14, trainer=guest)
    paper(held.trainer, until=today() + dt.timedelta(days=9))
    paper(guest, until=held.starts_on - dt.timedelta(days=1))
    found = standing.of_item(held, "2.1")
    assert [row[0] for row in found.table.rows] == ["向老师", "田老师"]
    assert made(held, "2.1")["向老师"][4] == f"讲师证（人社局，有效期至 {today() + dt.timedelta(days=9)}）"
    assert made(held, "2.1")["田老师"][4] == ""
    assert found.lack_text == "2 位讲师中有 1 位没有开班当天有效的证件。"
    paper(guest, name="新证")
    assert standing.of_item(held, "2.1").lack_text == ""


def test_satisfaction_is_told_from_five_replies_on_and_never_words():
    held = training.training_class()
    answered(held, 5, 5, 4, 4)
    assert made(held, "5.3") == {"已评价": ["4 / 4（100%）"]}
    assert "4" in standing.of_item(held, "5.3").lack_text
    answered(held, 2)
    SurveyReply.objects.filter(overall=2).update(words="名字", words_state="waiting")
    assert made(held, "5.3") == {
        "已评价": ["5 / 5（100%）"],
        "满意度": ["4 / 5（80%）"],
        "总体": ["4.00 / 5"],
        "课程内容": ["4.00 / 5"],
        f"讲师 {held.trainer.name}": ["4.00 / 5"],
    }


def test_they_are_frozen_at_closing_but_opinions_go_on(organiser):
    held = training.training_class(sessions=1, day=today() - dt.timedelta(days=1))
    planned(held)
    paper(held.trainer)
    seat = people.enrolment(training_class=held)
    session = held.sessions.get()
    attendance.mark(session, seat, "present", by=organiser)
    attendance.close_session(session, by=organiser)
    answered(held, 5, 5, 5, 4)
    completion.close_class(held, by=organiser)
    held.refresh_from_db()
    PlannedTraining.objects.update(goal="改了")
    answered(held, 3)
    codes = ("1.1", "1.3", "1.4", "2.1", "5.3")
    assert {code: standing.of_item(held, code).state for code in codes} == dict.fromkeys(codes, "accepted")
    assert "会开店" in str(freezing.content(freezing.latest(held)["1.1"]).rows)
    assert made(held, "5.3")["已评价"] == ["5 / 6（83%）"]


def test_paper_does_where_the_platform_knows_nothing(organiser):
    held = training.training_class(state="closed")
    pieces.accept(pieces.add(held, "1.1", proofs.upload(proofs.photo()), by=organiser)[0], by=organiser)
    assert standing.of_item(held, "1.1").state == "accepted"


def test_what_the_platform_keeps_whole_is_not_overdue(organiser):
    held = training.training_class(day=today() - dt.timedelta(days=1), ends_on=today())
    standing.work_out(held)
    before = overview.classes_of(organiser).get()
    planned(held)
    standing.work_out(held)
    after = overview.classes_of(organiser).get()
    assert (after.overdue, after.due) == (before.overdue - 1, before.due)
