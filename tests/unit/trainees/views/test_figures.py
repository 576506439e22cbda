"""Figures pages: whose numbers, the rows behind them, sane addresses, export with a purpose, progress for all."""

import datetime as dt
import io
import logging

import pytest
import python_calamine
from django.urls import reverse

from courses.domain import place_lists
from lms.kit.clock import today
from lms.kit.models import AuditEvent
from tests.factories import lists, people, places, training
from tests.factories.county import little_county
from trainees.domain.indicators import REGISTRY
from trainees.views import figures

pytestmark = pytest.mark.django_db


@pytest.fixture
def organiser(client):
    user = places.officer("organiser")
    client.force_login(user)
    return user


@pytest.fixture
def county():
    return little_county(11, today=today())


def completed(number: int = 1, *, region=None, **fields):
    held = training.training_class(state="closed")
    return [people.enrolment(people.trainee(region=region), held, state="completed", **fields) for _ in range(number)]


def test_each_number_opens_to_as_many_rows_and_each_row_names_its_person(client, organiser, county):
    page = client.get(reverse("figures"))
    shown = [*page.context["headlines"], page.context["conversion"], *page.context["beside"], *page.context["poor"]]
    assert {"trained_persons", "new_shops"} < {figure.indicator.code for figure in shown}
    for figure in shown:
        for part in figure.indicator.parts:
            rows = client.get(reverse("figure_rows", args=[figure.indicator.code]), {"part": part})
            number = figure.numerator if part == "numerator" else figure.denominator
            assert rows.context["number"] == rows.context["page_obj"].paginator.count == number
            assert f'data-figure="{number}" data-rows="{number}"' in rows.content.decode()


def test_rows_of_seconds_say_their_own_and_a_day_that_is_missing_is_a_dash(client, organiser):
    held = training.training_class(state="closed")
    people.enrolment(people.trainee(), held, state="not_completed", attended_seconds=1800, scheduled_seconds=7200)
    page = client.get(reverse("figure_rows", args=["attendance_rate"])).text
    assert '<td class="nowrap numeric" data-label="秒">1800</td>' in page
    assert '<td class="nowrap numeric" data-label="结业日期">—</td>' in page
    assert "= 1800 / 7200 秒" in page


def test_an_inequality_is_said_aloud_and_logged(client, organiser, monkeypatch, caplog):
    first, _ = completed(2)
    fewer = type(first).objects.filter(pk=first.pk)
    monkeypatch.setattr(figures.indicators, "rows", lambda *asked: fewer)
    with caplog.at_level(logging.ERROR, logger="trainees.views.figures"):
        page = client.get(reverse("figure_rows", args=["training_person_times"])).content.decode()
    assert 'data-figure="2" data-rows="1"' in page
    assert 'role="alert"' in page
    assert "training_person_times v2: 2 shown, 1 rows" in caplog.text


@pytest.mark.parametrize("rows", [1, 3])
def test_pages_cost_the_same_for_one_and_three(client, organiser, django_assert_num_queries, monkeypatch, rows):
    own = [*figures.HEADLINES, figures.CONVERSION, *figures.BESIDE_CONVERSION, *figures.POOR]
    monkeypatch.setattr(figures, "all_codes", lambda: own)  # other apps register more
    for number in range(rows):
        completed(region=places.village(number + 1), snapshot_poor=True)
    with django_assert_num_queries(22):
        client.get(reverse("figures"))
    with django_assert_num_queries(12):
        client.get(reverse("figure_rows", args=["training_person_times"]))
    with django_assert_num_queries(12):
        client.get(reverse("figure_rows", args=["trained_persons"]))


def test_a_township_sees_its_own_and_no_target_of_the_county(client):
    here, there = places.village(1, township=1), places.village(1, township=2)
    completed(2, region=here)
    completed(3, region=there)
    client.force_login(places.officer("township", within=here.parent))
    page = client.get(reverse("figures"))
    assert page.context["headlines"][0].value == 2
    assert [row.title for row in page.context["by_region"].rows] == [here.parent.name]
    next_door = client.get(reverse("figures"), {"region": there.parent.code})
    assert next_door.context["headlines"][0].value == 2
    assert next_door.context["filters"].errors["region"]
    rows = client.get(reverse("figure_rows", args=["trained_persons"]), {"region": there.code})
    assert rows.context["number"] == 2


def test_names_are_whole_only_for_people_of_the_own_register(client):
    here, there = places.village(1, township=1), places.village(1, township=2)
    moved = completed(region=here)[0].trainee
    moved.name, moved.region = "向搬走", there
    moved.save()
    client.force_login(places.officer("township", within=here.parent))
    page = client.get(reverse("figure_rows", args=["training_person_times"])).content.decode()
    assert "向**" in page
    assert "向搬走" not in page
    assert moved.id_number not in page
    assert moved.id_number[-4:] in page


