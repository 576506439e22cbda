"""Roles that see personal data get nowhere without their second factor, whichever way they came in."""

import datetime as dt

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.db import connection

from courses.domain import officers
from courses.models import Role
from lms.kit.clock import now
from lms.kit.models import AuditEvent
from lms.kit.suites import Key
from tests.factories import places

pytestmark = pytest.mark.django_db
LOGIN, FACTOR, SETUP = "/accounts/login/", "/accounts/2fa/authenticate/", "/accounts/2fa/"
SECRET, PASSWORD = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP", "long-enough-of-a-secret"


@pytest.fixture(autouse=True)
def demanded(settings):
    settings.SECOND_FACTOR_REQUIRED = True
    settings.LANGUAGE_CODE = "en"


def officer(role="auditor", *, factor=True):
    user = get_user_model().objects.create_user("wang", password=PASSWORD)
    if role:
        officers.appoint(user, role, places.region(), by=None)
    if factor:
        TOTP.activate(user, SECRET)
        RecoveryCodes.activate(user)
    return user


def six_digits():
    counter = next(iter(yield_hotp_counters_from_time()))
    return format_hotp_value(hotp_value(SECRET, counter))


def sign_in(client, password=PASSWORD, wanted="/register/"):
    return client.post(f"{LOGIN}?next={wanted}", {"login": "wang", "password": password})


def test_password_and_digits_lead_to_the_wanted_page(client):
    officer()
    assert sign_in(client)["Location"].startswith(FACTOR)
    assert client.get("/register/")["Location"].startswith("/accounts/login/")
    assert client.post(FACTOR, {"code": "000000"}).status_code == 200
    assert client.post(FACTOR, {"code": six_digits()})["Location"] == "/register/"
    assert client.get("/register/").status_code == 200


def test_the_desk_is_behind_the_same_door(client):
    officer("organiser")
    assert client.get("/cms/")["Location"] == "/accounts/login/?next=/cms/"
    assert sign_in(client, wanted="/cms/")["Location"].startswith(FACTOR)
    assert client.post(FACTOR, {"code": six_digits()})["Location"] == "/cms/"
    assert client.get("/cms/").status_code == 200


def test_a_recovery_code_works_once(client):
    user = officer()
    code = Authenticator.objects.get(user=user, type="recovery_codes").wrap().get_unused_codes()[0]
    sign_in(client)
    assert client.post(FACTOR, {"code": code})["Location"] == "/register/"
    client.post("/accounts/logout/")
    sign_in(client)
    assert client.post(FACTOR, {"code": code}).status_code == 200


@pytest.mark.parametrize("role", [role for role in Role.values if role != "province"])
def test_without_a_factor_staff_come_no_further_than_setting_it_up(client, role):
    user = officer(role, factor=False)
    client.force_login(user)
    for page in ("/register/", "/teach/", "/cms/", "/figures/", "/start/"):
        assert client.get(page)["Location"].startswith(SETUP)
    assert client.get(SETUP).status_code == 200
    assert "Set up a second factor first" in client.get("/start/", follow=True).text


def test_a_session_that_never_showed_the_factor_is_asked_for_it(client):
    """Whatever door opened it: a session from before the factor was set up, or from a door we forgot."""
    client.force_login(officer())
    assert client.get("/register/")["Location"] == "/accounts/2fa/reauthenticate/?next=%2Fregister%2F"
    answer = client.post("/accounts/2fa/reauthenticate/?next=/register/", {"code": six_digits(), "next": "/register/"})
    assert answer["Location"] == "/register/"
    assert client.get("/register/").status_code == 200


def test_the_factor_of_another_user_does_not_count(client):
    officer()
    sign_in(client)
    client.post(FACTOR, {"code": six_digits()})
    other = places.user("other")
    officers.appoint(other, "auditor", places.region(), by=None)
    client.force_login(other)
    assert client.get("/register/")["Location"].startswith(SETUP)


@pytest.mark.parametrize("role", ["", "province"])
def test_trainees_and_the_province_are_not_asked(client, role):
    client.force_login(officer(role, factor=False))
    assert client.get("/me/").status_code == 200


def test_the_superuser_is_asked_too(client):
    client.force_login(get_user_model().objects.create_superuser("root"))
    assert client.get("/cms/")["Location"].startswith(SETUP)


def test_the_demo_offers_it_and_says_so(client, settings):
    settings.SECOND_FACTOR_REQUIRED, settings.DEMO = False, True
    client.force_login(officer(factor=False))
    assert client.get("/register/").status_code == 200
    assert "offered here, not demanded" in client.get(SETUP).text


