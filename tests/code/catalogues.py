"""Are the translations whole? `python -m tests.code.catalogues COLLECTED KEPT`: two folders of catalogues."""

import re
import sys
from collections import Counter
from pathlib import Path

import polib

PLACEHOLDER = re.compile(r"%\(\w+\)[-+ #0-9.]*[a-z]|\{\w*\}")


def complaints(collected: Path, kept: Path) -> list[str]:
    """What is wrong with the catalogue `kept`, given the one freshly `collected` from the code."""
    catalogue = polib.pofile(str(kept))
    wanted = {(entry.msgctxt, entry.msgid) for entry in polib.pofile(str(collected)) if not entry.obsolete}
    there = {(entry.msgctxt, entry.msgid) for entry in catalogue if not entry.obsolete}
    found = [f"missing: {message}" for _, message in sorted(wanted - there, key=str)]
    found += [f"no longer in the code: {message}" for _, message in sorted(there - wanted, key=str)]
    for entry in catalogue:
        found += [f"{fault}: {entry.msgid}" for fault in _faults(entry)]
    return found + _said_alike(catalogue)


def _said_alike(catalogue) -> list[str]:
    """Numbered sentences that read as another does: a guess by likeness, taken over when sentences were brought in."""
    texts = {entry.msgid: entry.msgstr_plural.get(0, "") if entry.msgid_plural else entry.msgstr for entry in catalogue}
    counts = Counter(texts.values())
    numbered = [entry.msgid for entry in catalogue if entry.msgid_plural and texts[entry.msgid]]
    return [f"says what another says: {message}" for message in numbered if counts[texts[message]] > 1]


def _faults(entry) -> list[str]:
    texts = list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]
    faults = ["unsure"] if entry.fuzzy else []
    if not all(texts):
        return [*faults, "untranslated"]
    allowed = set(PLACEHOLDER.findall(entry.msgid)) | set(PLACEHOLDER.findall(entry.msgid_plural or ""))
    needed = set(PLACEHOLDER.findall(entry.msgid)) & set(PLACEHOLDER.findall(entry.msgid_plural or entry.msgid))
    if any(not needed <= set(PLACEHOLDER.findall(text)) <= allowed for text in texts):
        faults.append("other placeholders")
    return faults


def main(collected: str, kept: str) -> int:
    count = 0
    for path in sorted(Path(kept).glob("*/LC_MESSAGES/*.po")):
        for complaint in complaints(Path(collected) / path.relative_to(kept), path):
            print(f"{path.parent.parent.name}: {complaint}")
            count += 1
    return 1 if count else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
