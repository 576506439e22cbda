"""Workbooks of before 2007 (.xls), read by a process of their own that may take only so much memory and time.

Their form can't be looked through from outside, and a file of some megabytes may unfold to gigabytes.
"""

import json
import subprocess
import sys

from .workbook_scan import WorkbookBroken, WorkbookTooLarge

MEMORY = 1024**3
SECONDS = 60
READER = """
import io, json, resource, sys
memory, seconds, most = map(int, sys.argv[1:])
resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
import python_calamine as calamine
try:
    book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(sys.stdin.buffer.read()))
    shown, hidden = [], []
    for meta in book.sheets_metadata:
        if meta.visible == calamine.SheetVisibleEnum.Visible:
            shown.append([meta.name, book.get_sheet_by_name(meta.name).to_python(skip_empty_area=False, nrows=most)])
        else:
            hidden.append(meta.name)
except calamine.CalamineError:
    sys.exit(3)
json.dump([shown, hidden], sys.stdout, default=str)
"""
BROKEN = 3


def read(data: bytes, *, max_rows: int, max_columns: int) -> tuple[list[tuple[str, list[list]]], list[str]]:
    """(name, rows) of every sheet that shows, and the names of hidden ones. Raises WorkbookBroken, WorkbookTooLarge."""
    command = [sys.executable, "-I", "-c", READER, str(MEMORY), str(SECONDS), str(max_rows + 1)]
    try:
        done = subprocess.run(command, input=data, capture_output=True, timeout=2 * SECONDS, check=False)  # noqa: S603
    except subprocess.TimeoutExpired as error:
        raise WorkbookTooLarge from error
    if done.returncode == BROKEN:
        raise WorkbookBroken
    if done.returncode:
        raise WorkbookTooLarge
    sheets, hidden = json.loads(done.stdout)
    if any(len(rows[0]) > max_columns for _name, rows in sheets if rows):
        raise WorkbookTooLarge
    return [(name, rows) for name, rows in sheets], hidden
