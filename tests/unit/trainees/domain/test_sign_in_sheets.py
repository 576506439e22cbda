"""The printed sheet: everybody's row, empty rows, the halves of the day, a square a page that can be read again."""

import datetime as dt
import io

import pikepdf
import pytest

from lms.kit.clock import local, today
from lms.kit.models import AuditEvent
from tests.factories import people, places, training
from trainees.domain import sheet_codes, sign_in_sheets

pytestmark = pytest.mark.django_db


@pytest.fixture
def session():
    return training.session(training.training_class())


def test_pages_hold_everybody_and_at_least_five_empty_rows(session):
    for number in range(14):
        people.enrolment(people.trainee(name=f"田{number}", name_pinyin=f"tian {number:02}"), session.training_class)

    one, two = sign_in_sheets.pages(session)

    rows = [*one.rows, *two.rows]
    assert [row.number for row in rows] == list(range(1, 37))
    assert [row.name for row in rows[:14]] == [f"田{number}" for number in range(14)]
    assert not any(row.code for row in rows[14:])
    assert [sheet_codes.read_page(page.code) for page in (one, two)] == [(session.pk, 1), (session.pk, 2)]


@pytest.mark.parametrize("size", [1, 3])
def test_pages_cost_the_same_for_any_class(session, size, django_assert_num_queries):
    for _ in range(size):
        people.enrolment(training_class=session.training_class)

    with django_assert_num_queries(1):
        (page,) = sign_in_sheets.pages(session)

    assert sum(bool(row.code) for row in page.rows) == size


def test_rows_show_the_end_of_a_number_only(session):
    trainee = people.trainee()
    people.enrolment(trainee, session.training_class)

    row = sign_in_sheets.pages(session)[0].rows[0]

    assert row.digits == trainee.id_number[-4:]
    assert trainee.id_number not in repr(row)


@pytest.mark.parametrize(
    ("starts", "ends", "columns"),
    [
        ((9, 0), (11, 30), ["上午签名"]),
        ((9, 0), (12, 0), ["上午签名"]),
        ((8, 30), (16, 30), ["上午签名", "下午签名"]),
        ((14, 0), (17, 0), ["下午签名"]),
        ((17, 0), (20, 0), ["下午签名", "晚上签名"]),
        ((8, 0), (23, 59), ["上午签名", "下午签名", "晚上签名"]),
    ],
)
def test_half_days_are_those_the_session_reaches_into(session, starts, ends, columns):
    session.starts_at, session.ends_at = (local(today(), dt.time(*each)) for each in (starts, ends))

    assert sign_in_sheets.half_days(session) == columns


def test_pdf_has_a_page_for_each_and_is_logged(session):
    for _ in range(14):
        people.enrolment(training_class=session.training_class)
    by = places.officer("organiser")

    made = sign_in_sheets.pdf(session, by=by)

    assert len(pikepdf.open(io.BytesIO(made)).pages) == 2
    event = AuditEvent.objects.get(action="trainees.sheet.download")
    assert (event.actor, event.object_id, event.details["pages"]) == (by, str(session.pk), 2)
