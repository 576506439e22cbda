"""Names in pinyin: the readings of surnames, and what finds whom."""

import pytest

from tests.factories import people
from trainees.domain import names
from trainees.models import Trainee


@pytest.mark.parametrize(
    ("name", "spelled"),
    [
        ("张三丰", "zhang san feng zsf zhangsanfeng sanfeng"),
        ("曾小乐", "zeng xiao le zxl zengxiaole xiaole"),
        ("单雄信", "shan xiong xin sxx shanxiongxin xiongxin"),
        ("尉迟恭", "yu chi gong ycg yuchigong gong"),
        ("吕布", "lv bu lb lvbu bu"),
        ("解小区", "xie xiao qu xxq xiexiaoqu xiaoqu"),
        ("田", "tian t tian"),
        ("阿依古丽·买买提", "a yi gu li mai mai ti ayglmmt ayigulimaimaiti yigulimaimaiti"),
        ("Rose Li", "roseli"),
    ],
)
def test_pinyin_reads_a_name_as_people_say_it(name, spelled):
    assert names.pinyin(name) == spelled


def test_pinyin_of_the_longest_name_fits_the_column():
    assert len(names.pinyin("壮" * 50)) == names.LONGEST


@pytest.mark.django_db
@pytest.mark.parametrize(
    "typed",
    ["曾小", "小乐", "zeng", "Zeng", "zengx", "zxl", "zx", "xiao le", "xiaole", "zengxiaole", "zeng xiao", " 曾小乐 "],
)
def test_search_finds_the_person_and_nobody_else(typed):
    wanted = people.trainee(name="曾小乐")
    people.trainee(name="田大山")
    for one in Trainee.objects.all():
        Trainee.objects.filter(pk=one.pk).update(name_pinyin=names.pinyin(one.name))

    for found in (names.called(typed), names.spelt(typed)):
        assert list(Trainee.objects.filter(found)) == [wanted]


@pytest.mark.django_db
@pytest.mark.parametrize("typed", ["%", "_", "\0zeng%", "eng", "'; drop", "张" * 500])
def test_search_finds_nobody_by_signs_or_middles_of_words(typed):
    one = people.trainee(name="曾小乐")
    Trainee.objects.filter(pk=one.pk).update(name_pinyin=names.pinyin(one.name))

    for found in (names.called(typed), names.spelt(typed)):
        assert not Trainee.objects.filter(found).exists()


@pytest.mark.django_db
@pytest.mark.parametrize("typed", ["Rose", "rose li", "买买提", "古丽", "ayi", "ayglmmt"])
def test_search_finds_names_that_are_not_three_han_characters(typed):
    found = [people.trainee(name="Rose Li"), people.trainee(name="阿依古丽·买买提"), people.trainee(name="田大山")]
    for one in found:
        Trainee.objects.filter(pk=one.pk).update(name_pinyin=names.pinyin(one.name))

    wanted = found[:1] if "ose" in typed else found[1:2]
    assert list(Trainee.objects.filter(names.called(typed))) == wanted
    assert list(Trainee.objects.filter(names.spelt(typed))) == wanted
