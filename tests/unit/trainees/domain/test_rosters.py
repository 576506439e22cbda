"""Rosters: a dry run writes nothing and says why, an import brings in exactly what the dry run promised."""

import io

import openpyxl
import pytest

from courses.models import Region
from lms.kit.models import AuditEvent
from lms.kit.spreadsheets import read_table
from tests.factories import people, places, training
from tests.factories.people import id_number
from tests.factories.rosters import workbook
from trainees.domain import enrolments, rosters
from trainees.domain.roster_columns import read_entries
from trainees.models import Enrolment, Household, HouseholdMember, RosterImport, Trainee

pytestmark = pytest.mark.django_db
GOOD, OTHER = id_number(1), id_number(2)


@pytest.fixture
def desk():
    places.village(1)
    return places.officer("organiser")


@pytest.fixture
def training_class(desk):
    return training.training_class()


def village():
    return Region.objects.get(level="village").name


def row(name="田一", number=GOOD, phone="13800138000", place=None, household="", groups=""):
    return (name, number, phone, place or village(), household, groups)


def check(training_class, desk, *rows, **options):
    return rosters.check(training_class, data=workbook(*rows, **options), name="名册.xlsx", by=desk)


def codes(roster, at=0):
    return [reason["code"] for reason in roster.findings[at]["reasons"]]


def test_check_writes_no_person_and_names_nobody(training_class, desk):
    roster = check(training_class, desk, row("田大伟", household="H1"), row("彭小妹", OTHER))

    assert rosters.counts(roster) == {"new": 2, "known": 0, "refused": 0, "warned": 0}
    assert not Trainee.objects.exists()
    assert not Household.objects.exists()
    assert not Enrolment.objects.exists()
    assert GOOD not in str(roster.findings)
    assert "大伟" not in str(roster.findings)
    event = AuditEvent.objects.get()
    assert (event.action, event.details["new"]) == ("trainees.roster.check", 2)


def test_check_keeps_the_file_sealed(training_class, desk):
    data = workbook(row())
    roster = rosters.check(training_class, data=data, name="名册.xlsx", by=desk)
    with roster.file.open("rb") as stored:
        assert stored.read(2) != b"PK"
    assert rosters.contents(roster) == data


def test_bring_in_registers_places_and_enrols(training_class, desk):
    roster = check(training_class, desk, row("田一", household="H1", groups="农村青年、村干部"), row("田二", OTHER))
    done = rosters.bring_in(roster, by=desk)

    person = Trainee.objects.with_id_number(GOOD).get()
    assert (person.name, person.phone, person.region.name) == ("田一", "+8613800138000", village())
    assert {group.group for group in person.groups.all()} == {"youth", "village_cadre"}
    assert HouseholdMember.objects.get().household.number == "H1"
    enrolled = Enrolment.objects.filter(training_class=training_class, state="confirmed", source="roster")
    assert enrolled.count() == 2
    assert enrolled.get(trainee=person).snapshot_household.number == "H1"
    assert (done.state, done.imported_by) == ("imported", desk)


def test_bring_in_twice_and_the_same_file_again_bring_nothing_twice(training_class, desk):
    rows = (row("田一", household="H1", groups="农村青年"), row("田二", OTHER))
    first = check(training_class, desk, *rows)
    rosters.bring_in(first, by=desk)
    events = AuditEvent.objects.count()
    rosters.bring_in(first, by=desk)
    assert AuditEvent.objects.count() == events

    again = check(training_class, desk, *rows)
    assert rosters.counts(again) == {"new": 0, "known": 2, "refused": 0, "warned": 2}
    assert codes(again) == ["enrolled"]
    rosters.bring_in(again, by=desk)
    assert (Trainee.objects.count(), Enrolment.objects.count(), HouseholdMember.objects.count()) == (2, 2, 1)


