"""What plans promise: the indicators they name, and whether the numbers of one plan agree with each other.

The notes tell what a reader of the plan would ask; they refuse nothing, for the plan says what it says.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.contrib.humanize.templatetags.humanize import intcomma
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trainees.models import Target

from . import indicators

# Promised by plans; what the platform computes itself is in the registry of indicators.
PROMISED = {
    "leader_person_times": gettext_lazy("E-commerce leaders and heads of firms, person-times"),
    "station_staff_training_rate": gettext_lazy("Staff of stations and co-operatives, trained"),
    "poor_shop_conversion_yoy": gettext_lazy("Growth of the shops of poverty-registered trainees"),
    "new_employed_persons": gettext_lazy("People newly at work"),
    "jobs_and_startups_driven": gettext_lazy("People brought to work or to a business of their own"),
    "new_ecommerce_firms": gettext_lazy("New e-commerce firms"),
    "ecommerce_entity_growth": gettext_lazy("Growth of e-commerce businesses"),
    "active_merchant_growth": gettext_lazy("Growth of active online merchants"),
    "driven_employment_growth": gettext_lazy("Growth of people brought to work"),
    "transformed_enterprises": gettext_lazy("Traditional firms brought online"),
    "cost_per_person_time": gettext_lazy("Cost of a person-time"),
    "training_budget_share": gettext_lazy("Training's share of the whole budget"),
    "training_budget_execution": gettext_lazy("Training budget"),
}
TRACKS = ("basic_person_times", "practical_person_times", "cadre_person_times")
VOLUMES = ("training_person_times", "trained_persons")
# New jobs are a tenth of the people trained in three of five plans; outside this band a plan is unusual.
JOBS_BAND = (Decimal("0.08"), Decimal("0.12"))


@dataclass(frozen=True)
class Note:
    """One check: whether it `agrees`, and the sentence that says so with its numbers."""

    agrees: bool
    text: str


def title_of(code: str) -> str:
    """What an indicator is called, computed here or only promised; else its code."""
    known = indicators.find(code)
    return str(known.title if known else PROMISED.get(code, code))


def known_codes() -> list[tuple[str, str]]:
    """All indicators a target may name, (code, title), those that are computed first."""
    codes = [*indicators.REGISTRY, *(code for code in PROMISED if code not in indicators.REGISTRY)]
    return [(code, title_of(code)) for code in codes]


def notes(targets: Iterable[Target]) -> list[Note]:
    """What the numbers of one plan say of each other; nothing where a number is not promised."""
    values: dict[str, list[Decimal]] = {}
    for target in targets:
        values.setdefault(target.indicator, []).append(Decimal(target.value))
    found = [_tracks(values), _price(values), _jobs(values)]
    return [note for note in found if note]


def _tracks(values) -> Note | None:
    if not all(values.get(code) for code in TRACKS) or not values.get("training_person_times"):
        return None
    parts = [max(values[code]) for code in TRACKS]
    told = {"sum": _plain(sum(parts)), "parts": " + ".join(map(_plain, parts)), "whole": _whole(values)}
    if sum(parts) in values["training_person_times"]:
        return Note(True, _("The tracks add up: %(parts)s = %(sum)s person-times.") % told)
    return Note(False, _("The tracks add up to %(sum)s (%(parts)s), but %(whole)s person-times are promised.") % told)


def _price(values) -> Note | None:
    budgets, prices = values.get("training_budget_execution"), values.get("cost_per_person_time")
    if not budgets or not prices or not values.get("training_person_times"):
        return None
    paid = max(budgets) / prices[0]
    told = {"budget": _plain(max(budgets)), "price": _plain(prices[0]), "paid": _plain(paid), "whole": _whole(values)}
    if paid in values["training_person_times"]:
        return Note(True, _("The budget fits: %(budget)s ÷ %(price)s yuan = %(paid)s person-times.") % told)
    return Note(
        False,
        _("%(budget)s ÷ %(price)s yuan pays for %(paid)s person-times, but %(whole)s are promised.") % told,
    )


def _jobs(values) -> Note | None:
    jobs = values.get("new_employed_persons")
    trained = next((values[code] for code in VOLUMES if values.get(code)), None)
    if not jobs or not trained:
        return None
    share = max(jobs) / max(trained)
    told = {"jobs": _plain(max(jobs)), "trained": _plain(max(trained)), "share": _plain(round(share * 100, 1))}
    low, high = JOBS_BAND
    if low <= share <= high:
        return Note(True, _("New jobs are %(share)s %% of the training (%(jobs)s of %(trained)s), as usual.") % told)
    return Note(
        False,
        _("New jobs are %(share)s %% of the training (%(jobs)s of %(trained)s); other plans promise about 10 %%.")
        % told,
    )


def _whole(values) -> str:
    return "、".join(_plain(value) for value in values["training_person_times"])


def _plain(value: Decimal) -> str:
    return intcomma(f"{value:.2f}".rstrip("0").rstrip("."))
