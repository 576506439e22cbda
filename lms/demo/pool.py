"""Papers of the demo's trainers (drawn, and marked as samples), and seats of the next class kept for townships."""

import datetime as dt
import io

from django.core.files.base import ContentFile
from PIL import Image, ImageDraw, ImageFont

from courses.domain import quotas, trainers
from courses.models import PlannedTraining, Qualification, TrainingClass

from .county import County

FONT = "/usr/share/fonts/opentype/noto/NotoSansCJK-Bold.ttc"
# Of which trainer, name, issuer, and in how many days it runs out.
PAPERS = [
    (0, "高级电子商务师证书（示例）", "示例发证机关", None),
    (1, "创业培训讲师合格证（示例）", "示例发证机关", 25),
    (3, "平台认证讲师证书（示例）", "示例平台", -10),
]
KEPT = (4, 3, 2)
# Course, for whom, goal, months, classes, person-times; the plan of the year the demo runs in.
YEAR = [
    ("ecommerce-basics", "建档立卡户、农村妇女、返乡青年", "会用手机开店、会识别网络风险", (1, 12), 3, 100),
    ("shop-and-service", "返乡大学生、站点运营人员", "能独立处理订单和售后", (2, 11), 2, 70),
    ("farm-products-online", "合作社成员、种养大户", "能把一种本地农产品卖上网", (3, 12), 2, 60),
    ("promotion-live", "网店店主", "能独立开一场直播", (4, 12), 2, 50),
    ("county-strategy", "乡镇干部、企业负责人", "懂政策、会规划", (5, 10), 1, 30),
]


def add_papers(county: County, *, by) -> None:
    for number, name, issuer, days in PAPERS:
        until = None if days is None else county.today + dt.timedelta(days)
        paper = Qualification(name=name, issuer=issuer, issued_on=county.today - dt.timedelta(800), expires_on=until)
        trainer = county.trainers[number]
        trainers.add_qualification(trainer, paper, picture=_drawn(name, trainer.name), by=by)


def plan_the_year(county: County, courses: dict) -> None:
    """The annual plan of this year and the last, the same lines."""
    for year in (county.today.year, county.today.year - 1):
        for slug, audience, goal, (first, last), classes, person_times in YEAR:
            PlannedTraining.objects.create(
                programme=county.programme,
                year=year,
                course=courses[slug],
                audience=audience,
                goal=goal,
                outline="\n".join(module.title for module in courses[slug].modules.all()),
                certificate="电子商务培训结业证书",
                first_month=first,
                last_month=last,
                classes=classes,
                person_times=person_times,
            )


def keep_seats(county: County, training_class: TrainingClass, *, by) -> None:
    """Some seats of a class to come are for the first townships."""
    shared = dict(zip(county.townships, KEPT, strict=False))
    until = training_class.starts_on - dt.timedelta(days=2)
    quotas.share_out(training_class, shared, until=until, by=by)


def _drawn(*lines: str) -> ContentFile:
    page = Image.new("RGB", (900, 640), "#fffdf7")
    draw = ImageDraw.Draw(page)
    draw.rectangle((24, 24, 876, 616), outline="#b3914b", width=6)
    for order, line in enumerate((*lines, "样张，不是真实证件")):
        draw.text((450, 180 + 130 * order), line, font=ImageFont.truetype(FONT, 44), fill="#2b2118", anchor="mm")
    out = io.BytesIO()
    page.save(out, "PNG")
    return ContentFile(out.getvalue(), name="paper.png")
