from hypothesis import given
from hypothesis import strategies as st

from lms.kit import codes
from trainees.domain import sheet_codes


@given(st.integers(1, 30_000_000), st.integers(1, 1000))
def test_a_page_is_read_as_it_was_written(session, page):
    text = sheet_codes.of_page(session, page)

    assert sheet_codes.read_page(text) == (session, page)
    # The small square with the fewest modules holds twenty such signs.
    assert len(text) == 19


def test_anything_else_is_no_page():
    text = sheet_codes.of_page(7, 1)
    others = [
        "",
        "XXQ",
        text[3:],
        text[:-1],
        text.lower(),
        "XXK" + text[3:],
        text + "0",
        "https://a.example/",
        "\0" * 19,
    ]
    forged = "XXQ" + codes.number(8, 6) + text[9:]

    assert [sheet_codes.read_page(other) for other in [*others, forged]] == [None] * 10


def test_a_page_is_known_under_an_older_key(settings):
    text = sheet_codes.of_page(7, 1)
    settings.INDEX_KEYS = ["a newer key " * 3, *settings.INDEX_KEYS]

    assert sheet_codes.read_page(text) == (7, 1)
    settings.INDEX_KEYS = settings.INDEX_KEYS[:1]
    assert sheet_codes.read_page(text) is None


@given(st.integers(1, 5_000_000))
def test_a_row_of_a_slip_is_nobodys(pk):
    code = sheet_codes.of_row(pk)
    slip = code[:-1] + codes.ALPHABET[(codes.ALPHABET.index(code[-1]) + 1) % 32]

    assert slip != sheet_codes.of_row(pk)
    assert codes.value_of(code[:-1]) == pk
