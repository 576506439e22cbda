"""How a figure is written: a count with thousands separated, a share in percent, and words where there is no base."""

from django import template
from django.contrib.humanize.templatetags.humanize import intcomma
from django.utils.translation import gettext as _

from trainees.domain.indicators import Unit

register = template.Library()


@register.filter
def figure_value(figure) -> str:
    """The value of a `Figure` or `Cell`: 6,214 or 61.2%; without a base it says so."""
    return _written(figure.value, figure.indicator)


@register.filter
def figure_value_with_waiting(figure) -> str:
    """The value of a `Figure` as if every open flag came out well."""
    return _written(figure.value_with_waiting, figure.indicator)


def _written(value, indicator) -> str:
    if value is None:
        return _("no base")
    if indicator.unit == Unit.PERCENT:
        return f"{value * 100:.1f}%"
    return f"{value:.2f}" if indicator.is_mean else intcomma(value)


@register.filter
def target_value(target) -> str:
    """10000.00 → 10,000; 60.00 → 60."""
    return intcomma(f"{target:.2f}".rstrip("0").rstrip("."))


@register.filter
def in_hundred(share: float) -> int:
    """A share as whole percent for a bar, never more than full: 1.37 → 100."""
    return max(0, min(100, int(share * 100)))
