"""Household lists as the national system gives them out: its columns in its order, one row a person."""

from .people import id_number
from .registers import as_xlsx

HEADINGS = (
    *("序号", "数据日期", "县", "乡", "行政村", "自然村", "户编号", "人编号", "姓名", "证件号码", "人数", "与户主关系"),
    *("民族", "文化程度", "在校生状况", "健康状况", "劳动技能", "务工时间(月)", "是否参加大病保险", "致贫原因1"),
    *(
        "危房户",
        "是否解决安全饮用水",
        "人均纯收入",
        "户联系电话",
        "人联系电话",
        "首次识别时间",
        "人员识别时间",
        "户类型",
    ),
    *("易返贫致贫户(监测对象)类型", "风险是否消除", "风险识别时间", "风险消除时间"),
)
DAY = "2020-12-31"
IN_A_HOUSEHOLD = 4
RELATIONS = ("户主", "配偶", "之子", "之女")


def member(serial: int, **cells) -> dict:
    """A row: member `serial`, four to a household, whole and right unless `cells` (by heading) says otherwise."""
    home, place = divmod(serial, IN_A_HOUSEHOLD)
    is_male = place in {0, 2}
    block = serial // 500
    born = f"{1970 + block % 30}{1 + block // 30 % 12:02d}15"
    row = {
        "序号": str(serial + 1),
        "数据日期": DAY,
        "行政村": f"第1镇第{1 + home % 20}村",
        "自然村": "一组",
        "户编号": f"433199{home:06d}",
        "人编号": f"433199{home:06d}{place:02d}",
        "姓名": "田向彭王张李"[home % 6] + "大山小水金玉明秀芳"[home // 6 % 9] + "英军国强"[place],
        "证件号码": id_number(serial % 500 * 2 % 1000 + is_male, birth=born, area="433199"),
        "人数": str(IN_A_HOUSEHOLD),
        "与户主关系": RELATIONS[place],
        "民族": "土家族",
        "文化程度": "初中",
        "在校生状况": "非在校生",
        "健康状况": "长期慢性病",
        "劳动技能": "普通劳动力",
        "务工时间(月)": "6" if place == 0 else "0",
        "是否参加大病保险": "是",
        "致贫原因1": "因病",
        "危房户": "否",
        "是否解决安全饮用水": "是",
        "人均纯收入": "9876.54",
        "户联系电话": "13899990000",
        "人联系电话": "13899991111",
        "首次识别时间": "2014-01-01",
        "人员识别时间": "2014-01-01",
        "户类型": "脱贫户",
        "易返贫致贫户(监测对象)类型": "",
        "风险是否消除": "",
        "风险识别时间": "",
        "风险消除时间": "",
    }
    return row | cells


def household(number: int, *, size: int = IN_A_HOUSEHOLD, **cells) -> list[dict]:
    """The rows of a household of `size` (four at most); `cells` hold for all of them."""
    first = number * IN_A_HOUSEHOLD
    return [member(first + place, 人数=str(size), **cells) for place in range(size)]


def workbook(*rows: dict, headings=HEADINGS) -> bytes:
    return as_xlsx(list(rows), headings=headings)
