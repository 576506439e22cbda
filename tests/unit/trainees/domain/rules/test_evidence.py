"""Rules about proof and bases: a case that fires and one beside it that does not."""

import datetime as dt
import uuid

import pytest
from django.core.files.base import ContentFile

from lms.kit.clock import local, today
from tests.factories import people, places
from trainees.domain.dossier import standing
from trainees.domain.rules import REGISTRY
from trainees.models import AlikePair, DossierLine, EvidenceItem

from .conftest import held, present, run

pytestmark = pytest.mark.django_db


def photo(training_class, mark, **fields):
    given = {"item": "4.3", "state": "to_review"} | fields
    return EvidenceItem.objects.create(
        kind="photo", file=ContentFile(b"x", name="x"), content_type="image/jpeg", size=1, sha256=uuid.uuid4().hex,
        original_sha256=mark, training_class=training_class, **given,
    )  # fmt: skip


def test_r25_a_photo_shown_before_doubts_the_class_that_brought_it_second():
    first, second = held(), held(hour=14)
    present(people.trainee(), second)
    shown = AlikePair.objects.create(one=photo(first, "a"), other=photo(second, "a"), distance=0, is_same_file=True)
    AlikePair.objects.create(one=photo(first, "b"), other=photo(second, "c"), distance=3)
    EvidenceItem.objects.filter(original_sha256="c").update(state="withdrawn", file="")
    flag = run("R25")
    assert (flag.training_class, flag.severity, flag.doubts) == (second, "critical", "class")
    EvidenceItem.objects.filter(pk=shown.other_id).update(state="withdrawn", file="")
    assert run("R25", state="corrected") == flag


def test_r26_a_photo_of_another_day():
    training_class = held(day=dt.date(2026, 3, 2))
    other = photo(training_class, "a", captured_at=local(dt.date(2026, 3, 1), dt.time(23, 59)))
    photo(training_class, "b", captured_at=local(dt.date(2026, 3, 2), dt.time(0)))
    photo(training_class, "c")
    photo(training_class, "d", item="4.1", captured_at=other.captured_at)
    flag = run("R26")
    assert (flag.training_class, flag.facts["taken"]) == (training_class, "2026-03-01")


def test_r28_proof_missing_ten_working_days_after_the_class():
    old, fresh = held(day=today() - dt.timedelta(days=30)), held()
    for training_class in (old, fresh):
        standing.work_out(training_class)
    flag = run("R28")
    assert (flag.training_class, "7.1" in flag.facts["codes"]) == (old, True)
    DossierLine.objects.filter(training_class=old).update(state="accepted")
    assert run("R28", state="corrected") == flag


def test_r35_another_number_for_the_same_day(organiser):
    places.programme()
    lists = [denominators(organiser, value) for value in (10_000, 10_000, 9_000)]
    flag = run("R35")
    assert (flag.facts["before"], flag.facts["after"], flag.region) == (10_000, 9_000, lists[0].region)


def denominators(by, value):
    from courses.models import Denominator, PlaceList
    from lms.kit.clock import now

    listed = PlaceList.objects.create(
        kind="denominators", region=places.region(), name="常住人口", source="统计局", dated_on=today(),
        file_name="a.xlsx", data=b"", sha256="", uploaded_by=by, applied_at=now(), applied_by=by,
    )  # fmt: skip
    return Denominator.objects.create(
        region=places.region(), kind="residents", value=value, as_of=today(), place_list=listed
    )


def test_what_cannot_run_says_what_it_needs():
    waiting = {rule.code: str(rule.needs) for rule in REGISTRY.values() if not rule.runs}
    assert waiting.keys() == {"R06", "R24", "R27"}
    assert all(waiting.values())
