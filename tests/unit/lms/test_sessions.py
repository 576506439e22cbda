"""What a session holds lies sealed in its table."""

import base64

import pytest
from django.contrib.sessions.backends.db import SessionStore as Plain
from django.contrib.sessions.models import Session
from django.urls import reverse

from lms.kit.sealed import key_of, newest_key
from lms.sessions import SessionStore

pytestmark = pytest.mark.django_db


def test_the_phone_number_that_waits_for_its_code_is_sealed(client):
    client.post(reverse("account_request_login_code"), {"phone": "13812345678"})

    stored = Session.objects.get().session_data

    assert "13812345678" in str(dict(client.session))
    assert key_of(stored) == newest_key()[0]
    assert b"13812345678" not in base64.b64decode(stored.rpartition(":")[2])


def test_a_session_comes_back_as_it_was_kept():
    kept = SessionStore()
    kept["people"] = {"名": ["张三", 1, None]}
    kept.save()

    assert SessionStore(kept.session_key)["people"] == {"名": ["张三", 1, None]}


def test_what_no_key_of_ours_has_sealed_is_an_empty_session():
    for stored in ("", "k0:AAAA", "nonsense", Plain().encode({"_auth_user_id": "1"})):
        assert SessionStore().decode(stored) == {}
