"""Signing in without a phone: an officer gives a code, the person types name and code."""

from allauth.account.utils import perform_login
from allauth.core import ratelimit
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from trainees.domain import entry_codes
from trainees.forms.entering import EntryForm
from trainees.models import Trainee
from trainees.permissions import may_give_entry_code, may_read_register

# The device is often the trainer's or the class's.
SESSION_SECONDS = 3 * 3600


@require_http_methods(["GET", "POST"])
@login_required
@never_cache
def entry_code(request, pk):
    """GET says what a code is; POST gives one and shows it once."""
    trainee = get_object_or_404(Trainee.objects.visible_to(request.user), pk=pk).itself
    if not may_give_entry_code(request.user, trainee):
        raise PermissionDenied
    minutes = entry_codes.SECONDS // 60
    context = {"trainee": trainee, "minutes": minutes, "reads_register": may_read_register(request.user)}
    if request.method == "POST":
        try:
            context["code"] = entry_codes.issue(trainee, by=request.user)
        except entry_codes.CodeNotGiven as refusal:
            context["refusal"] = str(refusal)
    return render(request, "trainees/entry_code.html", context)


@require_http_methods(["GET", "POST"])
@never_cache
def enter(request):
    """Name and code; signed in for a few hours, as the device is seldom one's own."""
    if request.user.is_authenticated:
        return redirect("start")
    form = EntryForm(request.POST or None)
    if form.is_valid():
        name = form.cleaned_data["name"]
        if not ratelimit.consume(request, action="entry_code", key=name):
            form.add_error(None, _("Too many wrong tries. Wait a few minutes, then start again."))
        else:
            try:
                user = entry_codes.redeem(name, form.cleaned_data["code"])
            except entry_codes.CodeRefused as refusal:
                form.add_error(None, str(refusal))
            else:
                response = perform_login(request, user, redirect_url=reverse("my_learning"))
                request.session.set_expiry(SESSION_SECONDS)
                return response
    return render(request, "trainees/enter.html", {"form": form})
