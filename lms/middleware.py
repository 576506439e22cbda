"""Answers of the whole site: whole text, too many tries, the looser script policy of the admin, the door for staff."""

import re
from contextlib import suppress

from allauth.core.exceptions import RateLimited
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import REDIRECT_FIELD_NAME, logout
from django.db.models import ProtectedError
from django.http import Http404, HttpResponse, QueryDict, UnreadablePostError
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from courses.models.scope import Role, has_role, scopes_of
from lms import second_factor
from lms.kit.clock import now

from .sign_ins import SEEN, is_staff

# Where somebody may be who has yet to show a second factor.
OPEN = ("/accounts/", "/static/", "/i18n/", "/settings/type/", "/healthz")
SEEN_AGAIN_SECONDS = 60
NO_ID = re.compile(r"/\d{19,}(/|$)")  # more than a table can count; SQLite takes it for an error
FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")


class WholeText:
    """No NUL comes in: nobody sees or types one, and PostgreSQL keeps none.

    An address with one, or with a number that no table reaches, leads nowhere; a cookie with one is none; from what
    was sent, and from the question mark on, they are taken out. A `csrf_exempt` view reads its body by itself.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if "\0" in request.path or NO_ID.search(request.path):
            raise Http404
        for name in [name for name, value in request.COOKIES.items() if "\0" in value]:
            del request.COOKIES[name]
        request.GET = _without_nul(request.GET)
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        if request.method == "POST" and request.content_type in FORMS and not getattr(view, "csrf_exempt", False):
            with suppress(UnreadablePostError):  # the line broke; the check of the token answers
                request.POST = _without_nul(request.POST)


class SiteAnswers:
    """Turn allauth's `RateLimited` into a page with status 429; loosen the script policy under /cms/ only.

    What is deleted there though other rows need it stays, and a sentence says what needs it: Wagtail asks nobody.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if request.path.startswith("/cms/"):
            response._csp_config = settings.CMS_CONTENT_SECURITY_POLICY
        return response

    def process_exception(self, request, exception):
        if isinstance(exception, RateLimited):
            return render(request, "429.html", status=429)
        if isinstance(exception, ProtectedError) and request.path.startswith("/cms/"):
            kinds = {str(needing._meta.verbose_name) for needing in exception.protected_objects}
            told = _("This can't be deleted: it is still needed by %(kinds)s.")
            messages.error(request, told % {"kinds": "、".join(sorted(kinds))})
            return redirect(request.get_full_path())
        return None


class StaffDoor:
    """Staff who went away are signed out, and staff without their second factor go no further than setting it up.

    Whichever way somebody signed in: this asks on every page. Trainees pass.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.user.is_authenticated and not request.path.startswith(OPEN) and is_staff(request.user):
            answer = self._went_away(request) or self._lacks_factor(request)
            if answer:
                return answer
        return self.get_response(request)

    def _went_away(self, request):
        moment = int(now().timestamp())
        seen = request.session.setdefault(SEEN, moment)
        if moment - seen > idle_minutes(request.user) * 60:
            logout(request)
            messages.info(request, _("You were away for a while, so you have been signed out. Please sign in again."))
            return _send(request, "account_login")
        if moment - seen > SEEN_AGAIN_SECONDS:
            request.session[SEEN] = moment
        return None

    def _lacks_factor(self, request):
        if second_factor.was_shown(request) or not second_factor.is_demanded_of(request.user):
            return None
        if second_factor.has_one(request.user):
            return _send(request, "mfa_reauthenticate")
        messages.warning(request, _("Your role sees personal data. Set up a second factor first; it takes a minute."))
        return _send(request, "mfa_index")


def idle_minutes(user) -> int:
    """After how long without a page a sign-in ends; who only teaches keeps it for the day, far from any network."""
    only_teaches = has_role(user, Role.TRAINER) and {scope.role for scope in scopes_of(user)} == {Role.TRAINER}
    return settings.TRAINER_IDLE_MINUTES if only_teaches and not user.is_superuser else settings.STAFF_IDLE_MINUTES


def _send(request, name):
    """To the page `name`, and from there back; a part of a page takes the whole page there."""
    wanted = request.get_full_path() if request.method == "GET" else ""
    address = reverse(name) + (f"?{urlencode({REDIRECT_FIELD_NAME: wanted})}" if wanted else "")
    if "HX-Request" in request.headers:
        return HttpResponse(headers={"HX-Redirect": reverse(name)})
    return redirect(address)


def _without_nul(data: QueryDict) -> QueryDict:
    if not any("\0" in text for name, texts in data.lists() for text in (name, *texts)):
        return data
    whole = QueryDict(mutable=True)
    for name, texts in data.lists():
        whole.setlistdefault(name.replace("\0", "")).extend(text.replace("\0", "") for text in texts)
    whole._mutable = False
    return whole
