"""The village screen: one device plays a lesson for the whole room of a session."""

from django.http import Http404
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from trainees import permissions
from trainees.domain import lessons

from . import player
from .gates import for_those_who
from .teaching import session_for


@require_GET
@for_those_who(permissions.may_teach)
@never_cache
def screen(request, pk, key=None):
    """For who keeps the roll, which is the attendance: without a grant the player reports nothing."""
    session = session_for(request, pk, write=True)
    try:
        opened = lessons.for_the_room(session.training_class, str(key) if key else "")
    except lessons.UnknownLesson as error:
        raise Http404 from error
    shown = player.context(request, opened) if opened else {"opened": None, "chosen": None}
    response = render(request, "trainees/screen.html", shown | {"session": session})
    player.remember(request, response, shown["chosen"])
    return response
