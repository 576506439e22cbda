"""Trainee pages: my learning, one class, getting and giving back a place."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from courses.models import TrainingClass
from trainees import permissions
from trainees.domain import advice, enrolments, joining, learning, posters, seats, seen_bars, settling, surveys
from trainees.models import Enrolment

from .gates import posted_id


@require_GET
@login_required
@never_cache
def my_learning(request):
    people = learning.people_of(request.user)
    found = learning.mine(request.user)
    return render(
        request,
        "trainees/my_learning.html",
        {
            "people": people,
            "several": len(people) > 1,
            "candidates": joining.candidates(request.user),
            "ongoing": [each for each in found if each.enrolment.state in learning.ONGOING],
            "past": [each for each in found if each.enrolment.state not in learning.ONGOING],
        },
    )


@require_GET
@never_cache
def class_detail(request, pk):
    training_class = _class(request, pk)
    people = learning.people_of(request.user)
    rows = Enrolment.objects.of(request.user).filter(training_class=training_class)
    mine = learning.participations(rows.select_related("trainee", "training_class__programme"))
    placed = {each.enrolment.trainee_id for each in mine if each.enrolment.state != Enrolment.State.WITHDRAWN}
    can_join = [person for person in people if person.pk not in placed]
    if can_join and training_class.is_open_for_enrolment:
        told = advice.about(can_join, training_class)
        for person in can_join:
            person.told = told[person.pk]
    places = [each.enrolment for each in mine]
    sessions = training_class.sessions.select_related("venue", "trainer")
    return render(
        request,
        "trainees/class_detail.html",
        {
            "training_class": training_class,
            "sessions": sessions,
            "free": seats.free(training_class, *(person.region for person in people)),
            "mine": seen_bars.with_bars(each for each in mine if each.enrolment.trainee_id in placed),
            "several": len(people) > 1,
            "can_join": can_join,
            "from_poster": request.GET.get("from") == "poster",
            "has_people": bool(people),
            "may_read_result": permissions.may_read_result(request.user, training_class),
            "SETTLED": settling.SETTLED,
            "HOLDS_A_SEAT": Enrolment.HOLDS_A_SEAT,
            "to_ask": surveys.to_ask(places, training_class=training_class) if places else [],
        },
    )


@require_POST
@login_required
def enrol(request, pk):
    """Take a place for one person of this sign-in, or for the only one."""
    training_class = _class(request, pk)
    address = reverse("class_detail", args=[training_class.pk])
    people = learning.people_of(request.user)
    by_poster = request.POST.get("from") == "poster"
    if not people:
        back = address + posters.FROM_POSTER if by_poster else address
        return redirect(f"{reverse('join')}?{urlencode({'next': back})}")
    trainee = _one_of(request, people)
    source = Enrolment.Source.POSTER if by_poster else Enrolment.Source.SELF
    try:
        enrolment = enrolments.enrol(trainee, training_class, source=source, by=request.user)
    except enrolments.ClassTakesNobody as refusal:
        messages.error(request, str(refusal))
    else:
        if enrolment.state == Enrolment.State.CONFIRMED:
            messages.success(request, _("%(name)s has a place in this class.") % {"name": trainee.name})
        else:
            messages.info(
                request,
                _("The class is full. %(name)s is on the waiting list and moves up when a place comes free.")
                % {"name": trainee.name},
            )
    return redirect(address)


@require_POST
@login_required
def withdraw(request, pk):
    enrolment = get_object_or_404(
        Enrolment.objects.of(request.user), training_class=pk, trainee=posted_id(request, "trainee")
    )
    try:
        enrolments.withdraw(enrolment, by=request.user)
    except enrolments.EnrolmentIsSettled as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The place has been given back. You can enrol again while the class is open."))
    return redirect("class_detail", enrolment.training_class_id)


def _class(request, pk) -> TrainingClass:
    visible = learning.may_look_at(request.user).select_related("course", "programme", "trainer", "region")
    return get_object_or_404(visible, pk=pk)


def _one_of(request, people):
    """The person named in the form among those of this sign-in; 404 for anybody else's."""
    wanted = posted_id(request, "trainee") or (people[0].pk if len(people) == 1 else 0)
    return get_object_or_404(request.user.trainees, pk=wanted)
