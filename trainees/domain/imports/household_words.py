"""What the words of a household list mean (domain.md 6.2). Pure: texts in, words and what is wrong with them out."""

import datetime as dt
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from trainees.models import HouseholdMember, HouseholdStatus

Kind, Category, Exit = HouseholdStatus.Kind, HouseholdStatus.Category, HouseholdStatus.Exit
Monitoring, Risk, Relation = HouseholdStatus.Monitoring, HouseholdStatus.Risk, HouseholdMember.Relation


@dataclass(frozen=True)
class Word:
    """What is said of a household; without a kind: that it isn't in the poverty register, or not monitored."""

    kind: str = ""
    category: str = ""
    exit_status: str = ""
    monitoring: str = ""
    risk: str = ""
    identified_on: dt.date | None = None
    cleared_on: dt.date | None = None


ORDINARY = Word()  # an ordinary farm household: not in the poverty register
REGISTERED, LIFTED = Word(Kind.REGISTERED.value), Word(Kind.LIFTED.value, exit_status=Exit.LIFTED.value)
MONITORED = {value: Word(Kind.MONITORED.value, monitoring=value.value) for value in Monitoring}
UNMONITORED = Word()
EMPTY = {"", "-", "--", "/", "\\", "—", "——", "空"}


def _by_word(meanings: dict) -> dict:
    return {word: meaning for meaning, words in meanings.items() for word in words.split()}


