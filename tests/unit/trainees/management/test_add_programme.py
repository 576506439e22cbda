"""The command makes a plan's programme in each of its counties, or says what is missing."""

import pytest
from django.core.management import CommandError, call_command

from courses.models import Programme
from tests.factories import places

pytestmark = pytest.mark.django_db


def test_add_programme_lists_and_adds(capsys):
    places.region("411024000000", name="鄢陵县")
    call_command("add_programme")
    assert "yanling-2014" in capsys.readouterr().out
    call_command("add_programme", "yanling-2014")
    assert Programme.objects.get().targets.count() == 4
    with pytest.raises(CommandError):
        call_command("add_programme", "yanling-2014")


def test_add_programme_of_a_province_one_county_at_a_time():
    with pytest.raises(CommandError, match="429005000000"):
        call_command("add_programme", "hubei-2015")
    places.region("429005000000")
    call_command("add_programme", "hubei-2015", county="429005000000")
    assert Programme.objects.get().region_id == "429005000000"


@pytest.mark.parametrize("options", [{"plan": "nonsense"}, {"plan": "hubei-2015", "county": "43"}])
def test_add_programme_of_what_is_not_there_is_a_sentence(options):
    with pytest.raises(CommandError, match=r"nonsense|43"):
        call_command("add_programme", options.pop("plan"), **options)
