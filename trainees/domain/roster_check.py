"""What is found in a roster before anything is written: who is new, who is known, who can't come in and why.

A refusal concerns one row; a warning lets the row in and says what a person should look at.
"""

import re
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from courses.models import Region
from lms.kit.masking import mask_name
from lms.kit.sealed import blind_indexes
from trainees.models import Enrolment, HouseholdMember, Trainee, TraineeGroup

from . import identity, register
from .roster_columns import COLUMNS, Entry
from .roster_places import Villages, VillageUnclear

Group = TraineeGroup.Group
GROUP_WORDS = {
    Group.YOUTH: "农村青年 青年 社会青年",
    Group.FARMER: "农民 农户 村民",
    Group.JOBLESS_YOUTH: "待业青年 农村待业青年 失业青年",
    Group.RETURNED_STUDENT: "返乡大学生 大学生 大学毕业生 高校毕业生 返乡大中专毕业生 大中专毕业生",
    Group.RETURNED_WORKER: "返乡农民工 农民工 返乡青年 返乡人员",
    Group.RETURNED_FOUNDER: "返乡创业青年 返乡创业人员 返乡创业",
    Group.VETERAN: "退役军人 退伍军人 复员军人 转业军人 复员退伍军人",
    Group.WOMAN: "农村妇女 妇女 巾帼",
    Group.HANDY_WOMAN: "巧媳妇",
    Group.DISABLED: "残疾人 残疾 残障人员",
    Group.VILLAGE_TEAM: "驻村工作队 驻村队员 扶贫工作队",
    Group.FIRST_SECRETARY: "驻村第一书记 第一书记",
    Group.VILLAGE_CADRE: "村干部 村支两委 村委干部 村两委",
    Group.VILLAGE_GRADUATE: "大学生村官 村官",
    Group.COOPERATIVE: "合作社 合作社社员 合作社成员 专业合作社",
    Group.BIG_FARMER: "种养大户 种植大户 养殖大户 专业大户",
    Group.SOLE_TRADER: "个体工商户 个体户",
    Group.FARM_BODY: "涉农组织 农业协会 专业协会",
    Group.STATION: "站长 村级站点 服务站站长 站点人员 站点运营人员",
    Group.LEADER: "电商带头人 电商致富带头人 致富带头人 特色产业电商带头人",
    Group.ONLINE_WORKER: "电商从业人员 网络创业就业人员 网商 微商",
    Group.FOUNDER: "创业青年 青年创业者 创业者 农村创业青年",
    Group.MANAGER: "企业管理人员 企业负责人",
    Group.EMPLOYEE: "企业员工 企业 企业职工 企业操作人员",
    Group.OFFICIAL: "机关干部 公务员 机关人员 乡镇干部 政府工作人员 党政干部",
}
WORDS = {word: group for group, words in GROUP_WORDS.items() for word in words.split()}
# The household list says who is poverty-registered; a class roster can't.
POVERTY_WORDS = re.compile("建档立卡|贫困|脱贫|监测")
BLOCK = 500  # values in one IN (...): SQLite takes no more than a thousand


@dataclass
class Finding:
    """What is known of one row. Unless refused, `name`, `id_number`, `phone` are normalised and `region` is set."""

    entry: Entry
    name: str = ""
    id_number: str = ""
    phone: str = ""
    region: Region | None = None
    groups: tuple[str, ...] = ()
    person: Trainee | None = None
    refusals: list[tuple[str, str]] = field(default_factory=list)
    warnings: list[tuple[str, str]] = field(default_factory=list)

    @property
    def key(self) -> tuple[str, str]:
        """Equal for two rows about the same person."""
        return ("id", self.id_number) if self.id_number else (self.name, self.phone)

    def as_json(self) -> dict:
        """The form `RosterImport.findings` keeps: no ID number, no phone, no whole name."""
        verdict = "refused" if self.refusals else "known" if self.person else "new"
        reasons = [{"code": code, "text": text} for code, text in self.refusals]
        reasons += [{"code": code, "text": text, "warning": True} for code, text in self.warnings]
        return {"row": self.entry.row, "verdict": verdict, "name": mask_name(self.entry.name[:50]), "reasons": reasons}


def check_entries(entries: list[Entry], *, training_class) -> list[Finding]:
    """One finding an entry, in the order of the file; writes nothing."""
    villages = Villages(training_class.programme.region)
    findings = [_alone(entry, villages) for entry in entries]
    fit = [finding for finding in findings if not finding.refusals]
    _find_twins(fit)
    fit = [finding for finding in fit if not finding.refusals]
    _find_known(fit)
    _note_places(fit, training_class)
    _note_counties(fit)
    return findings


