"""The door of a view: signed in, and allowed by a sentence of `permissions`."""

from functools import wraps

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied


def for_those_who(rule):
    """Send strangers to sign in; answer 403 to those `rule(user)` does not hold for."""

    def decorate(view):
        @wraps(view)
        @login_required
        def guarded(request, *args, **kwargs):
            if not rule(request.user):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return guarded

    return decorate


def posted_id(request, name: str) -> int:
    """The primary key sent under `name`; 0, which nothing has, for anything else."""
    return id_of(request.POST.get(name, ""))


def id_of(text: str) -> int:
    """The primary key written as `text`; 0, which nothing has, for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0
