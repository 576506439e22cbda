"""Cards and sheets of the demo: the running class has its cards, and the signed sheet of its first session is filed."""

import datetime as dt
import io
import random

import segno
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.timezone import localtime
from PIL import Image, ImageDraw, ImageFont

from courses.models import Session, TrainingClass
from trainees.domain import cards, sheet_filing, sign_in_sheets
from trainees.models import Enrolment

from .calendar import at_moment

FONT = "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc"
SIGNED = 11  # the number of the class that runs these days


def fill(classes: list[TrainingClass], users: dict, rng: random.Random) -> None:
    """The trainer had the cards printed the day before, and took photos of the sheet when the session was over."""
    held = next(one for one in classes if one.number == SIGNED)
    first = held.sessions.filter(state=Session.State.CLOSED).order_by("starts_at").first()
    if first is None:
        return
    places = Enrolment.objects.filter(training_class=held).holding_a_seat().select_related("trainee")
    with at_moment(first.starts_at - dt.timedelta(days=1)):
        cards.of_all([place.trainee for place in places], by=users["trainer"])
    with at_moment(first.ends_at + dt.timedelta(minutes=10)):
        for page in sign_in_sheets.pages(first):
            photo = SimpleUploadedFile(f"IMG_{page.number}.jpg", _photo(first, page, rng))
            sheet_filing.file_photo(photo, by=users["trainer"])


def _photo(session: Session, page: sign_in_sheets.Page, rng: random.Random) -> bytes:
    """The page as it lies on a table: signed by most, a little turned."""
    picture = Image.new("RGB", (1240, 1754), "#fbfaf6")
    draw = ImageDraw.Draw(picture)
    large, small = ImageFont.truetype(FONT, 44), ImageFont.truetype(FONT, 24)
    draw.text((80, 70), "培训签到表", font=large, fill="#222")
    draw.text((80, 140), f"{session.training_class}", font=small, fill="#222")
    draw.text(
        (80, 180), f"{localtime(session.starts_at):%Y-%m-%d %H:%M}  {session.venue.name}", font=small, fill="#222"
    )
    square = io.BytesIO()
    segno.make(page.code, error="m", micro=False).save(square, kind="png", scale=8, border=4)
    picture.paste(Image.open(square).convert("RGB"), (930, 40))
    for order, row in enumerate(page.rows):
        top = 330 + 72 * order
        draw.rectangle((80, top, 1160, top + 72), outline="#222", width=2)
        draw.text((100, top + 20), f"{row.number}  {row.code}  {row.name}  {row.village}", font=small, fill="#222")
        if row.code and rng.random() < 0.9:
            _sign(draw, 850, top + 36, rng)
    turned = picture.rotate(rng.uniform(-3, 3), expand=True, fillcolor="#7a6a55")
    out = io.BytesIO()
    turned.save(out, "JPEG", quality=82)
    return out.getvalue()


def _sign(draw: ImageDraw.ImageDraw, x: int, y: int, rng: random.Random) -> None:
    """Some strokes of a pen."""
    points = [(x + 22 * step, y + rng.randint(-20, 20)) for step in range(rng.randint(4, 9))]
    draw.line(points, fill="#1f2f6b", width=4, joint="curve")
