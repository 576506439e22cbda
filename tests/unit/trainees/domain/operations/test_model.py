"""Days in the village: whatever the line does, nothing is lost, doubled or silently overwritten.

`tests/bench/offline.py` lives ten thousand of them.
"""

import pytest
from django.db import transaction

from tests.factories import places
from tests.factories.village_days import Day
from trainees.domain.operations import judging

pytestmark = pytest.mark.django_db
DAYS = 100


def live(seeds, session, enrolments, trainer) -> list[str]:
    keepers, desk = [trainer, places.officer("organiser")], places.user("desk")
    complaints = []
    for seed in seeds:
        with transaction.atomic():
            complaints += Day(seed, session, enrolments[:2], keepers, desk).live().complaints()
            transaction.set_rollback(True)
    return complaints


def test_days_lose_double_and_overwrite_nothing(session, enrolments, trainer):
    assert live(range(DAYS), session, enrolments, trainer) == []


@pytest.mark.parametrize(
    "blunder",
    [
        lambda judged: "apply" if judged == "differs" else judged,
        lambda judged: "apply" if judged == "outdated" else judged,
        lambda judged: "agrees" if judged == "differs" else judged,
    ],
)
def test_days_notice_a_blunder(session, enrolments, trainer, monkeypatch, blunder):
    """The complaints are worth something: a server that lets the last upload win is found out."""
    judge = judging.judge
    monkeypatch.setattr(
        "trainees.domain.operations.hearing.judge", lambda **said: judging.Judgement(blunder(str(judge(**said))))
    )

    assert live(range(25), session, enrolments, trainer) != []
