"""Rosters as organisers keep them."""

import io

import openpyxl

HEADINGS = ("姓名", "身份证号", "手机号", "村", "户编号", "群体")


def workbook(*rows, headings=HEADINGS) -> bytes:
    """An .xlsx with `headings` in its first row; numbers stay figures, a text with = is a formula."""
    book = openpyxl.Workbook()
    for row in (headings, *rows):
        book.active.append(list(row))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
