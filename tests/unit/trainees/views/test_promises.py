"""Plans and targets at the desk: made by a superuser, read by the organiser of the county."""

import pytest

from courses.domain.officers import appoint
from courses.models import Programme
from lms.kit.models import AuditEvent
from tests.factories import places
from trainees.domain import programmes
from trainees.models import Target

pytestmark = pytest.mark.django_db


@pytest.fixture
def root(client, django_user_model):
    user = django_user_model.objects.create_superuser("root")
    client.force_login(user)
    return user


@pytest.fixture
def programme():
    return programmes.start(programmes.presets()["yongshun-2019"], places.region(name="永顺县"), by=None)


def form(**changed):
    return {
        "indicator": "new_shops",
        "value": "40",
        "unit": "shops",
        "due_on": "2020-12-31",
        "clause": "三（一）",
        "lines": "",
        "quote": "",
        "days": "2020-04-30 绩效评估\n\n2020-12-31 验收",
    } | changed


def test_a_programme_from_a_plan(client, root):
    region = places.region("411024000000", name="鄢陵县")
    assert "yanling-2014" in client.get("/cms/plans/").content.decode()
    page = client.get("/cms/plans/yanling-2014/").content.decode()
    assert "30000人（次）" in page
    client.post("/cms/plans/yanling-2014/", {"counties": [region.pk]})
    made = Programme.objects.get()
    assert made.targets.count() == 4
    assert client.post("/cms/plans/yanling-2014/", {"counties": [region.pk]}).status_code == 422
    assert Programme.objects.count() == 1


def test_a_plan_of_counties_nobody_imported_names_them(client, root):
    page = client.get("/cms/plans/hubei-2015/")
    assert "429005000000" in page.content.decode()
    assert client.get("/cms/plans/nonsense/").status_code == 404
    assert client.post("/cms/plans/hubei-2015/", {"counties": ["429005000000"]}).status_code == 422


def test_the_programme_page_shows_targets_notes_and_rules(client, root, programme):
    page = client.get(f"/cms/programmes/{programme.pk}/").content.decode()
    assert "6000 + 3000 + 1000" in page.replace(",", "")
    assert "YS:39, YS:119" in page
    assert "绩效评估" in page
    assert "<dd>80.0%</dd>" in page


def test_a_target_by_hand_changed_and_removed_and_logged(client, root, programme):
    address = f"/cms/programmes/{programme.pk}/targets/new/"
    assert client.get(address).status_code == 200
    client.post(address, form())
    target = Target.objects.get(indicator="new_shops")
    assert [str(milestone) for milestone in target.milestones.all()] == ["2020-04-30 绩效评估", "2020-12-31 验收"]
    assert "2020-04-30 绩效评估" in client.get(f"/cms/targets/{target.pk}/").content.decode()
    client.post(f"/cms/targets/{target.pk}/", form(value="50", days=""))
    target.refresh_from_db()
    assert (target.value, target.milestones.count()) == (50, 0)
    client.post(f"/cms/targets/{target.pk}/remove/")
    assert not Target.objects.filter(pk=target.pk).exists()
    actions = AuditEvent.objects.filter(action__startswith="trainees.target").values_list("action", flat=True)
    assert sorted(actions) == ["trainees.target.add", "trainees.target.change", "trainees.target.remove"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"value": "0"},
        {"value": "-1"},
        {"value": "99999999999999"},
        {"indicator": "nonsense"},
        {"unit": "bananas"},
        {"days": "demain 绩效评估"},
        {"days": "2020-13-45 绩效评估"},
        {"indicator": "training_person_times", "due_on": ""},
        {"clause": ""},
    ],
)
def test_a_wrong_target_is_refused(client, root, programme, wrong):
    before = Target.objects.count()
    assert client.post(f"/cms/programmes/{programme.pk}/targets/new/", form(**wrong)).status_code == 422
    assert Target.objects.count() == before


def test_an_organiser_reads_and_promises_nothing(client, programme):
    user = places.user("desk")
    appoint(user, "organiser", programme.region, by=None)
    client.force_login(user)
    target = programme.targets.first()
    page = client.get(f"/cms/programmes/{programme.pk}/")
    assert "6000 + 3000 + 1000" in page.content.decode().replace(",", "")
    assert f"/cms/targets/{target.pk}/" not in page.content.decode()
    for address in (
        "plans/",
        "plans/yongshun-2019/",
        f"programmes/{programme.pk}/targets/new/",
        f"targets/{target.pk}/",
        f"targets/{target.pk}/remove/",
        f"programmes/{programme.pk}/rules/",
        f"programmes/edit/{programme.pk}/",
    ):
        client.post(f"/cms/{address}", form())
        assert client.get(f"/cms/{address}").status_code in {302, 403, 405}
    assert Target.objects.count() == 12


def test_a_programme_page_costs_the_same_queries_for_any_number_of_targets(client, root, django_assert_num_queries):
    programme, made = places.programme(), 0
    client.get(f"/cms/programmes/{programme.pk}/")
    for rows in (1, 3):
        while made < rows:
            made += 1
            client.post(f"/cms/programmes/{programme.pk}/targets/new/", form(due_on=f"2020-0{made}-01"))
        with django_assert_num_queries(13):
            client.get(f"/cms/programmes/{programme.pk}/")
