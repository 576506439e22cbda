"""Figures with goals: `script/bench`. A bench is a module with `run()` that yields figures, ratios within one run."""

import dataclasses
import operator

COMPARE = {"<=": operator.le, ">=": operator.ge}


@dataclasses.dataclass(frozen=True)
class Figure:
    """One measured value and the goal it is held to: "<= 1.03" or ">= 0.9"."""

    figure: str
    value: float
    unit: str
    goal: str

    @property
    def ok(self) -> bool:
        sign, limit = self.goal.split()
        return COMPARE[sign](self.value, float(limit))

    def as_dict(self) -> dict:
        return {**dataclasses.asdict(self), "value": round(self.value, 4), "ok": self.ok}
