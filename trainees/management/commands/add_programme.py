"""`manage.py add_programme PLAN`: the programme of a plan, with its targets; see `trainees.domain.programmes`."""

from django.core.management.base import BaseCommand, CommandError

from courses.models import Region
from trainees.domain import programmes


class Command(BaseCommand):
    help = "Make the programme of a plan with its targets, one for each of its counties. Without a plan: list them."

    def add_arguments(self, parser):
        parser.add_argument("plan", nargs="?", help="name of a plan, like yongshun-2019")
        parser.add_argument("--county", help="12-digit code of one county; all counties of the plan by default")

    def handle(self, *, plan, county, **options):
        if not plan:
            for preset in programmes.presets().values():
                self.stdout.write(f"{preset.key}: {preset.name}, {len(preset.targets)} targets")
            return
        preset = programmes.presets().get(plan)
        if preset is None:
            raise CommandError(f"No plan is called {plan}. There are: {', '.join(programmes.presets())}.")
        for region in self._counties(preset, county):
            try:
                made = programmes.start(preset, region, by=None)
            except programmes.ProgrammeRefused as refusal:
                raise CommandError(str(refusal)) from refusal
            self.stdout.write(f"{made}: {made.targets.count()} targets")

    def _counties(self, preset, county) -> list[Region]:
        known, missing = programmes.counties_of(preset)
        if county:
            known, missing = list(Region.objects.filter(code=county)), []
        if missing or not known:
            raise CommandError(
                f"Not in the table of divisions: {', '.join(missing) or county}. Import their lists first "
                "(manage.py import_regions), or name one with --county."
            )
        return known
