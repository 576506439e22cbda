"""Tags every template may use: icons, masked details, money and the address of the same list with another filter."""

from django import template
from django.templatetags.static import static
from django.utils.html import format_html

from lms.kit import masking

register = template.Library()
register.filter("mask_name", masking.mask_name)
register.filter("mask_phone", masking.mask_phone)
register.filter("mask_id_number", masking.mask_id_number)


@register.simple_tag
def icon(name: str, label: str = "") -> str:
    """An icon of the sprite; with `label` it is read aloud, without it is decoration."""
    if label:
        return format_html(
            '<svg class="icon" role="img" aria-label="{}"><use href="{}#{}"></use></svg>',
            label,
            static("lms/build/icons.svg"),
            name,
        )
    return format_html(
        '<svg class="icon" aria-hidden="true"><use href="{}#{}"></use></svg>', static("lms/build/icons.svg"), name
    )


@register.filter
def yuan(fen: int | None) -> str:
    """Money kept in fen, shown in yuan with thousands separated: 123456 → 1,234.56."""
    if fen is None:
        return ""
    return f"{fen / 100:,.2f}".removesuffix(".00")


@register.filter
def percent(share: float | None) -> str:
    """0.6123 → 61.2 %; None (no base) stays empty for the template to word."""
    return "" if share is None else f"{float(share) * 100:.1f}%"
