"""What trainees gave a trainer, where a lower floor lists trainers."""

from django import template

from trainees.domain import ratings

register = template.Library()


@register.simple_tag(takes_context=True)
def rating_of(context, trainer):
    """The mean of the classes the reader sees, None while too few have answered; a list asks once for all its rows."""
    table, user = context.get("table"), context["request"].user
    if table is None:
        return ratings.means_of([trainer], user=user).get(trainer.pk)
    if not hasattr(table, "means"):
        table.means = ratings.means_of([row.pk for row in table.data], user=user)
    return table.means.get(trainer.pk)
