"""Files meant to do harm, or spoilt by accident: a sentence each, and memory flat."""

import io
import tracemalloc
import zipfile

import openpyxl
import pytest
import xlsxwriter

from lms.kit import workbook_scan
from lms.kit.spreadsheets import UnreadableTable, read_book
from tests.factories.registers import HEADINGS, as_csv, as_xlsx, person


def read(data, name="名单.xlsx"):
    return read_book(data, name=name, max_rows=100_000)


def altered(data: bytes, part: str, change) -> bytes:
    """The workbook with one part changed by `change(bytes)`."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            body = source.read(name)
            target.writestr(name, change(body) if name == part else body)
    return out.getvalue()


def with_part(data: bytes, name: str, body: bytes) -> bytes:
    out = io.BytesIO(data)
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, body)
    return out.getvalue()


def read_flat(data, name="名单.xlsx"):
    """Read while Python's own memory stays below 40 MB."""
    tracemalloc.start()
    try:
        return read(data, name)
    finally:
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert peak < 40 * 1024**2


def test_zip_bomb(monkeypatch):
    monkeypatch.setattr(workbook_scan, "MAX_UNPACKED", 20 * 1024**2)
    for part in ("xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/styles.xml"):
        bomb = altered(as_xlsx([person(1)]), part, lambda body: body + b" " * 30 * 1024**2)
        assert len(bomb) < 100_000
        with pytest.raises(UnreadableTable, match="100000"):
            read_flat(bomb)


def test_one_long_text_shown_in_a_thousand_cells(monkeypatch):
    monkeypatch.setattr(workbook_scan, "MAX_UNPACKED", 20 * 1024**2)
    rows = [{"姓名": "长" * 20_000, "身份证号": "长" * 20_000} for _ in range(1000)]
    with pytest.raises(UnreadableTable):
        read_flat(as_xlsx(rows))


def test_a_text_without_end():
    with pytest.raises(UnreadableTable):
        read_flat(altered(as_xlsx([person(1)]), "xl/sharedStrings.xml", lambda body: body + b"x" * 6 * 1024**2))


def test_a_million_empty_rows_are_no_rows():
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"constant_memory": True}) as book:
        sheet, grey = book.add_worksheet(), book.add_format({"bg_color": "gray"})
        sheet.write_row(0, 0, HEADINGS)
        sheet.write_row(1, 0, [person(1).get(name, "") for name in HEADINGS])
        for row in range(2, 1_048_576, 97):
            sheet.write_blank(row, 0, None, grey)
    assert len(read(out.getvalue()).tables[0].rows) == 2


@pytest.mark.parametrize("written", ['r="XFD1048576"', "r='XFD1048576'", 's="1" r="XFD1048576"', 'r="&#88;FD1048576"'])
def test_a_cell_far_out_however_it_is_written(written):
    far = f'<row r="1048576"><c {written}><v>1</v></c></row></sheetData>'.encode()
    data = altered(as_xlsx([person(1)]), "xl/worksheets/sheet1.xml", lambda body: body.replace(b"</sheetData>", far))
    with pytest.raises(UnreadableTable, match="200"):
        read_flat(data)


def test_a_wide_and_long_block(monkeypatch):
    monkeypatch.setattr(workbook_scan, "MAX_CELLS", 1000)
    with pytest.raises(UnreadableTable):
        read_flat(as_xlsx([person(n) for n in range(100)]))


def test_csv_with_a_hundred_thousand_columns():
    with pytest.raises(UnreadableTable, match="200"):
        read_flat(b"," * 100_000 + b"\n", "名单.csv")


def test_csv_whose_cell_never_ends():
    with pytest.raises(UnreadableTable, match=r"引号|quotation"):
        read(b'"' + b"x" * 200_000, "名单.csv")


def test_macros():
    with pytest.raises(UnreadableTable, match=r"宏|macros"):
        read(with_part(as_xlsx([person(1)]), "xl/vbaProject.bin", b"x"))


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("名单.csv", as_xlsx([person(1)])),
        ("名单.xls", as_xlsx([person(1)])),
        ("名单.xlsx", b"\xd0\xcf\x11\xe0" + bytes(5000)),
        ("名单.xlsx", as_csv([person(1)])),
        ("名单.pdf", as_xlsx([person(1)])),
        ("名单.csv", b"a,\0b"),
        ("名单.xls", b"\xd0\xcf\x11\xe0" + bytes(5000)),
    ],
)
def test_a_file_of_another_kind_than_its_name(name, data):
    with pytest.raises(UnreadableTable):
        read(data, name)


def test_a_workbook_with_a_password():
    with pytest.raises(UnreadableTable, match=r"密码|password"):
        read(b"\xd0\xcf\x11\xe0" + bytes(100) + "EncryptedPackage".encode("utf-16-le"))


def test_hidden_sheets_are_named_and_not_read(county):
    from trainees.domain.imports import register_list

    book = openpyxl.load_workbook(io.BytesIO(as_xlsx([person(1)], [person(2)])))
    book.worksheets[1].sheet_state = "hidden"
    book.worksheets[0].merge_cells("A5:A6")
    out = io.BytesIO()
    book.save(out)
    checked = register_list.check(out.getvalue(), name="名单.xlsx", region=county)
    assert len(checked.rows) == 1
    assert [note["code"] for note in checked.rows.notes] == ["hidden_sheet", "columns_left_out", "merged_cells"]


def test_a_formula_is_refused_even_with_a_result(county):
    from trainees.domain.imports import register_list

    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEADINGS)
        sheet.write_row(1, 0, [person(1).get(name, "") for name in HEADINGS])
        sheet.write_formula("B2", "=C2&D2", value=person(1)["身份证号"])
    checked = register_list.check(out.getvalue(), name="名单.xlsx", region=county)
    assert [(column, code) for _n, column, code, *_rest in checked.rows.remarks] == [("id_number", "formula")]
