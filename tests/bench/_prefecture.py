"""A prefecture of any size, straight into the tables: five counties with 400 villages each, and people in them.

A row is what the register would write. Neighbours in the table live far apart,
which is the worst case for a database. Every person is in a group or two, four are a household, three in ten are poor.
"""

import contextlib
import datetime as dt
import itertools
from collections.abc import Iterator

from django.db import connection, transaction

from lms.demo.people import FEMALE, MALE, SURNAMES
from lms.kit.bulk import draw_keys, insert
from tests.factories import places
from tests.factories.people import id_number
from trainees.domain import names, register
from trainees.models import Household, HouseholdMember, HouseholdStatus, Trainee, TraineeGroup

COUNTIES, TOWNSHIPS, VILLAGES = 5, 25, 16
BATCH = 5000
SINCE = dt.date(2014, 1, 1)
GIVEN = [first + second for first in MALE + FEMALE for second in ("", *MALE[:12], *FEMALE[:12])]
CALLED = [surname + given for surname in SURNAMES for given in GIVEN]
SPELT = {name: names.pinyin(name) for name in CALLED}


def people_of_a_prefecture(many: int) -> None:
    """Fills an empty database."""
    with transaction.atomic(), connection.cursor() as cursor, _indexed_afterwards(cursor):
        villages = _villages()
        for start in range(0, many, BATCH):
            _add(range(start, min(many, start + BATCH)), villages)
        _add_families()
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")


def _villages() -> list[str]:
    codes = []
    for county, town, village in itertools.product(range(COUNTIES), range(TOWNSHIPS), range(VILLAGES)):
        code = f"4331{county + 1:02d}{town + 101}{village + 201}"
        places.region(code, name=f"第 {town + 1} 镇第 {village + 1} 村")
        codes.append(code)
    return codes


@contextlib.contextmanager
def _indexed_afterwards(cursor) -> Iterator[None]:
    """PostgreSQL makes an index of a full table in a tenth of the time it takes row by row."""
    if connection.vendor != "postgresql":
        yield
        return
    cursor.execute(
        "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = %s"
        " AND indexname NOT IN (SELECT conname FROM pg_constraint)",
        [Trainee._meta.db_table],
    )
    found = cursor.fetchall()
    for name, _definition in found:
        cursor.execute(f'DROP INDEX "{name}"')
    yield
    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    for _name, definition in found:
        cursor.execute(definition)


def _add(numbers: range, villages: list[str]) -> None:
    """Every fiftieth has no ID number."""
    called = [CALLED[number * 104_729 % len(CALLED)] for number in numbers]
    lives = [villages[number * 7919 % len(villages)] for number in numbers]
    known = ["" if number % 50 == 0 else _id_number(number) for number in numbers]
    phones = [f"+86138{number:08d}" for number in numbers]
    indexes = [register.indexes(*three) for three in zip(known, phones, lives, strict=True)]
    columns = {name: [row[name] for row in indexes] for name in indexes[0]}
    columns |= {"name": called, "name_pinyin": [SPELT[name] for name in called], "region": lives}
    columns |= {"id_number": known, "phone": phones, "labour": "normal", "is_sample": True}
    insert(Trainee, columns, len(numbers))


def _add_families() -> None:
    """A household of every four rows; poor and of which group somebody is has nothing to do with their village."""
    people = list(Trainee.objects.order_by("pk").values_list("pk", "region"))
    rounds, families = COUNTIES * TOWNSHIPS * VILLAGES, people[::4]
    keys = draw_keys(Household, len(families))
    numbers, lives = [f"B{key}" for key in keys], [region for _pk, region in families]
    insert(Household, {"id": keys, "number": numbers, "region": lives}, len(keys))
    members = {"household": [keys[at // 4] for at in range(len(people))], "trainee": [pk for pk, _region in people]}
    insert(HouseholdMember, members | {"valid_from": SINCE}, len(people))
    poor = [key for at, key in enumerate(keys) if at * 4 // rounds % 10 < 3]
    insert(HouseholdStatus, {"household": poor, "kind": "registered", "valid_from": SINCE, "reason": "B"}, len(poor))
    groups = [_group(at // rounds) for at in range(len(people))]
    insert(TraineeGroup, {"trainee": members["trainee"], "group": groups}, len(people))


def _group(number: int) -> str:
    return "veteran" if number % 100 == 7 else "woman" if number % 3 == 0 else "youth"


def _id_number(number: int) -> str:
    born = dt.date(1950, 1, 1) + dt.timedelta(days=number // 1000)
    return id_number(number % 1000, birth=f"{born:%Y%m%d}")
