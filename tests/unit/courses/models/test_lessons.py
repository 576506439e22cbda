"""A lesson keeps its key through every edit, and a copied course has lessons of its own."""

import pytest
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text

from courses.domain.officers import appoint
from courses.models import CoursePage, Lesson
from tests.factories import places, training

pytestmark = pytest.mark.django_db


@pytest.fixture
def page():
    return training.course("practical", title="网店美工", videos=[None, None])


@pytest.fixture
def organiser(client, page):
    user = places.user("desk")
    appoint(user, "organiser", places.region(), by=None)
    client.force_login(user)
    return user


def lessons_of(page):
    return [(lesson.pk, lesson.key) for lesson in Lesson.objects.filter(module__course=page).order_by("pk")]


def form_of(page, *titles):
    """The editor's form with the lessons of the first module renamed and one more added for each further title."""
    module, rows = page.modules.get(), []
    for title, lesson in zip(titles, [*module.lessons.all(), *[None] * len(titles)], strict=False):
        rows.append(
            {"id": lesson.pk if lesson else "", "title": title, "video": "", "text": rich_text(""), "attachment": ""}
        )
    return nested_form_data(
        {
            "title": page.title,
            "summary": "",
            "audience": "",
            "body": rich_text(""),
            "theory_hours": 4,
            "test_questions": 0,
            "test_tries": 3,
            "practice_hours": 4,
            "modules": inline_formset(
                [{"id": module.pk, "title": module.title, "lessons": inline_formset(rows, initial=2)}], initial=1
            ),
            "comments": inline_formset([]),
        }
    )


def test_lesson_keeps_key_and_row_through_a_revision(page):
    before = lessons_of(page)
    draft = page.get_latest_revision_as_object()
    lesson = draft.modules.get().lessons.first()
    lesson.title = "改名了"
    draft.modules.first().lessons = [lesson, *list(draft.modules.first().lessons.all())[1:]]
    draft.save_revision().publish()
    assert lessons_of(page) == before


def test_lesson_keeps_key_and_row_when_published_from_the_editor(client, organiser, page):
    before = lessons_of(page)
    data = form_of(page, "改名了", "第2课", "新的一课")
    response = client.post(f"/cms/pages/{page.pk}/edit/", data | {"action-publish": "1"})
    assert response.status_code == 302
    after = lessons_of(page)
    assert after[:2] == before
    assert len(after) == 3
    assert Lesson.objects.get(pk=before[0][0]).title == "改名了"
    assert CoursePage.objects.get(pk=page.pk).live


def test_a_draft_changes_nothing_that_is_published(client, organiser, page):
    client.post(f"/cms/pages/{page.pk}/edit/", form_of(page, "草稿", "第2课"))
    assert not Lesson.objects.filter(title="草稿").exists()
    draft = CoursePage.objects.get(pk=page.pk).get_latest_revision_as_object()
    assert draft.modules.get().lessons.first().title == "草稿"


def test_copied_course_has_fresh_keys_and_keeps_them_when_published(page):
    before = lessons_of(page)
    copy = page.copy(update_attrs={"slug": "copy", "title": "网店美工（二）"})
    fresh = lessons_of(copy)
    assert len(fresh) == 2
    assert not {key for _pk, key in fresh} & {key for _pk, key in before}

    copy.get_latest_revision_as_object().save_revision().publish()
    assert lessons_of(copy) == fresh
    assert lessons_of(page) == before


def test_course_gets_its_address_from_the_pinyin_of_its_title():
    track = training.track_page("basic")
    first = track.add_child(instance=CoursePage(title="直播带货"))
    second = track.add_child(instance=CoursePage(title="直播带货"))
    assert [first.slug, second.slug] == ["zhi-bo-dai-huo", "zhi-bo-dai-huo-2"]


def test_editor_previews_the_course(client, organiser, page):
    url = f"/cms/pages/{page.pk}/edit/preview/"
    assert client.post(url, form_of(page, "预览的课", "第2课")).json()["is_valid"]
    shown = client.get(f"{url}?mode=")
    assert shown.status_code == 200
    assert "预览的课" in shown.content.decode()


def test_a_new_course_saved_by_itself_and_by_the_button_at_once_makes_no_error(client, organiser, page):
    add = f"/cms/pages/add/courses/coursepage/{page.get_parent().pk}/"
    new = form_of(page, "第1课", "第2课") | {
        "title": "直播带货",
        "modules-TOTAL_FORMS": 0,
        "modules-INITIAL_FORMS": 0,
    }
    assert "build/saving." in client.get(add).content.decode()  # the button waits; this is for when it could not
    by_itself = client.post(add, new, headers={"accept": "application/json"})
    assert by_itself.json()["success"]
    by_the_button = client.post(add, new)
    assert by_the_button.status_code == 302
    made = CoursePage.objects.filter(title="直播带货").order_by("pk")
    assert [one.slug for one in made] == ["zhi-bo-dai-huo", "zhi-bo-dai-huo-2"]
    assert by_the_button.url == f"/cms/pages/{made[1].pk}/edit/"
    kept = client.post(by_the_button.url, new)
    assert kept.status_code == 302
    assert CoursePage.objects.get(pk=made[1].pk).slug == "zhi-bo-dai-huo-2"
