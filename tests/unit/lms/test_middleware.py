"""Answers of the whole site."""

from urllib.parse import quote

import pytest
from allauth.core.exceptions import RateLimited
from django.http import UnreadablePostError
from django.test import Client

from courses.models import CoursePage, Trainer
from tests.factories import places, training

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


@pytest.mark.parametrize("path", ["/a\0b/", "/verify/\0/", "/survey/\0/", "/feeds/\0.ics", "/s/\0/", "/cms/\0/"])
def test_an_address_with_a_nul_leads_nowhere(client, path):
    answer = client.get(quote(path))
    assert answer.status_code == 404
    assert "<h1>" in answer.text


def test_an_address_with_a_number_that_no_table_reaches_leads_nowhere(admin_client):
    for number in ("9223372036854775808", "9" * 20):
        for page in ("work", "test", "certificates"):
            assert admin_client.get(f"/classes/{number}/{page}/").status_code == 404


def test_a_cookie_with_a_nul_is_none(client):
    assert client.get("/me/", headers={"cookie": r'sessionid="' + "a" * 32 + r'\000"'}).status_code == 302


def test_nuls_are_taken_out_of_what_is_sent_and_nothing_else(client):
    sent = {"next": "/a\0 b", "type": ["normal", "lar\0ge"], "na\0me": ""}
    answer = client.post("/settings/type/?q=x%00&q=%00", sent)

    asked = answer.wsgi_request
    assert answer.cookies["type"].value == "large"
    assert dict(asked.POST.lists()) == {"next": ["/a b"], "type": ["normal", "large"], "name": [""]}
    assert asked.GET.getlist("q") == ["x", ""]


def test_a_form_whose_line_breaks_is_answered(client, monkeypatch):
    def broken(request):
        raise UnreadablePostError

    monkeypatch.setattr("django.core.handlers.wsgi.WSGIRequest.POST", property(broken))
    assert Client(enforce_csrf_checks=True).post("/settings/type/", {"type": "large"}).status_code == 403


@pytest.mark.parametrize("address", ["/cms/trainers/delete/{0.trainer_id}/", "/cms/pages/{0.course_id}/delete/"])
def test_what_is_needed_stays_and_a_sentence_says_so(admin_client, address):
    held = training.training_class(sessions=1)
    address = address.format(held)

    answer = admin_client.post(address, follow=True)

    assert answer.redirect_chain == [(address, 302)]
    assert "不能删除" in answer.text
    assert str(held._meta.verbose_name) in answer.text
    assert Trainer.objects.filter(pk=held.trainer_id).exists()
    assert CoursePage.objects.filter(pk=held.course_id).exists()
