"""What a step of the work is, and what became of it."""

from dataclasses import dataclass, field

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
