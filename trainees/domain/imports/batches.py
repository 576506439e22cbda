"""Lists brought into the register: received, checked, brought in, undone. No other module writes ImportBatch.

    receive -> checking -> checked -> imported -> undone
                    '----> unreadable

The file is full of ID numbers, so it is kept sealed. A check writes nothing but its remarks; bringing in checks afresh,
for the register may have learnt since. One audit event tells of each step of a batch, not of each person.
"""

import hashlib
from collections.abc import Callable
from pathlib import PurePath

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from courses.models import Region
from lms.kit import audit, queue
from lms.kit.bulk import insert, with_room, without_collector
from lms.kit.clock import now
from lms.kit.spreadsheets import Book, UnreadableTable
from trainees.domain.sealed_files import closed, opened
from trainees.models import ImportBatch, ImportRemark, ListChange

from . import household_list, register_list
from .rows import ListUnfit, unheard

CHECK, BRING_IN, UNDO = (f"trainees.tasks.{name}" for name in ("check_import", "bring_in_import", "undo_import"))
KINDS = {ImportBatch.Kind.REGISTER: register_list, ImportBatch.Kind.POVERTY: household_list}
State = ImportBatch.State


class ListRefused(Exception):
    """The file can't be taken; the text says why and what to do."""


def receive(region: Region, *, kind: str, data: bytes, name: str, by, **about) -> ImportBatch:
    """Keep the file and have it checked in the background. Raises ListRefused.

    `about` a household list: `source`, and `dated_on` unless the list says it itself.
    """
    with transaction.atomic():
        batch = _keep(region, kind=kind, data=data, name=name, by=by, **about)
        queue.enqueue(CHECK, subject=batch.pk, by=by)
    return batch


def check(batch: ImportBatch, *, report: Callable = unheard) -> ImportBatch:
    """The dry run. A file that can't be read is told with a sentence. Checking twice gives the same."""
    if batch.state not in {State.CHECKING, State.CHECKED}:
        return batch
    try:
        checked = _check(batch, report)
    except ListRefused as refusal:
        batch.state, batch.refusal = State.UNREADABLE, str(refusal)[:500]
        batch.save(update_fields=["state", "refusal"])
        return batch
    with transaction.atomic():
        _remember(batch, checked)
        batch.state = State.CHECKED
        batch.save()
        _log("check", batch, by=batch.uploaded_by)
    return batch


def ask_to_bring_in(batch: ImportBatch, *, by):
    """Have a checked list brought in in the background."""
    return queue.enqueue(BRING_IN, subject=batch.pk, by=by)


def bring_in(batch: ImportBatch, *, by, report: Callable = unheard) -> ImportBatch:
    """Register everyone nothing speaks against, all or nothing. Bringing in twice changes and logs nothing.

    Raises ListRefused.
    """
    for is_last in (False, True):
        if batch.state != State.CHECKED:
            return batch
        checked = _check(batch, report)
        try:
            return _write(batch, checked, by=by)
        except IntegrityError:  # another desk registered one of them meanwhile: match again
            if is_last:
                raise
            batch.refresh_from_db()
    return batch


def ask_to_undo(batch: ImportBatch, *, by):
    """Have a batch taken back in the background."""
    return queue.enqueue(UNDO, subject=batch.pk, by=by)


def undo(batch: ImportBatch, *, by) -> ImportBatch:
    """Take the batch back as far as nothing depends on it; undoing twice changes and logs nothing."""
    return KINDS[batch.kind].undo(batch, by=by)


def leaving(batch: ImportBatch) -> int:
    """How many people would leave the register."""
    return len(KINDS[batch.kind].leaving(batch))


def import_now(region: Region, *, kind: str, data: bytes, name: str, by=None, **about) -> ImportBatch:
    """Receive, check and bring in at once: the way of the command line. Raises ListRefused."""
    batch = _keep(region, kind=kind, data=data, name=name, by=by, **about)
    checked = _check(batch, unheard)
    batch.state, batch.dated_on = State.CHECKED, checked.dated_on
    batch.save(update_fields=["state", "dated_on"])
    return _write(batch, checked, by=by)


