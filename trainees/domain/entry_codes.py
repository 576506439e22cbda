"""Entry codes: how somebody without a phone signs in. A trainer or officer gives six digits, shown once.

A code lives ten minutes and opens once, together with the person's name; a newer one of the same person takes its
place. It is kept in the cache as a keyed index only, so it survives neither a restart nor a look at the cache.
"""

import secrets

from django.contrib.auth import get_user_model
from django.core.cache import cache
from django.db import transaction
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _

from courses.models.scope import scopes_of
from lms.kit import audit
from lms.kit.sealed import blind_indexes
from trainees.models import Trainee
from trainees.permissions import may_give_entry_code

from .identity import IdentityRefused, normal_name

SECONDS = 10 * 60


class CodeNotGiven(Exception):
    """This person gets no code from this officer; the text says why."""


class CodeRefused(Exception):
    """Name and code do not open; the text says what to do."""


def issue(trainee: Trainee, *, by) -> str:
    """Six digits for `trainee`, in the log. Raises CodeNotGiven."""
    trainee = trainee.itself
    if not may_give_entry_code(by, trainee):
        raise CodeNotGiven(_("You give codes to people of your own classes or area only."))
    if _works_here(trainee.user):
        raise CodeNotGiven(_("This person works here and signs in as staff do."))
    code = f"{secrets.randbelow(10**6):06d}"
    forget(trainee)
    slot = _slots(trainee.name, code)[0]
    cache.set(slot, trainee.pk, SECONDS)
    cache.set(_of(trainee), slot, SECONDS)
    audit.record("trainees.entry_code.issue", trainee, by=by, region=trainee.region_id)
    return code


def forget(trainee: Trainee) -> None:
    """A code given earlier opens nothing any more."""
    slot = cache.get(_of(trainee))
    if slot:
        cache.delete_many([slot, _of(trainee)])


@transaction.atomic
def redeem(name: str, code: str):
    """The sign-in of the person `name` for a code just given, made when they have none. Raises CodeRefused."""
    try:
        slots = _slots(name, code)
    except IdentityRefused:  # no name at all: refused as any that nobody has
        slots = []
    slot, pk = next(iter(cache.get_many(slots).items()), ("", None))
    # Deleting tells whether somebody else was quicker.
    trainee = Trainee.objects.select_for_update().filter(pk=pk).first() if pk and cache.delete(slot) else None
    if trainee is None or _works_here(trainee.user):
        raise CodeRefused(_("Name and code do not go together, or the ten minutes are over. Ask for a new code."))
    cache.delete(_of(trainee))
    if trainee.user is None:
        user = get_user_model()(username=f"m-{get_random_string(12).lower()}")
        user.set_unusable_password()
        user.save()
        trainee.user = user
        trainee.save(update_fields=["user"])
    audit.record("trainees.entry_code.use", trainee, by=trainee.user, region=trainee.region_id)
    return trainee.user


def _works_here(user) -> bool:
    return user is not None and (user.is_superuser or user.is_staff or bool(scopes_of(user)))


def _slots(name: str, code: str) -> list[str]:
    """Where the code may be kept; a new one goes to the first."""
    return [f"entry-code:{index}" for index in blind_indexes("entry", f"{normal_name(name)} {code}")]


def _of(trainee: Trainee) -> str:
    return f"entry-code-of:{trainee.pk}"
