"""`manage.py probe_video FILE [--json]`: what would become of a file if it were uploaded."""

import dataclasses
import json
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from media.domain import probing


class Command(BaseCommand):
    help = "Judge a video file as an upload is judged: accept, note or refuse, with the reason."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument("--json", action="store_true", help="one object: verdict, reason, duration, width, height")

    def handle(self, *args, file, **options):
        if not file.is_file():
            raise CommandError(f"{file} is no file.")
        found = probing.look(file.resolve())
        if options["json"]:
            self.stdout.write(json.dumps(dataclasses.asdict(found), ensure_ascii=False))
            return
        self.stdout.write(f"{found.verdict} {found.duration:g} s {found.width}x{found.height} {found.reason}".rstrip())
