"""The county and its programme: real townships and villages, a generated list of poor villages, the plan's targets.

The plan ran from July 2019 to September 2021 (YS:143-153). The demo moves that window to around today, so that
classes run and follow-ups are due; name and document of the programme say so. Targets and wording are the plan's.
"""

import csv
import datetime as dt
import random
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from courses.models import PoorVillage, Programme, Region, Trainer, Venue
from trainees.models import Target

from .calendar import month_start

CODE = "433127000000"
REGIONS = Path(settings.BASE_DIR) / "courses" / "data" / "433127.csv"
PLAN = "永政办函〔2019〕74号"
BUDGET_FEN = 2_220_000 * 100  # YS:133
# indicator, value, unit, clause, wording
TARGETS = [
    ("training_person_times", 10000, "person_times", "一（二）6；二（六）", "完成农村电商培训达到10000人次以上"),
    ("basic_person_times", 6000, "person_times", "二（六）", "普及性培训6000人次以上"),
    ("practical_person_times", 3000, "person_times", "二（六）", "专业实操型电商人才培训3000人次以上"),
    ("cadre_person_times", 1000, "person_times", "二（六）", "管理机关和企业高层培训1000人次以上"),
    ("poor_village_penetration_rate", 80, "percent", "二（六）5", "要求贫困村培训普及率达80%以上"),
    ("entrepreneurship_conversion_rate", 60, "percent", "二（六）", "专业实操型电商人才培训……创业转化率达60%以上"),
    ("poor_shop_conversion_yoy", 30, "percent", "二（六）5", "贫困人口培训的开店转化率同比增长30%"),
    ("transformed_enterprises", 20, "firms", "二（六）3", "培训传统企业转型升级触网达20家以上"),
    ("training_budget_execution", 100, "percent", "二（六）6", "计划投入中央资金222万元"),
]
ROOMS = [
    ("县电商公共服务中心一楼培训厅", CODE, "灵溪镇湘灵路电商产业园", 120),
    ("县电商公共服务中心 201 实操室", CODE, "灵溪镇湘灵路电商产业园", 60),
    ("芙蓉镇便民服务中心会议室", "433127103000", "芙蓉镇商合社区", 60),
    ("塔卧镇文化站", "433127114000", "塔卧镇塔卧居委会", 60),
    ("石堤镇电商服务站", "433127112000", "石堤镇", 50),
    ("万坪镇中学阶梯教室", "433127113000", "万坪镇", 80),
]
# name, qualification, subjects; the first is the trainer who signs in
POOL = [
    ("向老师", "高级电子商务师，县职业中专讲师", "网店运营、农产品网销"),
    ("田老师", "创业培训讲师", "直播带货、短视频"),
    ("彭老师", "县商务局电商办主任", "政策解析、县域规划"),
    ("罗老师", "平台认证讲师", "网店美工、拍摄"),
]


@dataclass
class County:
    """What everything else in the demo stands on."""

    region: Region
    townships: list[Region]
    villages: list[Region]
    poor_villages: list[Region]
    programme: Programme
    venues: list[Venue]
    trainers: list[Trainer]
    today: dt.date


def build(*, today: dt.date, rng: random.Random) -> County:
    """The county with all its divisions, the programme with its targets, rooms and trainers."""
    regions = _divisions()
    region = regions[CODE]
    townships = [found for found in regions.values() if found.level == Region.Level.TOWNSHIP]
    villages = [found for found in regions.values() if found.level == Region.Level.VILLAGE]
    programme = Programme.objects.create(
        name="永顺县电子商务进农村综合示范（示例）",
        region=region,
        document=f"{PLAN}；示例数据，起止日期移至今日前后",
        starts_on=month_start(today, -14),
        ends_on=month_start(today, 11) - dt.timedelta(days=1),
        budget_fen=BUDGET_FEN,
    )
    Target.objects.bulk_create(
        Target(programme=programme, indicator=code, value=value, unit=unit, clause=f"{PLAN} {clause}", quote=quote)
        for code, value, unit, clause, quote in TARGETS
    )
    return County(
        region=region,
        townships=townships,
        villages=villages,
        poor_villages=_poor_villages(villages, rng),
        programme=programme,
        venues=[
            Venue.objects.create(name=name, region=regions[code], address=address, seats=seats)
            for name, code, address, seats in ROOMS
        ],
        trainers=[
            Trainer.objects.create(name=name, region=region, title=title, subjects=subjects)
            for name, title, subjects in POOL
        ],
        today=today,
    )


def _divisions() -> dict[str, Region]:
    with REGIONS.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    regions = {
        row["code"]: Region(
            code=row["code"], name=row["name"], level=row["level"], parent_id=row["parent_code"] or None
        )
        for row in rows
    }
    Region.objects.bulk_create(sorted(regions.values(), key=lambda region: len(region.prefix)))
    return regions


def _poor_villages(villages: list[Region], rng: random.Random) -> list[Region]:
    """Two in five villages, communities left out. The list is made up: the real one is not in the plan."""
    chosen = sorted((v for v in villages if "社区" not in v.name and rng.random() < 0.4), key=lambda v: v.code)
    PoorVillage.objects.bulk_create(
        PoorVillage(region=village, valid_from=dt.date(2014, 1, 1), source="示例名单（随机生成，非真实名单）")
        for village in chosen
    )
    return chosen
