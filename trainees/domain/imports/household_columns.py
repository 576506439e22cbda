"""The columns of a household list that may be kept, in the national order (domain.md 6.1); the others are read past.

Illness, housing, water, income, phone and bank numbers have no name here, so nothing can take them in.
"""

from django.utils.translation import gettext as _

COLUMNS = {
    "dated": ("数据日期", "统计日期 数据时间 数据截止日期 名单日期"),
    "county": ("县", "县区 区县 县(区) 县(市、区) 县市区 县(市) 所在县"),
    "township": ("乡", "乡镇 乡(镇) 镇 所在乡镇 乡镇街道 乡镇(街道) 乡(镇、街道)"),
    "village": ("行政村", "村 村(社区) 村社区 村名 所在村 村居 社区 村委会 所在行政村"),
    "household": ("户编号", "户号 户编码 家庭编号"),
    "person_number": ("人编号", "人员编号 人编码 个人编号 成员编号"),
    "name": ("姓名", "成员姓名 家庭成员姓名 人员姓名"),
    "id_number": ("证件号码", "证件号 身份证号 身份证号码 身份证 居民身份证号 公民身份号码 成员证件号码"),
    "size": ("人数", "家庭人口数 家庭人口 户人数 家庭人数 人口数"),
    "relation": ("与户主关系", "户主关系 与户主的关系 与户主之关系"),
    "ethnicity": ("民族", "族别"),
    "education": ("文化程度", "学历 受教育程度 最高学历"),
    "school": ("在校生状况", "在校情况 在校生情况 在校状况 是否在校 是否在校生"),
    "labour": ("劳动技能", "劳动能力 劳动力情况 劳动力类型 劳动能力情况"),
    "works_away": ("务工情况", "是否外出务工 外出务工 是否务工"),
    "away_place": ("务工地点", "务工地 外出务工地点 务工所在地 务工区域"),
    "away_months": ("务工时间(月)", "务工时间 外出务工月数 务工月数 外出务工时间"),
    "household_type": ("户类型", "农户类型 户属性"),
    "category": ("贫困户属性", "户贫困属性 贫困户类型 属性"),
    "exit_status": ("脱贫标志", "脱贫属性 脱贫状态 脱贫情况"),
    "monitoring": ("监测对象类型", "易返贫致贫户(监测对象)类型 监测对象类别 易返贫致贫户类型 监测类型 监测户类型"),
    "risk": ("风险是否消除", "风险是否已消除 风险消除情况 风险状态"),
    "identified_on": ("风险识别时间", "识别时间 监测对象识别时间 风险识别日期"),
    "cleared_on": ("风险消除时间", "消除时间 风险消除日期"),
}
NEEDED = ("household", "name", "id_number", "village")
# At least one of them says what the household is.
SAYS_STATUS = ("household_type", "category", "exit_status", "monitoring")
CHOICES = {
    "relation": [
        *(
            "户主",
            "配偶",
            "之子",
            "之女",
            "之儿媳",
            "之女婿",
            "之孙子",
            "之孙女",
            "之外孙子",
            "之外孙女",
            "之父",
            "之母",
        ),
        *("之岳父", "之岳母", "之公公", "之婆婆", "之祖父", "之祖母", "之外祖父", "之外祖母", "其他"),
    ],
    "education": ["文盲或半文盲", "小学", "初中", "高中", "大专及以上", "学龄前儿童"],
    "school": ["非在校生", "学前教育", "义务教育", "高中", "中职", "大专及以上"],
    "labour": ["普通劳动力", "技能劳动力", "弱劳动力或半劳动力", "丧失劳动力", "无劳动力"],
    "works_away": ["乡(镇)内", "乡外县内", "县外省内", "省外", "其他"],
    "household_type": ["未脱贫户", "脱贫户", "一般农户"],
    "category": ["一般贫困户", "低保户", "五保户", "低保贫困户"],
    "exit_status": ["未脱贫", "脱贫", "预脱贫", "返贫"],
    "monitoring": ["脱贫不稳定户", "边缘易致贫户", "突发严重困难户"],
    "risk": ["未消除", "已消除"],
}
# A made-up household: the number is right in form and belongs to nobody.
EXAMPLE = {
    "dated": "2020-12-31",
    "village": "",
    "household": "433199000001",
    "person_number": "43319900000101",
    "name": "张三",
    "id_number": "433199198506150011",
    "size": "1",
    "relation": "户主",
    "ethnicity": "土家族",
    "education": "初中",
    "school": "非在校生",
    "labour": "普通劳动力",
    "away_months": "0",
    "household_type": "脱贫户",
    "category": "一般贫困户",
}


def notes() -> list[str]:
    """What stands beside the empty form."""
    return [
        _("One row a person. Needed: household number, name, ID number, village."),
        _("What the household is may stand in its first row only: the other rows follow it."),
        _("ID numbers and household numbers are text: a figure loses its last digits."),
        _("The list holds from its day on; what it says of the household takes the place of what was said before."),
        _("Don't add illness, income, phone or bank numbers: they are read past and kept nowhere."),
    ]