CATEGORIES = _by_word(
    {
        Category.ORDINARY: "一般贫困户 一般户 扶贫户",
        Category.ALLOWANCE: "低保户",
        Category.FIVE_GUARANTEES: "五保户 五保贫困户 特困户 特困供养户 特困供养贫困户",
        Category.POOR_ON_ALLOWANCE: "低保贫困户 扶贫低保户",
    }
)
EXITS = _by_word(
    {
        Exit.NOT_LIFTED: "未脱贫 未脱贫户 否",
        Exit.LIFTED: "脱贫 已脱贫 脱贫户 是",
        Exit.ABOUT_TO_BE: "预脱贫 预脱贫户",
        Exit.FELL_BACK: "返贫 返贫户",
    }
)
MONITORINGS = _by_word(
    {
        Monitoring.UNSTABLE: "脱贫不稳定户 脱贫不稳定 不稳定脱贫户",
        Monitoring.EDGE: "边缘易致贫户 边缘易致贫 边缘户",
        Monitoring.SUDDEN: "突发严重困难户 突发严重困难 突发困难户",
        "": "无 否 非监测对象 非监测户 不是",
    }
)
RISKS = _by_word({Risk.STANDING: "未消除 否 风险未消除 未", Risk.CLEARED: "已消除 是 消除 风险已消除 风险消除"})
# 户类型 → how it stands in the register, and what it is monitored as; None: not said.
TYPES = {
    word: (standing, monitoring)
    for words, standing, monitoring in (
        ("未脱贫户 贫困户 建档立卡户 建档立卡贫困户", REGISTERED, None),
        ("脱贫户 已脱贫户 脱贫享受政策户 脱贫不享受政策户 稳定脱贫户 脱贫人口", LIFTED, None),
        ("预脱贫户", replace(REGISTERED, exit_status=Exit.ABOUT_TO_BE.value), None),
        ("返贫户", replace(REGISTERED, exit_status=Exit.FELL_BACK.value), None),
        ("一般农户 非贫困户 普通农户 非建档立卡户", ORDINARY, None),
        ("脱贫不稳定户", LIFTED, Monitoring.UNSTABLE),
        ("边缘易致贫户 边缘户", ORDINARY, Monitoring.EDGE),
        ("突发严重困难户", None, Monitoring.SUDDEN),
    )
    for word in words.split()
} | {word: (replace(REGISTERED, category=meaning.value), None) for word, meaning in CATEGORIES.items()}
RELATIONS = _by_word(
    {
        Relation.HEAD: "户主 本人 本人或户主",
        Relation.SPOUSE: "配偶 妻子 丈夫 之妻 之夫 妻 夫",
        Relation.SON: "之子 儿子 子 长子 次子 三子 独生子",
        Relation.DAUGHTER: "之女 女儿 女 长女 次女 三女 独生女",
        Relation.SONS_WIFE: "之儿媳 儿媳 之媳",
        Relation.DAUGHTERS_HUSBAND: "之女婿 女婿",
        Relation.SONS_SON: "之孙子 孙子 之孙",
        Relation.SONS_DAUGHTER: "之孙女 孙女",
        Relation.DAUGHTERS_SON: "之外孙子 外孙子 之外孙 外孙",
        Relation.DAUGHTERS_DAUGHTER: "之外孙女 外孙女",
        Relation.FATHER: "之父 父亲 父",
        Relation.MOTHER: "之母 母亲 母",
        Relation.WIFES_FATHER: "之岳父 岳父",
        Relation.WIFES_MOTHER: "之岳母 岳母",
        Relation.HUSBANDS_FATHER: "之公公 公公",
        Relation.HUSBANDS_MOTHER: "之婆婆 婆婆",
        Relation.FATHERS_FATHER: "之祖父 祖父 爷爷",
        Relation.FATHERS_MOTHER: "之祖母 祖母 奶奶",
        Relation.MOTHERS_FATHER: "之外祖父 外祖父 外公",
        Relation.MOTHERS_MOTHER: "之外祖母 外祖母 外婆",
        Relation.OTHER: "其他 其它 非家庭成员 兄弟姐妹",
    }
)
FEMALE = {
    *(Relation.DAUGHTER, Relation.SONS_WIFE, Relation.SONS_DAUGHTER, Relation.DAUGHTERS_DAUGHTER, Relation.MOTHER),
    *(Relation.WIFES_MOTHER, Relation.HUSBANDS_MOTHER, Relation.FATHERS_MOTHER, Relation.MOTHERS_MOTHER),
}
OF_EITHER_SEX = {Relation.HEAD, Relation.SPOUSE, Relation.OTHER}
SCHOOLS = _by_word(
    {
        "no": "非在校生 否 不在校 非在校 无",
        "preschool": "学前教育 幼儿园 学龄前儿童 学前",
        "compulsory": "义务教育 小学 初中 一年级 二年级 三年级 四年级 五年级 六年级 七年级 八年级 九年级",
        "high": "高中 普通高中 高中在校 高中一年级 高中二年级 高中三年级 高一 高二 高三",
        "vocational": "中职 中专 职高 技校 中职一年级 中职二年级 中职三年级",
        "college": "大专及以上 大专 高职 本科 大学 硕士 博士 研究生 高职高专 大学本科",
        "yes": "在校生 是 在校",
    }
)
_day = re.compile(r"(\d{4})[-/.年]?(\d{1,2})(?:[-/.月]?(\d{1,2})?日?)?(?:[ T]\d\d:\d\d(?::\d\d)?)?")


@dataclass
class Said:
    """What one combination of cells says: of the register, of monitoring (None: nothing), and what is wrong with it.

    `problems` are (column, code, params, keeps the row out).
    """

    standing: Word | None = None
    monitored: Word | None = None
    problems: list[tuple[str, str, dict, bool]] = field(default_factory=list)


def day(text: str) -> dt.date | None:
    """A date as lists write it: 2021-03-15, 2021/3/15, 20210315, 2021年3月; a month is its first day. None: no date."""
    found = _day.fullmatch(text.strip())
    try:
        return dt.date(int(found[1]), int(found[2]), int(found[3] or 1)) if found else None
    except ValueError:
        return None


def plain(text: str) -> str:
    """A cell as the tables above know it."""
    text = unicodedata.normalize("NFKC", text).replace(" ", "")
    return "" if text in EMPTY else text


