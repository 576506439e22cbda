"""What goes into a dossier that is taken away, in its order: tables and pieces of every item, each with its proof."""

import hashlib
import json
from dataclasses import dataclass

from django.utils.translation import gettext as _

from trainees.models import EvidenceItem, FrozenTable

from . import freezing, standing
from .declaring import Item
from .standing import Standing
from .tables import Table

State = EvidenceItem.State


class FileAltered(Exception):
    """A kept file no longer gives its hash; the text names it."""

    def __init__(self, piece: EvidenceItem):
        super().__init__(piece.pk)
        self.piece = piece

    def __str__(self):
        return _("File %(number)d of item %(item)s no longer matches its fingerprint: nothing is made.") % {
            "number": self.piece.pk,
            "item": self.piece.item,
        }


@dataclass(frozen=True)
class Entry:
    """One item as it goes out: accepted pieces and those that wait, never what was sent back."""

    standing: Standing
    pieces: tuple[EvidenceItem, ...]
    table: Table | None
    frozen: FrozenTable | None

    @property
    def item(self) -> Item:
        return self.standing.item

    @property
    def table_sha256(self) -> str:
        """Of the frozen version; of a table that still grows, of what it says now."""
        if self.frozen:
            return self.frozen.sha256
        held = [self.table.headings, self.table.rows, self.table.notes]
        return hashlib.sha256(json.dumps(held, ensure_ascii=False).encode()).hexdigest()


def of(training_class) -> list[Entry]:
    """Every item that applies or in which something lies."""
    found = []
    for one in standing.of(training_class):
        pieces = tuple(piece for piece in one.pieces if piece.state in {State.ACCEPTED, State.TO_REVIEW})
        frozen = one.frozen if one.table is None else None
        table = freezing.content(frozen) if frozen else one.table
        table = table if table and table.rows else None
        if one.applies or pieces or table:
            found.append(Entry(one, pieces, table, frozen if table else None))
    return found


def chunks(piece: EvidenceItem):
    """The bytes of a piece as they were kept; raises FileAltered at their end when the hash is another."""
    digest = hashlib.sha256()
    with piece.file.open("rb") as stored:
        for chunk in iter(lambda: stored.read(1024 * 1024), b""):
            digest.update(chunk)
            yield chunk
    if digest.hexdigest() != piece.sha256:
        raise FileAltered(piece)
