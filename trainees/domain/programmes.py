"""Programmes from the plans that asked for this system: a preset file a plan, in `trainees/data/programmes/`.

A plan of a province becomes a programme in each of its counties, with the same targets.
"""

import datetime as dt
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext as _

from courses.domain import counting
from courses.models import Programme, Region
from lms.kit import audit
from trainees.models import Milestone, Target

FOLDER = Path(__file__).resolve().parent.parent / "data" / "programmes"


class ProgrammeRefused(Exception):
    """The programme can't be made; the text says why and what to do."""


@dataclass(frozen=True)
class Preset:
    """A plan as data. `counties` are codes with names; days and lines are the plan's; a target is a plain dict."""

    key: str
    name: str
    document: str
    counties: dict[str, str]
    starts_on: dt.date
    ends_on: dt.date
    window: str
    targets: list[dict]
    budget_yuan: int = 0

    def name_in(self, region: Region) -> str:
        return self.name if len(self.counties) == 1 else f"{region.name}（{self.name}）"

    def unsaved_targets(self) -> list[Target]:
        """The targets as rows of no programme yet, for reading."""
        return [_target(self, given) for given in self.targets]


@cache
def presets() -> dict[str, Preset]:
    """All plans by their key, the name of their file."""
    return {
        file.stem: Preset(key=file.stem, **tomllib.loads(file.read_text())) for file in sorted(FOLDER.glob("*.toml"))
    }


@transaction.atomic
def start(preset: Preset, region: Region, *, starts_on: dt.date | None = None, by, **changed) -> Programme:
    """Make the programme of a plan in a county, with its targets. Raises ProgrammeRefused.

    With another first day the whole plan moves along; `changed` are other fields of Programme.
    """
    if region.level != Region.Level.COUNTY or region.withdrawn_on:
        raise ProgrammeRefused(_("%(region)s is not a county of today.") % {"region": region.name})
    shift = (starts_on or preset.starts_on) - preset.starts_on
    fields = {
        "name": preset.name_in(region),
        "document": preset.document,
        "starts_on": preset.starts_on + shift,
        "ends_on": preset.ends_on + shift,
        "budget_fen": preset.budget_yuan * 100,
    } | changed
    if Programme.objects.filter(region=region, document=fields["document"]).exists():
        raise ProgrammeRefused(_("%(region)s has the programme of this plan already.") % {"region": region.name})
    programme = Programme.objects.create(region=region, **fields)
    counting.begin(programme, by=by)
    for given in preset.targets:
        target = _target(preset, given, shift=shift)
        target.programme = programme
        target.save()
        Milestone.objects.bulk_create(
            Milestone(target=target, **(milestone | {"due_on": milestone["due_on"] + shift}))
            for milestone in given.get("milestones", [])
        )
    audit.record("trainees.programme.start", programme, by=by, region=region.pk, plan=preset.key)
    return programme


def counties_of(preset: Preset) -> tuple[list[Region], list[str]]:
    """The plan's counties that are known here, and name and code of those whose list is still to be imported."""
    known = Region.objects.current().in_bulk(list(preset.counties))
    return list(known.values()), [f"{name} {code}" for code, name in preset.counties.items() if code not in known]


def _target(preset: Preset, given: dict, *, shift=dt.timedelta()) -> Target:
    plain = {name: value for name, value in given.items() if name not in {"milestones", "clause", "due_on"}}
    due_on = given["due_on"] + shift if "due_on" in given else None
    return Target(**plain, clause=f"{preset.document} {given['clause']}", due_on=due_on)
