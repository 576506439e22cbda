import pytest
from django.urls import reverse

from certificates.domain import issuing, numbering
from certificates.models import Certificate


def ask(client, typed, surname=""):
    return client.post(reverse("verify"), {"typed": typed, "surname": surname}, follow=True)


def test_verify_code_shows_the_paper_and_that_it_is_valid(client, certificate):
    response = client.get(reverse("verify_code", args=[certificate.code]))
    assert response.status_code == 200
    assert "向小芳" in response.text
    assert "notice-good" in response.text
    assert len(response.content) < 15_000


def test_verify_code_escapes_what_a_name_contains(client, complete, organiser):
    paper = issuing.issue(complete("<script>alert(1)</script>"), "completion", by=organiser)
    text = client.get(reverse("verify_code", args=[paper.code])).text
    assert "<script>alert" not in text
    assert "&lt;script&gt;alert" in text


def test_verify_takes_a_code_however_it_is_typed(client, certificate):
    typed = numbering.grouped(certificate.code).lower().replace("0", "o").replace("1", "l")
    response = ask(client, f" {typed} ")
    assert response.redirect_chain == [(reverse("verify_code", args=[certificate.code]), 302)]
    assert response.status_code == 200


def test_verify_by_number_masks_the_name_and_keeps_the_surname_out_of_the_address(client, certificate):
    response = ask(client, certificate.number, "向")
    assert response.status_code == 200
    assert response.redirect_chain == []
    assert "向**" in response.text
    assert "向小芳" not in response.text


@pytest.mark.parametrize(("number", "surname"), [("4331272026S0129999", "向"), ("4331272026S0120001", "王")])
def test_verify_of_a_wrong_number_or_surname_is_the_same_404(client, certificate, number, surname):
    response = ask(client, number, surname)
    assert response.status_code == 404
    assert "notice-bad" in response.text
    assert "向" not in response.text.replace("编号或编号与姓氏不符", "")


def test_verify_by_number_without_surname_asks_for_it(client, certificate):
    response = ask(client, certificate.number)
    assert response.status_code == 200
    assert response.context["form"].errors.keys() == {"surname"}


@pytest.mark.parametrize("typed", ["", "张三", "1234", "<script>", "\u202e", "0" * 16 + "1", "A" * 61])
def test_verify_of_nonsense_says_what_to_do(client, db, typed):
    response = ask(client, typed)
    assert response.status_code == 200
    assert response.context["form"].errors.keys() == {"typed"}


def test_verify_code_nobody_issued_is_a_sentence_with_404(client, db):
    response = client.get(reverse("verify_code", args=[numbering.new_code()]))
    assert response.status_code == 404
    assert "notice-bad" in response.text


def test_verify_code_of_a_revoked_paper_says_so_without_the_reason(client, certificate, organiser):
    issuing.revoke(certificate, because="冒名顶替", by=organiser)
    response = client.get(reverse("verify_code", args=[certificate.code]))
    assert response.status_code == 200
    assert "notice-bad" in response.text
    assert "冒名顶替" not in response.text


def test_verify_code_of_a_replaced_paper_links_to_the_newer(client, certificate, organiser):
    newer = issuing.reissue(certificate, by=organiser)
    response = client.get(reverse("verify_code", args=[certificate.code]))
    assert response.status_code == 200
    assert reverse("verify_code", args=[newer.code]) in response.text
    by_number = ask(client, certificate.number, "向")
    assert newer.number in by_number.text
    assert newer.code not in by_number.text


def test_verify_code_of_an_altered_record_is_not_confirmed(client, certificate):
    Certificate.objects.filter(pk=certificate.pk).update(payload=certificate.payload | {"hours": 80})
    text = client.get(reverse("verify_code", args=[certificate.code])).text
    assert "notice-good" not in text
    assert "notice-bad" in text


def test_verify_stops_who_tries_numbers_one_after_another(client, certificate):
    answers = [ask(client, f"4331272026S012{count:04d}", "向").status_code for count in range(100, 132)]
    assert answers[:30] == [404] * 30
    assert answers[30:] == [429] * 2
    assert client.get(reverse("verify_code", args=[certificate.code])).status_code == 200


def test_verify_pages_cost_few_queries(client, certificate, django_assert_num_queries):
    with django_assert_num_queries(2):
        client.get(reverse("verify_code", args=[certificate.code]))
    with django_assert_num_queries(0):
        client.get(reverse("verify"))
