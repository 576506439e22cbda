"""What is kept about me: for the people themselves (PIPL 45)."""

from django.contrib.auth.decorators import login_required
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from lms.kit.clock import today
from trainees.domain import history, trail
from trainees.forms.rights import AskForm
from trainees.models import ConsentRecord, DataRequest, Enrolment, Trainee


@require_GET
@login_required
@never_cache
def my_data(request):
    """The people of this sign-in (a family may share one phone), each masked, with who looked at their numbers."""
    people = []
    for trainee in Trainee.objects.of(request.user).select_related("region__parent").prefetch_related("groups"):
        household = trainee.household_on(today())
        looks = list(history.looks_at(trainee)[:50])
        for look in looks:
            look.reason, look.role = trail.reason_of(look), trail.role_of(look)
        people.append(
            {
                "trainee": trainee,
                "household": household,
                "statuses": household.statuses.on(today()) if household else [],
                "looks": looks,
                "enrolments": Enrolment.objects.filter(trainee__in=trainee.rows()).count(),
                "consents": ConsentRecord.objects.filter(trainee__in=trainee.rows()),
                "requests": DataRequest.objects.filter(trainee__in=trainee.rows()).order_by("-asked_at"),
            }
        )
    return render(request, "trainees/my_data.html", {"people": people, "ask_form": AskForm(auto_id=False)})
