"""Merging: two rows of the register turn out to be one person, and can be taken apart again.

Who says that two rows are one leaves a `TraineeAlias`. Rows that standing words join, directly or through others, are
one person, known by the row with an ID number that was registered first (without any, by the first row): so the order
of merging and taking apart never matters. No other module writes `Trainee.canonical` or `TraineeAlias`, and no foreign
key ever moves.
"""

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from lms.kit import audit
from lms.kit.clock import now
from trainees.models import Trainee, TraineeAlias


class MergeRefused(Exception):
    """The two rows can't be made, or stop being, one person; the text says why."""


class OneAndTheSameRow(MergeRefused):
    pass


class SameIdNumber(MergeRefused):
    """Rows with one ID number are one person, whatever anybody says."""


def merge(one: Trainee, other: Trainee, *, reason: str, by) -> Trainee:
    """`one` and `other` are the same person; the row that person is known by. Raises OneAndTheSameRow.

    Saying it again changes and logs nothing.
    """
    older, newer = sorted((one, other), key=lambda row: row.pk)
    if older == newer:
        raise OneAndTheSameRow(one_row_already())
    with transaction.atomic():
        rows = _locked_with_all_joined(older.pk, newer.pk)
        said, is_new = TraineeAlias.objects.get_or_create(
            trainee_id=newer.pk, same_as_id=older.pk, undone_at=None, defaults={"reason": reason, "merged_by": by}
        )
        root = _hang(rows)
        if is_new:
            _log("merge", said, root, by=by)
    return root


def unmerge(said: TraineeAlias, *, because: str, by) -> None:
    """Take the word back: the rows stay one person only if others join them still.

    Doing it again changes and logs nothing. Raises SameIdNumber.
    """
    with transaction.atomic():
        rows = _locked_with_all_joined(said.trainee_id, said.same_as_id)
        said = TraineeAlias.objects.select_for_update().get(pk=said.pk)
        if said.undone_at:
            return
        said.undone_at, said.undone_by, said.undone_because = now(), by, because
        said.save(update_fields=["undone_at", "undone_by", "undone_because"])
        own = _joined(said.trainee_id)
        try:
            with transaction.atomic():
                root = _hang(own)
                left = [row for row in rows if row not in own]
                if left:
                    _hang(left)
        except IntegrityError as error:
            raise SameIdNumber(
                _("Both rows have the same ID number, so they are one person. Correct the wrong number first.")
            ) from error
        _log("unmerge", said, root, by=by)


def one_row_already() -> str:
    return _("This is one row already. Choose another person to compare it with.")


def words_about(trainee: Trainee):
    """The standing words that make the rows of this person one, newest first."""
    rows = trainee.rows().values("pk")
    words = TraineeAlias.objects.filter(Q(trainee__in=rows) | Q(same_as__in=rows), undone_at__isnull=True)
    return words.select_related("trainee__region__parent", "same_as__region__parent", "merged_by").order_by(
        "-merged_at"
    )


def hang_anew(trainee: Trainee) -> Trainee:
    """The row the person is known by, after a fact that decides it has changed (an ID number was filled in)."""
    with transaction.atomic():
        return _hang(_locked_with_all_joined(trainee.pk))


def _joined(*keys: int) -> list[int]:
    """The rows that standing words join with `keys`, in the order of their registration."""
    found, fresh = set(), set(keys)
    while fresh:
        found |= fresh
        standing = TraineeAlias.objects.filter(undone_at__isnull=True)
        pairs = standing.filter(Q(trainee__in=fresh) | Q(same_as__in=fresh)).values_list("trainee_id", "same_as_id")
        fresh = {key for pair in pairs for key in pair} - found
    return sorted(found)


def _locked_with_all_joined(*keys: int) -> list[int]:
    """The same, once nobody else can join more to them: rows are locked in their order."""
    rows = []
    while (joined := _joined(*keys)) != rows:
        rows = joined
        list(Trainee.objects.select_for_update().filter(pk__in=rows).order_by("pk").values_list("pk"))
    return rows


def _hang(keys: list[int]) -> Trainee:
    """Write `canonical` of these rows, which are one person; the row it is known by."""
    rows = list(Trainee.objects.filter(pk__in=keys))
    root = min(rows, key=lambda row: (row.id_index is None, row.pk))
    Trainee.objects.filter(pk__in=keys).exclude(pk=root.pk).exclude(canonical=root.pk).update(canonical=root)
    Trainee.objects.filter(pk=root.pk, canonical__isnull=False).update(canonical=None)
    root.canonical = None
    return root


def _log(verb: str, said: TraineeAlias, root: Trainee, *, by) -> None:
    about = {"row": said.trainee_id, "same_as": said.same_as_id}
    audit.record(f"trainees.trainee.{verb}", root, by=by, purpose=said.reason, region=root.region_id, **about)
