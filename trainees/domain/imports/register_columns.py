"""The columns of a list of people: our headings and those in use, in any order."""

from trainees.domain.roster_columns import COLUMNS as ROSTER

COLUMNS = {
    "name": ROSTER["name"],
    "id_number": ROSTER["id_number"],
    "sex": ("性别", ""),
    "ethnicity": ("民族", "族别"),
    "education": ("文化程度", "学历 受教育程度 最高学历"),
    "phone": ROSTER["phone"],
    "township": ROSTER["township"],
    "village": ROSTER["village"],
    "address": ("组别及详细地址", "组 组/详细地址 组/地址 村民小组 自然村 详细地址 地址 住址 家庭住址 家庭地址 组别"),
    "groups": ROSTER["groups"],
    "labour": ("劳动能力", "劳动技能 劳动力情况 劳动力类型 劳动能力情况"),
    "works_away": ("是否外出务工", "外出务工 是否务工 务工情况"),
    "away_months": ("务工时间(月)", "务工时间 外出务工月数 务工月数 外出务工时间 外出务工时间(月)"),
    "away_place": ("务工地点", "务工地 外出务工地点 务工所在地 务工区域"),
    "household": ROSTER["household"],
    "had_shop": ("是否开过网店", "有无网店 培训前有无网店 培训前是否开过网店 是否有网店 网店"),
}
NEEDED = ("name", "id_number", "village")
