"""Dossiers taken away: a volume to print or an archive, made in the background, fetched by who asked, gone after a day.

    ask -> make -> hand over, for a day -> the file is gone

Who gets it is asked again when it is made. Both are logged with their purpose, which stands on every page. Made again
from the same dossier it is the same file, byte for byte. No other module writes DossierExport.
"""

import datetime as dt
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from django.conf import settings
from django.core.files.base import File
from django.db import transaction
from django.utils import translation
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from courses.models import TrainingClass
from lms.kit import audit, queue
from lms.kit.clock import now
from lms.kit.sealed_streams import close_stream, open_stream
from trainees.models import DossierExport
from trainees.permissions import may_take_dossier

from . import archive, contents

MAKE = "trainees.tasks.make_dossier"
KEPT = dt.timedelta(days=1)
PLACE = "trainees_dossierexport.file"


class MayNotTake(Exception):
    """This officer's role does not take dossiers away."""

    def __str__(self):
        return _("Only an organiser or the bureau's auditor of this area takes a dossier away.")


class DossierIsGone(Exception):
    """The file was taken away; the text says what to do."""

    def __str__(self):
        return _("The dossier was there for a day and is deleted. Have it made anew.")


@transaction.atomic
def ask(training_class: TrainingClass, *, kind: str, purpose: str, by) -> DossierExport:
    """Have the dossier made. Raises MayNotTake."""
    if not may_take_dossier(by, training_class):
        raise MayNotTake
    export = DossierExport.objects.create(
        training_class=training_class, kind=DossierExport.Kind(kind), purpose=purpose, asked_by=by
    )
    queue.enqueue(MAKE, subject=export.pk, by=by)
    return export


def make(export: DossierExport, *, report: Callable = lambda *_progress: None) -> DossierExport:
    """Write what was asked for; making twice changes and logs nothing. Raises MayNotTake, contents.FileAltered."""
    if export.file or export.asked_at < now() - KEPT:
        return export
    if not may_take_dossier(export.asked_by, export.training_class):
        raise MayNotTake
    entries = contents.of(export.training_class)
    with tempfile.TemporaryDirectory(dir=settings.FILE_UPLOAD_TEMP_DIR) as folder:
        plain, sealed = Path(folder, "plain"), Path(folder, "sealed")
        pages = None
        if export.kind == DossierExport.Kind.ARCHIVE:
            archive.write(plain, entries, mark=mark_of(export), report=report)
        else:
            # WeasyPrint takes half a second to load: only a process that prints pays for it.
            from . import volume

            pages = volume.write(plain, export, entries, mark=mark_of(export), report=report)
        with plain.open("rb") as source, sealed.open("wb") as target:
            sha256, size = close_stream(source, target, place=PLACE)
        plain.unlink()
        with transaction.atomic(), sealed.open("rb") as made:
            export.sha256, export.size, export.pages = sha256, size, pages
            export.file = File(made, name="sealed")
            export.save(update_fields=["file", "sha256", "size", "pages"])
            _log("export", export, by=export.asked_by)
    return export


def hand_over(export: DossierExport, *, by) -> Iterator[bytes]:
    """The file, piece by piece; logged, each time. Raises DossierIsGone, MayNotTake."""
    if not export.file or export.asked_at < now() - KEPT:
        raise DossierIsGone
    if not may_take_dossier(by, export.training_class):
        raise MayNotTake
    _log("download", export, by=by)
    return _pieces(export)


def forget_old() -> None:
    """Delete the files nobody may fetch any more; that they were taken away stays in the log."""
    for export in DossierExport.objects.filter(asked_at__lt=now() - KEPT).exclude(file=""):
        export.file.delete(save=True)


def mark_of(export: DossierExport) -> str:
    """The line on every page: the moment is that of the asking, so that making it again gives the same."""
    with translation.override("zh-hans"):
        return _("Taken by %(who)s at %(at)s for: %(purpose)s. Not to be passed on.") % {
            "who": f"{export.asked_by} ({export.asked_by.get_username()})",
            "at": f"{localtime(export.asked_at):%Y-%m-%d %H:%M}",
            "purpose": export.purpose,
        }


def _pieces(export: DossierExport) -> Iterator[bytes]:
    with export.file.open("rb") as stored:
        yield from open_stream(stored, place=PLACE)


def _log(verb: str, export: DossierExport, *, by) -> None:
    held = export.training_class
    audit.record(
        f"trainees.dossier.{verb}", held, by=by, purpose=export.purpose, region=held.region_id,
        kind=str(export.kind), sha256=export.sha256, size=export.size,
    )  # fmt: skip
