"""Flags by week as a plot that the server draws: two bars a week, with whole numbers on the axis."""

from collections.abc import Sequence
from dataclasses import dataclass

from trainees.domain.rules.overview import Week

WIDTH, HEIGHT, LEFT, FOOT, HEAD = 360, 132, 30, 22, 8
LINES = 3
NICE = (1, 2, 5)


@dataclass(frozen=True)
class Bar:
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Column:
    """One week: its bars, where its label stands (every third has one), and what it says aloud."""

    week: Week
    opened: Bar
    settled: Bar
    x: float
    is_labelled: bool


@dataclass(frozen=True)
class Plot:
    columns: tuple[Column, ...]
    lines: tuple[tuple[float, int], ...]  # height and number
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT

    @property
    def label_y(self) -> int:
        return HEIGHT - 6


def top(most: int) -> int:
    """The least number of 1, 2, 5 times a power of ten, times LINES, that reaches `most`."""
    step, power = 1, 1
    while step * LINES < most:
        step, power = _next(step, power)
    return step * LINES


def _next(step: int, power: int) -> tuple[int, int]:
    larger = [nice * power for nice in NICE if nice * power > step]
    return (larger[0], power) if larger else (10 * power, 10 * power)


def plot(weeks: Sequence[Week]) -> Plot | None:
    """None where nothing was found or settled."""
    most = max((max(week.opened, week.settled) for week in weeks), default=0)
    if not most:
        return None
    highest, room, step = top(most), HEIGHT - FOOT - HEAD, (WIDTH - LEFT) / len(weeks)

    def bar(number, at, share):
        height = round(number / highest * room, 1)
        return Bar(round(at, 1), round(HEIGHT - FOOT - height, 1), round(share, 1), height)

    columns = []
    for number, week in enumerate(weeks):
        start, share = LEFT + number * step + step * 0.12, step * 0.38
        opened, settled = bar(week.opened, start, share), bar(week.settled, start + share, share)
        is_labelled = (len(weeks) - 1 - number) % 3 == 0
        columns.append(Column(week, opened, settled, round(start + share, 1), is_labelled))
    lines = tuple((round(HEIGHT - FOOT - room * line / LINES, 1), highest * line // LINES) for line in range(LINES + 1))
    return Plot(tuple(columns), lines)
