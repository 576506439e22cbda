"""What a register may say of a person: the code lists of domain.md 6.2, and the groups the plans name."""

import re

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

# GB/T 3304, in its order. Kept as the word itself: it is a name, not a code.
ETHNICITIES = tuple(
    re.findall(
        r"\S+",
        """汉族 蒙古族 回族 藏族 维吾尔族 苗族 彝族 壮族 布依族 朝鲜族 满族 侗族 瑶族 白族 土家族 哈尼族 哈萨克族 傣族
        黎族 傈僳族 佤族 畲族 高山族 拉祜族 水族 东乡族 纳西族 景颇族 柯尔克孜族 土族 达斡尔族 仫佬族 羌族 布朗族
        撒拉族 毛南族 仡佬族 锡伯族 阿昌族 普米族 塔吉克族 怒族 乌孜别克族 俄罗斯族 鄂温克族 德昂族 保安族 裕固族 京族
        塔塔尔族 独龙族 鄂伦春族 赫哲族 门巴族 珞巴族 基诺族 未识别民族 入籍""",
    )
)


class Sex(models.TextChoices):
    """Written in the ID number where there is one."""

    MALE = "m", _("male")
    FEMALE = "f", _("female")


class Labour(models.TextChoices):
    """劳动技能. Which of them are "able to work" is a counting rule of the programme (domain.md 6.2)."""

    NORMAL = "normal", _("ordinary worker")
    SKILLED = "skilled", _("skilled worker")
    WEAK = "weak", _("partly able to work")
    LOST = "lost", _("has lost the ability to work")
    NONE = "none", _("not able to work")


class Education(models.TextChoices):
    ILLITERATE = "illiterate", _("cannot read or hardly")
    PRIMARY = "primary", _("primary school")
    MIDDLE = "middle", _("junior middle school")
    HIGH = "high", _("senior middle school")
    COLLEGE = "college", _("college or above")
    PRESCHOOL = "preschool", _("child below school age")


class AwayPlace(models.TextChoices):
    """务工情况: where somebody works who works for wages. Who counts as away is a counting rule of the programme."""

    TOWNSHIP = "township", _("within the township")
    COUNTY = "county", _("elsewhere in the county")
    PROVINCE = "province", _("elsewhere in the province")
    BEYOND = "beyond", _("in another province")
    OTHER = "other", _("elsewhere")


class Group(models.TextChoices):
    """The groups the five plans name; a person may be in several, and the household list alone says who is poor."""

    YOUTH = "youth", _("rural youth")  # YS:121, WH:302
    FARMER = "farmer", _("farmer")  # HB:59, QY:114
    JOBLESS_YOUTH = "jobless_youth", _("young person looking for work")  # QY:114
    RETURNED_STUDENT = "returned_student", _("returned student")  # YS:123, WH:302
    RETURNED_WORKER = "returned_worker", _("returned migrant worker")  # WH:20
    RETURNED_FOUNDER = "returned_founder", _("young founder who returned")  # QY:72
    VETERAN = "veteran", _("veteran")  # YS:121
    WOMAN = "woman", _("rural woman")  # WH:20
    HANDY_WOMAN = "handy_woman", _("skilled housewife")  # QY:72
    DISABLED = "disabled", _("person with a disability")  # WH:20, QY:72
    VILLAGE_TEAM = "village_team", _("village work team")  # YS:121
    FIRST_SECRETARY = "first_secretary", _("first secretary")  # QY:72
    VILLAGE_CADRE = "village_cadre", _("village cadre")
    VILLAGE_GRADUATE = "village_graduate", _("graduate serving as village official")  # HB:87
    COOPERATIVE = "cooperative", _("member of a co-operative")  # HB:87, WH:20
    BIG_FARMER = "big_farmer", _("large-scale grower or breeder")  # WH:27, WH:415
    SOLE_TRADER = "sole_trader", _("sole trader")  # YL:16
    FARM_BODY = "farm_body", _("staff of a farming association")  # HB:87
    STATION = "station", _("station keeper")  # YS:123
    LEADER = "leader", _("e-commerce leader")  # WH:20, QY:72
    ONLINE_WORKER = "online_worker", _("works or trades online")  # YS:123, WH:302
    FOUNDER = "founder", _("young founder")  # YS:125, HB:87
    MANAGER = "manager", _("manager of a firm")  # YS:125, WH:20
    EMPLOYEE = "employee", pgettext_lazy("group", "employee of a firm")  # HB:87
    OFFICIAL = "official", _("official")  # YS:125
