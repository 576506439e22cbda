"""Columns on their way into the database: nothing a person may type breaks out of its row or column."""

import pytest
from django.db import connection

from lms.kit.bulk import insert, matching, with_room
from lms.kit.columns import blocks, copied
from lms.kit.models import Job

STRANGE = ["a\tb", "a\nb", "a\r\nb", "\\N", "\\.", "back\\slash", "'; --", "", "𠮷", '"']


def test_copy_has_a_line_a_row_and_a_tab_a_column():
    lines = copied([["田", None, "a\tb\n\\"], [1, 2, 3], [True, False, None]]).split("\n")
    assert lines == ["田\t1\tt", "\\N\t2\tf", "a\\tb\\n\\\\\t3\t\\N", ""]


def test_columns_come_in_blocks():
    subject, kind = Job._meta.get_field("subject"), Job._meta.get_field("kind")
    found = list(blocks({subject: [str(n) for n in range(4500)], kind: "k"}, 4500))
    assert [len(column) for block in found for column in block] == [2000, 2000, 2000, 2000, 500, 500]
    assert [text for block in found for text in block[0]] == [str(n) for n in range(4500)]
    assert {text for block in found for text in block[1]} == {"k"}
    assert list(blocks({subject: []}, 0)) == []


@pytest.mark.django_db
def test_whatever_was_typed_is_what_is_read():
    insert(Job, {"kind": "strange", "subject": STRANGE}, len(STRANGE))
    assert list(Job.objects.order_by("pk").values_list("subject", flat=True)) == STRANGE


@pytest.mark.django_db
def test_rows_are_found_by_any_of_thousands_of_values():
    insert(Job, {"kind": "strange", "subject": STRANGE}, len(STRANGE))
    keys = list(Job.objects.values_list("pk", flat=True))
    assert sorted(text for (text,) in matching(Job.objects.all(), "subject", STRANGE[:4], "subject")) == sorted(
        STRANGE[:4]
    )
    assert len(list(matching(Job.objects.all(), "pk", [*keys, *range(10**6, 10**6 + 5000)], "pk"))) == len(keys)
    assert list(matching(Job.objects.all(), "pk", [])) == []


@pytest.mark.django_db
def test_room_for_indexes_is_given_back():
    if connection.vendor != "sqlite":
        with with_room():
            return
    with connection.cursor() as cursor:
        usual = cursor.execute("PRAGMA cache_size").fetchone()
        with with_room():
            assert cursor.execute("PRAGMA cache_size").fetchone() != usual
        assert cursor.execute("PRAGMA cache_size").fetchone() == usual
