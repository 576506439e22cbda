"""The papers of a class stand in its dossier with their numbers, and who has none yet is counted."""

import pytest

from certificates.domain import handed_out, issuing
from tests.factories import people, training

pytestmark = pytest.mark.django_db


def test_every_paper_stands_there_and_who_has_none_is_counted():
    held = training.training_class(state="closed")
    with_paper = people.enrolment(people.trainee(name="田一"), held, state="completed")
    people.enrolment(people.trainee(name="田二"), held, state="completed")
    assert not handed_out.papers(held).rows
    paper = issuing.issue(with_paper, "completion", by=None)

    table = handed_out.papers(held)
    assert [row[:2] for row in table.rows] == [[paper.number, "田一"]]
    assert table.lack == {"code": "people", "params": {"count": 1, "all": 2}}
    assert table.people == [with_paper.trainee_id]
