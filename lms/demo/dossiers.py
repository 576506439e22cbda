"""Dossiers of the demo: some whole, some with gaps, one photo that served two classes, one sheet sent back."""

import datetime as dt
import io
import random

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.timezone import localtime
from PIL import Image, ImageDraw, ImageFont

from courses.models import TrainingClass
from trainees.domain.dossier import closing, pieces

from .calendar import at
from .county import County

BOLD, PLAIN = (f"/usr/share/fonts/opentype/noto/NotoSansCJK-{weight}.ttc" for weight in ("Bold", "Regular"))
SHARED = (("1.1", "年度电子商务培训计划"), ("8.2", "个人信息保护影响评估"))
PAPERS = (
    ("1.2", "开班申请及批复"), ("1.3", "培训通知"), ("1.4", "课程表和教学大纲"), ("2.1", "讲师简介"),
    ("3.4", "真实性承诺书"), ("4.5", "授课课件"), ("5.3", "满意度问卷统计"), ("7.1", "培训总结"),
    ("7.5", "电话回访记录"),
)  # fmt: skip
# Of which class how many of the papers are there, and how many days have their photos.
KEPT = {4: (9, 9), 5: (7, 1), 6: (9, 9), 7: (5, 9), 8: (4, 1), 11: (4, 1)}
REUSED_FROM, REUSED_IN, SENT_BACK = 4, 8, 7
NOT_REVIEWED = {8, 11}


def fill(classes: list[TrainingClass], county: County, users: dict, rng: random.Random) -> None:
    """Bring and review what there is, then say how every dossier stands."""
    organiser, photos = users["organiser"], {}
    held = {one.number: one for one in classes}
    with at(county.today - dt.timedelta(days=200), 9):
        for code, title in SHARED:
            _bring(held[REUSED_FROM], code, _paper(title, str(county.programme)), f"{title}.jpg", organiser, organiser)
    for number, (papers, days) in KEPT.items():
        training_class = held[number]
        reviewer = None if number in NOT_REVIEWED else organiser
        by = users["trainer"] if training_class.trainer.user == users["trainer"] else organiser
        photos[number] = _photos(training_class, days, county, by, reviewer, rng)
        with at(min(training_class.ends_on, county.today), 17):
            for code, title in PAPERS[:papers]:
                data = _paper(title, str(training_class))
                piece = _bring(training_class, code, data, f"{title}.jpg", organiser, reviewer)
                if number == SENT_BACK and code == "1.2":
                    pieces.send_back(piece, word="批复没有盖章，请补充", by=organiser)
    with at(county.today - dt.timedelta(days=1), 11):
        again = _smaller(photos[REUSED_FROM][0])
        _bring(held[REUSED_IN], "4.3", again, "微信图片.jpg", organiser, None)
    for training_class in classes:
        closing.freeze(training_class, by=organiser)


def _bring(training_class, code, data: bytes, name: str, by, reviewer):
    piece, _new = pieces.add(training_class, code, SimpleUploadedFile(name, data), by=by)
    return pieces.accept(piece, by=reviewer) if reviewer else piece


def _photos(training_class, days: int, county: County, by, reviewer, rng) -> list[bytes]:
    """Two a day, taken in the first session of the day."""
    sessions = training_class.sessions.not_cancelled().order_by("starts_at")
    first = {localtime(session.starts_at).date(): session for session in reversed(sessions)}
    made = []
    for day in sorted(day for day in first if day <= county.today)[:days]:
        begin = localtime(first[day].starts_at)
        for order in range(2):
            taken = begin + dt.timedelta(minutes=15 + 60 * order)
            made.append(_scene(str(training_class), taken, rng))
            with at(day, min(begin.hour + 2 + order, 23)):
                name = f"IMG_{taken:%Y%m%d_%H%M%S}.jpg"
                _bring(training_class, "4.3", made[-1], name, by, reviewer)
    return made


def _scene(title: str, taken: dt.datetime, rng: random.Random) -> bytes:
    """A room with a banner, the date, and people seen from behind."""
    picture = Image.new("RGB", (1200, 900), rng.choice(("#e9e2d0", "#dfe6e8", "#ece6e0")))
    draw = ImageDraw.Draw(picture)
    draw.rectangle((120, 150, 1080, 460), fill="#f7f7f4", outline="#8a8f86", width=6)
    draw.rectangle((60, 40, 1140, 120), fill="#a3241a")
    draw.text((600, 80), title[:24], font=ImageFont.truetype(BOLD, 40), fill="#fff5d8", anchor="mm")
    draw.text((600, 300), f"{taken:%Y-%m-%d}", font=ImageFont.truetype(PLAIN, 56), fill="#3b4038", anchor="mm")
    for _person in range(rng.randint(16, 30)):
        x, y = rng.randint(40, 1160), rng.randint(560, 860)
        coat = rng.choice(("#31506b", "#6b3131", "#3b5a3b", "#555", "#8a6d3b", "#4a3b6b"))
        draw.ellipse((x - 26, y - 70, x + 26, y - 14), fill="#3a2d24")
        draw.rounded_rectangle((x - 50, y - 16, x + 50, y + 90), 30, fill=coat)
    exif = Image.Exif()
    exif.get_ifd(0x8769)[0x9003] = f"{taken:%Y:%m:%d %H:%M:%S}"
    exif.get_ifd(0x8825).update({1: "N", 2: (29.0, 0.0, 3.0), 3: "E", 4: (109.0, 51.0, 10.0)})
    return _jpeg(picture, exif=exif.tobytes())


def _paper(title: str, about: str) -> bytes:
    picture = Image.new("RGB", (1000, 1414), "#fdfcf8")
    draw = ImageDraw.Draw(picture)
    draw.text((500, 170), title, font=ImageFont.truetype(BOLD, 56), fill="#222", anchor="mm")
    draw.text((500, 260), about[:30], font=ImageFont.truetype(PLAIN, 30), fill="#444", anchor="mm")
    for line in range(18):
        draw.line((140, 380 + line * 46, 860 - (line % 5) * 60, 380 + line * 46), fill="#b9b6ac", width=6)
    draw.ellipse((640, 1180, 820, 1360), outline="#b3261e", width=8)
    draw.text((730, 1270), "样章", font=ImageFont.truetype(PLAIN, 34), fill="#b3261e", anchor="mm")
    return _jpeg(picture)


def _smaller(data: bytes) -> bytes:
    """As a chat hands a picture on."""
    with Image.open(io.BytesIO(data)) as picture:
        return _jpeg(picture.resize((picture.width // 2, picture.height // 2)))


def _jpeg(picture: Image.Image, **options) -> bytes:
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=85, **options)
    return out.getvalue()
