"""Settings read from the environment: one reader a type; nonsense stops the start with a sentence."""

import contextlib
import json
import os
import secrets
from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

from lms.kit.suites import AES, SUITES, Key

TRUE = {"1", "true", "yes", "on"}
FALSE = {"0", "false", "no", "off", ""}


def text(name: str, default: str = "") -> str:
    return os.environ.get(name, default).strip()


def flag(name: str, *, default: bool = False) -> bool:
    value = text(name, "1" if default else "0").lower()
    if value in TRUE:
        return True
    if value in FALSE:
        return False
    raise ImproperlyConfigured(f"{name}={value!r} is neither yes nor no: write 1 or 0.")


def number(name: str, default: int, *, least: int = 0) -> int:
    value = text(name, str(default))
    if not value.isdigit() or int(value) < least:
        raise ImproperlyConfigured(f"{name}={value!r} must be a whole number of at least {least}.")
    return int(value)


def choice(name: str, *allowed: str) -> str:
    """One of `allowed`, the first by default."""
    value = text(name, allowed[0]).lower()
    if value not in allowed:
        raise ImproperlyConfigured(f"{name}={value!r} must be one of: {', '.join(allowed)}.")
    return value


def words(name: str, default: str = "") -> list[str]:
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def database(url: str, *, var: Path) -> dict:
    """`DATABASE_URL` as Django's database settings; empty means the embedded SQLite file in `var`."""
    if not url:
        url = f"sqlite:///{var / 'xiangxue.sqlite3'}"
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": unquote(parts.path[1:]) if parts.path.startswith("//") else unquote(parts.path),
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 60,  # the longest that one holds it: a list of a hundred thousand people is brought in
                "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;",
            },
        }
    if parts.scheme in {"postgres", "postgresql"}:
        if not parts.path.strip("/"):
            raise ImproperlyConfigured("DATABASE_URL names no database: postgresql://user@host/name.")
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(parts.path.strip("/")),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": parts.hostname or "",
            "PORT": str(parts.port or ""),
            "CONN_MAX_AGE": 60,
            "CONN_HEALTH_CHECKS": True,
            # Many short questions: compiling one, or sharing it among workers, takes longer than answering it.
            "OPTIONS": {"options": "-c jit=off -c max_parallel_workers_per_gather=0"},
        }
    raise ImproperlyConfigured(f"DATABASE_URL starts with {parts.scheme!r}: use sqlite:/// or postgresql://.")


def redis(url: str) -> str:
    if url and urlsplit(url).scheme not in {"redis", "rediss", "unix"}:
        raise ImproperlyConfigured("REDIS_URL must start with redis://, rediss:// or unix://.")
    return url


def keys(*, production: bool, var: Path) -> dict:
    """The secrets: `SECRET_KEY`, `FIELD_KEYS` (newest first; seal personal data), `INDEX_KEYS` (newest first).

    In production each must come from the environment. The embedded default makes
    its own once and keeps them in `var/keys.json`, outside the database.
    """
    found = {name: text(name) for name in ("SECRET_KEY", "FIELD_KEYS", "INDEX_KEY")}
    missing = [name for name, value in found.items() if not value]
    if missing and production:
        raise ImproperlyConfigured(f"Production needs its own keys: set {', '.join(missing)} in the environment.")
    if missing:
        kept = _kept_keys(var / "keys.json")
        found = {name: value or kept[name] for name, value in found.items()}
    found["FIELD_KEYS"] = _field_keys(found["FIELD_KEYS"])
    found["INDEX_KEYS"] = _index_keys(found.pop("INDEX_KEY"))
    return found


def _kept_keys(path: Path) -> dict:
    if not path.exists():
        fresh = {
            "SECRET_KEY": secrets.token_urlsafe(48),
            "FIELD_KEYS": f"k1:{secrets.token_hex(32)}",
            "INDEX_KEY": secrets.token_hex(32),
        }
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(f".keys-{os.getpid()}.json")
        draft.touch(mode=0o600)
        draft.write_text(json.dumps(fresh, indent=1))
        with contextlib.suppress(FileExistsError):
            os.link(draft, path)  # the first process wins; a second takes the first's keys
        draft.unlink()
    return json.loads(path.read_text())


def _index_keys(value: str) -> tuple[str, ...]:
    """`new,old`; the first makes the index that is written, all of them find."""
    found = tuple(part.strip() for part in value.split(","))
    if min(map(len, found)) < 32:
        raise ImproperlyConfigured(
            "INDEX_KEY is too short: give at least 32 characters, and no comma but between a new key and the old one."
        )
    if len(set(found)) < len(found):
        raise ImproperlyConfigured("INDEX_KEY names one key twice.")
    return found


def _field_keys(value: str) -> dict[str, Key]:
    """`k2:sm4:hex,k1:hex` as an ordered mapping; the first key seals, all of them open."""
    result = {}
    for part in value.split(","):
        key_id, _, rest = part.strip().partition(":")
        name, _, secret = rest.rpartition(":")
        suite = SUITES.get(name or AES.name)
        try:
            raw = bytes.fromhex(secret)
        except ValueError:
            raw = b""
        if not key_id or key_id in result or suite is None or len(raw) != suite.key_bytes:
            raise ImproperlyConfigured(
                "FIELD_KEYS must look like k1:<64 hex digits> or k1:sm4:<32 hex digits>, newest first, comma between,"
                " each name once."
            )
        result[key_id] = Key(raw, suite.name)
    return result


def bucket(place: str, **more) -> dict | None:
    """The storage at `place` of the S3 bucket; None where the installation has none."""
    name = text("S3_BUCKET")
    if not name:
        return None
    reached = {"access_key": text("S3_ACCESS_KEY"), "secret_key": text("S3_SECRET_KEY")}
    if not all(reached.values()):
        raise ImproperlyConfigured("S3_BUCKET needs S3_ACCESS_KEY and S3_SECRET_KEY.")
    reached |= {"endpoint_url": text("S3_ENDPOINT") or None, "region_name": text("S3_REGION") or None}
    kept = {"bucket_name": name, "location": place, "default_acl": None, "addressing_style": "path"}
    return {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": reached | kept | more}


def wechat() -> tuple[str, str, dict]:
    """The app's number, where codes are exchanged, and allauth's settings of the provider; empty where it is off.

    A public account asks inside WeChat, a website shows a code to scan.
    """
    app_id, secret = text("WECHAT_APP_ID"), text("WECHAT_APP_SECRET")
    if bool(app_id) != bool(secret):
        raise ImproperlyConfigured("WECHAT_APP_ID and WECHAT_APP_SECRET belong together: set both or neither.")
    inside = flag("WECHAT_PUBLIC_ACCOUNT")
    page = f"https://open.weixin.qq.com/connect/{'oauth2/authorize' if inside else 'qrconnect'}"
    provider = {
        "APPS": [{"client_id": app_id, "secret": secret, "key": ""}],
        "AUTHORIZE_URL": text("WECHAT_AUTHORIZE_URL", page),
        "SCOPE": ["snsapi_base" if inside else "snsapi_login"],
    }
    return app_id, text("WECHAT_TOKEN_URL", "https://api.weixin.qq.com/sns/oauth2/access_token"), provider


def origin(url: str) -> str:
    """Scheme and host of an address, as a content security policy names it."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"
