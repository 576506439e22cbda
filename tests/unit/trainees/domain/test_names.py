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

    assert list(Trainee.objects.filter(names.called(typed))) == [wanted]


@pytest.mark.django_db
@pytest.mark.parametrize("typed", ["%", "_", "\0zeng%", "eng", "'; drop", "张" * 500])
def test_search_finds_nobody_by_signs_or_middles_of_words(typed):
    one = people.trainee(name="曾小乐")
    Trainee.objects.filter(pk=one.pk).update(name_pinyin=names.pinyin(one.name))

    assert not Trainee.objects.filter(names.called(typed)).exists()
