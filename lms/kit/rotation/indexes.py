"""Blind indexes: each is reckoned anew from the sealed values of its row, and written where it differs.

The SQL is put together from names of our own models only.
"""

from collections.abc import Callable, Iterator

from django.db import IntegrityError, connection, models

from lms.kit.sealed import SealBroken, SealedField, unseal

from .batches import Batch, replace


class Indexes:
    """The index columns of a model. `derive(*sources)` gives them by name, under the newest key."""

    newest = "newest"

    def __init__(self, model: type[models.Model], *sources: str, derive: Callable[..., dict[str, str | None]]):
        self.model, self.derive = model, derive
        fields = [model._meta.get_field(name) for name in sources]
        self.sealed = [field.place() if isinstance(field, SealedField) else "" for field in fields]
        self.names = tuple(derive(*[""] * len(sources)))
        self.place = f"{model._meta.db_table}: {', '.join(self.names)}"
        self.sources = [field.column for field in fields]
        self.targets = [model._meta.get_field(name).column for name in self.names]

    def counts(self) -> dict[str, int]:
        found = {"newest": 0, "old": 0}
        for rows in self._batches(2000):
            fresh, _same, broken = self._compare(rows)
            found["old"] += len(fresh) + len(broken)
            found["newest"] += len(rows) - len(fresh) - len(broken)
        return found

    def rotate(self, *, size: int) -> Iterator[Batch]:
        for rows in self._batches(size):
            fresh, _same, broken = self._compare(rows)
            yield self._replace(fresh, broken)

    def _batches(self, size: int) -> Iterator[list[tuple]]:
        quote = connection.ops.quote_name
        columns = ", ".join(map(quote, [self.model._meta.pk.column, *self.targets, *self.sources]))
        table, pk = quote(self.model._meta.db_table), quote(self.model._meta.pk.column)
        condition, values = "", []
        while True:
            with connection.cursor() as cursor:
                cursor.execute(f"SELECT {columns} FROM {table} {condition} ORDER BY {pk} LIMIT {size}", values)  # noqa: S608
                rows = cursor.fetchall()
            if not rows:
                return
            yield rows
            condition, values = f"WHERE {pk} > %s", [rows[-1][0]]

    def _compare(self, rows: list[tuple]) -> tuple[list[tuple], int, list]:
        """Replacements (new indexes, id, sources as they were read), how many are right, and what doesn't open."""
        fresh, same, broken, many = [], 0, [], len(self.targets)
        for pk, *stored in rows:
            now, sources = stored[:many], stored[many:]
            try:
                plain = [
                    unseal(value, place=place) if place and value else value
                    for value, place in zip(sources, self.sealed, strict=True)
                ]
            except SealBroken:
                broken.append(pk)
                continue
            wanted = list(self.derive(*plain).values())
            if wanted == now:
                same += 1
            else:
                fresh.append((*wanted, pk, *sources))
        return fresh, same, broken

    def _replace(self, fresh: list[tuple], broken: list) -> Batch:
        batch = Batch(broken=broken)
        try:
            batch.moved = self._write(fresh) if fresh else 0
        except IntegrityError:  # somebody else's row has one of them: find out whose
            for row in fresh:
                try:
                    batch.moved += self._write([row])
                except IntegrityError:
                    batch.twins.append(row[len(self.targets)])
        batch.left = len(fresh) - batch.moved - len(batch.twins)
        return batch

    def _write(self, rows: list[tuple]) -> int:
        table, *names = map(
            connection.ops.quote_name,
            [self.model._meta.db_table, *self.targets, self.model._meta.pk.column, *self.sources],
        )
        return replace(table, names[: len(self.targets)], names[len(self.targets) :], rows)
