"""Sealed columns: many rows, read and replaced by plain SQL in batches."""

from collections.abc import Iterator

from django.conf import settings
from django.db import connection

from lms.kit.sealed import SealBroken, SealedField, newest_key

from .batches import Batch, renewed, replace


class Column:
    """A sealed column: rows are read and replaced by plain SQL, as the field itself would open every value.

    The SQL is put together from names of our own models only.
    """

    def __init__(self, sealed: SealedField):
        self.place = sealed.place()
        quote = connection.ops.quote_name
        self.table, self.column = quote(sealed.model._meta.db_table), quote(sealed.column)
        self.pk = quote(sealed.model._meta.pk.column)

    @property
    def newest(self) -> str:
        return newest_key()[0]

    def counts(self) -> dict[str, int]:
        """How many values each key has sealed; under "?" those of keys we don't have."""
        ids = list(settings.FIELD_KEYS)
        cases = [f"SUM(CASE WHEN substr({self.column}, 1, {len(key) + 1}) = %s THEN 1 ELSE 0 END)" for key in ids]
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT COUNT(*), {', '.join(cases)} FROM {self.table} WHERE {self.column} <> ''",  # noqa: S608
                [f"{key}:" for key in ids],
            )
            total, *found = cursor.fetchone()
        by_key = {key: number or 0 for key, number in zip(ids, found, strict=True)}
        return by_key | {"?": total - sum(by_key.values())}

    def rotate(self, *, size: int) -> Iterator[Batch]:
        after = None
        while rows := self._old(after, size):
            yield self._replace(rows)
            after = rows[-1][0]

    def _old(self, after, size: int) -> list[tuple]:
        """The next rows under an old key, in the order of their ids."""
        newest, _key = newest_key()
        condition = f"{self.column} <> '' AND substr({self.column}, 1, {len(newest) + 1}) <> %s"
        values = [f"{newest}:"]
        if after is not None:
            condition, values = f"{condition} AND {self.pk} > %s", [*values, after]
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT {self.pk}, {self.column} FROM {self.table} WHERE {condition} ORDER BY {self.pk} LIMIT {size}",  # noqa: S608
                values,
            )
            return cursor.fetchall()

    def _replace(self, rows: list[tuple]) -> Batch:
        batch, fresh = Batch(), []
        for pk, stored in rows:
            try:
                fresh.append((renewed(stored, place=self.place), pk, stored))
            except SealBroken:
                batch.broken.append(pk)
        if fresh:
            batch.moved = replace(self.table, [self.column], [self.pk, self.column], fresh)
        batch.left = len(fresh) - batch.moved
        return batch
