"""The pages of flags and rules: what they show to whom, and that a word sent from them is kept."""

import pytest
from django.urls import reverse

from lms.kit.models import AuditEvent
from tests.factories import people, places, training
from trainees.domain.rules import REGISTRY, Found, flagging
from trainees.models import AnomalyFlag, RuleLimits
from trainees.views import desk

pytestmark = pytest.mark.django_db


@pytest.fixture
def organiser(client):
    officer = places.officer("organiser")
    client.force_login(officer)
    return officer


def raised(code="R05", *, name="向小芳", **about):
    held = about.pop("held", None) or training.training_class(state="closed")
    place = people.enrolment(people.trainee(name=name), held, state="completed")
    found = Found((place.pk,), {"age": 80}, training_class=held.pk, places=(place.pk,), **about)
    flagging.reconcile(REGISTRY[code], [found], AnomalyFlag.objects.none())
    return AnomalyFlag.objects.get(rule=code, subjects__enrolment=place)


def test_the_list_counts_states_and_hides_names(client, organiser):
    raised()
    page = client.get(reverse("flags")).content.decode()
    assert "向**" in page
    assert "向小芳" not in page
    assert "80" in page
    assert "<svg viewBox" in page
    assert "没有符合条件的疑点" in client.get(reverse("flags"), {"state": "upheld"}).content.decode()


def test_the_way_to_the_rules_is_one_word_on_one_line(client, organiser):
    page = client.get(reverse("flags")).content.decode()
    assert f'<a class="nowrap" href="{reverse("rules")}">' in page


def test_filters_stay_in_the_address(client, organiser):
    first, second = raised(), raised("R10")
    page = client.get(reverse("flags"), {"rule": "R05"}).content.decode()
    assert reverse("flag", args=[first.pk]) in page
    assert reverse("flag", args=[second.pk]) not in page
    assert "rule=R05&amp;state=open" in page
    of_class = client.get(reverse("flags"), {"held": second.training_class_id}).content.decode()
    assert reverse("flag", args=[first.pk]) not in of_class
    assert reverse("flag", args=[second.pk]) in of_class


def test_an_empty_list_says_that_the_rules_run(client, organiser):
    assert "规则每晚全面检查一次" in client.get(reverse("flags")).content.decode()


def test_the_list_costs_the_same_for_one_and_three(client, organiser, django_assert_num_queries):
    raised()
    client.get(reverse("flags"))
    with django_assert_num_queries(9):
        client.get(reverse("flags"))
    raised(name="向小英")
    raised(name="向小兰")
    with django_assert_num_queries(9):
        client.get(reverse("flags"))


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_the_file_is_masked_and_logged(client, organiser, kind):
    raised()
    answer = client.post(reverse("flags_export"), {"purpose": "季度报告核对", "kind": kind})
    assert answer["Content-Disposition"].endswith(f'.{kind}"')
    event = AuditEvent.objects.get(action="trainees.flags.export")
    assert (event.purpose, event.details["rows"]) == ("季度报告核对", 1)
    if kind == "csv":
        assert "向**" in answer.content.decode("utf-8-sig")
        assert "向小芳" not in answer.content.decode("utf-8-sig")
    assert client.post(reverse("flags_export"), {"purpose": ""}).status_code == 302


def test_an_organiser_upholds_and_takes_back(client, organiser):
    flag = raised()
    address = reverse("flag", args=[flag.pk])
    page = client.get(address).content.decode()
    assert "核减 1 人次" in page
    assert "向小芳" not in page
    assert flag.subjects.get().person.id_number not in page
    client.post(address, {"act": "uphold", "text": "电话核实，本人未到场"})
    flag.refresh_from_db()
    assert (flag.state, flag.settled_by) == ("upheld", organiser)
    assert "因这条疑点核减 1 人次" in client.get(address).content.decode()
    client.post(address, {"act": "take_back", "text": "本人出示了照片"})
    flag.refresh_from_db()
    assert flag.state == "open"


def test_a_person_with_open_flags_says_so_at_the_head(client, organiser):
    """An open one stands at the head with its link; a settled one is told in what happened only."""
    flag = raised()
    person = reverse("person", args=[flag.subjects.get().person.pk])
    told = "有 1 条疑点待处理："
    page = client.get(person).content.decode()
    assert told in page.partition("经历")[0]
    assert reverse("flag", args=[flag.pk]) in page.partition("经历")[0]
    assert "打开疑点" in page
    assert "查看佐证" not in page
    client.post(reverse("flag", args=[flag.pk]), {"act": "explain", "text": "身份证核对过"})
    assert told not in client.get(person).content.decode()


