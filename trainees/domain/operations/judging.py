"""Whose word stands: one phone's new word against what the roll says by now. Pure."""

from dataclasses import dataclass
from enum import StrEnum


class Judgement(StrEnum):
    """What becomes of a word."""

    APPLY = "apply"
    AGREES = "agrees"
    OUTDATED = "outdated"
    DIFFERS = "differs"


@dataclass(frozen=True)
class Standing:
    """The mark on the roll: its version, whether it says the same already, whether this very phone made it, and
    whether the new word only adds to it."""

    version: int
    agrees: bool = False
    is_own: bool = False
    is_added_to: bool = False


def judge(*, seq: int, knew: int, latest_seq: int | None, standing: Standing | None) -> Judgement:
    """What becomes of a word with count `seq` of a phone that knew version `knew` (0: no mark).

    `latest_seq` is the highest count of this phone the roll has heard about the same person. A word is put on the roll
    when nobody else has written since what the phone knew; its own earlier words it may always replace.
    """
    if latest_seq is not None and latest_seq > seq:
        return Judgement.OUTDATED
    if standing is None:
        return Judgement.APPLY
    if standing.agrees:
        return Judgement.AGREES
    if standing.version == knew or standing.is_own or standing.is_added_to:
        return Judgement.APPLY
    return Judgement.DIFFERS
