"""Officers: who may do which work in which region, and what an organiser may touch in the editor."""

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission

from courses.models import CatalogueIndexPage, Role, StaffScope
from lms.kit import audit

ORGANISERS = "organisers"
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


@transaction.atomic
def appoint(user, role, region, *, by) -> StaffScope:
    """Make `user` a `role` in `region` from today on; an organiser may then work in the editor.

    Appointing again to what is in force changes and logs nothing.
    """
    scope = StaffScope.objects.of(user, role).filter(region=region).first()
    if scope is None:
        scope = StaffScope.objects.create(user=user, role=role, region=region)
        audit.record("courses.scope.appoint", scope, by=by, region=region.pk, role=str(role))
    if role == Role.ORGANISER:
        user.groups.add(organisers())
    user.__dict__.pop("_scopes_today", None)
    return scope


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
