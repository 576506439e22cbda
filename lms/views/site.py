"""Pages of the site itself: where people land after signing in, their account, whether the server lives, large type."""

from pathlib import Path

from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.contrib.staticfiles import finders
from django.db import connection
from django.http import FileResponse, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from lms.context import ways_of


@login_required
def start(request):
    """Send who has just signed in to the first of their work places; a trainee to the home page."""
    ways = ways_of(request.user)
    return redirect(ways[0].url if ways else "/")


@require_GET
@login_required
def account(request):
    """Who is signed in here, and the ways on from there."""
    linked = SocialAccount.objects.filter(user=request.user) if settings.WECHAT_APP_ID else SocialAccount.objects.none()
    return render(request, "account/account.html", {"is_linked": linked.exists()})


@require_GET
def health(request):
    """Answers "ok" when the database answers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok", content_type="text/plain")


@require_GET
def service_worker(request):
    """The one service worker, from an address that lets it serve the whole site; asked for anew at each visit."""
    path = finders.find("lms/build/sw.js")
    return FileResponse(Path(path).open("rb"), content_type="text/javascript", headers={"Cache-Control": "no-cache"})


@require_POST
def set_type(request):
    """Keep large or normal type on this device for a year, and go back to the page."""
    back = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}, require_https=request.is_secure()):
        back = "/"
    response = HttpResponseRedirect(back)
    size = "large" if request.POST.get("type") == "large" else "normal"
    response.set_cookie(
        "type", size, max_age=365 * 24 * 3600, samesite="Lax", httponly=True, secure=request.is_secure()
    )
    return response
