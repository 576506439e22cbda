"""An appointed organiser may enter the editor; nobody else may, and an ended scope shuts it."""

import datetime as dt

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group

from courses.domain import regions
from courses.domain.officers import appoint, left_behind, organisers
from courses.models import Region, StaffScope
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


def list_of(*lines) -> bytes:
    above = ["430000000000,湖南省,province,", "433100000000,湘西州,prefecture,430000000000"]
    return "\n".join(["code,name,level,parent_code", *above, *lines, ""]).encode()


def test_roles_follow_a_new_code_and_wait_for_a_person_where_divisions_merge():
    old = ["433127000000,永顺县,county,433100000000"]
    old += [f"43312710{number}000,第{number}镇,township,433127000000" for number in (1, 2, 3)]
    regions.import_regions(list_of(*old), on=dt.date(2020, 1, 1))
    recoded, merged = (Region.objects.get(pk=f"43312710{number}000") for number in (1, 2))
    programme = places.programme(region=Region.objects.get(pk="433127000000"))
    here = appoint(places.user("here"), "follow_up", recoded, programme=programme, by=None)
    there = appoint(places.user("there"), "township", merged, by=None)
    StaffScope.objects.update(valid_from=dt.date(2020, 1, 1))
    new = [old[0], "433127109000,第一镇,township,433127000000", old[3]]
    successors = {recoded.pk: ("433127109000",), merged.pk: ("433127103000",)}
    regions.import_regions(list_of(*new), on=today(), successors=successors)

    followed = StaffScope.objects.get(region="433127109000")
    assert (followed.user, followed.role, followed.programme) == (here.user, "follow_up", programme)
    assert followed.valid_from == today()
    here.refresh_from_db()
    assert here.valid_until == today() - dt.timedelta(days=1)
    assert list(left_behind([recoded.pk, merged.pk])) == [there]
    assert AuditEvent.objects.filter(action="courses.scope.follow").count() == 1


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
