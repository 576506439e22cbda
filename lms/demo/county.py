"""The county and its programme: real townships and villages, a generated list of poor villages, the plan's targets.

The plan ran from July 2019 to September 2021 (YS:143-153). The demo moves that window to around today, so that
classes run and follow-ups are due; name and document of the programme say so. Targets and wording are the plan's.
"""

import datetime as dt
import random
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from courses.domain.region_lists import read_regions
from courses.domain.regions import import_regions
from courses.models import PoorVillage, Programme, Region, Trainer, Venue
from trainees.domain import programmes

from .calendar import month_start

CODE = "433127000000"
REGIONS = Path(settings.BASE_DIR) / "courses" / "data" / "433127.csv"
PLAN = "yongshun-2019"
ROOMS = [
    ("县电商公共服务中心一楼培训厅", CODE, "灵溪镇湘灵路电商产业园", 120),
    ("县电商公共服务中心 201 实操室", CODE, "灵溪镇湘灵路电商产业园", 60),
    ("芙蓉镇便民服务中心会议室", "433127103000", "芙蓉镇商合社区", 60),
    ("塔卧镇文化站", "433127114000", "塔卧镇塔卧居委会", 60),
    ("石堤镇电商服务站", "433127112000", "石堤镇", 50),
    ("万坪镇中学阶梯教室", "433127113000", "万坪镇", 80),
]
# name, place of work, qualification, subjects, tracks, pay class; the first is the trainer who signs in
POOL_FIELDS = ("name", "workplace", "title", "subjects", "tracks", "pay_class")
POOL = [
    ("向老师", "县职业中专", "高级电子商务师", "网店运营、农产品网销", ["basic", "practical"], "senior"),
    ("田老师", "县电商公共服务中心", "创业培训讲师", "直播带货、短视频", ["basic", "practical"], "other"),
    ("彭老师", "县商务局", "电商办主任", "政策解析、县域规划", ["cadre"], "none"),
    ("罗老师", "州电商协会", "平台认证讲师", "网店美工、拍摄", ["practical"], "other"),
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
    preset = programmes.presets()[PLAN]
    programme = programmes.start(
        preset,
        region,
        name=f"{preset.name}（示例）",
        document=f"{preset.document}；示例数据，起止日期移至今日前后",
        starts_on=month_start(today, -14),
        ends_on=month_start(today, 11) - dt.timedelta(days=1),
        by=None,
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
        trainers=[Trainer.objects.create(region=region, **dict(zip(POOL_FIELDS, one, strict=True))) for one in POOL],
        today=today,
    )


def _divisions() -> dict[str, Region]:
    """The divisions of the county and above it by code, in the order of the list."""
    data = REGIONS.read_bytes()
    import_regions(data, name=REGIONS.name)
    known = Region.objects.in_bulk()
    return {code: known[code] for code in read_regions(data).regions}


def _poor_villages(villages: list[Region], rng: random.Random) -> list[Region]:
    """Two in five villages, communities left out. The list is made up: the real one is not in the plan."""
    chosen = sorted((v for v in villages if "社区" not in v.name and rng.random() < 0.4), key=lambda v: v.code)
    PoorVillage.objects.bulk_create(
        PoorVillage(region=village, valid_from=dt.date(2014, 1, 1), source="示例名单（随机生成，非真实名单）")
        for village in chosen
    )
    return chosen
