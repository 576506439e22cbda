"""The annual plan: read by organiser and bureau, written at the desk, taken away; nothing of next door."""

import pytest
from django.urls import reverse

from courses.domain.officers import appoint
from courses.models import PlannedTraining
from lms.kit.clock import today
from lms.kit.models import AuditEvent
from tests.factories import people, places, training

pytestmark = pytest.mark.django_db


@pytest.fixture
def programme():
    return places.programme()


@pytest.fixture
def desk(client, programme):
    user = places.user("desk")
    appoint(user, "organiser", places.region(), by=None)
    client.force_login(user)
    return user


def form(programme, page, **fields):
    return {
        "programme": programme.pk, "year": today().year, "course": page.pk, "audience": "返乡青年", "goal": "",
        "first_month": 3, "last_month": 6, "classes": 2, "person_times": 60, "outline": "开店\n直播", "certificate": "",
    } | fields  # fmt: skip


def test_a_line_is_written_changed_and_taken_out(client, desk, programme):
    page = training.course(title="直播带货")
    client.post("/cms/training-plan/new/", form(programme, page))
    line = PlannedTraining.objects.get()
    listed = client.get("/cms/training-plan/").content.decode()
    assert "直播带货" in listed
    assert '<td data-label="月份"><span>3–6</span></td>' in listed  # what a phone shows as a card
    client.post(f"/cms/training-plan/edit/{line.pk}/", form(programme, page, classes=5))
    line.refresh_from_db()
    assert line.classes == 5
    client.post(f"/cms/training-plan/delete/{line.pk}/")
    assert not PlannedTraining.objects.exists()
    logged = AuditEvent.objects.filter(action__startswith="courses.plan.").order_by("at")
    verbs = [action.removeprefix("courses.plan.") for action in logged.values_list("action", flat=True)]
    assert verbs == ["add", "change", "remove"]


@pytest.mark.parametrize("wrong", [{"last_month": 2}, {"classes": 0}, {"person_times": -1}, {"year": 1999}])
def test_a_line_that_can_not_be_is_refused(client, desk, programme, wrong):
    answer = client.post("/cms/training-plan/new/", form(programme, training.course(), **wrong))
    assert answer.context["form"].errors.keys() == wrong.keys()
    assert not PlannedTraining.objects.exists()


def test_a_course_stands_once_in_a_year(client, desk, programme):
    page = training.course()
    for _ in range(2):
        answer = client.post("/cms/training-plan/new/", form(programme, page))
    assert answer.context["form"].errors
    assert PlannedTraining.objects.count() == 1


def test_the_page_opens_each_number_to_its_classes(client, programme):
    page = training.course(title="直播带货")
    held = training.training_class(page=page, programme=programme, state="closed")
    people.enrolment(training_class=held, state="completed")
    client.force_login(places.officer("auditor"))
    html = client.get(reverse("training_plan"), {"year": "1", "programme": "x"}).content.decode()
    assert reverse("office_class", args=[held.pk]) in html
    assert "/cms/" not in html.partition("<main")[2]
    answer = client.post(reverse("training_plan_export"), {"year": str(today().year)})
    assert len(answer.content) > 1000
    assert AuditEvent.objects.filter(action="courses.plan.export").count() == 1


def test_next_door_is_not_there(client, desk, programme):
    next_door = places.region("433125000000")
    theirs = places.programme(name="隔壁的项目", region=next_door)
    line = PlannedTraining.objects.create(
        programme=theirs, year=today().year, course=training.course(), audience="他们", classes=1, person_times=1
    )
    for address in (f"edit/{line.pk}/", f"delete/{line.pk}/"):
        assert client.get(f"/cms/training-plan/{address}").status_code == 404
    assert client.post("/cms/training-plan/new/", form(theirs, line.course)).context["form"].errors
    assert "隔壁的项目" not in client.get(reverse("training_plan"), {"programme": theirs.pk}).content.decode()


def test_who_does_not_organise_or_audit_is_refused(client, programme):
    client.force_login(places.officer("township"))
    assert client.get(reverse("training_plan")).status_code == 403
    assert client.get("/cms/training-plan/").status_code in {302, 403}
