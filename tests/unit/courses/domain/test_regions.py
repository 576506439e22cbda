"""Lists of administrative divisions come in whole or not at all."""

from pathlib import Path

import pytest

from courses.domain import regions
from courses.models import Region

pytestmark = pytest.mark.django_db
YONGSHUN = Path("courses/data/433127.csv").read_bytes()
HEAD = "code,name,level,parent_code\n"


def test_import_regions_of_the_demo_county():
    done = regions.import_regions(YONGSHUN)
    county = Region.objects.get(code="433127000000")
    assert (done.added, done.renamed, done.unchanged) == (329, 0, 0)
    assert str(county) == "永顺县"
    assert Region.objects.inside(county).filter(level="village").exists()
    assert Region.objects.exclude(parent=None).count() == 328


def test_import_regions_twice_changes_nothing():
    regions.import_regions(YONGSHUN)
    assert regions.import_regions(YONGSHUN) == regions.Imported(added=0, renamed=0, unchanged=329)


def test_import_regions_takes_a_new_name():
    regions.import_regions(f"{HEAD}430000000000,湖南,province,\n".encode())
    done = regions.import_regions(f"\ufeff{HEAD}430000000000,湖南省,province,\n".encode())
    assert done.renamed == 1
    assert Region.objects.get().name == "湖南省"


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "code,name,level,parent_code"),
        (b"\x89PNG\r\n\x1a\n\xff\xfe", ""),
        (b"name,code\n", "code,name,level,parent_code"),
        (f"{HEAD}43,湖南省,province,\n".encode(), "2"),
        (f"{HEAD}４３００００００００００,湖南省,province,\n".encode(), "2"),
        (f"{HEAD}430000000000,,province,\n".encode(), "2"),
        (f"{HEAD}430000000000,湖南省,planet,\n".encode(), "planet"),
        (f"{HEAD}433127000000,永顺县,county,433100000000\n".encode(), "433100000000"),
        (f"{HEAD}430000000000\n".encode(), "2"),
    ],
)
def test_import_regions_of_something_else_is_refused_whole(data, sentence):
    with pytest.raises(regions.RegionsRefused, match=sentence):
        regions.import_regions(data)
    assert not Region.objects.exists()


def test_import_regions_beyond_the_size_is_refused(monkeypatch):
    monkeypatch.setattr(regions, "MAX_BYTES", 100)
    with pytest.raises(regions.RegionsRefused):
        regions.import_regions(YONGSHUN)
