"""How the classes watch their lessons: reports as a player sends them, heard by the domain with the clock moved.

Most watch honestly, in one evening. In the class that runs somebody shows each thing the rules look for (R37-R42): a
script, two pages at once, a page left running, one that nobody touches, questions nobody answers, one phone for five.
One report of class 6 comes after it was closed (R43); the videos are short, and so is that rule's limit here.
"""

import datetime as dt
import itertools
import random

from lms.kit.clock import local
from trainees.domain import beats, completion, grants, watching
from trainees.domain.rules import limits, running
from trainees.models import Enrolment

from .calendar import at_moment

BEAT = 15
WATCHING_RULES = ("R37", "R38", "R39", "R40", "R41", "R42", "R43")
# Who of the roster does what; the first is the demo's own trainee.
OWN, SCRIPT, TWO_PAGES, LEFT_RUNNING, UNTOUCHED, ON_ONE_PHONE, NOBODY_THERE = 0, 1, 2, 3, 4, range(5, 10), 10


class Evening:
    """One person at one lesson from a minute of an evening on; `seconds` of the clock go by as it plays."""

    def __init__(self, row: Enrolment, lesson: dict, *, minute: int, device: str = ""):
        self.length, self.device = lesson["seconds"], device or f"demo-{row.trainee_id}"
        self.begins = local(row.training_class.starts_on, dt.time(17, 30)) + dt.timedelta(minutes=minute)
        self.gone, self.position, self.numbers, self.asked, self.told = 5.0, 0, itertools.count(), 0, []
        with at_moment(self.begins):
            words, _plan = grants.give(row.trainee, row.training_class, lesson)
            self.grant = grants.read(words)

    def play(self, *stretches: tuple[int, int], speed: float = 1, **more) -> None:
        """Watch these seconds of media, beat by beat."""
        for start, end in stretches:
            for first in range(start, end, BEAT):
                self._beat([[first, min(first + BEAT, end)]], spent=(min(first + BEAT, end) - first) / speed, **more)

    def loop(self, seconds: int, **more) -> None:
        """Let it run over and over, and answer each question in time."""
        until = self.gone + seconds
        while self.gone < until:
            first = self.position % max(1, self.length - 1)
            self._beat([[first, min(first + BEAT, self.length)]], spent=min(BEAT, self.length - first), **more)
            if self.gone > self._due():
                self.answer(took=4 + self.asked % 5)

    def answer(self, *, took: int, missed: list | None = None) -> None:
        """The next question, answered after so many seconds; `missed` played meanwhile without an answer."""
        check = {"number": self.asked, "took": took, "tries": 1}
        self._beat(missed or [], spent=BEAT if missed else 0, check=check)
        self.asked += 1

    def _due(self) -> int:
        return self.grant.plan.due_after(set(range(self.asked)))[1]

    def _beat(self, ranges: list, *, spent: float, touches: int = 0, **more) -> None:
        self.gone += spent
        self.position = ranges[-1][1] if ranges else self.position
        told = {
            "run": "0d0e0000",
            "seq": next(self.numbers),
            "spent": round(spent),
            "ranges": ranges,
            "gone": self.gone,
        }
        self.told.append(told | {"position": self.position, "touches": touches} | more)

    def report(self, *, after: dt.timedelta = dt.timedelta()) -> None:
        """Send what has gathered: at once, or when the phone has a network again."""
        moment = self.begins + dt.timedelta(seconds=self.gone) + after
        late = after.total_seconds() + self.gone
        sent = [{**told, "ago": late - told["gone"]} for told in self.told]
        with at_moment(moment):
            watching.hear(
                self.grant,
                beats.read({"beats": sent}, granted_at=self.grant.granted_at, at=moment),
                at=moment,
                device=self.device,
            )
        self.told = []


def watch(rows: list[Enrolment], *, diligence: dict[int, float] | None, rng: random.Random) -> None:
    """The evening of the first day. In a class that ended who came to all (`diligence`, by row) has seen all; None: it
    still runs, and there is a part."""
    for order, row in enumerate(rows):
        lessons = completion.counting_lessons(row.training_class)
        if diligence is None and order in _TOLD and lessons:
            _TOLD[order](row, lessons)
            continue
        for number, lesson in enumerate(lessons):
            share = 1.0 if diligence and diligence[row.pk] == 1 else rng.random() * 0.7
            until = int(lesson["seconds"] * share)
            if until and (diligence or rng.random() > 0.4):
                _honestly(row, lesson, until, minute=order * 2 + number * 8, rng=rng)


def _honestly(row, lesson: dict, until: int, *, minute: int, rng: random.Random) -> None:
    evening = Evening(row, lesson, minute=minute)
    evening.play((0, until), touches=1, speed=rng.choice((1, 1, 1, 1.25, 1.5)))
    evening.report(after=dt.timedelta(minutes=rng.choice((0, 0, 0, 25))))


def _own(row, lessons):
    """Watched well, missed one question while somebody called, and left something out."""
    evening = Evening(row, lessons[0], minute=10)
    evening.play((0, 38), touches=1)
    evening.answer(took=61, missed=[[38, 53]])
    evening.play((60, 72), touches=1)
    evening.report()


def _script(row, lessons):
    evening = Evening(row, lessons[0], minute=20)
    for _time in range(6):
        evening._beat([[0, evening.length]], spent=1)
    evening.report()


def _two_pages(row, lessons):
    one, other = (Evening(row, lessons[0], minute=minute) for minute in (5, 6))
    for _minute in range(9):
        for page in (other, one):
            page.loop(60, touches=1)
            page.report()


def _left_running(row, lessons):
    evening = Evening(row, lessons[0], minute=2)
    evening.play((0, evening.length), touches=1)
    evening.loop(25 * 60, hidden=BEAT, touches=1)
    evening.report()


def _untouched(row, lessons):
    evening = Evening(row, lessons[0], minute=4)
    evening.loop(45 * 60)
    evening.report()


def _on_one_phone(row, lessons):
    for number, lesson in enumerate(lessons):
        minute = 3 * number + 10 * (row.pk % 10)
        evening = Evening(row, lesson, minute=minute, device="demo-village-station")
        evening.play((0, evening.length), touches=1)
        evening.report()


def _nobody_there(row, lessons):
    evening = Evening(row, lessons[0], minute=7)
    for _question in range(3):
        evening.play((0, evening.length), touches=1)
        evening.answer(took=61, missed=[[0, BEAT]])
    evening.report()


_TOLD = {
    OWN: _own,
    SCRIPT: _script,
    TWO_PAGES: _two_pages,
    LEFT_RUNNING: _left_running,
    UNTOUCHED: _untouched,
    NOBODY_THERE: _nobody_there,
} | dict.fromkeys(ON_ONE_PHONE, _on_one_phone)


def arrive_late(row: Enrolment) -> None:
    """What somebody who had not watched enough saw without network, sent two days after the class was closed."""
    for number, lesson in enumerate(completion.counting_lessons(row.training_class)):
        evening = Evening(row, lesson, minute=90 + 3 * number)
        evening.play((0, evening.length), touches=1)
        evening.report(after=dt.timedelta(days=2))


def look(programme, *, by) -> None:
    """The rules over what was watched, as every night."""
    limits.change(programme, {"R43.seconds": 10}, reason="示例视频只有几十秒，门槛相应调低", by=by)
    running.run_everything(codes=WATCHING_RULES)
