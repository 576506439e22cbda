"""What an office looks back on: the classes of its area, and the log of who did what there."""

import datetime as dt

from django.apps import apps
from django.db import models
from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from courses.models import Programme, Region, Session, Trainer, TrainingClass
from courses.models.places import within
from courses.models.scope import Role, scopes_of
from lms.kit.clock import day_bounds
from lms.kit.models import AuditEvent
from trainees.models import Enrolment, Trainee
from trainees.permissions import DISCLOSERS

from . import disclosure


class Kind(models.TextChoices):
    """Sorts of events an auditor asks for, by the verb their action ends in."""

    UNMASK = "unmask", _("whole numbers seen")
    EXPORT = "export", _("lists taken away")
    CLOSING = "closing", _("closing and voiding")
    CORRECTION = "correction", _("corrections")
    ENTRANCE = "entrance", _("failed sign-ins and keys")
    GRANT = "grant", _("roles given and ended")
    FINDING = "finding", _("findings and what was said of them")
    FLAG = "flag", _("flags settled, limits of the rules changed")


VERBS = {
    Kind.UNMASK: ("unmask", "show"),
    Kind.EXPORT: ("export", "download"),
    Kind.CLOSING: ("close", "reopen", "void", "cancel"),
    Kind.CORRECTION: ("correct", "change", "merge", "revoke", "reissue", "withdraw", "take_back"),
    Kind.ENTRANCE: ("fail_sign_in", "add_factor", "remove_factor", "set_password"),
    Kind.GRANT: ("appoint", "end"),
    Kind.FINDING: ("write", "answer", "send_back", "settle"),
    Kind.FLAG: ("explain", "uphold", "reconsider", "change_limits"),
}
WORDS = {
    "unmask": _("saw the whole numbers"),
    "show": _("saw the phone number"),
    "export": _("took a list away"),
    "download": _("took papers away"),
    "close": pgettext_lazy("log", "closed"),
    "reopen": _("opened again"),
    "void": _("declared void"),
    "cancel": _("cancelled"),
    "correct": _("corrected"),
    "change": _("changed"),
    "merge": _("merged"),
    "revoke": _("revoked"),
    "reissue": _("issued anew"),
    "withdraw": _("withdrew"),
    "mark": _("marked again"),
    "take_back": _("took a mark back"),
    "fail_sign_in": _("a sign-in failed"),
    "add_factor": _("set up a second factor"),
    "remove_factor": _("took a second factor away"),
    "set_password": _("changed the password"),
    "appoint": _("gave a role"),
    "end": _("ended a role"),
    "write": _("wrote a finding"),
    "answer": _("answered a finding"),
    "send_back": _("sent a finding back"),
    "settle": _("settled"),
    "explain": _("explained a flag"),
    "uphold": _("upheld a flag"),
    "reconsider": _("took a word on a flag back"),
    "change_limits": _("changed the limits of the rules"),
}


# What the log calls by its name, and what that name is made of; everything else is called by its kind and number.
NAMED = {
    TrainingClass: "course",
    Session: "training_class__course",
    Programme: None,
    Region: None,
    Trainer: None,
}
# A mark that replaces another is a correction, whatever its action is called.
REMARKED = Q(action="trainees.attendance.mark", details__has_key="before")


def classes_in_view(user, *, region=None) -> QuerySet[TrainingClass]:
    """Classes the user may see, and those people of their area take part in; newest first.

    `enrolled` and `completed` count all who hold a seat, also people of other areas: numbers, not names.
    """
    own = Enrolment.objects.visible_to(user).values("training_class")
    classes = TrainingClass.objects.filter(
        Q(pk__in=TrainingClass.objects.visible_to(user).values("pk")) | Q(pk__in=own)
    )
    if region:
        classes = classes.filter(within(region))
    seated, completed = Q(enrolments__state__in=Enrolment.HOLDS_A_SEAT), Q(enrolments__state=Enrolment.State.COMPLETED)
    return (
        classes.select_related("region", "trainer", "course")
        .annotate(enrolled=Count("enrolments", filter=seated), completed=Count("enrolments", filter=completed))
        .order_by("-starts_on", "-number", "-pk")
    )


def events_visible_to(user) -> QuerySet[AuditEvent]:
    """Events of unmasking, export, closing and correction in the regions where the user may read the log."""
    listed = REMARKED
    for verb in (verb for verbs in VERBS.values() for verb in verbs):
        listed |= Q(action__endswith=f".{verb}")
    events = AuditEvent.objects.filter(listed).select_related("actor")
    if user.is_authenticated and user.is_superuser:
        return events
    allowed = Q(pk__in=[])
    for scope in scopes_of(user):
        if scope.role in DISCLOSERS and scope.programme_id is None:
            allowed |= Q(region_code__startswith=scope.region.prefix)
    return events.filter(allowed)


def matching(events: QuerySet[AuditEvent], *, kind="", actor=None, start: dt.date | None = None, end=None):
    """Those of `events` of a kind, by somebody, between two days (both included)."""
    if kind:
        verbs = REMARKED if kind == Kind.CORRECTION else Q()
        for verb in VERBS[kind]:
            verbs |= Q(action__endswith=f".{verb}")
        events = events.filter(verbs)
    if actor:
        events = events.filter(actor=actor)
    if start:
        events = events.filter(at__gte=day_bounds(start)[0])
    return events.filter(at__lt=day_bounds(end)[1]) if end else events


def describe(events, user) -> list[AuditEvent]:
    """The events of one page, each with what the list says of it.

    `verb` (the act in words), `thing` (what it was done to), `person` (the trainee, when the user may see them) and
    `reason`.
    """
    events = list(events)
    about = {event.object_id for event in events if event.object_type == Trainee._meta.label_lower}
    held = _names_of_things(events)
    seen = Trainee.objects.known_to(user).filter(pk__in=about)
    people = {str(person.pk): person for person in seen} if about else {}
    for event in events:
        event.verb = WORDS.get(event.action.rpartition(".")[2], event.action)
        key = (event.object_type, event.object_id)
        event.thing = held.get(key) or f"{_name_of(event.object_type)} {event.object_id}"
        event.person = people.get(event.object_id) if event.object_type == Trainee._meta.label_lower else None
        event.reason = reason_of(event)
    return events


def _names_of_things(events) -> dict[tuple[str, str], str]:
    """What has a name of its own, by (object type, id), in one query for each kind on the page."""
    names = {}
    for model, along in NAMED.items():
        label = model._meta.label_lower
        ids = {event.object_id for event in events if event.object_type == label}
        if ids:
            found = model.objects.filter(pk__in=ids).select_related(along)
            names |= {(label, str(thing.pk)): str(thing) for thing in found}
    return names


def reason_of(event: AuditEvent) -> str:
    """Why, in words: the reason chosen from the list and what was written beside it."""
    chosen = event.details.get("reason", "")
    label = disclosure.Reason(chosen).label if chosen in disclosure.Reason.values else ""
    return " · ".join(filter(None, [str(label), event.purpose]))


def _name_of(object_type: str) -> str:
    try:
        return str(apps.get_model(object_type)._meta.verbose_name)
    except (LookupError, ValueError):
        return object_type


def role_of(event: AuditEvent) -> str:
    """The role in which somebody did it, in words; empty when the log does not say."""
    code = event.details.get("role", "")
    return str(Role(code).label) if code in Role.values else ""
