from certificates.domain import issuing
from courses.models import Programme
from tests.factories import people
from trainees.domain import indicators


def test_certificates_issued_counts_valid_completions_and_opens_to_them(closed_class, complete, open_shop, organiser):
    kept, revoked, _without = complete(), complete(), complete()
    people.enrolment(people.trainee(), closed_class, state="not_completed")
    open_shop(kept)
    for kind in ("completion", "outcome"):
        issuing.issue(kept, kind, by=organiser)
    issuing.revoke(issuing.issue(revoked, "completion", by=organiser), because="冒名顶替", by=organiser)
    cut = indicators.Cut(Programme.objects.get(), None)
    assert indicators.compute("certificates_issued", cut).value == 1
    assert list(indicators.rows("certificates_issued", cut)) == [kept]
