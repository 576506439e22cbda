"""What the system says of a class, fixed at a moment: at closing, and again when a volume is taken away.

At closing every table gets a version; else one is added only when something differs from the last. The file is sealed
JSON. Its hash is that of the head and of the hashes of the rows, each row hashed with a salt of its own: so a row can
go when somebody has their identity erased, its hash stays, and the whole still gives the same hash.
"""

import hashlib
import json
import secrets

from django.db import transaction
from django.db.models import Max
from django.utils import translation

from courses.models import TrainingClass
from lms.kit import audit
from trainees.domain.names import ERASED_NAME
from trainees.domain.sealed_files import closed, opened
from trainees.models import FrozenTable, Trainee

from .tables import PROVIDERS, Provider, Table


class Altered(Exception):
    """The stored table no longer gives the stored hash."""

    def __str__(self):
        return translation.gettext("This frozen table no longer matches its fingerprint. Tell the operator.")


def made(provider: Provider, training_class: TrainingClass) -> Table | None:
    """The table as it is now. It is a document of the county: always in its language."""
    with translation.override("zh-hans"):
        return provider.make(training_class)


def latest(training_class: TrainingClass) -> dict[str, FrozenTable]:
    """The last version of each item, by its code."""
    rows = FrozenTable.objects.filter(training_class=training_class).order_by("version")
    return {row.code: row for row in rows.select_related("frozen_by")}


def content(frozen: FrozenTable) -> Table:
    """What was frozen; rows of people erased since are blank. Raises SealBroken, Altered."""
    held = json.loads(opened(frozen.file))
    if digest(held) != frozen.sha256:
        raise Altered
    headings = held["head"]["headings"]
    blank = [ERASED_NAME, *[""] * (len(headings) - 1)]
    rows = [blank if row["cells"] is None else row["cells"] for row in held["rows"]]
    return Table(headings, rows, frozen.lack, held["head"]["notes"], [row["about"] for row in held["rows"]])


def digest(held: dict) -> str:
    """The hash of what a file holds: of its head, then of each row."""
    whole = hashlib.sha256(_plain(held["head"]))
    for row in held["rows"]:
        whole.update(bytes.fromhex(row["hash"] if row["cells"] is None else _row_hash(row)))
    return whole.hexdigest()


@transaction.atomic
def freeze(training_class: TrainingClass, *, by) -> list[FrozenTable]:
    """Fix every table of the class that has changed since its last version; gives the new versions."""
    TrainingClass.objects.select_for_update().get(pk=training_class.pk)
    before, new = latest(training_class), []
    for provider in PROVIDERS.values():
        known, ends_here = before.get(provider.code), _ends_with(training_class, provider)
        if known and ends_here and known.frozen_at >= training_class.closed_at:
            continue  # what was true at closing stays, whatever the register has learnt since
        table = made(provider, training_class)
        if table is None or not table.rows:
            continue
        if known and not ends_here and content(known) == table:
            continue
        new.append(_keep(training_class, provider.code, table, by))
    if new:
        audit.record(
            "trainees.dossier.freeze", training_class, by=by, region=training_class.region_id,
            tables={row.code: row.sha256 for row in new},
        )  # fmt: skip
    return new


@transaction.atomic
def forget(rows: list[Trainee]) -> int:
    """Take the person these rows are out of every frozen table; gives how many files were written anew."""
    gone, done = {row.pk for row in rows}, 0
    for frozen in FrozenTable.objects.filter(training_class__enrolments__trainee__in=gone).distinct():
        held = json.loads(opened(frozen.file))
        theirs = [row for row in held["rows"] if row["about"] in gone and row["cells"] is not None]
        for row in theirs:
            row["hash"], row["cells"], row["salt"] = _row_hash(row), None, None
        if theirs:
            storage, name = frozen.file.storage, frozen.file.name
            frozen.file = closed(_plain(held), FrozenTable._meta.get_field("file"))
            frozen.save(update_fields=["file"])
            transaction.on_commit(lambda storage=storage, name=name: storage.delete(name))
            done += 1
    return done


def _ends_with(training_class: TrainingClass, provider: Provider) -> bool:
    """Whether the class is closed and the table closed with it."""
    return training_class.state == TrainingClass.State.CLOSED and not provider.goes_on


def _keep(training_class: TrainingClass, code: str, table: Table, by) -> FrozenTable:
    rows = FrozenTable.objects.filter(training_class=training_class, code=code)
    version = (rows.aggregate(last=Max("version"))["last"] or 0) + 1
    about = table.people or [0] * len(table.rows)
    held = {
        "head": {"headings": table.headings, "notes": table.notes},
        "rows": [
            {"about": who, "cells": cells, "salt": secrets.token_hex(16)}
            for who, cells in zip(about, table.rows, strict=True)
        ],
    }
    return FrozenTable.objects.create(
        training_class=training_class,
        code=code,
        version=version,
        file=closed(_plain(held), FrozenTable._meta.get_field("file")),
        sha256=digest(held),
        rows=len(table.rows),
        lack=table.lack,
        frozen_by=by if getattr(by, "pk", None) else None,
    )


def _row_hash(row: dict) -> str:
    return hashlib.sha256(bytes.fromhex(row["salt"]) + _plain(row["cells"])).hexdigest()


def _plain(value) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
