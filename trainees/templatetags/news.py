"""What people are told of changes to their classes, on whichever page is theirs."""

from django import template

from trainees.domain import notices

register = template.Library()


@register.inclusion_tag("trainees/_news.html", takes_context=True)
def my_news(context, training_class=None):
    """News the user has not put away, of one class when given."""
    request = context["request"]
    found = notices.unseen(request.user, training_class) if request.user.is_authenticated else []
    return {
        "news": [(notice, notices.was(notice)) for notice in found],
        "here": request.get_full_path(),
        "csrf_token": context.get("csrf_token"),
        "several": len({notice.trainee_id for notice in found}) > 1,
    }