def tables(batch: ImportBatch) -> Book:
    """The tables as they were uploaded, of a household list the columns that are kept. Raises UnreadableTable."""
    return KINDS[batch.kind].tables(opened(batch.file), name=batch.name)


def _keep(region, *, kind, data, name, by, source="", dated_on=None) -> ImportBatch:
    if len(data) > settings.IMPORT_MAX_BYTES:
        raise ListRefused(
            _("The file is larger than %(most)d MB. Split it and upload the parts.")
            % {"most": settings.IMPORT_MAX_BYTES // 1024**2}
        )
    try:
        kept = KINDS[kind].kept(data, name=name)
    except (UnreadableTable, ListUnfit) as error:
        raise ListRefused(str(error)) from error
    return ImportBatch.objects.create(
        kind=kind,
        region=region,
        source=source.strip()[:100],
        dated_on=dated_on,
        file=closed(kept, ImportBatch._meta.get_field("file")),
        name=PurePath(name).name[:255],
        sha256=hashlib.sha256(data).hexdigest(),
        uploaded_by=by if getattr(by, "pk", None) else None,
    )


def _check(batch: ImportBatch, report: Callable):
    about = {"name": batch.name, "region": batch.region, "dated_on": batch.dated_on}
    try:
        with without_collector():
            checked = KINDS[batch.kind].check(opened(batch.file), report=report, **about)
    except (UnreadableTable, ListUnfit) as error:
        raise ListRefused(str(error)) from error
    if not len(checked.rows):
        raise ListRefused(_("There is no row below the headings. Fill in the people and upload the file again."))
    return checked


@transaction.atomic
def _write(batch: ImportBatch, checked, *, by) -> ImportBatch:
    batch = ImportBatch.objects.select_for_update().select_related("region").get(pk=batch.pk)
    if batch.state != State.CHECKED:
        return batch
    with without_collector(), with_room():
        KINDS[batch.kind].bring_in(batch, checked, by=by)
    _remember(batch, checked)
    batch.state, batch.imported_at, batch.imported_by = State.IMPORTED, now(), by if getattr(by, "pk", None) else None
    batch.save()
    _log("import", batch, by=by)
    return batch


def _remember(batch: ImportBatch, checked) -> None:
    """The remarks and counts of a check instead of those of an earlier one."""
    rows = checked.rows
    batch.counts, batch.notes = checked.counts(), rows.notes
    batch.sheets, batch.dated_on = rows.sheets, checked.dated_on
    batch.remarks.all()._raw_delete(using=batch._state.db)
    remarks = sorted(rows.remarks, key=lambda remark: (remark[0], not remark[3]))
    insert(
        ImportRemark,
        {
            "batch": batch.pk,
            "sheet": [rows.at[n][0] for n, *_rest in remarks],
            "row": [rows.at[n][1] for n, *_rest in remarks],
            "column": [remark[1] for remark in remarks],
            "code": [remark[2] for remark in remarks],
            "is_refusal": [remark[3] for remark in remarks],
            "params": [remark[4] for remark in remarks],
            "trainee": [remark[5] for remark in remarks],
        },
        len(remarks),
    )
    batch.changes.all()._raw_delete(using=batch._state.db)
    _remember_changes(batch, checked)


def _remember_changes(batch: ImportBatch, checked) -> None:
    at, changes = checked.rows.at, checked.changes
    insert(
        ListChange,
        {
            "batch": batch.pk,
            "kind": [str(change[0]) for change in changes],
            "household_number": [change[1] for change in changes],
            "sheet": [None if n is None else at[n][0] for _kind, _number, n, *_rest in changes],
            "row": [None if n is None else at[n][1] for _kind, _number, n, *_rest in changes],
            "trainee": [change[3] for change in changes],
            "params": [change[4] for change in changes],
        },
        len(changes),
    )


def _log(verb: str, batch: ImportBatch, *, by) -> None:
    audit.record(f"trainees.import.{verb}", batch, by=by, region=batch.region_id, kind=batch.kind, **batch.counts)
