"""Where course pages and the home page meet the people who learn."""

from django import template

from lms.kit.clock import length
from trainees.domain import conditions, learning

register = template.Library()
register.filter("gap_text", conditions.gap_text)
ON_THE_HOME_PAGE = 4


@register.filter
def whole_percent(share) -> int:
    """0.796 → 79: a share that falls short never looks reached."""
    return int(float(share) * 100 + 1e-9)


@register.inclusion_tag("trainees/_my_classes.html", takes_context=True)
def my_classes(context) -> dict:
    """The classes of the reader's people that go on, and what could be joined; a visitor sees only the latter."""
    user = context["request"].user
    ongoing = learning.mine(user) if user.is_authenticated else []
    ongoing = [each for each in ongoing if each.enrolment.state in learning.ONGOING]
    joined = {each.enrolment.training_class_id for each in ongoing}
    offers = learning.offers(user, limit=ON_THE_HOME_PAGE)
    return {
        "user": user,
        "ongoing": ongoing,
        "several": len({each.enrolment.trainee_id for each in ongoing}) > 1,
        "offers": [offer for offer in offers if offer.training_class.pk not in joined],
    }


@register.inclusion_tag("trainees/_course_classes.html", takes_context=True)
def course_classes(context, page) -> dict:
    """Open classes of a course, with their free seats and the reader's own places in them."""
    user = context["request"].user
    return {"user": user, "offers": learning.offers(user, course=page)}


clock_length = register.filter("clock_length", length)
