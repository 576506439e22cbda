"""What no file of the project may hold."""

import re

import pytest

from tests.code import source

# Put together here, so that this file does not hold what it forbids.
REGISTRIES = [
    ".".join(parts)
    for parts in (
        ("pypi", "org"),
        ("pythonhosted", "org"),
        ("npmjs", "org"),
        ("npmjs", "com"),
        ("npmmirror", "com"),
        ("yarnpkg", "com"),
        ("debian", "org"),
        ("proxy", "golang", "org"),
    )
]
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
# Makers of sample people, and tests of the rules, write such numbers on purpose.
MAY_HOLD_NUMBERS = ("tests/", "lms/demo/")
NOBODYS_AREA = "433199"  # no county has these six digits
INLINE = re.compile(
    r"<script(?![^>]*\bsrc=)(?![^>]*type=\"application/json\")|<style|\sstyle=|\son[a-z]+=", re.IGNORECASE
)

TITLE = re.compile(r"<title>.*?</title>|{% block title %}.*?{% endblock %}")
TAG = re.compile(r"{% blocktranslate.*?endblocktranslate %}|{%.*?%}|{{.*?}}", re.DOTALL)


def _text(file) -> str:
    return file.read_bytes().decode("utf-8", errors="ignore")


def _is_id_number(text: str) -> bool:
    check = "10X98765432"[sum(int(d) * w for d, w in zip(text[:17], WEIGHTS, strict=True)) % 11]
    return check == text[17].upper() and "1900" <= text[6:10] <= "2030" and "01" <= text[10:12] <= "12"


def _is_somebodys(text: str) -> bool:
    return _is_id_number(text) and not text.startswith(NOBODYS_AREA)


@pytest.mark.parametrize("host", REGISTRIES)
def test_no_file_names_a_registry_host(host):
    assert [source.name(file) for file in source.files() if host in _text(file)] == []


def test_no_file_holds_an_id_number_that_could_be_somebodys():
    found = []
    for file in source.files():
        if not source.name(file).startswith(MAY_HOLD_NUMBERS):
            numbers = re.findall(r"(?<![0-9A-Za-z])\d{17}[0-9Xx](?![0-9A-Za-z])", _text(file))
            found += [(source.name(file), number) for number in numbers if _is_somebodys(number)]
    assert found == []


def test_an_id_number_is_recognised():
    body = "43312719850615001"
    check = "10X98765432"[sum(int(d) * w for d, w in zip(body, WEIGHTS, strict=True)) % 11]
    assert _is_id_number(body + check)
    assert not _is_id_number(body + ("0" if check != "0" else "1"))


def test_templates_have_no_inline_script_or_style():
    found = []
    for file in source.files(".html"):
        # Pages inside the Wagtail admin and the printed papers have rules of their own.
        if not {"cms", "wagtailadmin", "pdf", "papers"} & set(file.parts):
            found += [(source.name(file), hit.group().strip()) for hit in INLINE.finditer(file.read_text())]
    assert found == []


@pytest.mark.parametrize("tag", ["<script>", '<p style="color:red">', "<a onclick=go()>", "<style>"])
def test_inline_code_is_recognised(tag):
    assert INLINE.search(tag)


def test_a_dot_between_words_hangs_on_the_word_before_it():
    found = []
    for file in source.files(".html"):
        if not {"papers", "posters"} & set(file.parts):
            text = TAG.sub("x", TITLE.sub("", file.read_text()))
            found += [(source.name(file), hit) for hit in re.findall(r".{0,20}(?<!&nbsp;)·.{0,20}", text)]
    assert found == []


def test_code_has_no_grab_bag_modules():
    bags = {"utils.py", "helpers.py", "services.py", "managers.py", "selectors.py", "common.py", "misc.py"}
    assert [source.name(file) for file in source.python() if file.name in bags] == []