@pytest.mark.parametrize("severity", ["warning", "critical"])
def test_nobody_in_doubt_yet_is_said_in_words(client, organiser, severity):
    held = training.training_class()
    place = people.enrolment(people.trainee(), held)
    found = Found((place.pk,), {"age": 80}, training_class=held.pk, places=(place.pk,))
    flagging.reconcile(REGISTRY["R05"], [found], AnomalyFlag.objects.none())
    AnomalyFlag.objects.update(severity=severity)
    page = client.get(reverse("flag", args=[AnomalyFlag.objects.get().pk])).content.decode()
    assert "涉及的人还没有结业" in page
    assert ("处理之前" in page) == (severity == "critical")
    assert "0 人次" not in page


def test_a_word_is_asked_for_and_a_number_refused(client, organiser):
    address = reverse("flag", args=[raised().pk])
    assert client.post(address, {"act": "explain", "text": ""}).status_code == 200
    answer = client.post(address, {"act": "explain", "text": "电话 13800138000 核实"})
    assert "请勿" in answer.content.decode() or "不要" in answer.content.decode()
    assert AnomalyFlag.objects.get().state == "open"


def test_the_bureau_reads_and_settles_nothing(client):
    flag = raised()
    client.force_login(places.officer("auditor"))
    address = reverse("flag", args=[flag.pk])
    page = client.get(address).content.decode()
    assert 'value="uphold"' not in page
    assert reverse("find", args=["class", flag.training_class_id]) in page
    client.post(address, {"act": "uphold", "text": "不该由审计处理"})
    flag.refresh_from_db()
    assert flag.state == "open"


def test_a_trainer_opens_sign_ins_of_own_sessions_only(client):
    user = places.user("zhou")
    held = training.training_class(trainer=training.trainer(user))
    session = training.session(held)
    own, other = raised("R14a", held=held, session=session.pk), raised(held=held)
    client.force_login(user)
    assert client.get(reverse("flag", args=[own.pk])).status_code == 200
    assert client.get(reverse("flag", args=[other.pk])).status_code == 404
    client.post(reverse("flag", args=[own.pk]), {"act": "explain", "text": "一家人共用手机"})
    own.refresh_from_db()
    assert own.state == "explained"


def test_a_neighbour_sees_nothing(client):
    flag = raised()
    county = places.region("433199000000", "邻县")
    client.force_login(places.officer("organiser", within=county, username="neighbour"))
    assert client.get(reverse("flag", args=[flag.pk])).status_code == 404
    assert "向**" not in client.get(reverse("flags")).content.decode()


def test_the_rules_show_their_limits_and_who_set_them(client, organiser):
    programme = raised().training_class.programme
    page = client.get(reverse("rules")).content.decode()
    assert "<dt>依据</dt>" in page
    for code in REGISTRY:
        assert f'id="{code}"' in page
    form = client.get(reverse("rule_limits", args=[programme.pk]))
    values = {name: form.context["form"][name].value() for name in form.context["form"].names}
    answer = client.post(
        reverse("rule_limits", args=[programme.pk]), values | {"R05.until": 70, "reason": "县里同意放宽到七十岁"}
    )
    assert answer.status_code == 302
    assert RuleLimits.objects.get().values == {"R05.until": 70}
    page = client.get(answer["Location"]).content.decode()
    assert "县里同意放宽到七十岁" in page
    assert str(organiser) in page
    refused = client.post(reverse("rule_limits", args=[programme.pk]), values | {"R05.until": 7000, "reason": "写错了"})
    assert refused.status_code == 200
    assert RuleLimits.objects.count() == 1


def test_the_bureau_sets_no_limits(client):
    programme = raised().training_class.programme
    client.force_login(places.officer("auditor"))
    assert client.get(reverse("rules")).status_code == 200
    assert client.get(reverse("rule_limits", args=[programme.pk])).status_code == 403


def test_class_and_person_lead_to_their_flags(client, organiser):
    flag = raised()
    assert (
        f"?held={flag.training_class_id}"
        in client.get(reverse("office_class", args=[flag.training_class_id])).content.decode()
    )
    person = client.get(reverse("person", args=[flag.subjects.get().person.pk])).content.decode()
    assert reverse("flag", args=[flag.pk]) in person
    assert "R05" in person


def test_the_organisers_home_shows_what_waits(organiser, rf):
    raised()
    asked = rf.get("/cms/")
    asked.user = organiser
    assert "待处理的疑点" in desk.OpenFlags().render_html({"request": asked})
