import pytest
from django.core.files.storage import storages
from django.db import connection

from certificates import tasks
from certificates.domain import batches, issuing, overview, rendering
from certificates.models import Batch, BatchItem, Certificate
from lms.kit.models import AuditEvent, Job


@pytest.fixture
def committed(django_capture_on_commit_callbacks):
    return lambda: django_capture_on_commit_callbacks(execute=True)


def states(batch):
    return list(batch.items.order_by("pk").values_list("state", flat=True))


def test_start_issues_everybody_who_completed(closed_class, complete, organiser, committed):
    for _ in range(3):
        complete()
    with committed():
        batch = batches.start(closed_class, "completion", by=organiser)
    assert states(batch) == ["issued"] * 3
    assert Certificate.objects.valid().count() == 3
    job = batches.job_of(batch)
    assert (job.state, job.progress, job.queue) == (Job.State.DONE, 100, "render")
    assert AuditEvent.objects.get(action="certificates.batch.start").details == {"kind": "completion", "papers": 3}


def test_start_with_one_poisoned_name_fails_that_item_only(closed_class, complete, organiser, committed):
    complete("甲")
    poisoned = complete("\u200b\u200d")
    rare = complete("张\U0003134f")
    complete("丁")
    with committed():
        batch = batches.start(closed_class, "completion", by=organiser)
    failed = {item.enrolment_id: item.reason for item in batch.items.filter(state="failed")}
    assert set(failed) == {poisoned.pk, rare.pk}
    assert "U+3134F" in failed[rare.pk]
    assert batch.items.filter(state="issued").count() == 2
    assert batches.job_of(batch).state == Job.State.DONE
    assert not poisoned.certificates.exists()


def test_start_again_takes_only_who_has_none(closed_class, complete, organiser, committed):
    fixed = complete("\u200b")
    complete("乙")
    with committed():
        first = batches.start(closed_class, "completion", by=organiser)
    fixed.trainee.name = "甲"
    fixed.trainee.save()
    with committed():
        second = batches.start(closed_class, "completion", by=organiser)
    assert second != first
    assert [item.enrolment_id for item in second.items.all()] == [fixed.pk]
    assert Certificate.objects.count() == 2
    with pytest.raises(batches.NothingToIssue):
        batches.start(closed_class, "completion", by=organiser)


def test_start_twice_before_the_work_is_one_batch(closed_class, complete, organiser):
    complete()
    first = batches.start(closed_class, "completion", by=organiser)
    assert batches.start(closed_class, "completion", by=organiser) == first
    assert Job.objects.about(batches.TASK, first.pk).count() == 1


def test_run_goes_on_where_a_dead_worker_stopped(closed_class, complete, organiser):
    for _ in range(3):
        complete()
    batch = batches.start(closed_class, "completion", by=organiser)
    done = batch.items.order_by("pk").first()
    issuing.issue(done.enrolment, "completion", by=organiser)
    batches.run(batch.pk)
    batches.run(batch.pk)
    assert states(batch) == ["issued"] * 3
    assert Certificate.objects.count() == 3


def test_run_reports_how_far_it_is(closed_class, complete, organiser, monkeypatch):
    for _ in range(4):
        complete()
    batch = batches.start(closed_class, "completion", by=organiser)
    monkeypatch.setattr(batches, "SECONDS_BETWEEN_REPORTS", 0)
    told = []
    batches.run(batch.pk, report=lambda percent, note: told.append(percent))
    assert told == [0, 25, 50, 75]


def test_run_keeps_no_certificate_whose_pdf_fails(closed_class, complete, organiser, monkeypatch):
    complete()
    batch = batches.start(closed_class, "completion", by=organiser)
    monkeypatch.setattr(rendering, "MAX_BYTES", 100)
    batches.run(batch.pk)
    assert states(batch) == ["failed"]
    assert not Certificate.objects.exists()


def test_issue_batch_message_that_comes_twice_works_once(closed_class, complete, organiser):
    complete()
    batch = batches.start(closed_class, "completion", by=organiser)
    job = batches.job_of(batch)
    tasks.issue_batch(job.pk)
    tasks.issue_batch(job.pk)
    job.refresh_from_db()
    assert (job.state, job.attempt, Certificate.objects.count()) == (Job.State.DONE, 1, 1)


@pytest.mark.parametrize("kind", ["completion", "outcome", "statement"])
def test_start_refuses_when_nobody_waits(closed_class, organiser, kind):
    with pytest.raises(batches.NothingToIssue):
        batches.start(closed_class, kind, by=organiser)
    assert not Batch.objects.exists()


def test_start_leaves_out_whose_certificate_was_revoked(closed_class, complete, organiser, committed):
    issuing.revoke(issuing.issue(complete(), "completion", by=organiser), because="冒名顶替", by=organiser)
    with pytest.raises(batches.NothingToIssue):
        batches.start(closed_class, "completion", by=organiser)


def test_standings_and_counts_add_up(closed_class, complete, open_shop, organiser, committed):
    issuing.issue(complete(), "completion", by=organiser)
    open_shop(complete())
    completion, outcome = overview.standings(closed_class)
    assert (completion.earned, completion.valid, completion.waiting) == (2, 1, 1)
    assert (outcome.earned, outcome.valid, outcome.waiting) == (1, 0, 1)
    with committed():
        batch = batches.start(closed_class, "outcome", by=organiser)
    assert overview.counts(batch) == {"waiting": 0, "issued": 1, "failed": 0}
    assert BatchItem.objects.get().certificate.kind == "outcome"


def test_run_holds_nothing_while_the_press_is_at_work(closed_class, complete, organiser, monkeypatch):
    complete()
    batch = batches.start(closed_class, "completion", by=organiser)
    held, render = [], rendering.render

    def watched(payload):
        held.append(len(connection.savepoint_ids))
        return render(payload)

    monkeypatch.setattr(rendering, "render", watched)
    batches.run(batch.pk)
    assert held == [0], "printed once, outside every transaction of ours"


def test_run_prints_anew_when_somebody_else_drew_the_number(closed_class, complete, organiser, monkeypatch):
    first, other = complete("甲"), complete("乙")
    batch = batches.start(closed_class, "completion", by=organiser)
    batch.items.exclude(enrolment=first).delete()
    keep, drafts = rendering.keep, []

    def late(payload):
        drafts.append(payload)
        if len(drafts) == 1:
            issuing.issue(other, "completion", by=organiser)
        return keep(payload)

    monkeypatch.setattr(rendering, "keep", late)
    batches.run(batch.pk)
    certificate = Certificate.objects.get(enrolment=first)
    assert certificate.number != drafts[0]["number"]
    assert rendering.pdf(certificate)
    assert not storages["private"].exists(rendering._name(drafts[0]))


def test_run_keeps_no_picture_of_what_was_refused_at_the_last_moment(closed_class, complete, organiser, monkeypatch):
    complete()
    batch = batches.start(closed_class, "completion", by=organiser)
    keep, drafts = rendering.keep, []

    def reopened(*_args, **_named):
        raise issuing.NotCompleted

    monkeypatch.setattr(rendering, "keep", lambda payload: drafts.append(payload) or keep(payload))
    monkeypatch.setattr(issuing, "issue", reopened)
    batches.run(batch.pk)
    assert states(batch) == ["failed"]
    assert not storages["private"].exists(rendering._name(drafts[0]))
