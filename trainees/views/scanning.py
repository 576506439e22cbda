"""Signing in, and out, by the code on the wall: stamp the scan, sign in if need be, say who is here.

A scan is the act itself: when only one person can be meant it marks at once, also
by GET. Doing it again changes nothing, and a stamp is worth nothing on another phone.
"""

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import BadRequest
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from courses.models import TrainingClass
from trainees.domain import attendance, enrolments, flags, learning, room_code, windows
from trainees.models import Enrolment

from .devices import device_of, keep_device

CODE_REFUSALS = (room_code.CodeUnknown, room_code.CodeExpired, room_code.CodeOfAnotherPhone)


@require_http_methods(["GET", "POST"])
@never_cache
def scan(request, token):
    """`token` is the code on the wall, or the stamp that keeps the moment of its scan through the sign-in."""
    device = device_of(request)
    try:
        if ":" not in token:
            return _stamped(request, room_code.read(token), device)
        seen = room_code.read_stamp(token, device=device)
    except CODE_REFUSALS as refusal:
        if isinstance(refusal, room_code.CodeOfAnotherPhone) and request.user.is_authenticated:
            flags.raise_relay(refusal.session, request.user)
        return _refused(request, refusal, status=410)
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    people = learning.people_of(request.user)
    if not people:
        return redirect(f"{reverse('join')}?{urlencode({'next': request.get_full_path()})}")
    session = seen.session
    try:
        windows.check_open_for_scan(session, at=seen.at, leaving=seen.leaving)
    except attendance.MarkRefused as refusal:
        return _refused(request, refusal, status=409, session=session)
    chosen = _chosen(request, session, people)
    if not chosen:
        return render(request, "trainees/scan_who.html", {"scan": seen, "session": session, "people": people})
    results = [_mark(request, seen, trainee, device) for trainee in chosen]
    shown = {"scan": seen, "session": session, "results": results, "several": len(people) > 1}
    return render(request, "trainees/scan_result.html", shown)


def _stamped(request, seen, device):
    """On to the stamp; the phone gets its name with the same answer."""
    device = device or room_code.new_device()
    response = redirect("scan", room_code.stamp(seen, device=device))
    keep_device(request, response, device)
    return response


def _refused(request, refusal, *, status, session=None):
    context = {"refusal": str(refusal), "session": session}
    return render(request, "trainees/scan_refused.html", context, status=status)


def _chosen(request, session, people) -> list:
    """Who is here: as said in the form; unasked the only person, or the only one with a place. Empty: ask."""
    if request.method == "POST":
        try:
            wanted = {int(pk) for pk in request.POST.getlist("person")}
        except ValueError as error:
            raise BadRequest from error
        if not wanted <= {person.pk for person in people}:
            raise Http404
        return [person for person in people if person.pk in wanted]
    if len(people) == 1:
        return people
    places = Enrolment.objects.of(request.user).filter(training_class=session.training_class_id)
    placed = set(places.filter(state=Enrolment.State.CONFIRMED).values_list("trainee", flat=True))
    return [person for person in people if person.pk in placed] if len(placed) == 1 and "who" not in request.GET else []


def _mark(request, seen, trainee, device) -> dict:
    """One person's answer: the mark and whether it stood already, or the refusal and what would help."""
    session = seen.session
    act = attendance.scan_out if seen.leaving else attendance.scan
    try:
        if "join" in request.POST and not seen.leaving:
            enrolments.enrol(trainee, session.training_class, by=request.user)
        mark, already = act(session, trainee, scanned_at=seen.at, device=device, by=request.user)
    except attendance.WrongRoom as refusal:
        return {"trainee": trainee, "refusal": str(refusal), "own_class": refusal.session.training_class_id}
    except (attendance.MarkRefused, enrolments.ClassTakesNobody) as refusal:
        is_open = session.training_class.state == TrainingClass.State.OPEN and not seen.leaving
        has_row = session.training_class.enrolments.filter(trainee=trainee).exclude(state=Enrolment.State.WITHDRAWN)
        return {"trainee": trainee, "refusal": str(refusal), "can_join": is_open and not has_row.exists()}
    return {"trainee": trainee, "mark": mark, "already": already}