def read(cells: dict[str, str], *, on: dt.date) -> Said:
    """What the cells (by column, as `plain()` gives them) of a list of the day `on` say of the household."""
    said = Said()
    _read_standing(cells, said)
    monitoring = _read_monitoring(cells, said)
    if monitoring:
        said.monitored = _read_risk(cells, MONITORED[Monitoring(monitoring)], said, on)
        _compare(said, monitoring)
    else:
        said.monitored = UNMONITORED if monitoring == "" else None
        if cells.get("risk") or cells.get("identified_on"):
            said.problems.append(("risk", "risk_without_monitoring", {}, False))
    return said


def _read_standing(cells, said: Said) -> None:
    meanings = {"household_type": TYPES, "category": CATEGORIES, "exit_status": EXITS}
    meant = {}
    for column, words in meanings.items():
        if cells.get(column):
            if cells[column] in words:
                meant[column] = words[cells[column]]
            else:
                said.problems.append((column, "status_word", {"word": cells[column]}, True))
    standing = meant.get("household_type", (None, None))[0]
    exit_status, category = meant.get("exit_status"), meant.get("category")
    if exit_status:
        kind = LIFTED if exit_status == Exit.LIFTED else REGISTERED
        if standing is not None and standing.kind != kind.kind and not _older(cells["household_type"]):
            said.problems.append(("exit_status", "status_contradicts", {}, True))
        kept = standing.category if standing else ""
        standing = replace(kind, exit_status=exit_status.value, category=kept)
    if category and (standing is None or standing.kind):
        standing = replace(standing or REGISTERED, category=category.value)
    said.standing = standing


def _older(household_type: str) -> bool:
    """Older lists keep the category under 户类型 (低保户 …), which says nothing of the exit."""
    return household_type in CATEGORIES or household_type in {"贫困户", "建档立卡户", "建档立卡贫困户"}


def _read_monitoring(cells, said: Said) -> str | None:
    """The type; "" for not monitored, None for not said."""
    by_type = TYPES.get(cells.get("household_type", ""), (None, None))[1]
    if "monitoring" not in cells:
        return by_type
    text = cells["monitoring"]
    if not text:
        return by_type or ""
    if text not in MONITORINGS:
        said.problems.append(("monitoring", "status_word", {"word": text}, True))
        return None
    if MONITORINGS[text] == Monitoring.UNSTABLE and said.standing is None:
        said.standing = LIFTED
    return MONITORINGS[text]


def _read_risk(cells, word: Word, said: Said, on: dt.date) -> Word:
    risk, found = cells.get("risk", ""), dict(_days(cells, said, on))
    if risk and risk not in RISKS:
        said.problems.append(("risk", "unknown_word", {"word": risk}, False))
    seen, cleared = found.get("identified_on"), found.get("cleared_on")
    if seen and cleared and cleared < seen:
        said.problems.append(("cleared_on", "cleared_before_seen", {}, False))
        cleared = None
    state = RISKS.get(risk, Risk.CLEARED if cleared else "")
    if state == Risk.CLEARED and not cleared:
        said.problems.append(("cleared_on", "cleared_without_day", {}, False))
    if state == Risk.STANDING and cleared:
        said.problems.append(("risk", "cleared_and_standing", {}, False))
        cleared = None
    return replace(word, risk=str(state), identified_on=seen, cleared_on=cleared)


def _days(cells, said: Said, on: dt.date) -> Iterator[tuple[str, dt.date]]:
    for column in ("identified_on", "cleared_on"):
        if cells.get(column):
            value = day(cells[column])
            if value is None:
                said.problems.append((column, "no_date", {"word": cells[column]}, False))
            elif value > on:
                said.problems.append((column, "after_the_list", {}, False))
            else:
                yield column, value


def _compare(said: Said, monitoring: str) -> None:
    """A lifted household is "not stable", an ordinary one "on the edge"; the reverse can't be."""
    kind = said.standing.kind if said.standing else None
    on_the_edge_and_poor = monitoring == Monitoring.EDGE and kind
    unstable_and_never_poor = monitoring == Monitoring.UNSTABLE and kind == ""
    if on_the_edge_and_poor or unstable_and_never_poor:
        said.problems.append(("monitoring", "monitoring_contradicts", {}, False))
