import itertools

from lms.demo.words import cues_of


def test_cues_are_cut_where_one_breathes_and_fill_the_time():
    text = "第一，分级。猕猴桃按单果重分三级：八十克以下做果酱，八十到一百克发普通装。"
    cues = cues_of(text, 10, 36)
    assert "".join(cue.text for cue in cues) == text
    assert [cue.text for cue in cues][:2] == ["第一，分级。", "猕猴桃按单果重分三级："]
    assert (cues[0].start, cues[-1].end) == (10, 46)
    assert all(cue.end == after.start for cue, after in itertools.pairwise(cues))


def test_quotation_mark_stays_with_its_sentence():
    assert [cue.text for cue in cues_of("外箱写“易碎。”当天发。", 0, 6)] == ["外箱写“易碎。”", "当天发。"]
