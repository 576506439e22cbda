"""Tests, practical work and opinions of the demo's classes, from `questions.toml`, by the domain's own verbs."""

import datetime as dt
import io
import random
import tomllib
from pathlib import Path

from django.core.files.base import ContentFile
from PIL import Image, ImageDraw

from courses.domain import question_tables, questions
from courses.domain.question_tables import LETTERS
from courses.models import CoursePage, TrainingClass
from trainees.domain import surveys, testing, works
from trainees.models import Enrolment, SurveyReply

from .calendar import at

TEXTS = tomllib.loads(Path(__file__).with_name("questions.toml").read_text())
GOOD_WORDS = ("照片清楚，价格也写明了，很好", "标题抓人，可以上架了", "包装结实，过关")
WEAK_WORDS = ("图太暗，上午再拍一张", "少了重量和产地，补上再交")


def bank(courses: dict[str, CoursePage], *, by) -> None:
    """The questions of the courses that have a test."""
    for slug, course in courses.items():
        for kind, text, answer, *options in TEXTS.get(slug, {}).get("questions", []):
            cells = {"kind": kind, "text": text, "answer": answer} | dict(zip(LETTERS, options, strict=False))
            questions.keep(question_tables.draft(cells), course, by=by)


class Assessment:
    """What the people of one class did beside coming: chance is of its own, so that the rest of the demo stays."""

    def __init__(self, training_class: TrainingClass, users: dict, *, is_over: bool):
        self.training_class, self.users, self.is_over = training_class, users, is_over
        self.chance = random.Random(f"assessment/{training_class.number}")

    def play(self, rows: list[Enrolment], diligence: dict[int, float], *, but: int) -> None:
        """Tests and work of the diligent; while the class goes on, of a part of them and not of the trainee `but`."""
        for order, row in enumerate(rows):
            here = diligence[row.pk] == 1.0 and (self.is_over or (row.trainee_id != but and order % 3 != 0))
            if here and self.training_class.has_test:
                self._test(row, order)
            if here and self.training_class.work_task:
                self._work(row, order)

    def _when(self, order: int, hour: int):
        day = min(self.training_class.ends_on, self.training_class.starts_on + dt.timedelta(days=order % 2))
        return at(day if self.is_over else self.training_class.starts_on, hour, order % 60)

    def _test(self, row: Enrolment, order: int) -> None:
        is_lost = self.is_over and order % 14 == 9  # somebody must fail, or the rate of passes shows nothing
        knows = 0.2 if is_lost else 0.8
        while True:
            with self._when(order, 17):
                attempt = testing.begin(row, by=row.trainee.user)
                answers = [self._answer(asked, knows) for asked in attempt.drawn]
                testing.hand_in(attempt, answers, by=row.trainee.user)
            found = testing.standing(row)
            if found.is_passed or not found.tries_left or (not self.is_over and order % 5 == 1):
                return
            if not is_lost:
                knows = 1.0 if found.tries_left == 1 else 0.9

    def _answer(self, asked: dict, knows: float) -> list[int]:
        if self.chance.random() < knows:
            return asked["right"]
        wrong = list(range(len(asked["options"]) or 2))
        self.chance.shuffle(wrong)
        return wrong if asked["kind"] == "order" else wrong[:1]

    def _work(self, row: Enrolment, order: int) -> None:
        with self._when(order, 17):
            work = self._hand_in(row, order)
        if not self.is_over and order % 3 == 1:
            return
        with self._when(order, 18):
            if order % 4 == 2:
                works.send_back(work, word=self.chance.choice(WEAK_WORDS), by=self.users["trainer"])
                if not self.is_over:
                    return
                work = self._hand_in(row, order)
            works.accept(work, word=self.chance.choice(GOOD_WORDS), by=self.users["trainer"])

    def _hand_in(self, row: Enrolment, order: int):
        link = f"https://shop.example/item/{row.pk}" if order % 2 else ""
        photos = [] if order % 4 == 3 else [_photo(order)]
        return works.hand_in(row, link=link, photos=photos, note="我的第一件商品", by=row.trainee.user)

    def opine(self, rows: list[Enrolment]) -> None:
        """Four in five say what they think on the last day, one in four in words; most words have been read."""
        keys = [each.key for each in surveys.rated(self.training_class)]
        with at(self.training_class.ends_on, 19):
            for row in rows:
                if self.chance.random() < 0.8:
                    self._reply(row, keys)
            for reply in SurveyReply.objects.filter(training_class=self.training_class, words_state="waiting"):
                if self.chance.random() < 0.7:
                    surveys.read_words(reply, hide="坐后面" in reply.words, by=self.users["organiser"])

    def _reply(self, row: Enrolment, keys: list[str]) -> None:
        def score() -> int:
            return self.chance.choices((5, 4, 3, 2), (52, 36, 9, 3))[0]

        surveys.reply(
            surveys.ticket_of(row).token,
            overall=score(),
            content=score(),
            arrangement=score(),
            ratings={key: score() for key in keys},
            words=self.chance.choice(TEXTS["words"]["texts"]) if self.chance.random() < 0.25 else "",
        )


def _photo(order: int) -> ContentFile:
    """A picture of a box of fruit, drawn: it stands for what a phone would have taken."""
    picture = Image.new("RGB", (640, 480), (236, 228, 206))
    draw = ImageDraw.Draw(picture)
    draw.rectangle((90, 150, 550, 420), fill=(178, 132, 82), outline=(120, 84, 46), width=6)
    for place in range(15):
        x, y = 130 + place % 5 * 85, 180 + place // 5 * 78
        draw.ellipse((x, y, x + 66, y + 58), fill=(122 + order * 7 % 60, 134, 58), outline=(88, 92, 40), width=3)
    data = io.BytesIO()
    picture.save(data, "JPEG")
    return ContentFile(data.getvalue(), name="photo.jpg")
