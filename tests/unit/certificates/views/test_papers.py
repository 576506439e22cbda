import pytest
from django.template import Context, Template
from django.test import RequestFactory
from django.urls import reverse

from certificates.domain import issuing
from certificates.models import Certificate
from lms.kit.models import AuditEvent
from tests.factories import people, places, training


@pytest.fixture
def elsewhere(organiser):
    """A certificate of a class and a person in another county."""
    region = places.region("433126000000", name="古丈县")
    village = places.region("433126101201", name="邻村")
    other = training.training_class(programme=places.programme(region=region), region=region, state="closed")
    return issuing.issue(
        people.enrolment(people.trainee(region=village), other, state="completed"), "completion", by=organiser
    )


@pytest.mark.parametrize("role", ["organiser", "auditor", "follow_up", "township"])
def test_certificate_list_shows_what_lies_in_the_scope(client, certificate, elsewhere, role):
    client.force_login(places.officer(role, username=f"the-{role}"))
    response = client.get(reverse("certificate_list"))
    assert certificate.number in response.text
    assert elsewhere.number not in response.text


def test_certificate_list_is_for_officers(client, certificate):
    client.force_login(places.user("nobody"))
    assert client.get(reverse("certificate_list")).status_code == 403
    client.logout()
    assert client.get(reverse("certificate_list")).status_code == 302


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"q": "向小"}, True),
        ({"q": "王"}, False),
        ({"q": "2026s012 0001"}, True),
        ({"q": "%"}, False),
        ({"q": "' OR 1=1 --"}, False),
        ({"state": "revoked"}, False),
        ({"kind": "completion"}, True),
        ({"kind": "nonsense"}, True),
        ({"q": "x" * 61}, True),
        ({"page": "abc"}, True),
    ],
)
def test_certificate_list_searches_number_and_name(client, certificate, organiser, query, found):
    client.force_login(organiser)
    response = client.get(reverse("certificate_list"), query)
    assert response.status_code == 200
    assert (certificate.number in response.text) == found


@pytest.mark.parametrize("count", [1, 3])
def test_certificate_list_costs_the_same_for_one_and_three(
    client, complete, organiser, count, django_assert_num_queries
):
    for _ in range(count):
        issuing.issue(complete(), "completion", by=organiser)
    client.force_login(organiser)
    with django_assert_num_queries(5):
        assert client.get(reverse("certificate_list")).text.count("file-down") == count


def test_certificate_of_a_neighbour_does_not_exist(client, elsewhere, organiser):
    client.force_login(organiser)
    for name in ("certificate", "certificate_pdf"):
        assert client.get(reverse(name, args=[elsewhere.pk])).status_code == 404
    for name in ("certificate_revoke", "certificate_reissue"):
        assert client.post(reverse(name, args=[elsewhere.pk]), {"because": "测试测试"}).status_code == 404
    elsewhere.refresh_from_db()
    assert elsewhere.state == "valid"


def test_certificate_pdf_is_for_its_holder_without_a_log_entry(client, certificate):
    holder = places.user("holder")
    certificate.enrolment.trainee.user = holder
    certificate.enrolment.trainee.save()
    client.force_login(holder)
    response = client.get(reverse("certificate_pdf", args=[certificate.pk]))
    assert response.content.startswith(b"%PDF")
    assert response["Content-Disposition"] == f'inline; filename="{certificate.number}.pdf"'
    assert not AuditEvent.objects.filter(action="certificates.certificate.download").exists()
    assert client.get(reverse("certificate", args=[certificate.pk])).status_code == 404


def test_certificate_pdf_is_not_for_another_trainee(client, certificate):
    other = places.user("other")
    people.trainee(user=other)
    client.force_login(other)
    assert client.get(reverse("certificate_pdf", args=[certificate.pk])).status_code == 404
    client.logout()
    assert client.get(reverse("certificate_pdf", args=[certificate.pk])).status_code == 302


def test_certificate_pdf_for_an_officer_is_logged(client, certificate):
    auditor = places.officer("auditor")
    client.force_login(auditor)
    assert client.get(reverse("certificate_pdf", args=[certificate.pk])).status_code == 200
    event = AuditEvent.objects.get(action="certificates.certificate.download")
    assert (event.actor, event.details) == (auditor, {"number": certificate.number})


def test_certificate_pdf_of_an_altered_record_goes_to_the_public_page(client, certificate, organiser):
    Certificate.objects.filter(pk=certificate.pk).update(payload=certificate.payload | {"hours": 80})
    client.force_login(organiser)
    response = client.get(reverse("certificate_pdf", args=[certificate.pk]))
    assert response.url == reverse("verify_code", args=[certificate.code])


def test_revoke_needs_a_reason(client, certificate, organiser):
    client.force_login(organiser)
    address = reverse("certificate_revoke", args=[certificate.pk])
    assert client.post(address, {"because": " "}).status_code == 422
    assert client.post(address, {"because": "冒名顶替"}).status_code == 302
    certificate.refresh_from_db()
    assert certificate.state == "revoked"
    assert client.get(reverse("certificate", args=[certificate.pk])).text.count("冒名顶替") == 1


def test_reissue_leads_to_the_newer_one(client, certificate, organiser):
    client.force_login(organiser)
    response = client.post(reverse("certificate_reissue", args=[certificate.pk]))
    newer = Certificate.objects.get(supersedes=certificate)
    assert response.url == reverse("certificate", args=[newer.pk])
    again = client.post(reverse("certificate_reissue", args=[certificate.pk]), follow=True)
    assert "notice-bad" in again.text
    assert Certificate.objects.count() == 2


@pytest.mark.parametrize("role", ["auditor", "follow_up", "township"])
def test_revoke_and_reissue_are_the_organisers(client, certificate, role):
    client.force_login(places.officer(role))
    assert client.get(reverse("certificate", args=[certificate.pk])).status_code == 200
    for name in ("certificate_revoke", "certificate_reissue"):
        assert client.post(reverse(name, args=[certificate.pk]), {"because": "测试测试"}).status_code == 403
    certificate.refresh_from_db()
    assert certificate.state == "valid"
    assert Certificate.objects.count() == 1


def test_my_certificates_lists_the_papers_of_everybody_on_this_sign_in(complete, organiser, certificate):
    family = places.user("family")
    mother, son = complete("田妈妈", user=family), complete("田小宝", user=family)
    old = issuing.issue(mother, "completion", by=organiser)
    newer = issuing.reissue(old, by=organiser)
    sons = issuing.issue(son, "completion", by=organiser)
    request = RequestFactory().get("/me/")
    request.user = family
    shown = Template("{% load papers %}{% my_certificates %}").render(Context({"request": request}))
    for paper, is_listed in ((newer, True), (sons, True), (old, False), (certificate, False)):
        assert (reverse("certificate_pdf", args=[paper.pk]) in shown) == is_listed
