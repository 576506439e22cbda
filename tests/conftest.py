"""What every test may use. On SQLite the migrated database is built once and copied, so a run starts in a second."""

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import hypothesis
import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connections
from django.utils import translation
from pytest_django.plugin import blocking_manager_key

ROOT = Path(__file__).resolve().parent.parent

# No property is timed, and a run finds today what it will find tomorrow. To look further: --hypothesis-profile wide
calm = {"deadline": None, "suppress_health_check": [hypothesis.HealthCheck.too_slow]}
hypothesis.settings.register_profile("same", derandomize=True, **calm)
hypothesis.settings.register_profile("wide", max_examples=1000, **calm)
hypothesis.settings.load_profile("same")


def _fingerprint() -> str:
    """One name for the state of all migrations, locks and apps: a change builds a new template."""
    files = sorted([*ROOT.glob("*/migrations/*.py"), *ROOT.glob("lms/kit/migrations/*.py"), ROOT / "requirements.txt"])
    held = [" ".join(settings.INSTALLED_APPS).encode(), *(file.read_bytes() for file in files)]
    return hashlib.sha256(b"".join(held)).hexdigest()[:16]


def _migrated_template() -> Path:
    folder = Path(tempfile.gettempdir()) / "xiangxue-test-template"
    folder.mkdir(exist_ok=True)
    template = folder / f"{_fingerprint()}.sqlite3"
    if not template.exists():
        draft = folder / f"{os.getpid()}.sqlite3"
        env = {**os.environ, "DATABASE_URL": f"sqlite:///{draft}", "DJANGO_SETTINGS_MODULE": "lms.settings"}
        command = [sys.executable, ROOT / "manage.py", "migrate", "-v0"]
        subprocess.run(command, check=True, env=env, cwd=ROOT)
        connections["default"].close()
        draft.rename(template)
    return template


@pytest.fixture(scope="session")
def django_db_setup(request, django_test_environment, django_db_blocker, django_db_modify_db_settings):
    """SQLite: a copy of the migrated template. PostgreSQL: pytest-django's own test database."""
    database = settings.DATABASES["default"]
    if "sqlite" not in database["ENGINE"]:
        from django.test.utils import setup_databases, teardown_databases

        with django_db_blocker.unblock():
            kept = setup_databases(verbosity=0, interactive=False, serialized_aliases=["default"])
        yield
        with django_db_blocker.unblock():
            teardown_databases(kept, verbosity=0)
        return
    copy = Path(settings.VAR) / f"test-{os.getpid()}.sqlite3"
    shutil.copy(_migrated_template(), copy)
    connection = connections["default"]
    database["NAME"] = connection.settings_dict["NAME"] = str(copy)
    with django_db_blocker.unblock():
        connection._test_serialized_contents = connection.creation.serialize_db_to_string()
    yield
    with django_db_blocker.unblock():
        connection.close()
    copy.unlink(missing_ok=True)


def pytest_addoption(parser):
    parser.addoption("--data-only", action="store_true", help="only tests that touch the database")


def _touches_data(item) -> bool:
    return item.get_closest_marker("django_db") is not None or "db" in item.fixturenames


def _commits(item) -> bool:
    mark = item.get_closest_marker("django_db")
    return mark is not None and bool(mark.kwargs.get("transaction"))


def pytest_collection_modifyitems(config, items):
    """A test that commits empties all tables behind it; then they are filled with what the migrations put there."""
    if config.getoption("data_only"):
        config.hook.pytest_deselected(items=[item for item in items if not _touches_data(item)])
        items[:] = [item for item in items if _touches_data(item)]
    for item in items:
        if _commits(item):
            item.get_closest_marker("django_db").kwargs["serialized_rollback"] = True


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item, nextitem):
    result = yield
    if _commits(item) and nextitem is not None:  # after the last test the database itself is gone
        connection = connections["default"]
        with item.config.stash[blocking_manager_key].unblock():
            connection.creation.deserialize_db_from_string(connection._test_serialized_contents)
    return result


@pytest.fixture(autouse=True)
def _empty_cache():
    """Rate limits live in the cache: no test inherits another's."""
    yield
    cache.clear()


@pytest.fixture
def in_english():
    """For tests that read sentences of the domain: their source, whatever the translation says today."""
    with translation.override("en"):
        yield
