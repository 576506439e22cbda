"""Pages of the site itself: where people land after signing in, whether the server lives, and large type."""

from django.contrib.auth.decorators import login_required
from django.db import connection
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST


def start(request):
    return redirect("/")


@require_GET
@login_required
def account(request):
    """Who is signed in here, and the ways on from there."""
    return render(request, "account/account.html")


@require_GET
def health(request):
    """Answers "ok" when the database answers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok", content_type="text/plain")


@require_POST
def set_type(request):
    """Keep large or normal type on this device for a year, and go back to the page."""
    back = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}):
        back = "/"
    response = HttpResponseRedirect(back)
    size = "large" if request.POST.get("type") == "large" else "normal"
    response.set_cookie("type", size, max_age=365 * 24 * 3600, samesite="Lax", httponly=True)
    return response
