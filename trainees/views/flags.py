"""Settling a flag of a session with a word."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from trainees import permissions
from trainees.domain import flags
from trainees.domain.rules import acts
from trainees.models import AnomalyFlag

from .gates import for_those_who
from .teaching import session_for


@require_POST
@for_those_who(permissions.may_open_rolls)
def settle_flag(request, pk):
    """`flag` is `<rule>:<enrolment>,<enrolment>…` as the roll shows it."""
    session = session_for(request, pk, write=True)
    wanted, verdict = request.POST.get("flag", ""), request.POST.get("verdict", "")
    found = {flag.key: flag for flag in flags.of(session)}.get(wanted)
    if found is None or verdict not in AnomalyFlag.SETTLED_BY_SOMEBODY:
        raise Http404
    try:
        flags.settle(session, found, verdict=verdict, word=request.POST.get("word", ""), by=request.user)
    except acts.FlagRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Your word is kept with the session."))
    return redirect("roll", session.pk)
