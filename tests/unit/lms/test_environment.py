"""Settings from the environment: nonsense stops the start with a sentence, production brings its own keys."""

import json
import os
import subprocess
import sys

import pytest
from django.core.exceptions import ImproperlyConfigured

from lms import environment as env
from tests.conftest import ROOT

KEYS = {"SECRET_KEY": "s3cret-" * 10, "FIELD_KEYS": "k1:" + "ab" * 32, "INDEX_KEY": "i" * 40}


def start(var, **environment):
    """`manage.py check --deploy` in a fresh process with exactly these settings."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    command = [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"]
    return subprocess.run(
        command, cwd=ROOT, env=kept | {"VAR_DIR": str(var)} | environment, capture_output=True, text=True, check=False
    )


def production(var, **more):
    base = {"PRODUCTION": "1", "ALLOWED_HOSTS": "xiangxue.example", "SITE_URL": "https://xiangxue.example"}
    return start(var, **(base | KEYS | more))


def test_is_clean_in_production(tmp_path):
    run = production(tmp_path)
    assert run.returncode == 0, run.stderr
    assert not (tmp_path / "keys.json").exists()


@pytest.mark.parametrize(
    ("broken", "sentence"),
    [
        ({"SECRET_KEY": ""}, "Production needs its own keys: set SECRET_KEY"),
        ({"FIELD_KEYS": "k1:abc"}, "FIELD_KEYS must look like"),
        ({"FIELD_KEYS": "k1:sm4:" + "ab" * 32}, "FIELD_KEYS must look like"),
        ({"FIELD_KEYS": "k1:" + "ab" * 16}, "FIELD_KEYS must look like"),
        ({"FIELD_KEYS": "k1:" + "ab" * 32 + ",k1:" + "cd" * 32}, "FIELD_KEYS must look like"),
        ({"INDEX_HASH": "md5"}, "INDEX_HASH='md5' must be one of"),
        ({"INDEX_KEY": "short"}, "INDEX_KEY is too short"),
        ({"INDEX_KEY": "n" * 40 + ",short"}, "INDEX_KEY is too short"),
        ({"INDEX_KEY": "n" * 40 + "," + "n" * 40}, "INDEX_KEY names one key twice"),
        ({"ALLOWED_HOSTS": ""}, "Production needs ALLOWED_HOSTS"),
        ({"SITE_URL": "http://xiangxue.example"}, "SITE_URL with https://"),
        ({"DEBUG": "1"}, "exclude each other"),
        ({"DEMO": "1"}, "can't be used with PRODUCTION=1"),
        ({"DATABASE_URL": "mysql://root@localhost/x"}, "DATABASE_URL starts with 'mysql'"),
    ],
)
def test_stops_production_with_a_sentence(tmp_path, broken, sentence):
    run = production(tmp_path, **broken)
    assert run.returncode != 0
    assert sentence in run.stderr


@pytest.mark.parametrize("value", ["maybe", "2", "真"])
def test_refuses_a_flag_that_is_neither(monkeypatch, value):
    monkeypatch.setenv("DEMO", value)
    with pytest.raises(ImproperlyConfigured, match="neither yes nor no"):
        env.flag("DEMO")


@pytest.mark.parametrize(("value", "expected"), [("1", True), ("yes", True), ("Off", False), ("", False)])
def test_reads_a_flag(monkeypatch, value, expected):
    monkeypatch.setenv("DEMO", value)
    assert env.flag("DEMO") is expected


@pytest.mark.parametrize("value", ["", "-1", "ten", "1.5", "0"])
def test_refuses_a_number_that_is_none_or_too_small(monkeypatch, value):
    monkeypatch.setenv("VIDEO_MAX_BYTES", value)
    with pytest.raises(ImproperlyConfigured, match="whole number of at least 1"):
        env.number("VIDEO_MAX_BYTES", 5, least=1)


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("postgresql://user@host", "names no database"),
        ("postgresql:///", "names no database"),
        ("oracle://user@host/x", "use sqlite:/// or postgresql://"),
        ("nonsense", "use sqlite:/// or postgresql://"),
    ],
)
def test_refuses_a_database_address(tmp_path, url, sentence):
    with pytest.raises(ImproperlyConfigured, match=sentence):
        env.database(url, var=tmp_path)


def test_reads_a_database_address(tmp_path):
    found = env.database("postgresql://xx:p%40ss@db.example:5433/county", var=tmp_path)
    assert (found["NAME"], found["USER"], found["PASSWORD"]) == ("county", "xx", "p@ss")
    assert (found["HOST"], found["PORT"]) == ("db.example", "5433")
    assert env.database("", var=tmp_path)["NAME"] == str(tmp_path / "xiangxue.sqlite3")


def test_refuses_a_redis_address_of_another_kind():
    assert env.redis("redis://127.0.0.1/3") == "redis://127.0.0.1/3"
    with pytest.raises(ImproperlyConfigured, match="redis://"):
        env.redis("http://127.0.0.1/3")


def test_makes_its_own_keys_once_and_keeps_them(monkeypatch, tmp_path):
    for name in KEYS:
        monkeypatch.delenv(name, raising=False)
    first = env.keys(production=False, var=tmp_path)
    assert env.keys(production=False, var=tmp_path) == first
    assert (tmp_path / "keys.json").stat().st_mode & 0o077 == 0
    assert json.loads((tmp_path / "keys.json").read_text())["INDEX_KEY"] == first["INDEX_KEYS"][0]


def test_keeps_the_order_of_sealing_keys(monkeypatch, tmp_path):
    monkeypatch.setenv("FIELD_KEYS", f"k2:{'cd' * 32}, k1:{'ab' * 32}")
    assert list(env.keys(production=False, var=tmp_path)["FIELD_KEYS"]) == ["k2", "k1"]


def test_wechat_is_off_without_an_account_and_half_an_account_stops_the_start(monkeypatch):
    assert env.wechat()[0] == ""
    monkeypatch.setenv("WECHAT_APP_ID", "wx123")
    with pytest.raises(ImproperlyConfigured):
        env.wechat()
    monkeypatch.setenv("WECHAT_APP_SECRET", "geheim")
    monkeypatch.setenv("WECHAT_PUBLIC_ACCOUNT", "1")
    app_id, _token_url, provider = env.wechat()
    assert (app_id, provider["SCOPE"]) == ("wx123", ["snsapi_base"])
    assert env.origin(provider["AUTHORIZE_URL"]) == "https://open.weixin.qq.com"
