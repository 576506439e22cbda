"""Tables as people send them: encodings, endings, emptiness; and nothing we write is ever a formula."""

import io
import zipfile

import pytest
import xlsxwriter

from lms.kit import spreadsheets
from lms.kit.spreadsheets import UnreadableTable, read_table, write_workbook

ROWS = [["姓名", "手机号"], ["向大山", "13812345678"]]


def read_rows(data, *, name):
    return [cells for _number, cells in read_table(data, name=name).rows]


def workbook(rows, **formulas):
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet = book.add_worksheet()
        for index, row in enumerate(rows):
            sheet.write_row(index, 0, row)
        for cell, formula in formulas.items():
            sheet.write_formula(cell, formula, value="算出来的")
    return out.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_reads_csv_in_the_encodings_of_excel(encoding):
    data = "姓名,手机号\r\n向大山,13812345678\r\n\r\n".encode(encoding)
    assert read_rows(data, name="名单.csv") == ROWS


def test_reads_a_short_gb18030_file_right():
    assert read_rows("姓名\n田".encode("gb18030"), name="a.CSV") == [["姓名"], ["田"]]


def test_reads_a_workbook_and_the_values_of_its_formulas():
    data = workbook([*ROWS, ["田小妹", ""]], B3='=HYPERLINK("http://evil.example","x")')
    assert read_rows(data, name="roster.XLSX") == [*ROWS, ["田小妹", "算出来的"]]


def test_takes_the_first_sheet_that_has_rows():
    data = write_workbook([("空", []), ("名单", ROWS)])
    assert read_rows(data, name="a.xlsx") == ROWS


@pytest.mark.parametrize(
    ("data", "name", "sentence"),
    [
        (b"anything", "list.pdf", "This is not a table"),
        (b"anything", "list", "This is not a table"),
        (b"not a zip file", "list.xlsx", "can't be opened as a workbook"),
        (b"PK\x03\x04 truncated", "list.xlsx", "can't be opened as a workbook"),
        (b"", "list.csv", "The table is empty"),
        (b",,\r\n , \r\n", "list.csv", "The table is empty"),
        (b"", "list.xlsx", "can't be opened as a workbook"),
        (b"\xff" * 9 + b"\x80\x00", "list.csv", "no text"),
    ],
)
def test_refuses_what_is_no_table_with_a_sentence(data, name, sentence, settings):
    settings.LANGUAGE_CODE = "en"
    with pytest.raises(UnreadableTable, match=sentence):
        read_rows(data, name=name)


def test_refuses_a_zip_that_is_no_workbook():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("hello.txt", "hello")
    with pytest.raises(UnreadableTable):
        read_rows(out.getvalue(), name="list.xlsx")


def test_refuses_more_rows_than_allowed(monkeypatch):
    monkeypatch.setattr(spreadsheets, "MAX_ROWS", 3)
    assert len(read_rows(b"a\nb\nc", name="x.csv")) == 3
    with pytest.raises(UnreadableTable, match="3"):
        read_rows(b"a\nb\nc\nd", name="x.csv")
    with pytest.raises(UnreadableTable, match="3"):
        read_rows(workbook([["a"], ["b"], ["c"], ["d"], ["e"]]), name="x.xlsx")


def test_writes_formulas_and_links_as_text():
    data = write_workbook(
        [("表", [["标题"], ['=HYPERLINK("http://evil.example")'], ["http://evil.example"], ["@SUM(1)"]])]
    )
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
        assert "<f>" not in sheet
        assert "<hyperlink" not in sheet
    assert read_rows(data, name="x.xlsx")[1] == ['=HYPERLINK("http://evil.example")']


def test_reads_back_numbers_and_dates_it_wrote():
    import datetime as dt

    rows = [["日期", "人次"], [dt.date(2026, 3, 2), 12]]
    assert read_rows(write_workbook([("表", rows)]), name="x.xlsx") == rows


def test_rows_keep_the_number_they_have_in_the_file():
    data = workbook([[], ["", "花名册"], [], ["姓名", "手机号"], ["", ""], ["向大山", 1]], A6="=1+1")
    table = read_table(data, name="x.xlsx")
    assert [number for number, _cells in table.rows] == [2, 4, 6]
    assert table.formulas == {(6, 1)}
    assert [number for number, _cells in read_table(b"\n\na,b\n\nc,d\n", name="x.csv").rows] == [3, 5]


def test_formulas_are_those_of_the_sheet_that_was_read():
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        book.add_worksheet("空")
        book.add_worksheet("名单").write_string("A1", "姓名")
        book.add_worksheet("算").write_formula("A1", "=1+1")
    table = read_table(out.getvalue(), name="x.xlsx")
    assert table.rows == [(1, ["姓名"])]
    assert table.formulas == frozenset()


@pytest.mark.parametrize("far", ["XFD1048576", "A20001", "GS1"])
def test_refuses_a_cell_far_out_before_anything_allocates_for_it(far):
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet = book.add_worksheet()
        sheet.write_string("A1", "姓名")
        sheet.write_string(far, "x")
    with pytest.raises(UnreadableTable, match="20000"):
        read_table(out.getvalue(), name="x.xlsx")


def test_reads_past_a_million_formatted_empty_rows():
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"constant_memory": True}) as book:
        grey, sheet = book.add_format({"bg_color": "gray"}), book.add_worksheet()
        sheet.write_string(0, 0, "姓名")
        for row in range(5, 1_048_576, 97):
            sheet.write_blank(row, 0, None, grey)
    assert read_rows(out.getvalue(), name="x.xlsx") == [["姓名"]]


def test_refuses_a_workbook_that_unpacks_to_too_much(monkeypatch):
    monkeypatch.setattr("lms.kit.workbook_scan.MAX_UNPACKED", 1000)
    with pytest.raises(UnreadableTable):
        read_table(workbook(ROWS), name="x.xlsx")


def test_refuses_a_workbook_with_a_broken_sheet():
    whole, out = workbook(ROWS), io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(whole)) as source, zipfile.ZipFile(out, "w") as target:
        for name in source.namelist():
            body = source.read(name)
            target.writestr(name, body[: len(body) // 2] if name.endswith("sheet1.xml") else body)
    with pytest.raises(UnreadableTable, match=r"\.xlsx"):
        read_table(out.getvalue(), name="x.xlsx")
