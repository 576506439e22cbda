"""Settings for tests: the project's own, with a private folder for files, tasks run in place and fast passwords."""

import os
import tempfile

os.environ.setdefault("VAR_DIR", tempfile.mkdtemp(prefix="xiangxue-test-"))
_worker = os.environ.get("PYTEST_XDIST_WORKER", "")
if _worker and not os.environ["VAR_DIR"].endswith(_worker):
    # Each process its own files: one sweeps away what another works on.
    os.environ["VAR_DIR"] += f"/{_worker}"
os.environ.setdefault("PRODUCTION", "0")

from lms.settings import *  # noqa: E402, F403

if DATABASES["default"]["ENGINE"].endswith("postgresql"):  # noqa: F405
    # A cluster made without a locale is not UTF-8 by itself.
    DATABASES["default"]["TEST"] = {"CHARSET": "UTF8", "TEMPLATE": "template0"}  # noqa: F405
if REDIS_URL:  # noqa: F405
    # Each test process empties its own Redis database: 8 and up, never 0.
    _database = 8 + int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")) % 8
    REDIS_URL = CELERY_BROKER_URL = f"{REDIS_URL.rstrip('/')}/{_database}"  # noqa: F405
    CACHES["default"]["LOCATION"] = REDIS_URL  # noqa: F405
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}  # noqa: F405
CELERY_TASK_ALWAYS_EAGER = True
CELERY_TASK_EAGER_PROPAGATES = True
DEMO = False
# Tests sign officers in without their telephones; tests/unit/lms/test_second_factor.py demands them.
SECOND_FACTOR_REQUIRED = False
STATIC_ROOT.mkdir(exist_ok=True)  # noqa: F405
