"""Lengths and sizes as people read them."""

from django import template

from lms.kit.clock import length

register = template.Library()
register.filter("clock", length)


@register.filter
def megabytes(size: int) -> str:
    """Bytes as the phone companies count them, millions: 9500000 → 9.5; large ones without a fraction."""
    value = size / 1e6
    return f"{value:.0f}" if value >= 10 else f"{max(value, 0.1):.1f}"


@register.filter
def begun_minutes(seconds: float) -> int:
    """Minutes rounded up: what is asked for is never shown smaller than it is."""
    return -(-int(seconds) // 60)
