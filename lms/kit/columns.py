"""Whole columns of values as the databases take them: for one prepared statement, or as the text of COPY."""

import datetime as dt
import json
import re
from collections.abc import Iterator

from django.db import connection, models

from .sealed import SealedField, seal_all

BLOCK = 2000
ESCAPES = {"\\": r"\\", "\t": r"\t", "\n": r"\n", "\r": r"\r"}
_special = re.compile(r"[\\\t\n\r]")


def ready(field: models.Field, values: list) -> list:
    """The values of `field` as the database's driver takes them."""
    if isinstance(field, models.ForeignKey | models.CharField | models.IntegerField | models.BooleanField):
        return values
    if isinstance(field, SealedField):
        sealed = iter(seal_all([value for value in values if value], place=field.place()))
        return [next(sealed) if value else value for value in values]
    if isinstance(field, models.JSONField):
        return ["{}" if value == {} else json.dumps(value, cls=field.encoder) for value in values]
    if isinstance(field, models.DateTimeField | models.DateField):
        known = {value: _prepared(field, value) for value in set(values)}
        return [known[value] for value in values]
    return [_prepared(field, value) for value in values]


def blocks(columns: dict[models.Field, list | object], count: int) -> Iterator[list[list]]:
    """Ready columns of some thousand rows at a time, made while the database still takes in those before.

    A field's values are a list with one a row, or one value for all of them.
    """
    alike = {field: ready(field, [value]) for field, value in columns.items() if not isinstance(value, list)}
    for start in range(0, count, BLOCK):
        size = min(BLOCK, count - start)
        yield [
            alike[field] * size if field in alike else ready(field, values[start : start + size])
            for field, values in columns.items()
        ]


def copied(columns: list[list]) -> str:
    """Rows of ready values in COPY's text form."""
    return "\n".join(map("\t".join, zip(*map(_texts, columns), strict=True))) + "\n"


def _prepared(field, value):
    value = field.get_db_prep_save(value, connection)
    return value.isoformat() if isinstance(value, dt.date | dt.datetime) else value


def _texts(values: list) -> list[str]:
    kinds = set(map(type, values))
    if kinds == {int}:
        return list(map(str, values))
    if kinds != {str}:
        return [_text(value) for value in values]
    return [_escaped(value) for value in values] if _special.search("".join(values)) else values


def _text(value) -> str:
    if value is None:
        return r"\N"
    if isinstance(value, str):
        return _escaped(value)
    return ("f", "t")[value] if isinstance(value, bool) else str(value)


def _escaped(text: str) -> str:
    return _special.sub(lambda found: ESCAPES[found[0]], text)
