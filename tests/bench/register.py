"""Bringing a list into the register beside a plain read of the same file: 30,000 rows of 15 columns.

Each import is a process of its own with an empty database, so that its memory is its own. PostgreSQL is measured where
a server answers (BENCH_DATABASE_URL, or the one on this machine); its database is made and dropped here.
"""

import contextlib
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
from django.conf import settings

from tests.bench import Figure
from tests.factories.registers import HEADINGS, as_xlsx, person

ROWS = int(os.environ.get("BENCH_REGISTER_ROWS", "30000"))
ROUNDS = 2
SERVER = os.environ.get("BENCH_DATABASE_URL", "postgresql:///postgres")
READ = """
import sys, time, openpyxl
started = time.perf_counter()
book = openpyxl.load_workbook(sys.argv[1], read_only=len(sys.argv) > 2)
rows = sum(1 for row in book.active.iter_rows(values_only=True))
print(time.perf_counter() - started)
"""
IMPORT = """
import resource, sys, django
django.setup()
from django.core.management import call_command
from tests.factories import places
call_command("migrate", verbosity=0)
for number in range(1, 21):
    places.village(number)
call_command("import_register", sys.argv[1], "--json", "--region", places.COUNTY)
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
"""


def run() -> Iterator[Figure]:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "list.xlsx")
        file.write_bytes(as_xlsx([person(n) for n in range(ROWS)], headings=HEADINGS))
        databases = {"sqlite": "", **({"postgresql": SERVER} if answers() else {})}
        imports, reads, lean = {name: [] for name in databases}, [], []
        for _round in range(ROUNDS):
            for name, url in databases.items():
                imports[name].append(_import(file, url))
            reads.append(float(python(READ, file)[0]))
            lean.append(float(python(READ, file, "read_only")[0]))
    for name, measured in imports.items():
        seconds = min(seconds for seconds, _memory in measured)
        yield Figure(f"rows_per_second_{name}", ROWS / seconds, "1/s", ">= 3000")
        yield Figure(f"vs_openpyxl_read_{name}", seconds / min(reads), "ratio", "<= 0.8")
        yield Figure(f"vs_openpyxl_read_only_{name}", seconds / min(lean), "ratio", "<= 0.9")
        yield Figure(f"peak_memory_{name}", max(memory for _seconds, memory in measured), "MB", "<= 300")


def _import(file: Path, url: str) -> tuple[float, float]:
    """Seconds and MB of one import into an empty database."""
    with tempfile.TemporaryDirectory() as var, database(url) as address:
        environment = {"VAR_DIR": var, "DATABASE_URL": address, "DJANGO_SETTINGS_MODULE": "lms.settings"}
        told, memory = python(IMPORT, file, environment=environment)
        told = json.loads(told)
        if told["accepted"] != ROWS:
            raise RuntimeError(f"not every row came in: {told}")
        return told["seconds"], float(memory)


def python(code: str, *arguments, environment=None, lines: int = 2) -> list[str]:
    """The first lines a new interpreter prints when it runs `code`."""
    command = [sys.executable, "-c", code, *map(str, arguments)]
    env = {**os.environ, "LOG_LEVEL": "ERROR", **(environment or {})}
    return subprocess.run(
        command, cwd=settings.BASE_DIR, env=env, check=True, stdout=subprocess.PIPE, text=True
    ).stdout.split("\n")[:lines]


@contextlib.contextmanager
def database(url: str):
    """The address of an empty database beside `url`; "" is SQLite's own."""
    if not url:
        yield ""
        return
    name = f"xiangxue_bench_{os.getpid()}"
    with psycopg.connect(url, autocommit=True) as server:
        server.execute(f"DROP DATABASE IF EXISTS {name}")
        server.execute(f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8'")
        try:
            yield f"{url.rpartition('/')[0]}/{name}"
        finally:
            server.execute(f"DROP DATABASE {name} WITH (FORCE)")


def answers() -> bool:
    """Whether a PostgreSQL server is there."""
    with contextlib.suppress(psycopg.Error):
        psycopg.connect(SERVER, connect_timeout=3).close()
        return True
    return False
