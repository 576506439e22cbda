"""Documents a test can catch lying."""

import re

from tests.code import source


def test_architecture_names_every_folder():
    text = (source.ROOT / "ARCHITECTURE.md").read_text()
    paths = [source.name(file).split("/")[:-1] for file in source.files()]
    folders = {path[0] for path in paths if path}
    folders |= {path[1] for path in paths if path[1:] and path[0] in {*source.APPS, "lms"}}
    assert len(folders) > 20
    assert sorted(folder for folder in folders if f"{folder}/" not in text) == []


def test_architecture_stays_readable():
    assert len((source.ROOT / "ARCHITECTURE.md").read_text().splitlines()) <= 200


def test_readme_tells_both_commands_and_every_setting():
    readme = (source.ROOT / "README.md").read_text()
    assert "script/server" in readme
    assert "script/test" in readme
    code = "".join((source.ROOT / "lms" / name).read_text() for name in ("settings.py", "environment.py"))
    names = set(re.findall(r'env\.\w+\(\s*"([A-Z_]+)"', code)) | {"SECRET_KEY", "FIELD_KEYS", "INDEX_KEY"}
    assert sorted(name for name in names if f"`{name}`" not in readme) == []


def test_readme_explains_every_dependency():
    readme = (source.ROOT / "README.md").read_text().lower()
    wanted = (source.ROOT / "requirements.in").read_text().split()
    names = {re.split(r"[\[<>=,]", line)[0] for line in wanted}
    assert sorted(name for name in names if name.lower() not in readme) == []


def test_links_between_documents_lead_somewhere():
    dead = []
    for file in source.files(".md"):
        targets = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", file.read_text())
        dead += [(source.name(file), target) for target in targets if not (file.parent / target).exists()]
    assert dead == []
