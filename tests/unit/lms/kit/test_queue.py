"""The queue of record: one claim wins, a lost lease writes nothing, the sweeper finds what died."""

import datetime as dt
import itertools

import pytest

from lms.kit import queue, sweeping
from lms.kit.clock import now
from lms.kit.models import Job
from tests.factories import places

pytestmark = pytest.mark.django_db
KIND = "tests.echo"
ran = []


@queue.job_task(KIND, queue="fast")
def echo(lease):
    ran.append(lease.job.pk)
    if lease.job.subject == "refuse":
        raise queue.JobRefused("这个文件不是视频。")
    if lease.job.subject == "interrupted":
        raise queue.TryAgain("The program was killed.")
    if lease.job.subject == "crash":
        raise ZeroDivisionError("1/0 with details nobody should read")
    lease.report(50, "half")
    return "all done"


@pytest.fixture(autouse=True)
def _nothing_ran():
    ran.clear()


@pytest.fixture
def sent(monkeypatch):
    """What would have been announced, with no worker to hear it."""
    heard = []
    for module in (queue, sweeping):
        monkeypatch.setattr(module, "announce", lambda job: heard.append(job.pk))
    return heard


def waiting(subject="1", **fields):
    return Job.objects.create(kind=KIND, subject=subject, queue="fast", **fields)


def age(job, **delta):
    Job.objects.filter(pk=job.pk).update(due_at=now() - dt.timedelta(**delta))


def expire(job):
    Job.objects.filter(pk=job.pk).update(lease_until=now() - dt.timedelta(seconds=1))


def test_runs_after_commit_and_writes_its_end(django_capture_on_commit_callbacks):
    asker = places.user()
    with django_capture_on_commit_callbacks(execute=True):
        job = queue.enqueue(KIND, subject=7, by=asker)
        assert not ran
    job.refresh_from_db()
    assert (job.state, job.progress, job.note, job.created_by) == ("done", 100, "all done", asker)
    assert job.finished_at
    assert job.lease_token is None


def test_returns_the_unfinished_job_instead_of_a_second(sent, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        first = queue.enqueue(KIND, subject=7)
        second = queue.enqueue(KIND, subject=7)
        other = queue.enqueue(KIND, subject=8)
    assert first == second != other
    assert Job.objects.count() == 2
    assert sent == [first.pk, first.pk, other.pk]


def test_claims_once():
    job = waiting()
    first = queue.claim(job.pk)
    assert first.job.attempt == 1
    assert queue.claim(job.pk) is None
    first.finish()
    assert queue.claim(job.pk) is None
    assert queue.claim(0) is None


def test_claims_once_when_both_saw_it_waiting(monkeypatch):
    """The second worker read the row before the first took it: only the guarded UPDATE decides."""
    job = waiting()
    seen = Job.objects.get(pk=job.pk)
    queue.claim(job.pk)
    monkeypatch.setattr("django.db.models.query.QuerySet.first", lambda self: seen)
    assert queue.claim(job.pk) is None


def test_runs_once_though_the_message_comes_three_times():
    job = waiting()
    for _ in range(3):
        echo(job.pk)
    assert ran == [job.pk]


def test_writes_the_reason_of_a_refusal():
    job = waiting("refuse")
    echo(job.pk)
    job.refresh_from_db()
    assert (job.state, job.note) == ("failed", "这个文件不是视频。")


def test_hides_the_details_of_a_crash_and_logs_them(caplog):
    job = waiting("crash")
    echo(job.pk)
    job.refresh_from_db()
    assert job.state == "failed"
    assert "1/0" not in job.note
    assert "1/0" in caplog.text


@pytest.mark.parametrize(
    "write", [lambda lease: lease.report(60), lambda lease: lease.finish(), lambda lease: lease.fail("x")]
)
def test_refuses_every_write_of_a_worker_that_lost_its_lease(sent, write):
    job = waiting()
    late = queue.claim(job.pk)
    expire(job)
    sweeping.sweep()
    successor = queue.claim(job.pk)
    with pytest.raises(queue.LeaseLost):
        write(late)
    successor.finish("by the successor")
    job.refresh_from_db()
    assert (job.state, job.note, job.attempt) == ("done", "by the successor", 2)


def test_report_keeps_the_lease_alive(settings):
    settings.JOB_LEASE_SECONDS = 60
    lease = queue.claim(waiting().pk)
    expire(lease.job)
    lease.report(250, "x" * 900)
    lease.job.refresh_from_db()
    assert lease.job.lease_until > now() + dt.timedelta(seconds=50)
    assert lease.job.progress == 100
    assert len(lease.job.note) == 500


def test_sweeps_a_dead_worker_back_and_announces_what_waits(sent):
    dead, lost, fresh = waiting("1"), waiting("2"), waiting("3")
    queue.claim(dead.pk)
    expire(dead)
    for job in (dead, lost):
        age(job, seconds=10)
    assert sweeping.sweep() == 2
    dead.refresh_from_db()
    assert dead.state == "queued"
    assert sorted(sent) == [dead.pk, lost.pk]
    assert fresh.pk not in sent


def test_leaves_a_living_worker_alone(sent):
    job = waiting()
    age(job, seconds=10)
    queue.claim(job.pk)
    assert sweeping.sweep() == 0
    job.refresh_from_db()
    assert job.state == "running"


def test_gives_up_after_three_deaths(sent):
    job = waiting()
    for _ in range(3):
        assert queue.claim(job.pk)
        expire(job)
        sweeping.sweep()
    job.refresh_from_db()
    assert job.state == "failed"
    assert job.note
    assert queue.claim(job.pk) is None


def test_waits_longer_for_each_attempt_and_gives_up_after_the_third(sent, settings):
    settings.JOB_LEASE_SECONDS = 60
    job = waiting("interrupted")
    for attempt, pause in ((1, 30), (2, 60)):
        echo(job.pk)
        job.refresh_from_db()
        assert (job.state, job.attempt, job.note) == ("queued", attempt, "The program was killed.")
        assert (job.due_at - now()).total_seconds() == pytest.approx(pause, abs=5)
        assert job.lease_token is None
        echo(job.pk)  # a message that comes too early
        assert sweeping.sweep() == 0
        assert len(ran) == attempt
        age(job, seconds=10)
        assert sweeping.sweep() == 1
    echo(job.pk)
    job.refresh_from_db()
    assert (job.state, job.attempt, len(ran)) == ("failed", 3, 3)


def test_announces_more_seldom_what_only_waits_for_its_turn(sent, time_machine):
    start = now().replace(microsecond=0)
    waiting(due_at=start)
    at = []
    for seconds in range(15, 3600, 15):  # as the timetable wakes it
        time_machine.move_to(start + dt.timedelta(seconds=seconds))
        at += [seconds] * sweeping.sweep()
    pauses = [later - earlier for earlier, later in itertools.pairwise(at)]
    assert at[:3] == [15, 30, 45]
    assert pauses == sorted(pauses)
    assert pauses[-1] == 600
    assert len(at) <= 14  # of 239 turns


def test_survives_a_broker_that_is_away(monkeypatch, caplog):
    def away(*args, **kwargs):
        raise OSError("no broker")

    monkeypatch.setattr(echo, "apply_async", away)
    queue.announce(waiting())
    assert "the sweeper will try again" in caplog.text