@pytest.mark.parametrize(
    ("change", "code", "sentence"),
    [
        ({"name": ""}, "NameIsMissing", ""),
        ({"number": GOOD[:-1] + ("0" if GOOD[-1] != "0" else "1")}, "IdNumberHasWrongCheckDigit", GOOD[-1]),
        ({"number": GOOD[:-1]}, "IdNumberHasWrongLength", "17"),
        ({"number": id_number(1, birth="20990101")}, "IdNumberHasNoBirthDate", "20990101"),
        ({"number": 433127198506151234}, "rounded", "身份证号"),
        ({"number": "", "phone": ""}, "NothingToKnowThemBy", ""),
        ({"phone": "12345"}, "PhoneIsWrong", ""),
        ({"place": "月球村"}, "VillageUnclear", "月球村"),
        ({"number": "=CONCATENATE(A1,B1)"}, "formula", "身份证号"),
        ({"household": 4331271012010001}, "rounded", "户编号"),
    ],
)
def test_check_refuses_a_row_with_its_reason(training_class, desk, change, code, sentence):
    roster = check(training_class, desk, row("田二", OTHER), row(**change))
    assert roster.findings[1]["verdict"] == "refused"
    assert codes(roster, 1) == [code]
    assert sentence in roster.findings[1]["reasons"][0]["text"]
    assert roster.findings[0]["verdict"] == "new"


def test_check_gives_every_reason_of_a_row(training_class, desk):
    roster = check(training_class, desk, row(name="", place="月球村"))
    assert codes(roster) == ["NameIsMissing", "VillageUnclear"]


def test_check_uses_the_first_of_two_equal_rows_and_names_both(training_class, desk):
    roster = check(training_class, desk, row(), row("田二", OTHER), row())
    assert [finding["verdict"] for finding in roster.findings] == ["new", "new", "refused"]
    assert "2、4" in roster.findings[0]["reasons"][0]["text"]
    assert "2、4" in roster.findings[2]["reasons"][0]["text"]


def test_check_refuses_both_rows_of_one_number_and_two_names(training_class, desk):
    roster = check(training_class, desk, row("田一"), row("田二"))
    assert codes(roster, 0) == codes(roster, 1) == ["twins"]


def test_check_refuses_a_number_known_under_another_name(training_class, desk):
    people.trainee(name="田大伟", number=GOOD)
    roster = check(training_class, desk, row("田小伟"))
    assert codes(roster) == ["NamesDiffer"]
    assert "大伟" not in str(roster.findings)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"number": ""}, "weak"),
        ({"groups": "青年、火星人"}, "group"),
        ({"groups": "建档立卡贫困户"}, "poverty"),
        ({"number": id_number(3, area="512002")}, "county"),
    ],
)
def test_check_warns_and_lets_in(training_class, desk, change, code):
    roster = check(training_class, desk, row(**change))
    assert (roster.findings[0]["verdict"], codes(roster)) == ("new", [code])
    rosters.bring_in(roster, by=desk)
    assert Enrolment.objects.count() == 1


def test_a_household_of_the_register_is_kept_and_said(training_class, desk):
    person = people.trainee(name="田一", number=GOOD)
    people.household(person, number="OLD")
    roster = check(training_class, desk, row(household="NEW"))
    assert codes(roster) == ["household"]
    rosters.bring_in(roster, by=desk)
    assert HouseholdMember.objects.get().household.number == "OLD"


def test_bring_in_a_full_class_puts_the_rest_on_the_waiting_list(desk):
    small = training.training_class(seats=1)
    done = rosters.bring_in(check(small, desk, row("田一"), row("田二", OTHER)), by=desk)
    assert list(Enrolment.objects.order_by("pk").values_list("state", flat=True)) == ["confirmed", "waiting"]
    assert codes(done, 1) == ["waiting"]


def test_bring_in_confirms_who_had_asked(training_class, desk):
    person = people.trainee(name="田一", number=GOOD)
    enrolments.request(person, training_class, by=None)
    rosters.bring_in(check(training_class, desk, row()), by=desk)
    assert Enrolment.objects.get().state == "confirmed"


