"""Officers: who may do which work in which region, and what an organiser may touch in the editor."""

import datetime as dt

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission

from courses.models import CatalogueIndexPage, Programme, Region, Role, StaffScope
from courses.models.scope import acts_in, has_role
from lms.kit import audit
from lms.kit.clock import today

from .succession import Kind as Succession
from .succession import Plan

ORGANISERS = "organisers"
GRANTED_BY_ORGANISERS = (Role.TRAINER, Role.FOLLOW_UP, Role.TOWNSHIP)
MODEL_PERMISSIONS = {
    "wagtailadmin": {"access_admin"},
    "courses": {
        f"{verb}_{model}"
        for model in ("venue", "trainer", "trainingclass", "session")
        for verb in ("view", "add", "change")
    }
    | {"view_programme", "delete_venue", "delete_trainer"},
    "kit": {"view_job"},
    "media": {"view_video", "add_video", "change_video", "delete_video"},
    "trainees": {"view_rosterimport", "add_rosterimport"},
    "certificates": {"view_design", "change_design"},
}
PAGE_PERMISSIONS = {"add_page", "change_page", "publish_page"}
COLLECTION_PERMISSIONS = {
    "wagtailimages": {"add_image", "change_image", "choose_image"},
    "wagtaildocs": {"add_document", "change_document", "choose_document"},
}


class GrantRefused(Exception):
    """Somebody wants to give or end what is not theirs to give; the text says what they may."""


def roles_to_grant(user) -> tuple[Role, ...]:
    """The roles `user` may give. The bureau, the poverty office and the province are not the organiser's to choose."""
    if user.is_superuser:
        return tuple(Role)
    return GRANTED_BY_ORGANISERS if has_role(user, Role.ORGANISER) else ()


def may_grant(user, role, region, programme=None) -> bool:
    """Whether `user` may give `role` in `region`, or end it: never beyond the area and programme they organise."""
    here = acts_in(user, region.pk, Role.ORGANISER, programme=programme and programme.pk)
    return role in roles_to_grant(user) and here


@transaction.atomic
def appoint(user, role, region, *, programme=None, start=None, until=None, by) -> StaffScope:
    """Make `user` a `role` in `region` from `start` (today) on; an organiser may then work in the editor.

    With a `programme` for that one only. Appointing again to what is in force changes and logs nothing. Raises
    GrantRefused; `by=None` is the platform.
    """
    if by is not None and not may_grant(by, role, region, programme):
        raise GrantRefused(_("You may not give this role there. Ask whoever runs the platform."))
    if programme is not None and not runs_in(programme, region):
        raise GrantRefused(_("This programme does not run there. Choose a region of its county."))
    start = start or today()
    given = {"region": region, "programme": programme}
    scope = StaffScope.objects.of(user, role, on=start).filter(**given).first()
    if scope is None:
        scope = StaffScope.objects.create(user=user, role=role, **given, valid_from=start, valid_until=until)
        told = {"start": str(start), "until": str(until or "")}
        told |= {"programme": programme.pk} if programme else {}
        audit.record("courses.scope.appoint", scope, by=by, region=region.pk, role=str(role), to=user.pk, **told)
    if role == Role.ORGANISER:
        user.groups.add(organisers())
    user.__dict__.pop("_scopes_today", None)
    return scope


def runs_in(programme: Programme, region: Region) -> bool:
    """Whether one of the two lies in the other, by today's divisions."""
    here, there = region.today.prefix, programme.region.today.prefix
    return here.startswith(there) or there.startswith(here)


@transaction.atomic
def end(scope: StaffScope, *, until, by) -> StaffScope:
    """Make `until` the last day of a scope, or, with None, let it run on. Raises GrantRefused."""
    if not may_grant(by, scope.role, scope.region, scope.programme):
        raise GrantRefused(_("You may not change this role. Ask whoever runs the platform."))
    scope.valid_until = until
    scope.save(update_fields=["valid_until"])
    audit.record("courses.scope.end", scope, by=by, region=scope.region_id, until=str(until or ""), to=scope.user_id)
    return scope


@transaction.atomic
def follow(plan: Plan, *, on, by) -> list[StaffScope]:
    """Where a division has a new code and nothing else changed, its officers keep their work: the new scopes.

    What was merged, split or is gone changes who sees whom, so that a person gives those roles anew
    (`left_behind`).
    """
    moved = {change.code: change.successors[0][0] for change in plan.of(Succession.RECODED)}
    made = []
    for scope in _standing(moved):
        given = {"user": scope.user, "role": scope.role, "region_id": moved[scope.region_id]}
        given |= {"programme": scope.programme, "valid_from": max(on, scope.valid_from)}
        new, is_new = StaffScope.objects.get_or_create(**given, defaults={"valid_until": scope.valid_until})
        scope.valid_until = max(scope.valid_from, on - dt.timedelta(days=1))
        scope.save(update_fields=["valid_until"])
        if is_new:
            made.append(new)
            audit.record("courses.scope.follow", new, by=by, region=new.region_id, was=scope.pk, to=scope.user_id)
    return made


def left_behind(codes) -> QuerySet[StaffScope]:
    """Roles that stand today in divisions of `codes`: once these are withdrawn, a person gives them anew."""
    return _standing(codes).select_related("user", "region", "programme").order_by("region", "role", "user")


def _standing(codes) -> QuerySet[StaffScope]:
    return StaffScope.objects.filter(region__in=list(codes)).exclude(valid_until__lt=today())


def organisers() -> Group:
    """The Wagtail group of organisers with all it needs; repeating it completes what is missing."""
    group, _made = Group.objects.get_or_create(name=ORGANISERS)
    wanted = [
        permission
        for label, codenames in MODEL_PERMISSIONS.items()
        for permission in Permission.objects.filter(content_type__app_label=label, codename__in=codenames)
    ]
    group.permissions.add(*wanted)
    catalogue = CatalogueIndexPage.objects.first()
    if catalogue:
        for permission in Permission.objects.filter(
            content_type__app_label="wagtailcore", codename__in=PAGE_PERMISSIONS
        ):
            GroupPagePermission.objects.get_or_create(group=group, page_id=catalogue.pk, permission=permission)
    root = Collection.get_first_root_node()
    for label, codenames in COLLECTION_PERMISSIONS.items():
        for permission in Permission.objects.filter(content_type__app_label=label, codename__in=codenames):
            GroupCollectionPermission.objects.get_or_create(group=group, collection=root, permission=permission)
    return group
