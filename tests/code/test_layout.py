"""Where things stand: the rooms of an app, the tests beside their code, the import rules that name every room."""

import configparser

from tests.code import source

PUBLIC = {"models", "domain", "signals"}
NO_ROOM = {"apps", "migrations", "urls", "static"}


def _rooms(app: str) -> set[str]:
    folder = source.ROOT / app
    packages = {child.name for child in folder.iterdir() if (child / "__init__.py").exists()}
    modules = {file.stem for file in folder.glob("*.py")}
    return (packages | modules) - {"__init__"} - NO_ROOM


def test_import_rules_protect_every_room_of_an_app():
    rules = configparser.ConfigParser()
    rules.read(source.ROOT / ".importlinter")
    for app in source.APPS:
        protected = set(rules[f"importlinter:contract:entry-{app}"]["protected_modules"].split())
        assert protected == {f"{app}.{room}" for room in _rooms(app) - PUBLIC}


def test_apps_have_only_known_rooms():
    known = PUBLIC | {
        "forms", "views", "viewsets", "reports", "tasks", "receivers", "permissions", "wagtail_hooks", "log_actions",
        "management", "templatetags", "indicators",
    }  # fmt: skip
    unknown = {app: sorted(_rooms(app) - known) for app in source.APPS}
    assert {app: rooms for app, rooms in unknown.items() if rooms} == {}


def test_unit_tests_stand_where_their_code_stands():
    stray = []
    for file in source.files(".py"):
        path = source.name(file)
        if path.startswith("tests/unit/") and file.name.startswith("test_"):
            code = source.ROOT / file.parent.relative_to(source.ROOT / "tests" / "unit")
            if not code.exists():
                stray.append(path)
    assert stray == []


def test_every_domain_module_says_what_it_promises():
    modules = [file for app in source.APPS for file in (source.ROOT / app / "domain").glob("*.py")]
    silent = [file for file in modules if file.name != "__init__.py" and not file.read_text().startswith('"""')]
    assert [source.name(file) for file in silent] == []
