"""Columns on their way into the database: nothing a person may type breaks out of its row or column."""

import pytest

from lms.kit.bulk import insert
from lms.kit.columns import copied
from lms.kit.models import Job

STRANGE = ["a\tb", "a\nb", "a\r\nb", "\\N", "\\.", "back\\slash", "'; --", "", "𠮷", '"']


def test_copy_has_a_line_a_row_and_a_tab_a_column():
    lines = "".join(copied([["田", None, "a\tb\n\\"], [1, 2, 3], [True, False, None]])).split("\n")
    assert lines == ["田\t1\tt", "\\N\t2\tf", "a\\tb\\n\\\\\t3\t\\N", ""]


def test_copy_comes_in_blocks():
    blocks = list(copied([list(range(4500))]))
    assert [block.count("\n") for block in blocks] == [2000, 2000, 500]
    assert list(copied([[]])) == []


@pytest.mark.django_db
def test_whatever_was_typed_is_what_is_read():
    insert(Job, {"kind": "strange", "subject": STRANGE}, len(STRANGE))
    assert list(Job.objects.order_by("pk").values_list("subject", flat=True)) == STRANGE
