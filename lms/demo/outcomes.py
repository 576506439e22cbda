"""What follow-up found after a class: contacts made and missed, shops, sales, jobs and needs."""

import datetime as dt
import io
import random

from django.core.files.base import ContentFile
from PIL import Image, ImageDraw

from courses.models import TrainingClass
from trainees.domain import contacts
from trainees.domain import outcomes as reports
from trainees.domain.contacts import Contact, log_contact
from trainees.domain.outcomes import Employment, Help, Shop
from trainees.models import FollowUpTask, OutcomeReport

from .calendar import at
from .county import County

# The share of a track's trainees that open a shop within half a year.
CONVERTS = {"basic": 0.28, "practical": 0.68, "cadre": 0.05}
PLATFORMS = ["taobao", "pinduoduo", "douyin", "kuaishou", "wechat"]
SHOPS = ["土家山货铺", "溪州好物", "猛洞河鲜果", "莓茶小店", "芙蓉镇腊味", "永顺猕猴桃直发", "万坪豆腐坊", "老司城特产"]
NEEDS = [
    ("logistics", "村里到镇上没有固定的快递班次"),
    ("packaging", "猕猴桃怕压，想要合适的箱子"),
    ("skills", "不会拍短视频，想再学一次"),
    ("product", "货不够卖，想找合作社一起供"),
    ("money", "想申请创业贷款，不知道找谁"),
]
EMPLOYERS = ["县电商公共服务中心", "湘西莓茶合作社", "灵溪镇电商服务站", "猕猴桃加工厂网店部"]


def follow(training_class: TrainingClass, county: County, users: dict, rng: random.Random) -> None:
    """Make the contacts that fell due after a class that has closed."""
    corrected = 0
    for enrolment in training_class.enrolments.person_times().select_related("trainee").order_by("pk"):
        told = story(training_class, enrolment, rng)
        tasks = FollowUpTask.objects.filter(enrolment=enrolment, opens_on__lt=county.today).order_by("due_on")
        for task in tasks:
            _contact(task, told, county, users["followup"], rng)
        if training_class.number == 2 and corrected < 2:
            corrected += _correct(enrolment.trainee, users["followup"])


def story(training_class: TrainingClass, enrolment, rng: random.Random) -> dict:
    """What this person will tell: the day a shop opened or work began, if ever."""
    done = enrolment.completed_on
    roll, chance = rng.random(), CONVERTS[training_class.track]
    if enrolment.trainee.had_shop:
        return {"shop": done - dt.timedelta(days=rng.randint(100, 900))}
    if roll < chance:
        return {"shop": done + dt.timedelta(days=rng.randint(5, 100))}
    if roll < chance + 0.06:
        return {"job": done + dt.timedelta(days=rng.randint(5, 100))}
    return {}


def _contact(task: FollowUpTask, story: dict, county: County, by, rng: random.Random) -> None:
    chance = rng.random()
    if chance < 0.2:
        if chance < 0.06:
            _try_in_vain(task, county, by)
        return
    day = min(task.opens_on + dt.timedelta(days=rng.randint(0, 12)), county.today - dt.timedelta(days=1))
    with at(day, rng.randint(9, 17), rng.randint(0, 59)):
        log_contact(task, _found(story, day, rng), by=by)


def _try_in_vain(task: FollowUpTask, county: County, by) -> None:
    for number in range(3):
        day = task.opens_on + dt.timedelta(days=number * 2)
        if day < county.today:
            with at(day, 19, 30):
                log_contact(task, Contact(result=contacts.Result.NO_ANSWER, channel="phone"), by=by)


def _found(story: dict, day: dt.date, rng: random.Random) -> Contact:
    found = {}
    if story.get("shop") and story["shop"] <= day and not story.get("told"):
        story["told"] = True
        found["shop"] = Shop(
            platform=rng.choice(PLATFORMS),
            opened_on=story["shop"],
            name=rng.choice(SHOPS),
            address=f"https://shop.example/{rng.randrange(10**8):08d}",
        )
        if rng.random() < 0.3:
            found["photo"] = _photo(found["shop"].name)
    elif story.get("told"):
        found["sales_fen"] = rng.randrange(20_000, 900_000, 100)
    if story.get("job") and story["job"] <= day and not story.get("employed"):
        story["employed"] = True
        found["employment"] = Employment(since=story["job"], employer=rng.choice(EMPLOYERS))
    if rng.random() < 0.15:
        found["help_wanted"] = Help(*rng.choice(NEEDS))
    return Contact(result=contacts.Result.REACHED, channel=rng.choice(("visit", "phone")), **found)


def _photo(name: str) -> ContentFile:
    picture = Image.new("RGB", (480, 640), "#e8efe9")
    draw = ImageDraw.Draw(picture)
    draw.rectangle((40, 60, 440, 160), fill="#1f6b4a")
    for row in range(3):
        draw.rectangle((40, 200 + row * 140, 440, 310 + row * 140), outline="#1f6b4a", width=4)
    out = io.BytesIO()
    picture.save(out, "PNG")
    return ContentFile(out.getvalue(), name=f"{name}.png")


def _correct(trainee, by) -> int:
    report = OutcomeReport.objects.standing().filter(trainee=trainee, kind=OutcomeReport.Kind.SHOP_OPENED).first()
    if report is None:
        return 0
    right = Shop(
        report.platform, report.occurred_on, name=report.shop_name + "（更正店名）", address=report.shop_address
    )
    with at(report.occurred_on + dt.timedelta(days=130), 10):
        reports.correct_shop(report, shop=right, by=by)
    return 1
