"""Generated people: the same seed gives the same county.

ID numbers are valid in form and can belong to nobody: their first six digits, 433199, are no county. Every row is
marked as a sample. Surnames are those of the area, Tujia ones among them.
"""

import datetime as dt
import random
from dataclasses import dataclass, field

from stdnum.iso7064 import mod_11_2

from courses.models import Region
from trainees.domain import register
from trainees.domain.identity import birth_date, sex
from trainees.models import Household, HouseholdMember, HouseholdStatus, Trainee, TraineeGroup

AREA = "433199"
SURNAMES = "向田彭王李张覃黄杨陈刘周鲁罗尚符瞿龙石吴胡梁余谢曾宋冉滕秦邓"
WEIGHTS = [18, 18, 16, 10, 9, 7, 6, 6, 6, 5, 5, 4, 4, 4, 3, 3, 3, 3, 3, 3, 2, 2, 2, 2, 2, 1, 1, 1, 1, 1]
MALE = "明华建国勇军平强文武志刚林海波辉云松柏山成德顺发祥春生荣贵清泉"
FEMALE = "秀英芳兰梅桂香玉珍春燕丽红霞琴菊莲凤娟艳萍云翠花美玲雪冬妹月"
GROUPS = TraineeGroup.Group
# A registered household comes from the list of 2014; some were lifted later and stay in the register.
REGISTERED, LIFTED = HouseholdStatus.Kind.REGISTERED, HouseholdStatus.Kind.LIFTED
ROSTER = "建档立卡户名册（示例，随机生成）"


@dataclass
class Person:
    """Someone who is not in the database yet."""

    name: str
    id_number: str
    phone: str
    facts: dict
    had_shop: bool
    groups: list[str] = field(default_factory=list)


@dataclass
class Family:
    """A household that is not in the database yet; `statuses` are (kind, from, until)."""

    number: str
    village: Region
    people: list[Person]
    statuses: list[tuple[str, dt.date, dt.date | None]]
    has_numbers: bool = True  # the list that named it gave each person's number

    @property
    def is_poor(self) -> bool:
        return bool(self.statuses)


