"""Joining: how someone who signed in by phone becomes, or finds, a person in the register.

People whom an officer or a roster brought in are offered to whoever has verified
their phone number; the last four signs of the ID number prove the right one of a
family. Whoever is not there registers. What is agreed to is logged with the
version of the text.
"""

from django.core.cache import cache
from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _

from courses.domain.region_search import found_by
from courses.models import Programme, Region
from lms.kit import audit
from lms.kit.sealed import blind_indexes
from trainees.models import Trainee

from . import register, rights
from .identity import normal_name

CONSENT_VERSION = "2026-1"
TRIES, TRIES_SECONDS = 5, 3600
MOST_MEANT = 30


class JoiningRefused(Exception):
    """The sign-in does not become this person; the text says why and what to do."""


class PhoneNotVerified(JoiningRefused):
    """The sign-in has no verified phone number."""


class ProofDiffers(JoiningRefused):
    """What was typed is not what the register has."""


class TooManyTries(JoiningRefused):
    """Somebody is guessing."""


class SomeoneElses(JoiningRefused):
    """The person is in the register under another phone number or sign-in."""


def candidates(user) -> list[Trainee]:
    """People in the register under the user's verified phone number who have no sign-in yet."""
    if not user.phone or not user.phone_verified:
        return []
    return list(Trainee.objects.with_phone(user.phone).filter(user__isnull=True).select_related("region"))


@transaction.atomic
def claim(trainee: Trainee, *, proof: str, by) -> Trainee:
    """Tie a person of the register to the sign-in `by`.

    `proof` is the last four signs of the ID number; for a person without one, the whole name.
    Raises PhoneNotVerified, TooManyTries, ProofDiffers, SomeoneElses.
    """
    trainee = Trainee.objects.select_for_update().get(pk=trainee.pk)
    if not by.phone or not by.phone_verified or trainee.phone_index not in blind_indexes("phone", by.phone):
        raise PhoneNotVerified(_("Sign in with the phone number the register has for this person."))
    if trainee.user_id == by.pk:
        return trainee
    if trainee.user_id is not None:
        raise SomeoneElses(_has_a_sign_in())
    _count_a_try(trainee)
    expected = trainee.id_number[-4:] if trainee.id_number else trainee.name
    given = proof.strip().upper() if trainee.id_number else normal_name(proof)
    if not constant_time_compare(given.encode(), expected.encode()):
        raise ProofDiffers(_("That does not agree with the register. Look at the ID card and type it again."))
    trainee.user = by
    trainee.save(update_fields=["user"])
    audit.record("trainees.trainee.claim", trainee, by=by, region=trainee.region_id, consent=CONSENT_VERSION)
    rights.give_consent(trainee, version=CONSENT_VERSION, by=by)
    return trainee


@transaction.atomic
def register_oneself(name: str, id_number: str = "", *, region: Region, by) -> Trainee:
    """The person behind the sign-in `by`, new in the register or found there by ID number.

    Raises PhoneNotVerified, SomeoneElses, and what register.register() raises.
    """
    if not by.phone or not by.phone_verified:
        raise PhoneNotVerified(_("Sign in with your phone number first; the code in the message proves it is yours."))
    name, id_number, phone = register.normal_person(name, id_number, by.phone)
    known = register.find(name, id_number, phone)
    if known and known.user_id not in {None, by.pk}:
        raise SomeoneElses(_has_a_sign_in())
    if known and known.phone and known.phone != phone:
        raise SomeoneElses(
            _("The register has another phone number for this person. Ask the trainer or your township to correct it.")
        )
    trainee, _new = register.register(name, id_number, phone, region=region, user=by, by=by)
    rights.give_consent(trainee, version=CONSENT_VERSION, by=by)
    return trainee


def townships() -> list[Region]:
    """The townships of all counties with a programme, in the order of their codes."""
    counties = Programme.objects.values_list(Coalesce("region__superseded_by", "region"), flat=True).distinct()
    return list(Region.objects.current().filter(level=Region.Level.TOWNSHIP, parent__in=counties))


def villages(township: Region | None = None):
    """Villages people can live in, of one township when given; a QuerySet, by code."""
    found = Region.objects.current().filter(level=Region.Level.VILLAGE)
    if township is not None:
        return found.filter(parent=township)
    return found.filter(parent__in=[place.pk for place in townships()]).select_related("parent")


def places_meant(text: str) -> list[Region]:
    """Townships and villages people can live in that `text` means: a part of the name, pinyin, initials or a code."""
    around = [place.pk for place in townships()]
    live_in = Region.objects.filter(Q(pk__in=around) | Q(level=Region.Level.VILLAGE, parent__in=around))
    return list(found_by(live_in, text).select_related("parent")[:MOST_MEANT])


def villages_meant(text: str) -> list[Region]:
    """The same, villages only."""
    return list(found_by(villages(), text)[:MOST_MEANT])


def _has_a_sign_in() -> str:
    return _("This person already has another sign-in. Ask the trainer or your township to correct it.")


def _count_a_try(trainee: Trainee) -> None:
    key = f"claim-tries-{trainee.pk}"
    cache.add(key, 0, TRIES_SECONDS)
    if cache.incr(key) > TRIES:
        raise TooManyTries(_("Too many tries for this person. Wait an hour, or ask the trainer to help."))
