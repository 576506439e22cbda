"""The trainer pool at the desk: found, filtered, opened, its papers added and shown, in the own county only."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from courses.domain import trainers
from courses.models import Qualification, Trainer
from tests.factories import people, places, training
from trainees.models import TrainerRating

pytestmark = pytest.mark.django_db


def picture(name="证.jpg"):
    out = io.BytesIO()
    Image.new("RGB", (20, 20), "white").save(out, "JPEG")
    return SimpleUploadedFile(name, out.getvalue())


def test_trainers_are_found_and_filtered(client, desk):
    training.trainer(name="甲老师", subjects="直播带货", tracks=["practical"], pay_class="senior")
    training.trainer(name="乙老师", workplace="县职业中专", tracks=["basic", "cadre"], pay_class="none")
    for query, names in [
        ("q=直播", {"甲老师"}),
        ("q=职业中专", {"乙老师"}),
        ("track=cadre", {"乙老师"}),
        ("pay_class=senior", {"甲老师"}),
        ("track=nonsense", {"甲老师", "乙老师"}),
    ]:
        html = client.get(f"/cms/trainers/?{query}").content.decode()
        assert {name for name in ("甲老师", "乙老师") if name in html} == names, query


def test_a_trainer_is_made_with_tracks(client, desk):
    form = {"name": "新老师", "region": places.region().pk, "tracks": ["basic", "practical"], "pay_class": "expert"}
    client.post("/cms/trainers/new/", form)
    assert Trainer.objects.get().tracks == ["basic", "practical"]


def test_a_paper_is_added_shown_and_taken_away(client, desk):
    trainer = training.trainer()
    page = f"/cms/trainers/{trainer.pk}/"
    client.post(page, {"name": "讲师证", "expires_on": "2020-01-01", "picture": picture()})
    paper = trainer.qualifications.get()
    html = client.get(page).content.decode()
    assert "讲师证" in html
    shown = client.get(f"{page}papers/{paper.pk}/")
    assert shown["Content-Type"] == "image/jpeg"
    assert "private" in shown["Cache-Control"]
    client.post(f"{page}papers/{paper.pk}/remove/")
    assert not Qualification.objects.exists()


@pytest.mark.parametrize(
    ("form", "field"),
    [
        ({"name": "证", "picture": SimpleUploadedFile("a.jpg", b"MZ")}, "picture"),
        ({"name": f"证 {people.id_number(3)}", "picture": picture()}, "name"),
        ({"name": "证", "issued_on": "2025-01-01", "expires_on": "2024-01-01"}, "expires_on"),
    ],
)
def test_a_paper_that_is_none_is_refused_with_a_sentence(client, desk, form, field):
    trainer = training.trainer()
    answer = client.post(f"/cms/trainers/{trainer.pk}/", form)
    assert answer.status_code == 422
    assert answer.context["form"].errors[field]
    assert not Qualification.objects.exists()


def test_next_door_is_not_there(client, desk, next_door):
    trainer = training.trainer(name="保靖老师", region=next_door)
    paper = trainers.add_qualification(trainer, Qualification(name="证"), picture=picture(), by=desk)
    for address in ("", f"papers/{paper.pk}/"):
        assert client.get(f"/cms/trainers/{trainer.pk}/{address}").status_code == 404
    for address in ("", f"papers/{paper.pk}/remove/"):
        assert client.post(f"/cms/trainers/{trainer.pk}/{address}").status_code == 404
    own = training.trainer()
    assert client.get(f"/cms/trainers/{own.pk}/papers/{paper.pk}/").status_code == 404
    exported = client.post("/cms/trainers/export/").content
    assert len(exported) > 1000
    assert Qualification.objects.exists()


def test_the_rating_is_shown_from_five_answers_on_and_else_a_dash(client, desk):
    """Of the own county's classes: what far ones gave is not theirs to see."""
    for name, answers, region in (("五份", 5, None), ("四份", 4, None), ("外县", 5, "433125000000")):
        more = {"region": places.region(region, name="保靖县")} if region else {}
        held = training.training_class(trainer=training.trainer(name=name), **more)
        TrainerRating.objects.bulk_create(
            TrainerRating(training_class=held, trainer=held.trainer, score=score) for score in (5, 4, 4, 4, 5)[:answers]
        )
    html = client.get("/cms/trainers/").content.decode()
    shown = {name: html.partition(name)[2].partition("</tr>")[0] for name in ("五份", "四份", "外县")}
    assert {name: ("4.40" in row, "—" in row) for name, row in shown.items()} == {
        "五份": (True, False),
        "四份": (False, True),
        "外县": (False, True),
    }
    rated = Trainer.objects.get(name="五份")
    assert f'href="/teach/trainers/{rated.pk}/ratings/"' in shown["五份"]
    assert "4.40" in client.get(f"/cms/trainers/{rated.pk}/").content.decode()


def test_cells_say_what_they_are_where_a_phone_shows_cards(client, desk):
    training.trainer(subjects="直播带货")
    html = client.get("/cms/trainers/").content.decode()
    assert '<td data-label="擅长科目"><span>直播带货</span></td>' in html


def test_the_list_is_called_what_the_menu_calls_it_and_counts_trainers(client, desk):
    training.trainer()
    answer = client.get("/cms/trainers/")
    html = answer.content.decode()
    assert answer.context["page_title"] == "师资库"
    assert "新增讲师" in html
    assert "1 讲师" in html


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_for_any_number(client, desk, count, django_assert_num_queries):
    for number in range(count):
        training.trainer(name=f"老师{number}")
    client.get("/cms/trainers/")
    with django_assert_num_queries(12):
        client.get("/cms/trainers/")
