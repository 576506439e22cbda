"""The command that runs the rules now."""

import io
import json

import pytest
from django.core.management import CommandError, call_command

from tests.factories import people
from tests.unit.trainees.domain.rules.conftest import held, present
from trainees.models import AnomalyFlag

pytestmark = pytest.mark.django_db


def run(*arguments: str) -> str:
    out = io.StringIO()
    call_command("run_rules", *arguments, stdout=out)
    return out.getvalue()


def test_one_rule_opens_its_flags_and_tells_how_many():
    who = people.trainee()
    present(who, held())
    present(who, held(hour=10))

    told = json.loads(run("--rule", "r11", "--json"))
    again = json.loads(run("--rule", "R11", "--json"))

    assert (told["rule"], told["severity"], told["found"], told["opened"]) == ("R11", "critical", 1, 1)
    assert (again["found"], again["opened"], again["corrected"]) == (1, 0, 0)
    assert AnomalyFlag.objects.get().rule == "R11"


def test_without_a_rule_all_run_a_line_each():
    lines = run().splitlines()
    assert len(lines) > 30
    assert any(line.startswith("R01") and "opened 0" in line for line in lines)


@pytest.mark.parametrize(("code", "said"), [("R99", "There is no rule R99"), ("R24", "R24 does not run")])
def test_a_rule_that_cannot_run_is_named(code, said):
    with pytest.raises(CommandError, match=said):
        run("--rule", code)
