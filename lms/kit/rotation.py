"""Moving every sealed value to the newest key while people work.

A value names its key, so the work needs no memory: a run that was stopped goes on where values still carry an old key.
A value is replaced only while it is still the one that was read; what somebody has just written stays.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.apps import apps
from django.conf import settings
from django.core.files.base import ContentFile
from django.db import connection, models, transaction

from .sealed import SealBroken, SealedField, SealedFileField, key_of, newest_key, seal, unseal


def renewed(stored: str, *, place: str) -> str:
    """The same secret under the newest key. Raises SealBroken."""
    return seal(unseal(stored, place=place), place=place)


@dataclass
class Batch:
    """What became of some rows: moved, left because they changed meanwhile, and the ids of those that don't open."""

    moved: int = 0
    left: int = 0
    broken: list = field(default_factory=list)


class Column:
    """A sealed column: rows are read and replaced by plain SQL, as the field itself would open every value.

    The SQL is put together from names of our own models only.
    """

    def __init__(self, sealed: SealedField):
        self.place = sealed.place()
        quote = connection.ops.quote_name
        self.table, self.column = quote(sealed.model._meta.db_table), quote(sealed.column)
        self.pk = quote(sealed.model._meta.pk.column)

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
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.executemany(
                    f"UPDATE {self.table} SET {self.column} = %s WHERE {self.pk} = %s AND {self.column} = %s",  # noqa: S608
                    fresh,
                )
                batch.moved = cursor.rowcount
        batch.left = len(fresh) - batch.moved
        return batch


class Rows:
    """What is not a column of text: few rows, one at a time."""

    def __init__(self, sealed: models.Field, place: str):
        self.field, self.place = sealed, place

    def _rows(self):
        return self.field.model._base_manager.order_by("pk")

    def _values(self, row) -> list[str]:
        """The sealed values of a row, each long enough to name its key."""
        raise NotImplementedError

    def _renew(self, row) -> bool:
        """Put the row under the newest key; False when it changed meanwhile."""
        raise NotImplementedError

    def counts(self) -> dict[str, int]:
        found = dict.fromkeys([*settings.FIELD_KEYS, "?"], 0)
        for row in self._rows().iterator():
            for stored in self._values(row):
                found[key_of(stored) if key_of(stored) in found else "?"] += 1
        return found

    def rotate(self, *, size: int) -> Iterator[Batch]:
        newest, _key = newest_key()
        for row in self._rows().iterator(chunk_size=size):
            if all(key_of(stored) == newest for stored in self._values(row)):
                continue
            try:
                moved = self._renew(row)
                yield Batch(moved=int(moved), left=int(not moved))
            except (SealBroken, OSError):
                yield Batch(broken=[row.pk])


class Files(Rows):
    """Sealed files: the new one is written whole before the row points to it."""

    def _rows(self):
        return super()._rows().exclude(**{self.field.name: ""})

    def _values(self, row):
        with getattr(row, self.field.name).storage.open(getattr(row, self.field.name).name) as stored:
            return [stored.read(200).decode("latin-1")]

    def _renew(self, row):
        storage, old = getattr(row, self.field.name).storage, getattr(row, self.field.name).name
        with storage.open(old) as stored:
            fresh = renewed(stored.read().decode(), place=self.place)
        new = storage.save(self.field.generate_filename(row, "sealed"), ContentFile(fresh.encode()))
        same = {"pk": row.pk, self.field.name: old}
        moved = self.field.model._base_manager.filter(**same).update(**{self.field.name: new})
        storage.delete(old if moved else new)
        return bool(moved)


class Json(Rows):
    """Sealed words among the plain ones of a JSON object (the secrets of a second factor), under a row's lock."""

    def __init__(self, sealed: models.Field, place: str, keys: tuple[str, ...]):
        super().__init__(sealed, place)
        self.keys = keys

    def _values(self, row):
        return [value for key, value in getattr(row, self.field.name).items() if key in self.keys]

    @transaction.atomic
    def _renew(self, row):
        locked = self.field.model._base_manager.select_for_update().filter(pk=row.pk).first()
        if locked is None:
            return False
        data = getattr(locked, self.field.name)
        fresh = {key: renewed(data[key], place=self.place) for key in self.keys if key in data}
        setattr(locked, self.field.name, data | fresh)
        locked.save(update_fields=[self.field.name])
        return True


_more: list = []


def also(store) -> None:
    """Rotate a store that no field of ours declares; called once, when an app is ready."""
    _more.append(store)


def stores() -> list:
    """Every place where sealed values lie."""
    found = []
    for model in apps.get_models(include_auto_created=True):
        if model._meta.proxy or not model._meta.managed:
            continue
        for one in model._meta.local_fields:
            if isinstance(one, SealedField):
                found.append(Column(one))
            elif isinstance(one, SealedFileField):
                found.append(Files(one, one.place()))
    return [*found, *_more]
