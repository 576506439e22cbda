"""Search finds a part of a Chinese sentence, alike on SQLite and PostgreSQL."""

import importlib

import pytest
from django.core.management import call_command
from modelsearch.query import And, Not, Or, Phrase, PlainText
from wagtail.search.backends import get_search_backend

from courses.models import CoursePage
from lms.kit.search import segment, to_query
from tests.factories import training


@pytest.fixture
def courses():
    training.course("basic", title="直播带货实操", summary="Live selling on Douyin")
    training.course("basic", title="网店运营基础", summary="开店、装修、客服")
    training.course("practical", title="农产品电商直播", audience="合作社负责人")
    call_command("update_index", verbosity=0)


def found(query, **options):
    return sorted(page.title for page in CoursePage.objects.search(query, **options))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("直播", ["农产品电商直播", "直播带货实操"]),
        ("带货实", ["直播带货实操"]),
        ("直播带货实操", ["直播带货实操"]),
        ("货带", []),
        ("直播 农产品", ["农产品电商直播"]),
        ("合作社", ["农产品电商直播"]),
        ("douyin", ["直播带货实操"]),
        ("装修", ["网店运营基础"]),
        ("装修 直播", []),
        ("", []),
        ("“”！", []),
        ("'; DROP TABLE --", []),
        ("直播'", ["农产品电商直播", "直播带货实操"]),
        ("\x00直播", ["农产品电商直播", "直播带货实操"]),
    ],
)
def test_finds_every_part_of_a_sentence(courses, query, titles):
    assert found(query) == titles


@pytest.mark.django_db
def test_finds_either_word_when_asked_to(courses):
    assert found("装修 农产品", operator="or") == ["农产品电商直播", "网店运营基础"]


@pytest.mark.django_db
def test_takes_queries_that_are_built(courses):
    assert found(PlainText("直播") & PlainText("农产品")) == ["农产品电商直播"]
    assert found(Phrase("带货")) == ["直播带货实操"]


def test_puts_every_han_character_on_its_own():
    assert segment("直播 live带货").split() == ["直", "播", "live", "带", "货"]
    assert segment("𠀀x").split() == ["𠀀", "x"]
    assert segment("plain") == "plain"


def test_makes_phrases_of_han_runs_and_words_of_the_rest():
    assert repr(to_query("直播")) == repr(Phrase("直 播"))
    assert repr(to_query("播")) == repr(PlainText("播"))
    mixed = to_query("抖音live")
    assert isinstance(mixed, And)
    assert repr(mixed.subqueries) == repr([Phrase("抖 音"), PlainText("live")])
    assert isinstance(to_query("直播 带货", "or"), Or)
    assert isinstance(to_query(Not(PlainText("直播"))), Not)
    assert to_query("《》") == ""


@pytest.mark.django_db
def test_the_seam_we_change_is_still_there():
    """A release of modelsearch that no longer prepares values here would index Chinese unsegmented, silently."""
    backend = get_search_backend()
    module = importlib.import_module(type(backend).__mro__[1].__module__)
    indexer = module.ObjectIndexer
    assert indexer.segments_han
    assert indexer(training.course(), backend).prepare_value("直播带货").split() == ["直", "播", "带", "货"]
