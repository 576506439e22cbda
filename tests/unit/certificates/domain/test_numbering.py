from hypothesis import given
from hypothesis import strategies as st

from certificates.domain import numbering
from lms.kit import codes


def test_number_names_county_year_track_class_and_sequence():
    start = numbering.prefix(county="433127000000", year=2019, kind="completion", track="basic", class_number=12)
    assert numbering.number(start, 1) == "4331272019P0120001"


def test_prefix_of_an_outcome_and_of_a_statement_has_its_own_letter():
    fields = {"county": "433127000000", "year": 2019, "track": "practical", "class_number": 7}
    assert numbering.prefix(kind="completion", **fields)[10] == "S"
    assert numbering.prefix(kind="outcome", **fields)[10] == "C"
    assert numbering.prefix(kind="statement", **fields)[10] == "T"


def test_number_of_a_class_above_999_is_longer_and_still_read():
    start = numbering.prefix(county="433127", year=2019, kind="completion", track="cadre", class_number=1234)
    number = numbering.number(start, 9999)
    assert number == "4331272019G12349999"
    assert numbering.is_number(number)
    assert numbering.sequence_of(number) == 9999


def test_new_code_has_80_random_bits_and_a_check_character():
    made = {numbering.new_code() for _ in range(200)}
    assert len(made) == 200
    assert all(len(code) == 17 and numbering.is_code(code) for code in made)


@given(st.integers(0, 15), st.sampled_from(codes.ALPHABET))
def test_is_code_refuses_any_one_wrong_character(position, character):
    code = numbering.new_code()
    changed = code[:position] + character + code[position + 1 :]
    assert numbering.is_code(changed) == (changed == code)


@given(st.integers(0, 15))
def test_is_code_refuses_swapped_neighbours(position):
    code = numbering.new_code()
    swapped = code[:position] + code[position + 1] + code[position] + code[position + 2 :]
    assert numbering.is_code(swapped) == (swapped == code)


def test_normalise_forgives_what_people_type():
    code = numbering.new_code()
    assert numbering.normalise(f"  {numbering.grouped(code).lower()} ") == code
    assert numbering.normalise("oOiIlL－１２ａ") == "001111" + "12A"
    assert numbering.normalise("4331272019p0120001") == "4331272019P0120001"


def test_normalise_keeps_hostile_input_short_and_harmless():
    assert len(numbering.normalise("A" * 5000)) == 60
    assert numbering.normalise("../../<script>'\";--\u202e\x00") == "SCR1PT"
