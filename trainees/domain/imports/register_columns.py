"""The columns of a list of people: our headings and those in use, in any order."""

from django.utils.translation import gettext as _

from trainees.domain.roster_check import GROUP_WORDS
from trainees.domain.roster_columns import COLUMNS as ROSTER
from trainees.models.facts import ETHNICITIES

COLUMNS = {
    "name": ROSTER["name"],
    "id_number": ROSTER["id_number"],
    "sex": ("性别", ""),
    "ethnicity": ("民族", "族别"),
    "education": ("文化程度", "学历 受教育程度 最高学历"),
    "phone": ROSTER["phone"],
    "township": ROSTER["township"],
    "village": ROSTER["village"],
    "groups": ROSTER["groups"],
    "labour": ("劳动能力", "劳动技能 劳动力情况 劳动力类型 劳动能力情况"),
    "works_away": ("是否外出务工", "外出务工 是否务工 务工情况"),
    "away_months": ("务工时间(月)", "务工时间 外出务工月数 务工月数 外出务工时间 外出务工时间(月)"),
    "away_place": ("务工地点", "务工地 外出务工地点 务工所在地 务工区域"),
    "household": ROSTER["household"],
    "had_shop": ("是否开过网店", "有无网店 培训前有无网店 培训前是否开过网店 是否有网店 网店"),
}
NEEDED = ("name", "id_number", "village")
CHOICES = {
    "sex": ["男", "女"],
    "education": ["文盲或半文盲", "小学", "初中", "高中", "大专及以上", "学龄前儿童"],
    "labour": ["普通劳动力", "技能劳动力", "弱劳动力或半劳动力", "丧失劳动力", "无劳动力"],
    "works_away": ["是", "否"],
    "away_place": ["乡(镇)内", "乡外县内", "县外省内", "省外", "其他"],
    "had_shop": ["是", "否"],
}
# A made-up person: the number is right in form and belongs to nobody.
EXAMPLE = {"name": "张三", "id_number": "433199198506150011", "sex": "男", "ethnicity": "土家族", "education": "初中"}


def notes() -> list[str]:
    """What stands beside the empty form."""
    return [
        _("Needed: name, ID number and village. Whoever has no ID number needs a phone number."),
        _("ID numbers and phone numbers are text: a figure loses its last digits."),
        _("Groups, several with 、 between: %(groups)s")
        % {"groups": "、".join(w.split()[0] for w in GROUP_WORDS.values())},
        _("Ethnicity: %(names)s …") % {"names": "、".join(ETHNICITIES[:15])},
        _("Poverty status comes from the household list, never from here."),
    ]
