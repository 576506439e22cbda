"""Bringing a household list of the national columns into the register: 100,000 rows, and a year later once more.

Each run is a process of its own with a database of its own, as in `tests.bench.register`; memory is the larger of the
importing process and of the one that reads the file for it.
"""

import json
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import xlsxwriter

from tests.bench import Figure
from tests.bench.register import SERVER, answers, database, python
from tests.factories.household_lists import HEADINGS, member

ROWS = int(os.environ.get("BENCH_POVERTY_ROWS", "100000"))
IMPORT = """
import json, resource, sys, django
django.setup()
from django.core.management import call_command
from tests.factories import places
call_command("migrate", verbosity=0)
for number in range(1, 21):
    places.village(number)
for file in sys.argv[1:]:
    call_command("import_poverty_list", file, "--json", "--source", "bench", "--region", places.COUNTY)
print(max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)) / 1024)
"""


def run() -> Iterator[Figure]:
    with tempfile.TemporaryDirectory() as folder:
        first, second = Path(folder, "first.xlsx"), Path(folder, "second.xlsx")
        _write(first, {})
        _write(second, {"数据日期": "2021-12-31"}, every_tenth={"户类型": "未脱贫户", "务工时间(月)": "8"})
        for name, url in {"sqlite": "", **({"postgresql": SERVER} if answers() else {})}.items():
            with tempfile.TemporaryDirectory() as var, database(url) as address:
                environment = {"VAR_DIR": var, "DATABASE_URL": address, "DJANGO_SETTINGS_MODULE": "lms.settings"}
                *told, memory = python(IMPORT, first, second, environment=environment, lines=3)
            told = [json.loads(line) for line in told]
            if [one["accepted"] for one in told] != [ROWS, ROWS]:
                raise RuntimeError(f"not every row came in: {told}")
            yield Figure(f"first_list_{name}", told[0]["seconds"], "s", "<= 60")
            yield Figure(f"next_list_{name}", told[1]["seconds"], "s", "<= 60")
            yield Figure(f"peak_memory_{name}", float(memory), "MB", "<= 300")


def _write(file: Path, cells: dict, *, every_tenth: dict | None = None) -> None:
    with xlsxwriter.Workbook(file, {"strings_to_urls": False}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEADINGS)
        for serial in range(ROWS):
            row = member(serial, **cells, **(every_tenth if every_tenth and serial // 4 % 10 == 0 else {}))
            sheet.write_row(serial + 1, 0, [row.get(name, "") for name in HEADINGS])
