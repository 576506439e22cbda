"""Villages by the names people write."""

import pytest

from courses.domain.regions import import_regions
from courses.models import Region
from trainees.domain.roster_places import Villages, VillageUnclear

pytestmark = pytest.mark.django_db
LIST = """code,name,level,parent_code
430000000000,湖南省,province,
433100000000,湘西土家族苗族自治州,prefecture,430000000000
433127000000,永顺县,county,433100000000
433127101000,首车镇,township,433127000000
433127101201,团结村,village,433127101000
433127116000,灵溪镇,township,433127000000
433127116002,新城社区居委会,village,433127116000
433127116201,团结村,village,433127116000
433127116213,司城村,village,433127116000
433125000000,保靖县,county,433100000000
433125101000,迁陵镇,township,433125000000
433125101201,陇木村,village,433125101000
"""


@pytest.fixture
def villages():
    import_regions(LIST.encode())
    return Villages(Region.objects.get(code="433127000000"))


@pytest.mark.parametrize(
    ("village", "township", "code"),
    [
        ("司城村", "", "433127116213"),
        (" 司城 ", "", "433127116213"),
        ("司城村民委员会", "", "433127116213"),
        ("灵溪镇司城村委会", "", "433127116213"),
        ("433127116213", "", "433127116213"),
        ("４３３１２７１１６２１３", "", "433127116213"),
        ("新城社区", "", "433127116002"),
        ("新城居委会", "灵溪", "433127116002"),
        ("团结村", "首车镇", "433127101201"),
        ("灵溪镇团结", "", "433127116201"),
    ],
)
def test_find_by_the_ways_people_write(villages, village, township, code):
    assert villages.find(village, township).pk == code


@pytest.mark.parametrize(
    ("village", "township", "sentence"),
    [
        ("", "", ""),
        ("团结村", "", "首车镇、灵溪镇"),
        ("司诚村", "", "灵溪镇司城村"),
        ("月球", "", "月球"),
        ("陇木村", "", "陇木村"),
        ("司城村", "首车镇", "司城村"),
        ("433125101201", "", "433125101201"),
    ],
)
def test_find_says_what_is_unclear(villages, village, township, sentence):
    with pytest.raises(VillageUnclear, match=sentence or "."):
        villages.find(village, township)


def test_a_code_means_a_township_or_a_withdrawn_village_too(villages):
    gone = Region.objects.create(
        code="433127116299", name="老司岩村", level="village", parent_id="433127116000", withdrawn_on="2020-01-01"
    )
    villages = Villages(Region.objects.get(code="433127000000"))

    assert villages.find("433127116299").pk == gone.pk
    assert villages.find("433127116000").name == "灵溪镇"
    assert gone.pk not in villages.by_code
    with pytest.raises(VillageUnclear):
        villages.find("老司岩村")
