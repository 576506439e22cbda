"""`python -m tests.bench [NAME…] [--json]`: every module of this folder has `run()` that yields `Figure`s."""

import argparse
import importlib
import json
import os
import pkgutil
import sys

import django

from tests import bench


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lms.settings")
    django.setup()
    names = sorted(found.name for found in pkgutil.iter_modules(bench.__path__) if not found.name.startswith("_"))
    parser = argparse.ArgumentParser(prog="script/bench")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"one of: {', '.join(names)}; all by default")
    parser.add_argument("--json", action="store_true", help="one JSON object a line")
    chosen = parser.parse_args()
    unknown = set(chosen.names) - set(names)
    if unknown:
        parser.error(f"there is no bench named {', '.join(sorted(unknown))}; there are: {', '.join(names)}")
    kept = True
    for name in chosen.names or names:
        for figure in importlib.import_module(f"tests.bench.{name}").run():
            kept &= figure.ok
            print(json.dumps({"bench": name, **figure.as_dict()}) if chosen.json else _row(name, figure), flush=True)
    return 0 if kept else 1


def _row(name: str, figure: bench.Figure) -> str:
    verdict = "ok" if figure.ok else "NOT MET"
    return f"{name:<13} {figure.figure:<34} {figure.value:>10.4g} {figure.unit:<7} goal {figure.goal:<10} {verdict}"


if __name__ == "__main__":
    sys.exit(main())
