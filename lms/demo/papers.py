"""Certificates of the demo: issued a few days after a class closed, outcome papers half a year later."""

import datetime as dt

from certificates.domain import issuing
from certificates.models.certificate import Kind
from lms.kit.clock import today

from .calendar import at

NO_PAPERS_YET = {7}
AGAIN = 2  # the class in which one paper was revoked and one reissued


def issue(training_class, by) -> None:
    """Give out what a closed class has earned by today."""
    if training_class.number in NO_PAPERS_YET:
        return
    training_class.refresh_from_db()
    with at(training_class.ends_on + dt.timedelta(days=3), 10):
        made = [
            issuing.issue(enrolment, Kind.COMPLETION, by=by) for enrolment in _earned(training_class, Kind.COMPLETION)
        ]
    if training_class.number == AGAIN:
        with at(training_class.ends_on + dt.timedelta(days=9), 10):
            issuing.revoke(made[0], because="本人声明签到为他人代签，已核实", by=by)
            issuing.reissue(made[1], by=by)
    half_a_year = training_class.ends_on + dt.timedelta(days=190)
    if half_a_year < today():
        with at(half_a_year, 10):
            for enrolment in _earned(training_class, Kind.OUTCOME):
                issuing.issue(enrolment, Kind.OUTCOME, by=by)
            issuing.issue_statement(training_class, by=by)


def _earned(training_class, kind):
    return issuing.without_paper(issuing.eligible(training_class, kind), kind).order_by("pk")
