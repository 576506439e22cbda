"""A size is a smell you can count (design rule: files, functions, templates)."""

import ast

from tests.code import source

MAX_FILE, MAX_FUNCTION, MAX_TEMPLATE = 400, 60, 150


def _lines(file):
    return len(file.read_text().splitlines())


def test_python_files_stay_short():
    assert [(source.name(file), _lines(file)) for file in source.python() if _lines(file) > MAX_FILE] == []


def test_functions_stay_short():
    long = []
    for file in source.python():
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                length = node.end_lineno - node.lineno + 1
                if length > MAX_FUNCTION:
                    long.append((source.name(file), node.name, length))
    assert long == []


def test_templates_stay_short():
    assert [(source.name(file), _lines(file)) for file in source.files(".html") if _lines(file) > MAX_TEMPLATE] == []


def test_scripts_and_styles_stay_short():
    files = source.files(".js", ".mjs", ".css", ".sh")
    assert [(source.name(file), _lines(file)) for file in files if _lines(file) > MAX_FILE] == []
