"""An appointed organiser may enter the editor; nobody else may, and an ended scope shuts it."""

import datetime as dt

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group

from courses.domain.officers import appoint, organisers
from courses.models import StaffScope
from lms.kit.clock import today
from lms.kit.models import AuditEvent
from tests.factories import places, training

pytestmark = pytest.mark.django_db
HOME = "/cms/"


def test_appoint_organiser_opens_the_editor(client):
    training.track_page("basic")
    user = places.user("desk")
    appoint(user, "organiser", places.region(), by=None)
    client.force_login(user)
    assert client.get(HOME).status_code == 200


@pytest.mark.parametrize("role", ["trainer", "follow_up", "township", "auditor"])
def test_appoint_other_role_keeps_the_editor_shut(client, role):
    user = places.user(role)
    appoint(user, role, places.region(), by=None)
    user.groups.add(organisers())
    client.force_login(user)
    assert client.get(HOME).status_code == 302


def test_an_ended_scope_shuts_the_editor(client):
    user = places.user("desk")
    scope = appoint(user, "organiser", places.region(), by=None)
    yesterday = today() - dt.timedelta(days=1)
    StaffScope.objects.filter(pk=scope.pk).update(valid_from=yesterday, valid_until=yesterday)
    client.force_login(get_user_model().objects.get(pk=user.pk))
    assert client.get(HOME).status_code == 302


def test_appoint_twice_changes_and_logs_nothing():
    user, region = places.user("desk"), places.region()
    first = appoint(user, "organiser", region, by=None)
    assert appoint(user, "organiser", region, by=None) == first
    assert AuditEvent.objects.count() == 1
    assert Group.objects.filter(name="organisers").count() == 1


def test_organisers_may_edit_the_catalogue_and_not_the_users():
    track = training.track_page("basic")
    user = places.user("desk")
    appoint(user, "organiser", places.region(), by=None)
    user = get_user_model().objects.get(pk=user.pk)
    rights = track.permissions_for_user(user)
    assert rights.can_publish()
    assert rights.can_add_subpage()
    assert user.has_perm("media.add_video")
    assert not user.has_perm("lms.change_user")
