"""What a step of the work is, and what became of it."""

from dataclasses import dataclass, field

from django.db import connection, transaction

from lms.kit.sealed import seal, unseal


def renewed(stored: str, *, place: str) -> str:
    """The same secret under the newest key. Raises SealBroken."""
    return seal(unseal(stored, place=place), place=place)


@dataclass
class Batch:
    """What became of some rows: moved, or left because they changed meanwhile.

    `broken` are the ids of rows that don't open, `twins` those whose new index another row holds already.
    """

    moved: int = 0
    left: int = 0
    broken: list = field(default_factory=list)
    twins: list = field(default_factory=list)


@transaction.atomic
def replace(table: str, changed: list[str], same: list[str], rows: list[tuple]) -> int:
    """Write the columns `changed` of those rows whose columns `same` (the key first) still are what they were.

    Each of `rows` is the values of both, in this order; names come quoted. Returns how many rows were written.
    """
    with connection.cursor() as cursor:
        if connection.vendor != "postgresql":
            sets = ", ".join(f"{name} = %s" for name in changed)
            where = " AND ".join(f"{name} = %s" for name in same)
            cursor.executemany(f"UPDATE {table} SET {sets} WHERE {where}", rows)  # noqa: S608
            return cursor.rowcount
        # One statement for all rows: the database plans and answers once.
        kinds = ["text[]"] * len(changed) + ["bigint[]"] + ["text[]"] * (len(same) - 1)
        names = [f"v{at}" for at in range(len(kinds))]
        sets = ", ".join(f"{name} = fresh.{at}" for name, at in zip(changed, names, strict=False))
        where = " AND ".join(
            f"{table}.{name} = fresh.{at}" for name, at in zip(same, names[len(changed) :], strict=True)
        )
        arrays = ", ".join(f"%s::{kind}" for kind in kinds)
        cursor.execute(
            f"UPDATE {table} SET {sets} FROM unnest({arrays}) AS fresh ({', '.join(names)}) WHERE {where}",  # noqa: S608
            [list(column) for column in zip(*rows, strict=True)],
        )
        return cursor.rowcount
