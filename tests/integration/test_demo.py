"""The small demo county, built once for all tests of this module in a database of its own."""

import os
import sqlite3
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from lms.demo import lectures
from tests.conftest import ROOT, _migrated_template


@pytest.fixture(scope="module")
def var(tmp_path_factory):
    return tmp_path_factory.mktemp("demo")


@pytest.fixture(scope="module")
def county(var):
    """A function that asks the seeded SQLite file."""
    (var / "xiangxue.sqlite3").write_bytes(_migrated_template().read_bytes())
    done = _seed(var)
    assert done.returncode == 0, done.stderr[-3000:]
    connection = sqlite3.connect(var / "xiangxue.sqlite3")
    yield lambda query: connection.execute(query).fetchall()
    connection.close()


def _seed(var: Path):
    env = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "REDIS_URL"}}
    env |= {"VAR_DIR": str(var), "DJANGO_SETTINGS_MODULE": "lms.settings"}
    command = [sys.executable, "manage.py", "seed_demo"]
    return subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)


def _one(rows):
    return rows[0][0]


def test_seed_makes_the_people_and_households(county):
    assert _one(county("SELECT count(*) FROM trainees_trainee WHERE is_sample")) == 400
    assert _one(county("SELECT count(*) FROM trainees_household")) == 150
    assert _one(county("SELECT count(*) FROM trainees_trainee WHERE id_index IS NULL")) == 7


def test_seed_makes_twelve_classes_in_every_state(county):
    states = dict(county("SELECT state, count(*) FROM courses_trainingclass GROUP BY state"))
    assert states == {"closed": 8, "void": 1, "open": 3}


def test_seed_has_sessions_today_and_contacts_due(county):
    today = "date('now', '+8 hours')"
    sessions = "SELECT count(*) FROM courses_session WHERE state = 'planned' AND date(starts_at, '+8 hours')"
    assert _one(county(f"{sessions} = {today}")) == 3
    due = "SELECT count(*) FROM trainees_followuptask WHERE settled_at IS NULL AND opens_on"
    assert _one(county(f"{due} <= {today}")) > 20


def test_seed_counts_person_times_and_conversions(county):
    done = _one(county("SELECT count(*) FROM trainees_enrolment WHERE state = 'completed'"))
    assert 200 <= done <= 254
    shops = _one(county("SELECT count(DISTINCT trainee_id) FROM trainees_outcomereport WHERE kind = 'shop_opened'"))
    assert 50 <= shops <= 140


def test_seed_freezes_who_was_poor_on_the_day(county):
    late = """SELECT count(*) FROM trainees_enrolment e
        JOIN trainees_householdstatus s ON s.household_id = e.snapshot_household_id
        WHERE e.snapshot_poor AND date(e.confirmed_at, '+8 hours') <
        (SELECT min(valid_from) FROM trainees_householdstatus x WHERE x.household_id = s.household_id)"""
    assert _one(county(late)) == 0
    assert _one(county("SELECT count(*) FROM trainees_enrolment WHERE snapshot_poor")) > 50


def test_seed_puts_every_lecture_through_the_pipeline(county):
    states = dict(county("SELECT state, count(*) FROM media_video GROUP BY state"))
    assert states["refused"] == 1
    assert states["ready"] >= 6
    assert set(states) == {"refused", "ready"}
    longest = _one(county("SELECT max(duration) FROM media_video"))
    assert 60 <= longest <= 100
    # The larger pictures are left to the worker: seeding waits for what plays only.
    waiting = "SELECT count(*) FROM kit_job WHERE state NOT IN ('done', 'failed') AND kind = 'media.transcode_video'"
    assert _one(county(waiting)) == 0


def test_seed_keeps_the_targets_with_their_clauses(county):
    targets = dict(county("SELECT indicator, value FROM trainees_target"))
    assert targets["training_person_times"] == 10000
    assert targets["entrepreneurship_conversion_rate"] == 60
    assert _one(county("SELECT count(*) FROM trainees_target WHERE quote = '' OR clause = ''")) == 0


def test_seed_refuses_a_database_that_is_not_empty(county, var):
    before = county("SELECT count(*) FROM trainees_trainee")
    done = _seed(var)
    assert done.returncode == 1
    assert "The database is not empty" in done.stderr
    assert county("SELECT count(*) FROM trainees_trainee") == before


def test_every_clip_named_in_the_catalogue_exists():
    texts = tomllib.loads((ROOT / "lms/demo/catalogue.toml").read_text())
    lessons = [lesson for course in texts["courses"] for module in course["modules"] for lesson in module["lessons"]]
    named = {lesson["video"] for lesson in lessons if "video" in lesson}
    assert named - {"lecture", "long-lecture"} == set(lectures.CLIPS)
