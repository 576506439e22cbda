"""Many rows at once, as fast as the database takes them: COPY on PostgreSQL, one prepared statement on SQLite.

No signals, no `save()`. Keys are drawn beforehand, so rows that point at each other need no reading back.
Call it inside a transaction.
"""

import contextlib
import gc
import json
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from django.db import connection, models
from django.db.models.expressions import RawSQL

from .columns import blocks, copied, ready

LEFT_TO_THE_DATABASE, UNSAID = object(), object()
ROOM = 48 * 1024  # KiB


def draw_keys(model: type[models.Model], count: int) -> list[int]:
    """`count` fresh primary keys of `model`, in order."""
    if not count:
        return []
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
                [f'"{table}"', model._meta.pk.column, count],
            )
            return [key for (key,) in cursor.fetchall()]
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        last = cursor.fetchone()
        first = (last[0] if last else 0) + 1
        return list(range(first, first + count))


def insert(model: type[models.Model], columns: dict[str, Sequence | object], count: int) -> None:
    """Insert `count` rows. `columns`: field name → a list with one value a row, or one value for all of them.

    Fields that are not named get their default. Values are those of the model's fields, a foreign key's is the key it
    points to; sealed fields are sealed.
    """
    if not count:
        return
    given = {field: columns.get(field.name, UNSAID) for field in model._meta.concrete_fields}
    given |= {field: _default(field) for field, value in given.items() if value is UNSAID}
    given = {field: value for field, value in given.items() if value is not LEFT_TO_THE_DATABASE}
    table = connection.ops.quote_name(model._meta.db_table)
    into = ", ".join(connection.ops.quote_name(field.column) for field in given)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} ({into}) FROM STDIN") as copy:
                for block in blocks(given, count):
                    copy.write(copied(block))
        else:
            marks = ", ".join(["%s"] * len(given))
            rows = chain.from_iterable(zip(*block, strict=True) for block in blocks(given, count))
            cursor.executemany(f"INSERT INTO {table} ({into}) VALUES ({marks})", rows)  # noqa: S608


def update(model: type[models.Model], names: Sequence[str], rows: list[Sequence]) -> None:
    """Set the fields `names` of many rows; each of `rows` is their values and, last, the primary key."""
    fields = [model._meta.get_field(name) for name in names]
    columns = [ready(field, [row[at] for row in rows]) for at, field in enumerate(fields)]
    sets = ", ".join(f"{connection.ops.quote_name(field.column)} = %s" for field in fields)
    table, key = connection.ops.quote_name(model._meta.db_table), connection.ops.quote_name(model._meta.pk.column)
    with connection.cursor() as cursor:
        keys = [row[-1] for row in rows]
        cursor.executemany(f"UPDATE {table} SET {sets} WHERE {key} = %s", zip(*columns, keys, strict=True))  # noqa: S608


def matching(queryset: models.QuerySet, column: str, wanted: Iterable, *give: str) -> Iterator:
    """Rows of `queryset` whose `column` is one of `wanted`, however many; with `give` only those columns, as tuples."""
    wanted = list(wanted)
    if not wanted:
        return
    rows = queryset.filter(**{f"{column}__in": _one_parameter(wanted)}).order_by()
    yield from (rows.values_list(*give) if give else rows).iterator(chunk_size=2000)


def _one_parameter(wanted: list) -> RawSQL:
    """The values as one parameter: a list of thousands has too many, and takes longer to write than to look up."""
    if connection.vendor == "postgresql":
        kind = "bigint" if isinstance(wanted[0], int) else "text"
        return RawSQL(f"SELECT json_array_elements_text(%s::json)::{kind}", [json.dumps(wanted)])  # noqa: S611
    return RawSQL("SELECT value FROM json_each(%s)", [json.dumps(wanted)])


@contextlib.contextmanager
def with_room():
    """Memory enough for SQLite to keep the indexes it adds to: with its usual 2 MB it writes each page many times."""
    if connection.vendor != "sqlite":
        yield
        return
    with connection.cursor() as cursor:
        (usual,) = cursor.execute("PRAGMA cache_size").fetchone()
        cursor.execute(f"PRAGMA cache_size = -{ROOM}")
        try:
            yield
        finally:
            cursor.execute(f"PRAGMA cache_size = {usual}")


@contextlib.contextmanager
def without_collector():
    """No search for garbage in cycles meanwhile: among millions of texts it takes a third of the time, to find none."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _default(field):
    if field.primary_key:
        return LEFT_TO_THE_DATABASE
    if getattr(field, "auto_now_add", False) or getattr(field, "auto_now", False):
        return field.pre_save(field.model(), add=True)
    return field.get_default()