class Maker:
    """Makes families one after the other; what it makes follows from `rng` alone."""

    def __init__(self, rng: random.Random):
        self.rng = rng
        self._numbers: set[str] = set()
        self._phones = 0

    def families(
        self, villages: list[Region], poor_villages: list[Region], *, households: int, people: int, first: int = 1
    ):
        """`households` families with `people` members in all; in poor villages two in three are in the register."""
        sizes = [people // households] * households
        for index in range(people - sum(sizes)):
            sizes[index] += 1
        for index in range(0, households - 1, 3):  # uneven, as families are
            if sizes[index] > 1:
                sizes[index] -= 1
                sizes[index + 1] += 1
        poor_codes = {village.code for village in poor_villages}
        # Work with people begins in the poor villages: every second family lives in one.
        return [
            self._family(first + order, size, self.rng.choice(poor_villages if order % 2 else villages), poor_codes)
            for order, size in enumerate(sizes)
        ]

    def _family(self, order: int, size: int, village: Region, poor_codes: set[str]) -> Family:
        rng = self.rng
        surname = rng.choices(SURNAMES, WEIGHTS)[0]
        shared = self._phone() if rng.random() < 0.3 else ""
        people = [self._person(surname if rng.random() < 0.7 else None, shared) for _ in range(size)]
        in_register = rng.random() < (0.65 if village.code in poor_codes else 0.15)
        return Family(f"4331{village.code[6:9]}{order:06d}", village, people, self._statuses() if in_register else [])

    def _statuses(self):
        since = dt.date(2014, 1, 1)
        if self.rng.random() < 0.6:
            lifted = dt.date(self.rng.choice((2017, 2018, 2019)), 12, 31)
            return [(REGISTERED, since, lifted), (LIFTED, lifted + dt.timedelta(days=1), None)]
        return [(REGISTERED, since, None)]

    def _person(self, surname: str | None, shared_phone: str) -> Person:
        rng = self.rng
        female = rng.random() < 0.54
        surname = surname or rng.choices(SURNAMES, WEIGHTS)[0]
        given = "".join(rng.sample(FEMALE if female else MALE, rng.choices((1, 2), (1, 3))[0]))
        birth = dt.date(rng.randint(1962, 2004), rng.randint(1, 12), rng.randint(1, 28))
        labour = rng.choices(("normal", "skilled", "weak", "lost"), (70, 15, 12, 3))[0]
        id_number = self._id_number(birth, female=female)
        phone = shared_phone or self._phone()
        return Person(
            name=surname + given,
            id_number=id_number,
            phone=phone,
            facts={"labour": labour} | _facts(random.Random(id_number), birth, away=rng.random() < 0.15),
            had_shop=rng.random() < 0.04,
            groups=self._groups(birth, female=female),
        )

    def _groups(self, birth: dt.date, *, female: bool) -> list[str]:
        chances = [
            (GROUPS.YOUTH, 0.6 if birth.year > 1985 else 0),
            (GROUPS.WOMAN, 0.8 if female else 0),
            (GROUPS.RETURNED_STUDENT, 0.2 if birth.year > 1994 else 0),
            (GROUPS.RETURNED_WORKER, 0.15),
            (GROUPS.VETERAN, 0 if female else 0.06),
            (GROUPS.COOPERATIVE, 0.12),
            (GROUPS.STATION, 0.05),
            (GROUPS.VILLAGE_CADRE, 0.05),
        ]
        return [str(group) for group, chance in chances if self.rng.random() < chance]

    def _id_number(self, birth: dt.date, *, female: bool) -> str:
        while True:
            serial = self.rng.randrange(0, 1000, 2) + (0 if female else 1)
            body = f"{AREA}{birth:%Y%m%d}{serial % 1000:03d}"
            if body not in self._numbers:
                self._numbers.add(body)
                return body + mod_11_2.calc_check_digit(body)

    def number_beside(self, id_number: str) -> str:
        """A valid number nobody has, of somebody born on the same day."""
        return self._id_number(birth_date(id_number), female=sex(id_number) == Trainee.Sex.FEMALE)

    def _phone(self) -> str:
        self._phones += 1
        return f"+8619901{self._phones:06d}"


def _facts(rng: random.Random, birth: dt.date, *, away: bool) -> dict:
    older = birth.year < 1975
    facts = {
        "ethnicity": rng.choices(("土家族", "苗族", "汉族"), (60, 20, 20))[0],
        "education": rng.choices(("illiterate", "primary", "middle", "high", "college"), (8, 45, 40, 6, 1) if older
                                 else (0, 10, 50, 25, 15))[0],
    }  # fmt: skip
    if away:
        places = rng.choices(("township", "county", "province", "beyond"), (10, 20, 25, 45))
        facts |= {"away_place": places[0], "away_months": rng.randint(3, 11)}
    return facts


def save(families: list[Family]) -> list[Trainee]:
    """Write families in bulk, as the import of a household list would; gives the trainees in order."""
    rows = [(family, person) for family in families for person in family.people]
    trainees = Trainee.objects.bulk_create([_trainee(family, person) for family, person in rows], batch_size=500)
    TraineeGroup.objects.bulk_create(
        [
            TraineeGroup(trainee=trainee, group=group)
            for trainee, (_, person) in zip(trainees, rows, strict=True)
            for group in person.groups
        ],
        batch_size=1000,
    )
    homes = Household.objects.bulk_create(
        [Household(number=family.number, region=family.village) for family in families], batch_size=500
    )
    home_of = {id(family): home for family, home in zip(families, homes, strict=True)}
    HouseholdMember.objects.bulk_create(
        [
            HouseholdMember(
                household=home_of[id(family)],
                trainee=trainee,
                is_head=person is family.people[0],
                person_number=f"{family.number}{family.people.index(person) + 1:02d}" if family.has_numbers else "",
                valid_from=dt.date(2014, 1, 1),
            )
            for trainee, (family, person) in zip(trainees, rows, strict=True)
        ],
        batch_size=1000,
    )
    HouseholdStatus.objects.bulk_create(
        [
            HouseholdStatus(household=home_of[id(family)], kind=kind, valid_from=start, valid_until=end, reason=ROSTER)
            for family in families
            for kind, start, end in family.statuses
        ],
        batch_size=1000,
    )
    return trainees


def _trainee(family: Family, person: Person) -> Trainee:
    known_by = register.derived(person.name, person.id_number, person.phone, region_code=family.village.code)
    return Trainee(**known_by, **person.facts, region=family.village, had_shop=person.had_shop, is_sample=True)
