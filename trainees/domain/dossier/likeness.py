"""Pictures that were shown before: the same file, or one that looks almost the same, in another class (domain.md R25).

Only pictures that show a scene are compared: two signed sheets of one form look alike and mean nothing.
"""

from django.db.models import Q

from trainees.domain import looks
from trainees.models import AlikePair, EvidenceItem, EvidenceKey

from .items import ITEMS

COMPARED = frozenset(item.code for item in ITEMS.values() if item.compared)


def note(piece: EvidenceItem) -> list[AlikePair]:
    """Find what the new piece is alike to and keep the pairs; inside the transaction that keeps the piece."""
    found = dict.fromkeys(_same_files(piece), (0, True))
    if piece.look and piece.item in COMPARED:
        keys = looks.keys_of(piece.look)
        for other, look in _candidates(piece, keys):
            apart = looks.distance(piece.look, look)
            if apart <= looks.ALIKE:
                found.setdefault(other, (apart, False))
        EvidenceKey.objects.bulk_create(EvidenceKey(evidence=piece, key=key) for key in keys)
    return [
        AlikePair.objects.get_or_create(
            one_id=other, other=piece, defaults={"distance": apart, "is_same_file": same}
        )[0]
        for other, (apart, same) in sorted(found.items())
    ]  # fmt: skip


def pairs_of(pieces) -> dict[int, list[EvidenceItem]]:
    """The pieces each of `pieces` is alike to, by its id; those taken back left out."""
    ids = [piece.pk for piece in pieces]
    pairs = AlikePair.objects.filter(Q(one__in=ids) | Q(other__in=ids))
    found = {pk: [] for pk in ids}
    for pair in pairs.select_related("one__training_class__course", "other__training_class__course"):
        for mine, theirs in ((pair.one, pair.other), (pair.other, pair.one)):
            if mine.pk in found and theirs.state != EvidenceItem.State.WITHDRAWN:
                found[mine.pk].append(theirs)
    return found


def _elsewhere(piece: EvidenceItem):
    return EvidenceItem.objects.in_dossiers().exclude(pk=piece.pk).exclude(training_class=piece.training_class_id)


def _same_files(piece: EvidenceItem):
    """The same upload under another class. What all classes of a programme share lies with none of them."""
    if piece.training_class_id is None:
        return []
    same = _elsewhere(piece).filter(original_sha256=piece.original_sha256, training_class__isnull=False)
    return list(same.values_list("pk", flat=True))


def _candidates(piece: EvidenceItem, keys: list[int]):
    sharing = EvidenceKey.objects.filter(key__in=keys).order_by().values("evidence").distinct()
    return _elsewhere(piece).filter(pk__in=sharing).values_list("pk", "look")
