"""The pages everybody sees: home with its tracks, a track with its courses, a course with its syllabus."""

import gzip

import pytest
from django.core.management import call_command
from wagtail.models import Site

from courses.models import CatalogueIndexPage, Lesson, Module
from tests.factories import training

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def home(settings):
    settings.LANGUAGE_CODE = "en"
    training.track_page("basic")
    index = CatalogueIndexPage.objects.get()
    Site.objects.update_or_create(is_default_site=True, defaults={"hostname": "localhost", "root_page": index})
    return index


@pytest.fixture
def warm(client):
    """What is looked up once a process (site root paths) is no cost of a page."""
    client.get("/")


def test_home_counts_the_published_courses_of_each_track(client):
    training.track_page("practical")
    training.course("basic")
    training.course("basic", title="直播带货实操")
    training.course("basic", title="草稿", live=False)
    tracks = client.get("/").context["tracks"]
    assert [(track.track, track.courses) for track in tracks] == [("basic", 2), ("practical", 0)]


def test_home_is_small(client):
    for track in ("basic", "practical", "cadre"):
        training.course(track)
    assert len(gzip.compress(client.get("/").content)) < 12_000


@pytest.mark.parametrize("rows", [1, 3])
def test_home_asks_the_database_as_often_for_one_track_as_for_three(client, warm, django_assert_num_queries, rows):
    for track in ("basic", "practical", "cadre")[:rows]:
        training.course(track)
    with django_assert_num_queries(6):
        client.get("/")


@pytest.mark.parametrize("rows", [1, 3])
def test_track_asks_the_database_as_often_for_one_course_as_for_three(client, warm, django_assert_num_queries, rows):
    for _ in range(rows):
        training.course("basic")
    with django_assert_num_queries(8):
        assert client.get("/basic/").text.count("row-link") == rows


@pytest.mark.parametrize("rows", [1, 3])
def test_course_asks_the_database_as_often_for_one_module_as_for_three(client, warm, django_assert_num_queries, rows):
    course = training.course("basic", videos=[None, None])
    for order in range(1, rows):
        module = Module.objects.create(course=course, title=f"单元{order}", sort_order=order)
        Lesson.objects.create(module=module, title="课", sort_order=0)
    with django_assert_num_queries(11):
        page = client.get(course.url)
    assert page.text.count('class="module"') == rows


def test_course_shows_hours_and_lessons_in_order(client):
    course = training.course("basic", videos=[None, None], audience="在家的村民")
    text = client.get(course.url).text
    assert text.index("第1课") < text.index("第2课")
    assert "在家的村民" in text
    assert course.hours == 8


def test_track_that_has_no_course_says_so(client):
    assert "Courses are being prepared" in client.get("/basic/").text


@pytest.mark.parametrize(
    ("typed", "found"), [("直播", 1), ("带货实", 1), ("运营", 1), ("播直", 0), ("zzz", 0), ('"', 0)]
)
def test_search_finds_part_of_a_chinese_title(client, typed, found):
    training.course("basic", title="直播带货实操")
    training.course("practical", title="网店运营基础")
    call_command("update_index", verbosity=0)
    page = client.get("/", {"q": typed})
    assert page.text.count("row-link") == found
    assert ("No course was found" in page.text) == (found == 0)


def test_search_on_a_track_stays_in_the_track(client):
    training.course("basic", title="直播入门")
    training.course("practical", title="直播实操")
    call_command("update_index", verbosity=0)
    text = client.get("/practical/", {"q": "直播"}).text
    assert "直播实操" in text
    assert "直播入门" not in text


@pytest.mark.parametrize(
    "query", [{"q": "x" * 5000}, {"q": "\x00' OR 1=1 --"}, {"q": "直播", "page": "-7"}, {"page": "last"}]
)
def test_search_survives_hostile_addresses(client, query):
    training.course("basic")
    assert client.get("/", query).status_code == 200
    assert client.get("/basic/", query).status_code == 200
