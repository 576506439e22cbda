import io
import zipfile

import pytest
from django.urls import reverse

from certificates.domain import batches, issuing
from certificates.models import Batch, Certificate
from lms.kit.models import AuditEvent
from tests.factories import people, places, training


@pytest.fixture
def address(closed_class):
    return reverse("class_certificates", args=[closed_class.pk])


@pytest.fixture
def signed_in(client, organiser):
    client.force_login(organiser)
    return client


def test_class_certificates_says_how_many_wait(signed_in, address, complete, organiser):
    complete()
    issuing.issue(complete(), "completion", by=organiser)
    response = signed_in.get(address)
    completion, outcome = response.context["standings"]
    assert (completion.earned, completion.valid, completion.waiting, outcome.earned) == (2, 1, 1, 0)
    assert response.text.count('name="kind" value="completion"') == 2


def test_class_certificates_issues_in_bulk_with_progress(
    signed_in, address, complete, django_capture_on_commit_callbacks
):
    complete("王伟"), complete("王伟"), complete("\u200b\u200b")
    with django_capture_on_commit_callbacks(execute=True):
        response = signed_in.post(address, {"kind": "completion"})
    batch = Batch.objects.get()
    assert response.url == reverse("batch", args=[batch.pk])
    response = signed_in.get(response.url)
    assert response.context["counts"] == {"waiting": 0, "issued": 2, "failed": 1}
    assert f'id="job-{batches.job_of(batch).pk}"' in response.text
    assert "没有可见的字" in response.text
    assert response.text.count("王伟") == 2


def test_class_certificates_with_nobody_waiting_says_so(signed_in, address):
    response = signed_in.post(address, {"kind": "completion"}, follow=True)
    assert "notice-warn" in response.text
    assert not Batch.objects.exists()


@pytest.mark.parametrize("kind", ["", "nonsense", None])
def test_class_certificates_of_no_known_kind_changes_nothing(signed_in, address, complete, kind):
    complete()
    signed_in.post(address, {"kind": kind} if kind is not None else {})
    assert not Batch.objects.exists()


def test_class_certificates_issues_the_statement_at_once(signed_in, address, closed_class):
    response = signed_in.post(address, {"kind": "statement"})
    paper = Certificate.objects.get(kind="statement")
    assert response.url == reverse("certificate", args=[paper.pk])
    assert paper.number in signed_in.get(address).text
    assert "转化率" in signed_in.get(response.url).text


def test_class_certificates_statement_of_an_open_class_is_refused(signed_in):
    running = training.training_class(state="open")
    response = signed_in.post(reverse("class_certificates", args=[running.pk]), {"kind": "statement"}, follow=True)
    assert "notice-warn" in response.text
    assert not Certificate.objects.exists()


@pytest.mark.parametrize("role", ["auditor", "follow_up", "township"])
def test_class_certificates_may_be_read_but_not_started_by_others(client, address, closed_class, complete, role):
    complete()
    client.force_login(places.officer(role))
    shown = client.get(address)
    assert shown.status_code == 200
    assert '<button class="button" type="submit">' not in shown.text
    assert client.post(address, {"kind": "completion"}).status_code == 403
    assert client.post(reverse("class_archive", args=[closed_class.pk])).status_code == 403
    assert not Batch.objects.exists()


def test_class_certificates_of_a_neighbour_do_not_exist(signed_in, complete, organiser):
    region = places.region("433126000000", name="古丈县")
    other = training.training_class(programme=places.programme(region=region), region=region, state="closed")
    people.enrolment(None, other, state="completed")
    batch = batches.start(other, "completion", by=organiser)
    for name, pk in (("class_certificates", other.pk), ("batch", batch.pk)):
        assert signed_in.get(reverse(name, args=[pk])).status_code == 404
    assert signed_in.post(reverse("class_certificates", args=[other.pk]), {"kind": "completion"}).status_code == 404
    assert signed_in.post(reverse("class_archive", args=[other.pk])).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_class_certificates_cost_the_same_for_one_and_three(
    signed_in, address, complete, organiser, count, django_assert_num_queries
):
    for _ in range(count):
        issuing.issue(complete(), "completion", by=organiser)
    with django_assert_num_queries(22):
        signed_in.get(address)


@pytest.mark.parametrize("count", [1, 3])
def test_batch_costs_the_same_for_one_and_three(
    signed_in, closed_class, complete, organiser, count, django_assert_num_queries
):
    for _ in range(count):
        complete()
    batch = batches.start(closed_class, "completion", by=organiser)
    batches.run(batch.pk)
    with django_assert_num_queries(8):
        signed_in.get(reverse("batch", args=[batch.pk]))


def test_class_archive_sends_every_valid_paper_and_is_logged(signed_in, closed_class, complete, organiser):
    papers = [issuing.issue(complete("王伟"), "completion", by=organiser) for _ in range(3)]
    issuing.revoke(papers[2], because="冒名顶替", by=organiser)
    response = signed_in.post(reverse("class_archive", args=[closed_class.pk]), {"kind": "completion"})
    archive = zipfile.ZipFile(io.BytesIO(response.getvalue()))
    assert archive.namelist() == [f"{paper.number}_王伟.pdf" for paper in papers[:2]]
    event = AuditEvent.objects.get(action="certificates.class.download")
    assert event.details == {"kind": "completion", "papers": 2}
