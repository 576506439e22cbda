import pytest

from certificates.domain import issuing, numbering, verification
from certificates.models import Certificate


def test_by_code_shows_every_printed_field(certificate):
    answer = verification.by_code(numbering.grouped(certificate.code).lower())
    shown = " ".join(value for _label, value in answer.printed)
    assert answer.verdict == "valid"
    for part in ("向小芳", certificate.number, "网店运营基础", "2026-05-06", certificate.payload["issuer"]):
        assert part in shown


@pytest.mark.parametrize("typed", ["", "7K3M", "0" * 17, "'; DROP TABLE", "\u202e", "ZZZZZZZZZZZZZZZZZ" * 9])
def test_by_code_finds_nothing_for_anything_else(certificate, typed):
    assert verification.by_code(typed) is None


def test_by_number_needs_the_surname_and_masks_the_name(certificate):
    assert verification.by_number(certificate.number, surname="") is None
    assert verification.by_number(certificate.number, surname="王") is None
    answer = verification.by_number(certificate.number.lower(), surname=" 向 ")
    shown = " ".join(value for _label, value in answer.printed)
    assert "向**" in shown
    assert "向小芳" not in shown
    assert certificate.payload["id_tail"] not in shown.replace(certificate.number, "")


def test_by_number_of_a_statement_needs_no_surname(closed_class, organiser):
    paper = issuing.issue_statement(closed_class, by=organiser)
    assert verification.by_number(paper.number, surname="").certificate == paper


def test_verdict_says_altered_when_the_payload_no_longer_fits_its_hash(certificate):
    Certificate.objects.filter(pk=certificate.pk).update(payload=certificate.payload | {"name": "李四"})
    assert verification.by_code(certificate.code).verdict == "altered"


def test_newest_follows_the_chain_to_its_end(certificate, organiser):
    second = issuing.reissue(certificate, by=organiser)
    third = issuing.reissue(second, by=organiser)
    answer = verification.by_code(certificate.code)
    assert (answer.verdict, answer.newest) == ("replaced", third)
    assert verification.by_code(third.code).newest is None
