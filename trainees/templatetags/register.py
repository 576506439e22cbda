"""Masked details of people, as much of them as the reader's role may see."""

from django import template

from lms.kit.masking import mask_id_number
from trainees.permissions import sees_area_digits

register = template.Library()


@register.simple_tag(takes_context=True)
def masked_id(context, trainee) -> str:
    """The ID number masked for whoever looks: the bureau sees the first six digits too; a dash without a number."""
    area = sees_area_digits(context["user"], trainee)
    return mask_id_number(trainee.id_number, area=area) or "—"
