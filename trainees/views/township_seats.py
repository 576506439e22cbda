"""A township fills the seats it was given: which classes, how many are left, and its people put in."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from courses.models import TownshipSeats, TrainingClass
from lms.kit.clock import today
from trainees.domain import admission, advice, enrolments, seats
from trainees.domain.identity import IdentityRefused
from trainees.domain.lookup import is_personal_number, matching, with_number
from trainees.models import Enrolment, Trainee
from trainees.permissions import may_fill_seats, may_read_seats

from .gates import for_those_who, posted_id

MOST_FOUND = 30


@require_GET
@for_those_who(may_read_seats)
@never_cache
def seats_list(request):
    """Open classes with seats for the user's townships, soonest first."""
    rows = list(
        _quotas(request)
        .filter(training_class__ends_on__gte=today(), training_class__state=TrainingClass.State.OPEN)
        .order_by("training_class__starts_on", "region")
    )
    filled = seats.filled_by_township({row.training_class_id for row in rows})
    for row in rows:
        row.filled = filled[row.training_class_id, row.region_id]
    return render(request, "trainees/seats_list.html", {"rows": rows, "today": today()})


@require_http_methods(["GET", "POST"])
@for_those_who(may_read_seats)
@never_cache
def seats_of_township(request, pk):
    """Who of the township is in the class, and whom a search finds; what is typed travels in the body only."""
    quota = get_object_or_404(_quotas(request), pk=pk)
    typed = request.POST.get("q", "").strip()[:60]
    training_class = quota.training_class
    first, last = quota.region.code_range
    rows = training_class.enrolments.filter(trainee__region_id__gte=first, trainee__region_id__lte=last)
    rows = list(rows.exclude(state=Enrolment.State.WITHDRAWN).select_related("trainee__region"))
    found = [each for each in _found(request, quota, typed) if each.pk not in {row.trainee_id for row in rows}]
    told = advice.about(found, training_class)
    context = {
        "quota": quota,
        "training_class": training_class,
        "rows": rows,
        "filled": seats.filled_by_township([training_class.pk])[training_class.pk, quota.region_id],
        "free": seats.free(training_class, quota.region),
        "typed": typed,
        "found": [(each, told[each.pk]) for each in found],
        "may_fill": may_fill_seats(request.user, quota) and training_class.is_open_for_enrolment,
    }
    return render(request, "trainees/seats_of_township.html", context)


@require_POST
@for_those_who(may_read_seats)
def fill_seat(request, pk):
    """Put one person of the township in."""
    quota = get_object_or_404(_quotas(request), pk=pk)
    people = _people(request, quota) if may_fill_seats(request.user, quota) else Trainee.objects.none()
    trainee = get_object_or_404(people, pk=posted_id(request, "trainee"))
    try:
        place = enrolments.enrol(trainee, quota.training_class, source=Enrolment.Source.OFFICER, by=request.user)
    except admission.ClassTakesNobody as refusal:
        messages.error(request, str(refusal))
    else:
        if place.state == Enrolment.State.CONFIRMED:
            messages.success(request, _("%(name)s has a place in this class.") % {"name": trainee.name})
        else:
            messages.info(request, _("No seat is free for %(name)s: they wait and move up.") % {"name": trainee.name})
    return redirect("seats_of_township", quota.pk)


def _quotas(request):
    found = TownshipSeats.objects.visible_to(request.user)
    return found.select_related("region", "training_class__course", "training_class__region",
                                "training_class__programme", "training_class__trainer")  # fmt: skip


def _people(request, quota):
    """The people of the township the user may read in the register."""
    first, last = quota.region.code_range
    people = Trainee.objects.in_register_of(request.user).canonical().filter(erased_at__isnull=True)
    return people.filter(region_id__gte=first, region_id__lte=last)


def _found(request, quota, typed) -> list[Trainee]:
    if not typed:
        return []
    people = _people(request, quota)
    try:
        if is_personal_number(typed):
            people = with_number(people, typed)
        else:
            people = matching(people, user=request.user, text=typed, region=quota.region)
    except IdentityRefused as refusal:
        messages.error(request, str(refusal))
        return []
    return list(people.select_related("region")[:MOST_FOUND])
