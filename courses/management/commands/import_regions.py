"""`manage.py import_regions FILE`: administrative divisions from a CSV; see `courses.domain.regions`."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from courses.domain.regions import MAX_BYTES, RegionsRefused, import_regions


class Command(BaseCommand):
    help = "Import administrative divisions (CSV with code,name,level,parent_code). Running it again changes nothing."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)

    def handle(self, *, file, **options):
        try:
            with file.open("rb") as stream:
                done = import_regions(stream.read(MAX_BYTES + 1))
        except OSError as error:
            raise CommandError(f"{file} can't be read: {error.strerror}.") from error
        except RegionsRefused as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"{file.name}: {done.added} added, {done.renamed} renamed, {done.unchanged} unchanged.")
