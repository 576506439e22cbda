import datetime as dt

import pytest

from certificates.domain import issuing
from tests.factories import people, training


@pytest.mark.parametrize(
    ("first", "last", "printed"),
    [
        (dt.date(2026, 5, 6), dt.date(2026, 5, 6), "于2026年5月6日参加"),
        (dt.date(2026, 5, 6), dt.date(2026, 6, 2), "于2026年5月6日至6月2日参加"),
        (dt.date(2025, 12, 30), dt.date(2026, 1, 2), "于2025年12月30日至2026年1月2日参加"),
    ],
)
def test_frozen_says_the_dates_as_people_do(organiser, first, last, printed):
    training_class = training.training_class(state="closed", starts_on=first, ends_on=last)
    enrolment = people.enrolment(None, training_class, state="completed")
    assert printed in issuing.issue(enrolment, "completion", by=organiser).payload["text"]


def test_frozen_address_leads_to_the_verification_page(certificate, settings):
    assert certificate.payload["address"] == f"{settings.SITE_URL}/verify/{certificate.code}/"


def test_frozen_leaves_out_the_tail_of_an_id_number_nobody_gave(complete, organiser):
    assert issuing.issue(complete(number=""), "completion", by=organiser).payload["id_tail"] == ""