def test_bring_in_checks_afresh(training_class, desk):
    roster = check(training_class, desk, row("田小伟"))
    people.trainee(name="田大伟", number=GOOD)
    done = rosters.bring_in(roster, by=desk)
    assert codes(done) == ["NamesDiffer"]
    assert not Enrolment.objects.exists()


@pytest.mark.parametrize(
    ("data", "name", "sentence"),
    [
        (b"", "名册.xlsx", ""),
        (b"hello, this is text", "名册.xlsx", ".xlsx"),
        (b"%PDF-1.7", "名册.pdf", ""),
        (workbook(("田一", "13800138000"), headings=("姓名", "手机号")), "名册.xlsx", "身份证号、村"),
        (workbook(), "名册.xlsx", ""),
        (workbook(headings=()), "名册.xlsx", ""),
    ],
)
def test_check_of_no_roster_is_a_sentence_and_keeps_nothing(training_class, desk, data, name, sentence):
    with pytest.raises(rosters.RosterRefused, match=sentence or "."):
        rosters.check(training_class, data=data, name=name, by=desk)
    assert not RosterImport.objects.exists()


def test_check_of_too_many_bytes_or_people_is_a_sentence(training_class, desk, settings, monkeypatch):
    data = workbook(row(), row("田二", OTHER))
    monkeypatch.setattr(rosters, "MAX_PEOPLE", 1)
    with pytest.raises(rosters.RosterRefused, match="1"):
        rosters.check(training_class, data=data, name="a.xlsx", by=desk)
    settings.ROSTER_MAX_BYTES = 1024
    with pytest.raises(rosters.RosterRefused, match="MB"):
        rosters.check(training_class, data=data, name="a.xlsx", by=desk)


def test_check_for_a_class_that_is_over_is_refused(desk):
    with pytest.raises(rosters.RosterRefused):
        check(training.training_class(state="void"), desk, row())


def test_check_reads_csv_as_excel_saves_it(training_class, desk):
    data = f"姓名,身份证号,手机号,村\r\n田一,{GOOD},13800138000,{village()}\r\n".encode("gb18030")
    roster = rosters.check(training_class, data=data, name="名册.csv", by=desk)
    assert rosters.counts(roster)["new"] == 1


def test_check_sees_what_excel_does_to_numbers_in_csv(training_class, desk):
    data = f"姓名,身份证号,村\r\n田一,4.33127E+17,{village()}\r\n".encode()
    roster = rosters.check(training_class, data=data, name="名册.csv", by=desk)
    assert codes(roster) == ["IdNumberIsRounded"]


def test_check_needs_as_many_queries_for_many_rows_as_for_one(training_class, desk, django_assert_num_queries):
    one, many = [row()], [row(f"田{n}", id_number(n)) for n in range(10, 30)]
    with django_assert_num_queries(7):
        check(training_class, desk, *one)
    with django_assert_num_queries(7):
        check(training_class, desk, *many)


def test_refused_rows_come_back_whole_with_their_reasons(training_class, desk):
    roster = check(training_class, desk, row(), row("彭小妹", "123", place="月球村"))
    table = read_table(rosters.refused_rows(roster, by=desk), name="x.xlsx")
    assert [number for number, _cells in table.rows] == [1, 2]
    head, mended = (cells for _number, cells in table.rows)
    assert head[2:6] == ["姓名", "身份证号", "手机号", "村"]
    assert (mended[0], mended[2], mended[3]) == (3, "彭小妹", "123")
    assert "月球村" in mended[1]
    assert AuditEvent.objects.latest("at").action == "trainees.roster.take_refused"
    assert read_entries(table)[1][0].name == "彭小妹"


def test_template_is_text_and_reads_back_as_an_empty_roster(training_class, desk):
    data = rosters.template(training_class)
    book = openpyxl.load_workbook(io.BytesIO(data))
    assert book.worksheets[0].column_dimensions["B"].number_format == "@"
    assert book.worksheets[1]["B2"].number_format == "@"
    with pytest.raises(rosters.RosterRefused):
        rosters.check(training_class, data=data, name="模板.xlsx", by=desk)
