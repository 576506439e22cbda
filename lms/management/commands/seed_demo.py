"""`manage.py seed_demo`: fill an empty database with the demo county."""

import time

from django.core.management.base import BaseCommand, CommandError

from courses.models import Region
from lms.demo.build import build


class Command(BaseCommand):
    help = "Fill an empty database with the demo county: Yongshun's plan of 2019 with generated people."

    def add_arguments(self, parser):
        parser.add_argument(
            "--size",
            choices=["small", "county"],
            default="small",
            help="small: 12 classes, 400 people; county: 30,000 person-times beside them",
        )
        parser.add_argument("--seed", type=int, default=2019, help="another number gives other people")

    def handle(self, *, size, seed, **options):
        if Region.objects.exists():
            raise CommandError(
                "The database is not empty, and the demo does not mix with other data. "
                "Use another DATABASE_URL or VAR_DIR, or move the old database away."
            )
        started = time.monotonic()
        build(size=size, seed=seed, say=self.stdout.write)
        self.stdout.write(f"The demo county stands after {time.monotonic() - started:.0f} s.")