def test_trainers_trainees_and_strangers_keep_out(client):
    completed()
    addresses = [reverse("figures"), reverse("figure_rows", args=["trained_persons"])]
    assert [client.get(address).status_code for address in addresses] == [302, 302]
    assert client.post(reverse("figures_export")).status_code == 302
    for user in (places.officer("trainer"), places.user("trainee")):
        client.force_login(user)
        assert [client.get(address).status_code for address in addresses] == [403, 403]
        assert client.post(reverse("figures_export"), {"purpose": "just because"}).status_code == 403


@pytest.mark.parametrize(
    "question",
    [
        {"start": "gestern"},
        {"start": "2026-05-01", "end": "2026-04-01"},
        {"region": "999999999999"},
        {"region": "' OR 1=1"},
        {"track": "secret"},
        {"programme": "99999999"},
        {"programme": "x"},
        {"sort": "password"},
        {"page": "-1"},
    ],
)
def test_nonsense_in_the_address_is_left_out(client, organiser, question):
    completed(2)
    page = client.get(reverse("figures"), question)
    assert page.status_code == 200
    assert page.context["headlines"][0].indicator.code == "training_person_times"
    assert client.get(reverse("figure_rows", args=["trained_persons"]), question).status_code == 200


def test_unknown_indicators_and_parts_are_not_found(client, organiser):
    completed()
    assert client.get(reverse("figure_rows", args=["nonsense"])).status_code == 404
    assert client.get(reverse("figure_rows", args=["trained_persons"]), {"part": "denominator"}).status_code == 404


def test_without_a_programme_the_page_says_so(client, organiser):
    page = client.get(reverse("figures"))
    assert page.status_code == 200
    assert 'class="empty"' in page.content.decode()
    assert client.get(reverse("figure_rows", args=["trained_persons"])).status_code == 404


def test_days_in_the_address_narrow_the_figures_and_stay_in_the_links(client, organiser):
    completed(2)
    late = (today() + dt.timedelta(days=1)).isoformat()
    page = client.get(reverse("figures"), {"start": late})
    assert page.context["headlines"][0].value == 0
    assert f"?start={late}" in page.content.decode()


def test_export_explains_itself_masks_everybody_and_is_written_down(client, organiser, county):
    address = reverse("figures_export") + "?code=trained_persons"
    assert client.post(address, {"purpose": ""}).status_code == 422
    assert not AuditEvent.objects.filter(action="trainees.figures.export").exists()

    response = client.post(address, {"purpose": "给人社局的月报"})
    assert response["Content-Disposition"].startswith('attachment; filename="figures-433127000000-')
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(response.content))
    sheets = [book.get_sheet_by_name(name).to_python() for name in book.sheet_names]
    assert len(sheets) == 4
    measured, regions, details, notes = sheets
    assert len(measured) == 1 + len(REGISTRY)
    assert len(regions) > 1
    number = client.get(reverse("figure_rows", args=["trained_persons"])).context["number"]
    assert len(details) == 1 + number
    assert all(row[0].endswith("*") and row[1].startswith("*") for row in details[1:])
    assert "给人社局的月报" in {row[1] for row in notes}
    assert float(number) in {row[1] for row in notes}
    event = AuditEvent.objects.get(action="trainees.figures.export")
    assert (event.actor, event.purpose, event.details["rows"]) == (organiser, "给人社局的月报", number)


def test_export_is_for_organisers_and_the_bureau_only(client, county):
    client.force_login(places.officer("follow_up"))
    assert client.post(reverse("figures_export"), {"purpose": "weil ich will"}).status_code == 403
    client.force_login(places.officer("auditor"))
    assert client.post(reverse("figures_export"), {"purpose": "抽查核对"}).status_code == 200
    assert client.get(reverse("figures_export")).status_code == 405


def test_progress_is_public_and_names_nobody(client):
    names = [enrolment.trainee.name for enrolment in completed(7)]
    page = client.get(reverse("public_progress"))
    assert page.status_code == 200
    text = page.content.decode()
    assert page.context["progress"].figures[0].value == 7
    assert not any(name in text for name in names)
    assert "/figures/" not in text


def test_progress_without_a_programme_says_so_and_nonsense_shows_the_newest(client):
    assert "sprout" in client.get(reverse("public_progress")).content.decode()
    old = places.programme(name="旧项目", starts_on=dt.date(2015, 1, 1), ends_on=dt.date(2016, 1, 1))
    new = places.programme(name="新项目")
    for asked, expected in (("", new), (str(old.pk), old), ("99999", new), ("x'", new)):
        assert client.get(reverse("public_progress"), {"programme": asked}).context["programme"] == expected


def test_a_base_somebody_else_counted_opens_to_its_list(client, organiser):
    village = completed()[0].snapshot_region
    kept = lists.place_list("denominators", ["代码", "常住人口"], [places.COUNTY, 90017])
    place_lists.apply(place_lists.receive(kept, by=organiser), by=organiser)
    address = reverse("figure_rows", args=["resident_coverage_rate"])
    page = client.get(address, {"part": "denominator"})
    assert (page.context["number"], page.context["made"]) == (90017, 90017)
    assert "县统计局" in page.content.decode()
    assert village.name in client.get(address).content.decode()