def _alone(entry: Entry, villages: Villages) -> Finding:
    found = Finding(entry)
    for name in sorted(entry.computed):
        column = COLUMNS[name][0]
        found.refusals.append(
            ("formula", _("%(column)s is a formula. Copy the column and paste it as values.") % {"column": column})
        )
    for name in sorted(entry.rounded):
        found.refusals.append(("rounded", identity.rounded(COLUMNS[name][0])))
    if found.refusals:
        return found
    for normalise in (_who, _where):
        try:
            normalise(found, villages)
        except (identity.IdentityRefused, register.RegistrationRefused, VillageUnclear) as refusal:
            found.refusals.append((type(refusal).__name__, str(refusal)))
    _to_what_groups(found)
    if not found.refusals and not found.id_number:
        found.warnings.append(("weak", _("Without an ID number the person is known by name and phone only.")))
    return found


def _who(found: Finding, villages) -> None:
    entry = found.entry
    found.name, found.id_number, found.phone = register.normal_person(entry.name, entry.id_number, entry.phone)


def _where(found: Finding, villages) -> None:
    found.region = villages.find(found.entry.village, found.entry.township)


def _to_what_groups(found: Finding) -> None:
    groups = []
    for word in re.split(r"[、,，;；/|\s]+", found.entry.groups):
        if word in WORDS:
            groups.append(WORDS[word])
        elif POVERTY_WORDS.search(word):
            found.warnings.append(
                ("poverty", _("“%(word)s” is not taken over: the household list decides it.") % {"word": word[:20]})
            )
        elif word:
            found.warnings.append(("group", _("The group “%(word)s” is unknown and left out.") % {"word": word[:20]}))
    found.groups = tuple(dict.fromkeys(groups))


def _find_twins(findings: list[Finding]) -> None:
    twins: dict[tuple, list[Finding]] = {}
    for finding in findings:
        twins.setdefault(finding.key, []).append(finding)
    for same in twins.values():
        if len(same) == 1:
            continue
        rows = "、".join(str(finding.entry.row) for finding in same)
        if len({finding.name for finding in same}) > 1:
            for finding in same:
                finding.refusals.append(
                    ("twins", _("Rows %(rows)s have the same ID number and different names.") % {"rows": rows})
                )
            continue
        text = _("Rows %(rows)s are the same person; the first is used.") % {"rows": rows}
        same[0].warnings.append(("repeated", text))
        for finding in same[1:]:
            finding.refusals.append(("repeated", text))


def _find_known(findings: list[Finding]) -> None:
    by_id = {index: f for f in findings if f.id_number for index in blind_indexes("id", f.id_number)}
    for person in _in_blocks(Trainee.objects.select_related("canonical"), "id_index", by_id):
        finding = by_id[person.id_index]
        if finding.name in {person.name, person.itself.name}:
            finding.person = person.itself
        elif person.canonical is None and finding.person is None:
            finding.refusals.append((register.NamesDiffer.__name__, register.other_name(person)))
    weak = {(f.name, index): f for f in findings if not f.id_number for index in blind_indexes("phone", f.phone)}
    phones = {index for _name, index in weak}
    for person in _in_blocks(Trainee.objects.filter(id_index=None).select_related("canonical"), "phone_index", phones):
        if (person.name, person.phone_index) in weak:
            weak[person.name, person.phone_index].person = person.itself


def _note_places(findings: list[Finding], training_class) -> None:
    """Who has a place already, and whose household in the register is another."""
    known = {f.person.pk: f for f in findings if f.person}
    enrolled = Enrolment.objects.filter(training_class=training_class).exclude(state=Enrolment.State.WITHDRAWN)
    for trainee_id in _in_blocks(enrolled, "trainee", known, give="trainee_id"):
        known[trainee_id].warnings.append(("enrolled", _("Has a place in this class already.")))
    members = HouseholdMember.objects.filter(valid_until__isnull=True).select_related("household")
    for member in _in_blocks(members, "trainee", known):
        finding = known[member.trainee_id]
        if finding.entry.household and member.household.number != finding.entry.household:
            finding.warnings.append(("household", register.other_household(member.household)))


def _note_counties(findings: list[Finding]) -> None:
    codes = {identity.area_code(f.id_number) for f in findings if f.id_number}
    known = set(_in_blocks(Region.objects.all(), "pk", codes, give="pk"))
    for finding in findings:
        if finding.id_number and identity.area_code(finding.id_number) not in known:
            finding.warnings.append(
                ("county", _("The first six digits of the ID number are no county of our list; look at the card."))
            )


def _in_blocks(queryset, column: str, wanted, *, give: str = ""):
    """Rows of `queryset` (or one column of them) whose `column` is one of `wanted`, however many there are."""
    wanted = list(wanted)
    for start in range(0, len(wanted), BLOCK):
        rows = queryset.filter(**{f"{column}__in": wanted[start : start + BLOCK]})
        yield from rows.values_list(give, flat=True) if give else rows
