"""The register for officers, list and search: how long each page takes, and how many queries.

`BENCH_PEOPLE=1000000` builds a prefecture of five counties with 400 villages each; the default is a small one.
"""

import hashlib
import itertools
import os
import time
from collections.abc import Iterator

from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from courses.models import Region
from lms.demo.people import FEMALE, MALE, SURNAMES
from tests.bench import Figure
from tests.factories import places
from trainees.domain import names, register
from trainees.models import Trainee

PEOPLE = int(os.environ.get("BENCH_PEOPLE", "20000"))
COUNTIES, TOWNSHIPS, VILLAGES = 5, 25, 16
ROUNDS, BATCH = 5, 5000
SEARCHES = (
    {}, {"page": "7"}, {"page": "150"}, {"q": "向"}, {"q": "向明华"}, {"q": "秀英"}, {"q": "xiang"},
    {"q": "zhangxiuying"},
    {"q": "xmh"}, {"q": "mingjian"}, {"q": "x"}, {"q": "第 7 镇第 3 村"}, {"q": "没有这个人"}, {"weak": "on"},
    {"region": "433103107000"}, {"region": "433103107203", "q": "田"}, {"group": "veteran"},
)  # fmt: skip
POSTED = ("1234", "007X", "13800000077")


def run() -> Iterator[Figure]:
    call_command("migrate", verbosity=0)
    with override_settings(DEBUG=False):
        villages = _villages()
        _people(villages)
    plain = {**settings.STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
    taken, queries = [], 0
    within = {"county": Region.objects.get(pk="433103000000"), "prefecture": Region.objects.get(pk="433100000000")}
    with override_settings(DEBUG=False, SECOND_FACTOR_REQUIRED=False, ALLOWED_HOSTS=["testserver"], STORAGES=plain):
        for name, region in within.items():
            client = Client()
            client.force_login(places.officer("organiser", within=region, username=f"bench-{name}"))
            for search in (*SEARCHES, *POSTED):
                with CaptureQueriesContext(
                    connection,
                ) as asked:
                    _ask(client, search)
                queries = max(queries, len(asked))
                times = sorted(_ask(client, search) for _ in range(ROUNDS))
                taken += times
                if os.environ.get("BENCH_VERBOSE"):
                    print(f"  {name:<10} {times[ROUNDS // 2] * 1000:7.1f} ms  {search}")
    taken.sort()
    yield Figure(f"answer_p95_of_{PEOPLE}", taken[int(len(taken) * 0.95)] * 1000, "ms", "<= 100")
    yield Figure("most_queries", queries, "queries", "<= 12")


def _ask(client: Client, search) -> float:
    start = time.perf_counter()
    path = reverse("register_list")
    answer = client.post(path, {"q": search}) if isinstance(search, str) else client.get(path, search)
    if answer.status_code not in {200, 302}:
        raise RuntimeError(f"{search} answered {answer.status_code}")
    return time.perf_counter() - start


def _villages() -> list[str]:
    codes = []
    for county, town, village in itertools.product(range(COUNTIES), range(TOWNSHIPS), range(VILLAGES)):
        code = f"4331{county + 1:02d}{town + 101}{village + 201}"
        places.region(code, name=f"第 {town + 1} 镇第 {village + 1} 村")
        codes.append(code)
    return codes


@transaction.atomic
def _people(villages: list[str]) -> None:
    """Straight into the table: one row as the register writes it, with other names, numbers and villages."""
    pattern = register.derived("田", "433199198506150017"[:17] + "X", "+8613800000000", region_code=villages[0]) | {
        "region_id": villages[0], "labour": "normal", "is_sample": True,
    }  # fmt: skip
    row = Trainee(**pattern)
    fields = [field for field in Trainee._meta.concrete_fields if not field.primary_key]
    values = {field.column: field.get_db_prep_save(field.pre_save(row, add=True), connection) for field in fields}
    given = [first + second for first in MALE + FEMALE for second in ("", *MALE[:12], *FEMALE[:12])]
    called = [(surname + rest, names.pinyin(surname + rest)) for surname in SURNAMES for rest in given]
    columns = ", ".join(f'"{column}"' for column in values)
    tails = {}
    with connection.cursor() as cursor:
        for start in range(0, PEOPLE, BATCH):
            rows = []
            for number in range(start, min(PEOPLE, start + BATCH)):
                village = villages[number * 7919 % len(villages)]
                tail = (village[:9], f"{number % 10000:04d}")
                if tail not in tails:
                    tails[tail] = register.id_tail_index(tail[1], village)
                name, pinyin = called[number * 104_729 % len(called)]
                digest = hashlib.sha256(str(number).encode()).hexdigest()
                rows.append([*(values | {
                    "name": name, "name_pinyin": pinyin, "region_id": village, "id_tail_index": tails[tail],
                    "id_index": None if number % 50 == 0 else digest, "phone_index": digest,
                }).values()])  # fmt: skip
            _write(cursor, columns, rows)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE trainees_trainee")


def _write(cursor, columns: str, rows: list[list]) -> None:
    if connection.vendor == "postgresql":
        with cursor.copy(f"COPY trainees_trainee ({columns}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
        return
    signs = ", ".join(["%s"] * len(rows[0]))
    cursor.executemany(f"INSERT INTO trainees_trainee ({columns}) VALUES ({signs})", rows)
