"""Lengths and sizes as people read them."""

from django import template

register = template.Library()


@register.filter
def clock(seconds: float) -> str:
    """Seconds as on a player: 75 → 1:15, 3671 → 1:01:11."""
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"


@register.filter
def megabytes(size: int) -> str:
    """Bytes as the phone companies count them, millions: 9500000 → 9.5; large ones without a fraction."""
    value = size / 1e6
    return f"{value:.0f}" if value >= 10 else f"{max(value, 0.1):.1f}"


@register.filter
def whole_minutes(seconds: float) -> int:
    """Minutes that are over: what was achieved is never shown larger than it is."""
    return int(seconds) // 60


@register.filter
def begun_minutes(seconds: float) -> int:
    """Minutes rounded up: what is asked for is never shown smaller than it is."""
    return -(-int(seconds) // 60)
