"""A programme's targets on its page at the desk, which a lower floor draws."""

from django import template

from trainees.domain import promises

register = template.Library()


@register.inclusion_tag("trainees/admin/_targets.html")
def programme_targets(programme, may_change):
    """The targets by day, and what their numbers say of each other."""
    targets = list(programme.targets.by_day().prefetch_related("milestones"))
    return {"targets": targets, "notes": promises.notes(targets), "may_change": may_change}


@register.filter
def promised(target) -> str:
    """What a target's indicator is called."""
    return promises.title_of(target.indicator)
