"""Sealed values that are not a column of text: few rows, one at a time."""

from collections.abc import Iterator

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import models, transaction

from lms.kit.sealed import SealBroken, key_of, newest_key

from .batches import Batch, renewed


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

    @property
    def newest(self) -> str:
        return newest_key()[0]

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
