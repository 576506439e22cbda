"""My calendar address: shown, made anew, revoked; and the file behind it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from courses.domain.ics import TYPE
from trainees.domain import feeds
from trainees.permissions import may_have_feed


@require_http_methods(["GET", "POST"])
@login_required
@never_cache
def my_feed(request):
    if not may_have_feed(request.user):
        raise PermissionDenied
    if request.method == "POST":
        if "revoke" in request.POST:
            feeds.revoke(request.user)
            messages.success(request, _("The address no longer works."))
        else:
            feeds.make(request.user)
            messages.success(request, _("Here is your address. Keep it to yourself."))
        return redirect("my_feed")
    feed = feeds.of(request.user)
    address = request.build_absolute_uri(reverse("feed", args=[feed.key])) if feed else ""
    return render(request, "trainees/my_feed.html", {"feed": feed, "address": address})


@require_GET
@never_cache
def feed(request, key):
    """Calendars ask without a sign-in and say no language: the key is the permission, Chinese the language."""
    with translation.override("zh-hans"):
        file = feeds.read(key)
    if file is None:
        raise Http404
    return HttpResponse(file, content_type=TYPE, headers={"Content-Disposition": 'inline; filename="classes.ics"'})
