"""Where a number could lie in the open: tables, cache, queue, files, and the addresses people were sent to."""

import io
import pickle
import zipfile
from pathlib import Path

from django.conf import settings
from django.core.cache import cache
from django.db import connection


def texts_of_the_database():
    """(table.column, value) of every value that is text or bytes."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            columns = [column[0] for column in cursor.description]
            for row in cursor.fetchall():
                for column, value in zip(columns, row, strict=True):
                    if isinstance(value, str | dict | list):
                        yield f"{table}.{column}", str(value)
                    elif isinstance(value, bytes | memoryview):
                        yield f"{table}.{column}", bytes(value).decode("latin-1")


def texts_of_the_cache():
    """(key, value) of everything in the cache, in Redis or in the memory of the process."""
    if settings.REDIS_URL:
        client = cache._cache.get_client(None)
        for key in client.scan_iter():
            kind = client.type(key)
            held = client.get(key) if kind == b"string" else b"|".join(map(bytes, client.lrange(key, 0, -1)))
            yield f"redis {key.decode()}", key.decode() + held.decode("latin-1")
    else:
        for key, held in cache._cache.items():
            yield f"cache {key}", key + str(pickle.loads(held)) + held.decode("latin-1")


def texts_of_the_files(folder: Path, without=frozenset()):
    """(path, name and content) of every file below `folder`; what lies in a zip is unpacked."""
    for path in sorted(set(folder.rglob("*")) - without):
        if path.is_file():
            data = path.read_bytes()
            yield str(path), str(path) + data.decode("latin-1") + data.decode(errors="replace") + unpacked(data)


def unpacked(data: bytes) -> str:
    """The text in a workbook or another zip; nothing for anything else."""
    if not zipfile.is_zipfile(io.BytesIO(data)):
        return ""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return "".join(name + archive.read(name).decode(errors="replace") for name in archive.namelist())


class Watched:
    """A test client that keeps every address asked for and sent to, as an access log would."""

    def __init__(self, client):
        self.client, self.addresses = client, []

    def sign_in(self, user):
        self.client.force_login(user)

    def get(self, address, data=None):
        return self._kept(self.client.get(address, data))

    def post(self, address, form=None, **options):
        return self._kept(self.client.post(address, form, **options))

    def _kept(self, response):
        request = response.wsgi_request
        self.addresses += [request.get_full_path(), response.get("Location", "")]
        self.addresses.append(response.get("Content-Disposition", ""))
        return response
