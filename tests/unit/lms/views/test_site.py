"""Where people land after signing in, their account, large type, errors."""

import pytest
from django.core.exceptions import BadRequest, PermissionDenied
from django.test import Client
from django.urls import reverse

from tests.factories import places

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _english(settings):
    settings.LANGUAGE_CODE = "en"


@pytest.mark.parametrize(
    ("role", "place"),
    [
        ("organiser", "wagtailadmin_home"),
        ("trainer", "teach_today"),
        ("follow_up", "due_list"),
        ("township", "office"),
        ("auditor", "office"),
    ],
)
def test_start_sends_an_officer_to_their_work(client, role, place):
    client.force_login(places.officer(role))
    assert client.get("/start/")["Location"] == reverse(place)


def test_start_sends_a_superuser_to_the_course_office_and_others_home(client):
    client.force_login(places.user("root", is_superuser=True))
    assert client.get("/start/")["Location"] == reverse("wagtailadmin_home")
    client.force_login(places.user("villager"))
    assert client.get("/start/")["Location"] == "/"


def test_start_asks_a_visitor_to_sign_in(client):
    assert client.get("/start/")["Location"].startswith(reverse("account_request_login_code"))


def test_account_shows_the_number_masked_and_the_officers_places(client):
    user = places.officer("trainer")
    user.set_phone("+8613812345678", verified=True)
    user.save()
    client.force_login(user)
    page = client.get("/accounts/").text
    assert "138****5678" in page
    assert "13812345678" not in page
    assert reverse("teach_today") in page
    assert reverse("due_list") not in page


def test_frame_costs_one_query_for_an_officer_and_none_for_a_visitor(client, django_assert_num_queries):
    client.force_login(places.officer("organiser"))
    client.get("/accounts/")
    with django_assert_num_queries(3):  # session, user, scopes
        client.get("/accounts/")
    with django_assert_num_queries(0):
        Client().get("/accounts/login/")


def test_keeps_large_type_on_the_device(client):
    assert 'data-type="normal"' in client.get("/accounts/login/").text
    answer = client.post("/settings/type/", {"type": "large", "next": "/accounts/login/?next=/me/"})
    assert answer["Location"] == "/accounts/login/?next=/me/"
    assert 'data-type="large"' in client.get("/accounts/login/").text
    client.post("/settings/type/", {"type": "normal"})
    assert 'data-type="normal"' in client.get("/accounts/login/").text


@pytest.mark.parametrize("back", ["https://evil.example/", "//evil.example", "javascript:alert(1)", ""])
def test_large_type_never_leads_to_another_host(client, back):
    assert client.post("/settings/type/", {"type": "large", "next": back})["Location"] == "/"


def test_large_type_is_set_by_post_only(client):
    assert client.get("/settings/type/").status_code == 405


def test_changes_the_language_of_the_page(client):
    client.post("/i18n/setlang/", {"language": "zh-hans", "next": "/accounts/login/"})
    page = client.get("/accounts/login/").text
    assert 'lang="zh-hans"' in page
    assert "登录" in page


def test_health_answers_from_the_database(client):
    answer = client.get("/healthz")
    assert (answer.status_code, answer.text) == (200, "ok")


def test_missing_page_leads_on(client):
    answer = client.get("/nothing/here/")
    assert answer.status_code == 404
    assert "This page doesn't exist" in answer.text
    assert 'href="/"' in answer.text


@pytest.mark.parametrize(
    ("error", "status", "sentence"),
    [
        (PermissionDenied, 403, "may not do this"),
        (BadRequest, 400, "did not understand"),
        (ZeroDivisionError, 500, "Something went wrong"),
    ],
)
def test_errors_have_a_page_with_a_sentence(client, monkeypatch, error, status, sentence):
    def fail(*args, **kwargs):
        raise error

    monkeypatch.setattr("lms.views.site.HttpResponse", fail)
    client.raise_request_exception = False
    answer = client.get("/healthz")
    assert answer.status_code == status
    assert sentence in answer.text


def test_refused_form_token_says_send_again():
    answer = Client(enforce_csrf_checks=True).post("/settings/type/", {"type": "large"})
    assert answer.status_code == 403
    assert "send it again" in answer.text


def test_pages_allow_no_inline_script(client):
    policy = client.get("/accounts/login/")["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe-inline" not in policy


def test_service_worker_may_serve_every_page_and_is_never_kept(client):
    answer = client.get("/sw.js")
    assert answer["Content-Type"] == "text/javascript"
    assert answer["Cache-Control"] == "no-cache"
    assert b"skipWaiting" in b"".join(answer.streaming_content)
