"""Adds up JUnit results and ends on one line: `python -m tests.code.tally FILES`."""

import sys
import xml.etree.ElementTree as ET


def tally(paths: list[str]) -> tuple[int, int, int]:
    """(passed, failed, skipped) over all result files; an error in a fixture is a failure."""
    tests = failed = skipped = 0
    for path in paths:
        for suite in ET.parse(path).getroot().iter("testsuite"):
            tests += int(suite.get("tests"))
            failed += int(suite.get("failures")) + int(suite.get("errors"))
            skipped += int(suite.get("skipped"))
    return tests - failed - skipped, failed, skipped


if __name__ == "__main__":
    passed, failed, skipped = tally(sys.argv[1:])
    print(f"{passed} passed, {failed} failed, {skipped} skipped")
    sys.exit(1 if failed or not passed else 0)
