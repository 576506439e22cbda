"""Answers of the whole site."""

import pytest
from allauth.core.exceptions import RateLimited

from tests.factories import places

pytestmark = pytest.mark.django_db


def test_turns_a_limit_into_a_page_with_429(client, monkeypatch, settings):
    settings.LANGUAGE_CODE = "en"

    def limited(*args, **kwargs):
        raise RateLimited

    monkeypatch.setattr("lms.views.site.HttpResponse", limited)
    answer = client.get("/healthz")
    assert answer.status_code == 429
    assert "Wait a minute" in answer.text


def test_leaves_other_errors_alone(client, monkeypatch):
    def broken(*args, **kwargs):
        raise ZeroDivisionError

    monkeypatch.setattr("lms.views.site.HttpResponse", broken)
    with pytest.raises(ZeroDivisionError):
        client.get("/healthz")


def test_loosens_the_script_policy_in_the_admin_only(client):
    client.force_login(places.user("root", is_superuser=True, is_staff=True))
    assert "'unsafe-inline'" in client.get("/cms/")["Content-Security-Policy"]
    assert "'unsafe-inline'" not in client.get("/accounts/")["Content-Security-Policy"]
