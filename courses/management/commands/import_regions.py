"""`manage.py import_regions FILE`: administrative divisions from a CSV; see `courses.domain.regions`."""

import datetime as dt
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from courses.domain.region_lists import MAX_BYTES, RegionsRefused, read_successors
from courses.domain.regions import import_regions, plan_regions
from courses.domain.succession import Kind


class Command(BaseCommand):
    help = (
        "Import administrative divisions (CSV with code,name,level,parent_code and perhaps replaces). Running it again "
        "changes nothing. A list that withdraws divisions is only shown, until you say --apply."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument("--successors", type=Path, help="CSV code,successor: who takes the place of what is gone")
        parser.add_argument("--on", type=dt.date.fromisoformat, help="the day the list is valid from; today by default")
        parser.add_argument("--dry-run", action="store_true", help="show the plan, change nothing")
        parser.add_argument("--apply", action="store_true", help="withdraw what is no longer listed, too")

    def handle(self, *, file, successors, on, dry_run, apply, **options):
        try:
            data = _read(file)
            named = read_successors(_read(successors)) if successors else {}
            plan = plan_regions(data, successors=named)
            self._show(plan)
            if dry_run:
                self.stdout.write("Nothing was changed.")
                return
            if plan.withdrawn and not apply:
                raise CommandError(
                    f"{len(plan.withdrawn)} divisions would be withdrawn. Read the plan; to apply it, say --apply."
                )
            import_regions(data, name=file.name, on=on, successors=named, expected=plan.fingerprint)
        except RegionsRefused as refusal:
            raise CommandError(str(refusal)) from refusal
        numbers = ", ".join(
            f"{number} {kind.value}"
            for kind, number in plan.counts.items()
            if number or kind in (Kind.ADDED, Kind.RENAMED)
        )
        self.stdout.write(f"{file.name}: {numbers}, {plan.unchanged} unchanged.")

    def _show(self, plan):
        for change in plan.changes:
            if change.kind == Kind.ADDED:
                continue
            towards = "、".join(f"{code} {name}" for code, name in change.successors) or change.new_name
            guess = " (a guess)" if change.guessed else ""
            self.stdout.write(
                f"{change.kind.value}: {change.code} {change.name}" + (f" → {towards}" if towards else "") + guess
            )


def _read(file: Path) -> bytes:
    try:
        with file.open("rb") as stream:
            return stream.read(MAX_BYTES + 1)
    except OSError as error:
        raise CommandError(f"{file} can't be read: {error.strerror}.") from error
