"""The end of an enrolment: what was measured is written down, and taken back when the class is reopened.

Beside `enrolments` the only module that writes Enrolment.
"""

from decimal import Decimal

from django.db import transaction

from lms.kit import audit
from lms.kit.clock import now
from trainees.models import Enrolment

State = Enrolment.State
SETTLED = (State.COMPLETED, State.NOT_COMPLETED)


def settle(
    enrolment: Enrolment,
    *,
    gaps: list[dict],
    attended: int,
    scheduled: int,
    watched: int,
    test: Decimal | None = None,
    by,
) -> Enrolment:
    """Write the end of a confirmed enrolment: completed when `gaps` is empty. Times in seconds.

    `test` is the best share of right answers. The rules in force are noted with it: figures count it by them, whatever
    the rules become.

    Only `domain.completion.close_class` has measured them; settling what is settled changes nothing.
    """
    with transaction.atomic():
        rows = Enrolment.objects.select_related("training_class__programme").select_for_update(of=("self",))
        enrolment = rows.get(pk=enrolment.pk)
        if enrolment.state != State.CONFIRMED:
            return enrolment
        enrolment.state = State.NOT_COMPLETED if gaps else State.COMPLETED
        enrolment.completed_on = None if gaps else enrolment.training_class.ends_on
        enrolment.closed_at = now()
        enrolment.gaps = gaps
        enrolment.attended_seconds, enrolment.scheduled_seconds = attended, scheduled
        enrolment.watched_seconds, enrolment.test_share = watched, test
        enrolment.rules_version = enrolment.training_class.programme.rules_version
        enrolment.save()
        audit.record(
            "trainees.enrolment.complete" if not gaps else "trainees.enrolment.not_complete",
            enrolment,
            by=by,
            region=enrolment.snapshot_region_id,
            missing=[gap["code"] for gap in gaps],
        )
        return enrolment


def unsettle(enrolment: Enrolment, *, by) -> Enrolment:
    """Take back the end of an enrolment while its class is reopened: confirmed again, the snapshot untouched.

    Only `domain.reopening` calls this; what is not settled stays as it is.
    """
    with transaction.atomic():
        enrolment = Enrolment.objects.select_for_update().get(pk=enrolment.pk)
        if enrolment.state not in SETTLED:
            return enrolment
        before, enrolment.state = enrolment.state, State.CONFIRMED
        enrolment.completed_on = enrolment.closed_at = None
        enrolment.gaps = []
        enrolment.attended_seconds = enrolment.scheduled_seconds = enrolment.watched_seconds = 0
        enrolment.test_share = None
        enrolment.save()
        audit.record(
            "trainees.enrolment.reopen", enrolment, by=by, region=enrolment.snapshot_region_id, before=str(before)
        )
        return enrolment
