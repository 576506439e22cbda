"""Captions of every kind, in every encoding, with whatever is hidden in them."""

import pytest

from media.domain import captions

SRT = (
    "1\n00:00:01,000 --> 00:00:03,500\n大家好，今天我们来说网店的事\n\n2\n00:01:02,000 --> 00:01:04,000\n这是你的产品\n"
)
BIG5 = "1\n00:00:01,000 --> 00:00:03,500\n大家好，我們來說這個網店的事，你會對後來的時間發現\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gbk", "gb18030"])
def test_srt_is_read_in_any_encoding(encoding):
    first, second = captions.read(SRT.replace("\n", "\r\n").encode(encoding))
    assert first == captions.Cue(1.0, 3.5, "大家好，今天我们来说网店的事")
    assert (second.start, second.end) == (62.0, 64.0)


def test_big5_is_told_from_gb18030():
    assert captions.read(BIG5.encode("big5"))[0].text.startswith("大家好，我們來說這個")


def test_vtt_loses_marks_scripts_and_notes():
    text = "WEBVTT\n\nNOTE no --> cue\n\nSTYLE\n::cue{color:red}\n\nx\n00:01.000 --> 00:02.000 align:start\n"
    text += "<v 老师><b>你好</b></v> <img src=x onerror=alert(1)>&lt;script&gt;\u202e1 < 2\n"
    (cue,) = captions.read(text.encode())
    assert cue.text == "你好 <script>1"
    assert "&lt;script&gt;1" in captions.write([cue])
    assert "<script" not in captions.write([cue])


def test_ass_keeps_words_only():
    text = "[Events]\nFormat: Layer, Start, End, Style, Text\n"
    text += "Dialogue: 0,0:00:01.50,0:00:03.00,Default,{\\pos(1,2)}你好，{\\b1}各位\\N第二行\n"
    (cue,) = captions.read(text.encode("utf-16"))
    assert (cue.start, cue.end, cue.text) == (1.5, 3.0, "你好，各位\n第二行")


def test_overlapping_times_are_put_in_order():
    text = "00:00:05.000 --> 00:00:09.000\nb\n\n00:00:01.000 --> 00:00:06.000\na\n\n00:00:05.000 --> 00:00:09.000\nc\n"
    text += "\n00:00:20.000 --> 00:00:19.000\nbackwards\n"
    found = captions.read(text.encode())
    assert [(cue.start, cue.end, cue.text) for cue in found] == [(1, 5, "a"), (5, 9, "b\nc")]


@pytest.mark.parametrize("data", [b"", b"hello", "没有时间的文字".encode(), b"\x00" * 64, b"x" * (5 * 1024**2 + 1)])
def test_what_has_no_cues_is_refused(data):
    with pytest.raises(captions.NotCaptions):
        captions.read(data)


def test_what_is_written_reads_the_same():
    cues = captions.read(SRT.encode("gbk"))
    assert captions.read(captions.write(cues).encode()) == cues
