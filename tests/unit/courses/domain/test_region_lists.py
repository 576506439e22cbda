"""Lists of administrative divisions are read whole or refused with the line that is wrong."""

import pytest

from courses.domain import region_lists

pytestmark = pytest.mark.usefixtures("in_english")

HEAD = "code,name,level,parent_code\n"
HUNAN = "430000000000,湖南省,province,\n"


def test_read_regions_with_the_codes_they_replace():
    head = HEAD.replace("\n", ",replaces\n")
    listed = region_lists.read_regions(
        f"\ufeff{head}430000000000,湖南省,province,,420000000000；410000000000\n".encode()
    )
    assert list(listed.regions) == ["430000000000"]
    assert listed.successors == {"420000000000": ("430000000000",), "410000000000": ("430000000000",)}


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "code,name,level,parent_code"),
        (b"\x89PNG\r\n\x1a\n\xff\xfe", "CSV"),
        (b"name,code\n", "code,name,level,parent_code"),
        (f"{HEAD}43,湖南省,province,\n".encode(), "2"),
        (f"{HEAD}４３００００００００００,湖南省,province,\n".encode(), "2"),
        (f"{HEAD}430000000000,,province,\n".encode(), "2"),
        (f"{HEAD}430000000000,{'湖' * 61},province,\n".encode(), "2"),
        (f"{HEAD}430000000000,湖\u202e南,province,\n".encode(), "2"),
        (f"{HEAD}430000000000,湖南省,planet,\n".encode(), "planet"),
        (f"{HEAD}430000000000\n".encode(), "2"),
        (f"{HEAD}{HUNAN}{HUNAN}".encode(), "3"),
        (f"{HEAD}433127000000,永顺县,county,\n".encode(), "parent"),
        (f"{HEAD}433127000000,永顺县,county,433127000000\n".encode(), "parent"),
        (f"{HEAD}433127000000,永顺县,county,440000000000\n".encode(), "parent"),
        (f"{HEAD}433127101200,永顺县,county,433100000000\n".encode(), "level"),
        (f"{HEAD}430000000000,湖南省,county,\n".encode(), "level"),
        (f"{HEAD}430000000000,湖南省,province,420000000000\n".encode(), "parent"),
        (HEAD.replace("\n", ",replaces\n").encode() + "430000000000,湖南省,province,,43\n".encode(), "2"),
    ],
)
def test_read_regions_of_something_else_is_refused_with_a_sentence(data, sentence):
    with pytest.raises(region_lists.RegionsRefused, match=sentence):
        region_lists.read_regions(data)


def test_read_regions_beyond_the_size_is_refused(monkeypatch):
    monkeypatch.setattr(region_lists, "MAX_BYTES", 10)
    with pytest.raises(region_lists.RegionsRefused, match="MB"):
        region_lists.read_regions(f"{HEAD}{HUNAN}".encode())


def test_read_successors_one_to_several_and_to_none():
    data = "code,successor\n430000000000,420000000000\n430000000000,410000000000\n440000000000,\n"
    assert region_lists.read_successors(data.encode()) == {
        "430000000000": ("420000000000", "410000000000"),
        "440000000000": (),
    }


@pytest.mark.parametrize("data", ["", "code,name\n", "code,successor\nnonsense,430000000000\n", "code,successor\n43\n"])
def test_read_successors_of_something_else_is_refused(data):
    with pytest.raises(region_lists.RegionsRefused):
        region_lists.read_successors(data.encode())
