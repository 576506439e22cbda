"""Who am I: someone signed in by phone finds or registers the person they are."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from courses.models import Region
from trainees.domain import joining
from trainees.domain.identity import IdentityRefused
from trainees.domain.register import RegistrationRefused
from trainees.forms.joining import ClaimForm, PlaceForm, RegisterForm
from trainees.models import Trainee

from .gates import posted_id

REFUSALS = (joining.JoiningRefused, RegistrationRefused, IdentityRefused)


@require_http_methods(["GET", "POST"])
@login_required
@never_cache
def join(request):
    """Offer the people of this phone; else the township first, then the form with its villages."""
    if "person" in request.POST:
        return _claim(request)
    township = _township(request)
    initial = {"village": request.GET.get("village", "")}
    form = RegisterForm(request.POST or None, initial=initial, township=township) if township else None
    if form is not None and form.is_valid():
        answer = _register(request, form)
        if answer:
            return answer
    return _page(request, form=form, township=township)


def _claim(request):
    form = ClaimForm(request.POST)
    if not form.is_valid():
        return _page(request, refused=posted_id(request, "person"), refusal=_("Type what is asked for, then confirm."))
    offered = {person.pk for person in joining.candidates(request.user)}
    trainee = get_object_or_404(Trainee.objects.filter(pk__in=offered), pk=form.cleaned_data["person"])
    try:
        joining.claim(trainee, proof=form.cleaned_data["proof"], by=request.user)
    except REFUSALS as refusal:
        return _page(request, refused=trainee.pk, refusal=str(refusal))
    messages.success(request, _("Welcome, %(name)s.") % {"name": trainee.name})
    return redirect(_next(request))


def _register(request, form):
    details = form.cleaned_data
    try:
        trainee = joining.register_oneself(
            details["name"], details["id_number"], region=details["village"], by=request.user
        )
    except REFUSALS as refusal:
        form.add_error(None, str(refusal))
        return None
    messages.success(request, _("Welcome, %(name)s.") % {"name": trainee.name})
    return redirect(_next(request))


def _page(request, *, form=None, township=None, refused=None, refusal=""):
    finder = PlaceForm(request.GET or None)
    typed = finder.cleaned_data["place"] if finder.is_valid() else ""
    return render(
        request,
        "trainees/join.html",
        {
            "candidates": joining.candidates(request.user),
            "people": list(request.user.trainees.all()),
            "townships": [] if township else joining.townships(),
            "township": township,
            "finder": finder,
            "typed": typed,
            "found": joining.places_meant(typed) if typed and not township else [],
            "form": form,
            "consent_version": joining.CONSENT_VERSION,
            "next": _next(request, default=""),
            "refused": refused,
            "refusal": refusal,
        },
    )


def _township(request) -> Region | None:
    code = request.POST.get("township") or request.GET.get("township")
    return next((place for place in joining.townships() if place.code == code), None) if code else None


def _next(request, *, default=None) -> str:
    """Where the reader came from, if it is ours; else their learning."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    if url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()):
        return wanted
    return reverse("my_learning") if default is None else default
