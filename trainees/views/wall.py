"""The wall: a code that changes, how many are here, and who came last, names masked. By `?out=1` people leave."""

import segno
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from lms.kit.clock import local_date, now
from trainees import permissions
from trainees.domain import roll, room_code, windows

from .gates import for_those_who
from .teaching import session_for

ARRIVALS_ON_THE_WALL = 5


@require_GET
@for_those_who(permissions.may_teach)
@never_cache
def projector(request, pk):
    session = session_for(request, pk, write=True)
    return render(request, "trainees/projector.html", _wall(request, session))


@require_GET
@for_those_who(permissions.may_teach)
@never_cache
def session_qr(request, pk):
    """The part of the wall that changes: the code, the count, the last to arrive."""
    session = session_for(request, pk, write=True)
    return render(request, "trainees/_wall.html", _wall(request, session))


def _wall(request, session) -> dict:
    leaving, moment = bool(request.GET.get("out")), now()
    is_open = windows.is_open(session, at=moment, leaving=leaving)
    return {
        "session": session,
        "leaving": leaving,
        "code": _code(request, session, leaving) if is_open else "",
        "is_today": local_date(session.starts_at) == local_date(moment),
        "opens_at": windows.opens_at(session),
        "is_early": moment < windows.opens_at(session),
        "is_late": not leaving and moment >= windows.late_from(session),
        "wall": roll.wall(session, latest=ARRIVALS_ON_THE_WALL, leaving=leaving),
        "seconds": room_code.STEP_SECONDS,
    }


def _code(request, session, leaving) -> str:
    address = request.build_absolute_uri(reverse("scan", args=[room_code.make(session, leaving=leaving)]))
    return segno.make(address, error="m", micro=False).svg_inline(scale=8, border=2, omitsize=True)
