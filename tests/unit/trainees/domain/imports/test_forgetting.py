"""Somebody who was erased stands in no file of a list any more; everybody else stands where they stood."""

import pytest

from lms.kit.spreadsheets import read_book
from tests.factories import household_lists, people, places, registers, training
from trainees.domain import rights, rosters
from trainees.domain.imports import batches
from trainees.domain.sealed_files import opened
from trainees.models import ImportBatch, RosterImport, Trainee

pytestmark = pytest.mark.django_db
NUMBER = people.id_number(7, birth="19500615", area="433199")


@pytest.fixture
def officer():
    return places.officer("organiser")


def somebody() -> Trainee:
    return Trainee.objects.with_id_number(NUMBER).get()


def texts(batch) -> list:
    batch.refresh_from_db()
    return [[(row, list(map(str, cells))) for row, cells in table.rows] for table in batches.tables(batch).tables]


@pytest.mark.parametrize("ending", ["xlsx", "csv"])
def test_the_row_leaves_the_list_that_brought_the_person_in(bring, officer, ending, django_capture_on_commit_callbacks):
    rows = [registers.person(n) for n in (6, 7, 8)]
    data = registers.as_xlsx(rows) if ending == "xlsx" else registers.as_csv(rows)
    batch = bring(name=f"名单.{ending}", data=data)
    before, old, print_of_file = texts(batch), batch.file.name, batch.sha256
    with django_capture_on_commit_callbacks(execute=True):
        rights.erase(somebody(), by=officer)

    (table,) = texts(batch)
    assert table == [line for line in before[0] if NUMBER not in line[1]]
    assert len(table) == len(before[0]) - 1
    assert batch.sha256 == print_of_file
    assert not batch.file.storage.exists(old)
    assert NUMBER.encode() not in opened(batch.file)


def test_the_row_leaves_wherever_its_number_stands_and_without_a_number_by_its_place(bring, officer):
    twice = [registers.person(7), registers.person(9), registers.person(7)]
    nobody = registers.person(11, 身份证号="")
    batch = bring(data=registers.as_xlsx([registers.person(6)], [*twice, nobody]))
    rights.erase(Trainee.objects.get(id_index=None), by=officer)
    assert nobody["姓名"] not in str(texts(batch))
    assert str(texts(batch)).count(NUMBER) == 2
    rights.erase(somebody(), by=officer)
    assert NUMBER not in str(texts(batch))
    assert [[row for row, _cells in table] for table in texts(batch)] == [[1, 2], [1, 3]]


def test_a_formula_stays_one_that_is_refused(county, officer, bring):
    rows = [registers.person(7), registers.person(8)]
    kept = bring(*rows)
    held = batches.receive(
        county, kind="register", data=registers.as_xlsx([*rows, registers.person(9, 民族="=1+1")]), name="二.xlsx",
        by=officer,
    )  # fmt: skip
    batches.check(held)
    rights.erase(somebody(), by=officer)
    assert NUMBER not in str(texts(kept)) + str(texts(held))
    held.refresh_from_db()
    assert batches.bring_in(held, by=officer).counts["refused"] == 1


def test_the_row_leaves_a_household_list_and_the_others_stay(bring_households, officer):
    batch = bring_households(household_lists.member(0), household_lists.member(1))
    before = texts(batch)
    gone = Trainee.objects.order_by("pk").first()
    number = gone.id_number
    rights.erase(gone, by=officer)

    (table,) = texts(batch)
    assert table == [line for line in before[0] if number not in line[1]]
    assert len(table) == len(before[0]) - 1


def test_the_row_leaves_the_rosters_of_their_classes(officer):
    held = training.training_class()
    places.village(1)
    columns = ("姓名", "身份证号", "手机号", "乡镇", "村")
    rows = [registers.person(n) | {"乡镇": "", "村": places.village(1).name} for n in (7, 8)]
    data = registers.as_xlsx(rows, headings=columns)
    roster = rosters.bring_in(rosters.check(held, data=data, name="花名册.xlsx", by=officer), by=officer)
    rights.erase(somebody(), by=officer)

    roster = RosterImport.objects.get(pk=roster.pk)
    book = read_book(rosters.contents(roster), name=roster.name, max_rows=100)
    assert [row for row, _cells in book.tables[0].rows] == [1, 3]
    assert NUMBER not in str(book)


def test_lists_that_never_knew_the_person_are_left_alone(bring, officer):
    bring(registers.person(7))
    other = bring(registers.person(8), name="别的.csv", data=registers.as_csv([registers.person(8)]))
    rights.erase(somebody(), by=officer)
    assert ImportBatch.objects.get(pk=other.pk).file.name == other.file.name
