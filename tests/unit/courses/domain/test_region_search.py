"""A division is found by name, pinyin, initials and code, and only while it stands."""

import pytest

from courses.domain.region_search import found_by, spell
from courses.domain.regions import import_regions
from courses.models import Region
from lms.kit.clock import today

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def county():
    rows = ["430000000000,湖南省,province,", "433100000000,湘西州,prefecture,430000000000"]
    rows += ["433127000000,永顺县,county,433100000000", "433127101000,首车镇,township,433127000000"]
    rows += ["433127101201,卡木村,village,433127101000", "433127101202,吕洞村,village,433127101000"]
    import_regions("\n".join(["code,name,level,parent_code", *rows, ""]).encode())


def names(text):
    return [region.name for region in found_by(Region.objects.all(), text)]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("卡木", ["卡木村"]),
        ("木村", ["卡木村"]),
        ("kamu", ["卡木村"]),
        ("KaMu Cun", ["卡木村"]),
        ("kmc", ["卡木村"]),
        ("lvdong", ["吕洞村"]),
        ("433127101", ["首车镇", "卡木村", "吕洞村"]),
        ("４３３１２７１０１２０１", ["卡木村"]),
        ("mc", []),
        ("", []),
        ("   \0", []),
        ("%", []),
        ("'; DROP TABLE", []),
        ("k" * 5000, []),
    ],
)
def test_found_by_what_people_type(typed, found):
    assert names(typed) == found


def test_a_withdrawn_division_is_not_found():
    Region.objects.filter(name="卡木村").update(withdrawn_on=today())
    assert names("kmc") == []


def test_spell_leaves_letters_and_digits_only():
    assert spell("第3村（新）") == "di3cunxin d3cx"
    assert spell("···") == ""
