import polib
import pytest

from tests.code.catalogues import complaints


def _catalogue(path, *entries):
    book = polib.POFile()
    book.extend(polib.POEntry(**entry) for entry in entries)
    book.save(str(path))
    return path


@pytest.mark.parametrize(
    ("entry", "fault"),
    [
        ({"msgid": "Hello %(name)s", "msgstr": "你好"}, "other placeholders: Hello %(name)s"),
        ({"msgid": "Hello", "msgstr": ""}, "untranslated: Hello"),
        ({"msgid": "Hello", "msgstr": "你好", "flags": ["fuzzy"]}, "unsure: Hello"),
        ({"msgid": "Gone", "msgstr": "没了"}, "no longer in the code: Gone"),
    ],
)
def test_complaints_name_the_fault(tmp_path, entry, fault):
    wanted = [{"msgid": entry["msgid"], "msgstr": ""}] if entry["msgid"] != "Gone" else []
    kept = _catalogue(tmp_path / "kept.po", entry)
    assert complaints(_catalogue(tmp_path / "collected.po", *wanted), kept) == [fault]


def test_complaints_are_none_for_a_whole_catalogue(tmp_path):
    one = {"msgid": "%(n)d class", "msgid_plural": "%(n)d classes"}
    collected = _catalogue(tmp_path / "collected.po", {**one, "msgstr_plural": {0: ""}})
    kept = _catalogue(tmp_path / "kept.po", {**one, "msgstr_plural": {0: "%(n)d 个班"}})
    assert complaints(collected, kept) == []


def test_complaints_name_a_sentence_that_was_not_collected(tmp_path):
    collected = _catalogue(tmp_path / "collected.po", {"msgid": "New", "msgstr": ""})
    assert complaints(collected, _catalogue(tmp_path / "kept.po")) == ["missing: New"]


def test_complaints_name_a_number_that_is_said_of_something_else(tmp_path):
    left = {"msgid": "%(n)d left", "msgstr": "剩 %(n)d 个"}
    files = {"msgid": "%(n)d file", "msgid_plural": "%(n)d files", "msgstr_plural": {0: "剩 %(n)d 个"}}
    whole = _catalogue(tmp_path / "kept.po", left, files)
    assert complaints(whole, whole) == ["says what another says: %(n)d file"]
