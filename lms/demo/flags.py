"""Flags of the demo: what the rules find in what is wrong on purpose, over some weeks, and what was said of some of it.

The photo that served two classes stays open, so the person-times of the second class wait.
"""

import datetime as dt

from trainees.domain.rules import acts, running
from trainees.models import AnomalyFlag

from .calendar import at
from .county import County

# Which rules first looked how many days ago; the others look today.
FIRST_LOOKS = ((47, {"R04", "R03"}), (33, {"R07", "R33"}), (26, {"R19b"}), (12, {"R28"}))
# Of which rule how many, by whom, how many days ago: what was said.
WORDS = (
    ("R04", 2, "organiser", 44, acts.explain, "一家人共用一部手机，已逐个电话核实本人到课"),
    ("R03", 1, "organiser", 40, acts.explain, "是同村堂兄弟，身份证已比对"),
    ("R14a", 1, "trainer", 38, acts.explain, "老人没有智能手机，当场用同一部手机扫码，人都在"),
    ("R07", 1, "organiser", 30, acts.uphold, "在编干部，不属于村民培训对象"),
    ("R33", 1, "organiser", 29, acts.explain, "能做轻活，本人自愿参加，残联已确认"),
    ("R19b", 1, "organiser", 20, acts.uphold, "半年内重复参加同一课程，第二次不计入"),
    ("R28", 2, "organiser", 5, acts.explain, "纸质材料在乡镇，下周补扫"),
)


def find_and_settle(county: County, users: dict) -> None:
    for days, codes in FIRST_LOOKS:
        with at(county.today - dt.timedelta(days=days), 2):
            running.run_everything(codes=codes)
    for code, many, who, days, act, word in WORDS:
        with at(county.today - dt.timedelta(days=days), 10):
            for flag in AnomalyFlag.objects.filter(rule=code, state=AnomalyFlag.State.OPEN).order_by("pk")[:many]:
                act(flag, word=word, by=users[who])
    with at(county.today, 2):
        running.run_everything()
