"""What a row says of a person besides who it is: village, household, groups, schooling, work (domain.md 6.2).

What is not understood is left out with a warning; only a village that can't be found keeps a row out.
"""

import re
import unicodedata
from dataclasses import dataclass, field

from courses.models import Region
from trainees.domain.roster_check import POVERTY_WORDS
from trainees.domain.roster_check import WORDS as GROUPS
from trainees.domain.roster_places import Villages, VillageUnclear
from trainees.models import Household, Trainee
from trainees.models.facts import ETHNICITIES

from .people import choices
from .rows import Rows, shown

Education, Labour, Place = Trainee.Education, Trainee.Labour, Trainee.AwayPlace
ETHNICITY = {name: name for name in ETHNICITIES} | {name.removesuffix("族"): name for name in ETHNICITIES}
EDUCATION = {
    word: value
    for value, words in {
        Education.ILLITERATE: "文盲或半文盲 文盲 半文盲 未上学",
        Education.PRIMARY: "小学",
        Education.MIDDLE: "初中",
        Education.HIGH: "高中 中专 中职 职高 技校 高中/中专 高中(中专)",
        Education.COLLEGE: "大专及以上 大专 本科 大学 大学本科 专科 大学专科 高职 硕士 研究生 博士 本科及以上",
        Education.PRESCHOOL: "学龄前儿童 学龄前",
    }.items()
    for word in words.split()
}
LABOUR = {
    word: value
    for value, words in {
        Labour.NORMAL: "普通劳动力 普通 有劳动能力 有 有劳动力",
        Labour.SKILLED: "技能劳动力 技能",
        Labour.WEAK: "弱劳动力或半劳动力 弱劳动力 半劳动力 弱劳力 半劳力 弱 半",
        Labour.LOST: "丧失劳动力 丧失劳动能力",
        Labour.NONE: "无劳动力 无劳动能力 无",
    }.items()
    for word in words.split()
}
AWAY = {
    word: value
    for value, words in {
        Place.TOWNSHIP: "乡(镇)内 乡镇内 乡内 镇内 乡镇内务工 乡(镇)内务工",
        Place.COUNTY: "乡外县内 县内 乡(镇)外县内 县内务工 乡(镇)外县内务工",
        Place.PROVINCE: "县外省内 省内 县外省内务工 省内务工",
        Place.BEYOND: "省外 省外务工",
        Place.OTHER: "其他 其它 境外",
    }.items()
    for word in words.split()
}
YES_NO = dict.fromkeys(("是", "有", "1", "√", "Y", "y", "YES", "Yes", "TRUE", "True"), True)
YES_NO |= dict.fromkeys(("否", "无", "没有", "0", "×", "N", "n", "NO", "No", "FALSE", "False", "-", "/"), False)
UNFIT = {Labour.LOST, Labour.NONE}
LONGEST_HOUSEHOLD = Household._meta.get_field("number").max_length
MOST_MONTHS = 12
_between_groups = re.compile(r"[、,，;；/|\s]+")
_months = re.compile(r"(\d{1,3})(?:\.0+)?个?月?")


@dataclass
class Facts:
    """One entry a row. "" (None for months) is: not said."""

    region: list[str] = field(default_factory=list)
    household: list[str] = field(default_factory=list)
    groups: list[tuple[str, ...]] = field(default_factory=list)
    ethnicity: list[str] = field(default_factory=list)
    education: list[str] = field(default_factory=list)
    labour: list[str] = field(default_factory=list)
    away_place: list[str] = field(default_factory=list)
    away_months: list[int | None] = field(default_factory=list)
    had_shop: list[bool | str] = field(default_factory=list)


def read_facts(rows: Rows, region: Region) -> Facts:
    """The facts of all rows; villages are those of `region`."""
    facts = Facts(
        region=_villages(rows, region),
        household=_households(rows),
        groups=_groups(rows),
        ethnicity=choices(rows, "ethnicity", ETHNICITY.get),
        education=[str(value) for value in choices(rows, "education", EDUCATION.get)],
        labour=[str(value) for value in choices(rows, "labour", LABOUR.get)],
        had_shop=choices(rows, "had_shop", YES_NO.get),
    )
    facts.away_place, facts.away_months = work(rows)
    for n, place in enumerate(facts.away_place):
        if place and facts.labour[n] in UNFIT:
            rows.warn(n, "labour", "works_though_unfit")
    return facts


def _villages(rows: Rows, region: Region) -> list[str]:
    villages, known = Villages(region), {}
    pairs = list(zip(rows.column("village"), rows.column("township"), strict=True))
    for pair in set(pairs):
        try:
            known[pair] = villages.find(*pair).pk
        except VillageUnclear as unclear:
            known[pair] = unclear
    codes = [known[pair] for pair in pairs]
    for n, code in enumerate(codes):
        if code.__class__ is not str:
            rows.refuse(n, "village", "village", text=shown(str(code)) if len(str(code)) > 200 else str(code))
            codes[n] = ""
    return codes


def _households(rows: Rows) -> list[str]:
    texts = rows.column("household")
    plain = {text: unicodedata.normalize("NFKC", text).replace(" ", "") for text in set(texts)}
    numbers = [plain[text] for text in texts]
    for n, number in enumerate(numbers):
        if len(number) > LONGEST_HOUSEHOLD:
            rows.warn(n, "household", "household_too_long")
            numbers[n] = ""
    return numbers


def _groups(rows: Rows) -> list[tuple[str, ...]]:
    texts = rows.column("groups")
    words = {text: [word for word in _between_groups.split(text) if word] for text in set(texts)}
    known = {text: tuple(dict.fromkeys(str(GROUPS[w]) for w in found if w in GROUPS)) for text, found in words.items()}
    strange = {text: [word for word in found if word not in GROUPS] for text, found in words.items()}
    if any(strange.values()):
        for n, text in enumerate(texts):
            for word in strange[text]:
                code = "group_is_poverty" if POVERTY_WORDS.search(word) else "group_unknown"
                rows.warn(n, "groups", code, word=shown(word))
    return [known[text] for text in texts]


def work(rows: Rows) -> tuple[list[str], list[int | None]]:
    """Where somebody works for wages and for how many months a year; each says something of the other."""
    said = choices(rows, "works_away", lambda word: YES_NO.get(word, AWAY.get(word)))
    places = choices(rows, "away_place", lambda word: AWAY.get(word, Place.OTHER))
    months = _read_months(rows)
    asks_where = "works_away" in rows.texts or "away_place" in rows.texts
    for n, yes in enumerate(said):
        if yes in AWAY.values():
            places[n] = places[n] or yes
        elif yes is True and not places[n]:
            places[n] = Place.OTHER
        elif yes is False and (places[n] or months[n]):
            rows.warn(n, "works_away", "works_and_does_not")
        if places[n] and months[n] is None and (yes != "" or "works_away" not in rows.texts):
            rows.warn(n, "away_months", "work_without_months")
        if months[n] and not places[n] and asks_where:
            rows.warn(n, "away_place", "months_without_work")
    return [str(place) for place in places], months


def _read_months(rows: Rows) -> list[int | None]:
    months = []
    for n, text in enumerate(rows.column("away_months")):
        found = _months.fullmatch(text) if text else None
        value = int(found[1]) if found else None
        if text and (value is None or value > MOST_MONTHS):
            rows.warn(n, "away_months", "months_outside", word=shown(text))
            value = None
        months.append(value)
    return months