def test_setting_up_asks_for_the_password_again_and_shows_the_codes_once(client):
    officer(factor=False)
    sign_in(client)
    asked = client.get("/accounts/2fa/totp/activate/")
    assert asked["Location"].startswith("/accounts/reauthenticate/")
    client.post(asked["Location"], {"password": PASSWORD})
    page = client.get("/accounts/2fa/totp/activate/")
    secret = page.context["form"].secret
    counter = next(iter(yield_hotp_counters_from_time()))
    done = client.post("/accounts/2fa/totp/activate/", {"code": format_hotp_value(hotp_value(secret, counter))})
    assert done["Location"] == "/accounts/2fa/recovery-codes/"
    assert len(client.get(done["Location"]).context["unused_codes"]) == 10


def test_secrets_lie_sealed_and_move_to_the_new_key(client, settings):
    settings.FIELD_KEYS = {"k1": Key(b"1" * 32)}
    officer()
    with connection.cursor() as cursor:
        cursor.execute("SELECT data FROM mfa_authenticator")
        stored = str(cursor.fetchall())
    assert SECRET not in stored
    settings.FIELD_KEYS = {"k2": Key(b"2" * 32), "k1": Key(b"1" * 32)}
    call_command("rotate_keys")
    settings.FIELD_KEYS = {"k2": Key(b"2" * 32)}
    sign_in(client)
    assert client.post(FACTOR, {"code": six_digits()})["Location"] == "/register/"


def test_who_goes_away_is_signed_out_and_who_works_is_not(client, settings, time_machine):
    settings.SECOND_FACTOR_REQUIRED = False
    start = now()
    time_machine.move_to(start, tick=False)
    client.force_login(officer(factor=False))
    for minutes in (20, 40, 60):
        time_machine.move_to(start + dt.timedelta(minutes=minutes), tick=False)
        assert client.get("/register/").status_code == 200
    time_machine.move_to(start + dt.timedelta(minutes=91), tick=False)
    gone = client.get("/register/")
    assert gone["Location"] == "/accounts/login/?next=%2Fregister%2F"
    assert "You were away" in client.get(gone["Location"]).text


def test_trainers_keep_their_day_and_trainees_their_month(client, settings, time_machine):
    settings.SECOND_FACTOR_REQUIRED = False
    start = now()
    time_machine.move_to(start, tick=False)
    client.force_login(officer("trainer", factor=False))
    time_machine.move_to(start + dt.timedelta(hours=8), tick=False)
    assert client.get("/teach/").status_code == 200
    client.force_login(places.user("trainee"))
    time_machine.move_to(start + dt.timedelta(days=20), tick=False)
    assert client.get("/me/").status_code == 200


def test_five_wrong_passwords_shut_the_door_with_a_sentence(client):
    officer()
    for _ in range(5):
        assert sign_in(client, "wrong").status_code == 200
    answer = sign_in(client)
    assert answer.status_code == 200
    assert "Too many wrong tries" in answer.text


def test_the_log_tells_of_every_way_in_and_of_failures(client):
    user = officer()
    sign_in(client, "wrong-word")
    sign_in(client)
    client.post(FACTOR, {"code": "000000"})
    client.post(FACTOR, {"code": six_digits()})
    client.post("/accounts/logout/")
    events = AuditEvent.objects.filter(action__startswith="lms.user.").order_by("at")
    told = [(event.action.rpartition(".")[2], event.details.get("factor")) for event in events]
    assert told == [("fail_sign_in", "password"), ("fail_sign_in", "second"), ("sign_in", None), ("sign_out", None)]
    assert {(event.object_id, event.region_code) for event in events} == {(str(user.pk), places.COUNTY)}
    assert "wrong-word" not in str([event.details for event in events])


def test_the_log_cannot_be_thinned_out():
    places.user("x")
    for act in (AuditEvent.objects.all().delete, lambda: AuditEvent.objects.update(action="x")):
        with pytest.raises(TypeError):
            act()


def test_a_lost_telephone_is_taken_off_by_hand_and_logged(client):
    officer()
    call_command("remove_second_factor", "wang", because="came in person with the ID card")
    assert not Authenticator.objects.exists()
    assert AuditEvent.objects.get(action="lms.user.remove_factor").purpose == "came in person with the ID card"
    assert sign_in(client)["Location"] == "/register/"
    assert client.get("/register/")["Location"].startswith(SETUP)


@pytest.mark.parametrize(
    "told", ["", "x", "1", "[]", "{}", '{"id": "A"}', "[" * 100_000, "9" * 5000, '{"id": "A", "rawId": 1}']
)
def test_nonsense_in_place_of_a_key_signs_nobody_in(client, told):
    client.get("/accounts/2fa/webauthn/login/")
    assert client.post("/accounts/2fa/webauthn/login/", {"credential": told}).status_code in (200, 302)
    assert client.get("/me/").status_code == 302
