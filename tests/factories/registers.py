"""Lists of people as offices keep them: one row a person, any columns."""

import csv
import io

import xlsxwriter

from .people import id_number

HEADINGS = (
    *("姓名", "身份证号", "性别", "民族", "文化程度", "手机号", "乡镇", "村", "组/详细地址", "群体", "劳动能力"),
    *("是否外出务工", "务工时间(月)", "户编号", "是否开过网店"),
)


def person(serial: int, **cells) -> dict[str, str]:
    """A row: a person nobody is, whole and right unless `cells` (by heading) says otherwise."""
    born = f"{1950 + serial // 1000 % 50}0615"
    row = {
        "姓名": "田向彭王张李"[serial % 6] + "大山小水金玉明秀芳"[serial // 6 % 9] + "英军国强丽娟春"[serial // 54 % 7],
        "身份证号": id_number(serial % 1000, birth=born, area="433199"),
        "性别": "男" if serial % 2 else "女",
        "民族": "土家族",
        "文化程度": "初中",
        "手机号": f"138{serial:08d}",
        "村": f"第1镇第{1 + serial % 20}村",
        "组/详细地址": f"{1 + serial % 9}组",
        "群体": "农村青年",
        "劳动能力": "普通劳动力",
        "是否外出务工": "否" if serial % 3 else "省外",
        "务工时间(月)": "" if serial % 3 else "6",
        "户编号": f"43319900{serial // 4:06d}",
        "是否开过网店": "否",
    }
    return row | cells


def as_xlsx(*sheets: list[dict], headings=HEADINGS) -> bytes:
    """A workbook with a sheet for each list of rows."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        for rows in sheets:
            sheet = book.add_worksheet()
            sheet.write_row(0, 0, headings)
            for number, row in enumerate(rows, 1):
                sheet.write_row(number, 0, [row.get(name, "") for name in headings])
    return out.getvalue()


def as_csv(rows: list[dict], *, encoding: str = "utf-8", headings=HEADINGS) -> bytes:
    out = io.StringIO()
    table = csv.DictWriter(out, headings, extrasaction="ignore")
    table.writeheader()
    table.writerows(rows)
    return out.getvalue().encode(encoding)
