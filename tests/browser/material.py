"""What the main job needs: a filmed lecture, a roster saved by LibreOffice, and an hour with nothing else in it."""

import datetime as dt
import sqlite3
import subprocess
from pathlib import Path

import openpyxl
from django.utils import timezone

from tests.factories.people import id_number

ROSTER_HEADINGS = ["姓名", "身份证号", "手机号", "乡镇", "村", "户编号", "群体"]


def lecture(folder: Path, *, seconds: int = 12) -> Path:
    """A moving picture with a tone, as a phone would film it: H.264 and AAC."""
    path = folder / "讲座.mp4"
    picture, tone = f"testsrc2=size=640x360:rate=25:duration={seconds}", f"sine=frequency=440:duration={seconds}"
    command = ["ffmpeg", "-v", "error", "-f", "lavfi", "-i", picture, "-f", "lavfi", "-i", tone]
    subprocess.run([*command, "-c:v", "libx264", "-preset", "ultrafast", "-c:a", "aac", path], check=True)
    return path


def roster(folder: Path, people: list[list[str]]) -> Path:
    """A workbook with `people` below the headings, opened and saved by LibreOffice."""
    book = openpyxl.Workbook()
    sheet = book.active
    for row in [ROSTER_HEADINGS, *people]:
        sheet.append(row)
    typed = folder / "typed" / "名册.xlsx"
    typed.parent.mkdir()
    book.save(typed)
    command = ["soffice", "--headless", f"-env:UserInstallation=file://{folder}/office", "--convert-to", "xlsx"]
    subprocess.run([*command, "--outdir", folder, typed], check=True, capture_output=True, timeout=120)
    return folder / "名册.xlsx"


def wrong_id_number(serial: int) -> str:
    """A number whose check digit is wrong."""
    right = id_number(serial)
    return right[:-1] + ("0" if right[-1] != "0" else "1")


def put_off_todays_sessions(site) -> None:
    """Whatever the demo has planned for this hour is held another day: its trainer and room are needed now."""
    later = "starts_at = datetime(starts_at, '+100 days'), ends_at = datetime(ends_at, '+100 days')"
    with sqlite3.connect(site.var / "xiangxue.sqlite3", timeout=30) as database:
        now, soon = "datetime('now', '-5 minutes')", "datetime('now', '+65 minutes')"
        database.execute(f"UPDATE courses_session SET {later} WHERE starts_at < {soon} AND ends_at > {now}")


def hours_of_today() -> list[tuple[str, str]]:
    """Two sessions that have begun at whatever hour: the first minute of the day, and one to sign in to now."""
    moment = timezone.localtime()
    start = max(moment, moment.replace(hour=0, minute=1))
    end = min(start + dt.timedelta(hours=1), moment.replace(hour=23, minute=59))
    return [("00:00", "00:01"), (f"{start:%H:%M}", f"{end:%H:%M}")]
