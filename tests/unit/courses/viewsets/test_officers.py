"""Roles are given by who may give them, within their own area, and every grant is in the log."""

import datetime as dt

import pytest

from courses.domain import officers
from courses.models import StaffScope
from courses.models.scope import Role
from lms.kit.clock import today
from lms.kit.models import AuditEvent
from tests.factories import places

pytestmark = pytest.mark.django_db
NEW = "/cms/scopes/new/"


def grant(client, officer, role, region, **more):
    form = {"officer": officer, "role": role, "region": region.pk, "valid_from": str(today()), "valid_until": ""}
    return client.post(NEW, form | more)


def test_the_superuser_gives_and_ends_any_role_and_the_log_tells(client, django_user_model):
    root, auditor = django_user_model.objects.create_superuser("root"), places.user("wang")
    client.force_login(root)
    grant(client, "wang", "auditor", places.region(), valid_until=str(today() + dt.timedelta(days=30)))
    scope = StaffScope.objects.get()
    assert (scope.user, scope.valid_until) == (auditor, today() + dt.timedelta(days=30))
    client.post(f"/cms/scopes/edit/{scope.pk}/", {"valid_until": str(scope.valid_from)})
    scope.refresh_from_db()
    assert scope.valid_until == scope.valid_from
    actions = AuditEvent.objects.filter(actor=root, action__startswith="courses.").values_list("action", flat=True)
    assert sorted(actions) == ["courses.scope.appoint", "courses.scope.end"]


def test_an_officer_is_found_by_mobile_number_and_an_unknown_one_is_refused(client, desk):
    user = places.user("xiang")
    user.set_phone("+8613812345678", verified=True)
    user.save()
    grant(client, "138 1234 5678", "trainer", places.region())
    assert StaffScope.objects.get(role="trainer").user == user
    answer = grant(client, "nobody", "trainer", places.region())
    assert answer.status_code == 200
    assert StaffScope.objects.filter(role="trainer").count() == 1


@pytest.mark.parametrize("role", ["organiser", "auditor", "poverty", "province"])
def test_an_organiser_does_not_give_the_roles_that_watch_them(client, desk, role):
    places.user("xiang")
    grant(client, "xiang", role, places.region())
    assert not StaffScope.objects.filter(role=role).exclude(user=desk).exists()


def test_only_roles_one_may_end_lead_to_their_end(client, desk):
    watching = officers.appoint(places.user("wang"), "auditor", places.region(), by=None)
    teaching = officers.appoint(places.user("xiang"), "trainer", places.region(), by=None)
    listed = client.get("/cms/scopes/").text
    assert f"/cms/scopes/edit/{teaching.pk}/" in listed
    assert f"/cms/scopes/edit/{watching.pk}/" not in listed


def test_an_organiser_gives_nothing_beyond_their_area(client, desk, next_door):
    places.user("xiang")
    for region in (next_door, places.region().parent):
        grant(client, "xiang", "trainer", region)
    assert not StaffScope.objects.filter(role="trainer").exists()
    with pytest.raises(officers.GrantRefused):
        officers.appoint(desk, Role.TRAINER, next_door, by=desk)


def test_an_organiser_ends_what_they_may_give_and_nothing_else(client, desk, next_door):
    theirs = officers.appoint(places.user("a"), Role.TRAINER, places.region(), by=None)
    others = [
        officers.appoint(places.user("b"), Role.AUDITOR, places.region(), by=None),
        officers.appoint(places.user("c"), Role.TRAINER, next_door, by=None),
    ]
    ends = {"valid_until": str(today())}
    assert client.post(f"/cms/scopes/edit/{theirs.pk}/", ends).status_code == 302
    assert [client.post(f"/cms/scopes/edit/{scope.pk}/", ends).status_code for scope in others] == [404, 404]
    assert StaffScope.objects.filter(valid_until__isnull=False).get() == theirs
    shown = client.get("/cms/scopes/").content.decode()
    assert "auditor" in shown or "人社局" in shown
    assert next_door.name not in shown


@pytest.mark.parametrize("role", [role for role in Role.values if role != "organiser"])
def test_nobody_else_gives_roles(client, role):
    user = places.user("one")
    officers.appoint(user, role, places.region(), by=None)
    client.force_login(user)
    grant(client, "one", "trainer", places.region())
    assert StaffScope.objects.count() == 1


def test_a_role_is_given_for_one_programme_and_the_form_offers_the_own_ones(client, desk):
    mine = places.programme(name="本县项目")
    places.programme(name="邻县项目", region=places.region("433126000000"))
    places.user("xiang")
    page = client.get(NEW).content.decode()
    assert "本县项目" in page
    assert "邻县项目" not in page
    grant(client, "xiang", "follow_up", places.region(), programme=mine.pk)
    assert StaffScope.objects.get(role="follow_up").programme == mine


def test_an_organiser_of_one_programme_gives_no_role_for_all_of_them(client):
    mine = places.programme()
    desk = places.user("desk-of-one")
    officers.appoint(desk, "organiser", places.region(), programme=mine, by=None)
    places.user("xiang")
    client.force_login(desk)
    answer = grant(client, "xiang", "follow_up", places.region())
    assert answer.status_code == 200
    assert not StaffScope.objects.filter(role="follow_up").exists()
