"""`manage.py prepare`: everything between a fresh checkout and a server that can start, in one process."""

import hashlib

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from courses.models import Programme
from lms.demo import accounts


class Command(BaseCommand):
    help = "Collect static files when they changed, migrate, and fill an empty database with the demo county."

    def add_arguments(self, parser):
        parser.add_argument("--demo", choices=["small", "county"], help="fill an empty database with a county this big")

    def handle(self, *, demo, **options):
        self._collect_static()
        self._migrate()
        if demo and not Programme.objects.exists():
            self.stdout.write("The database is empty: building the demo county. This takes a minute.")
            call_command("seed_demo", size=demo, stdout=self.stdout)
        if settings.DEMO:
            self.stdout.write(accounts.table(settings.SITE_URL))
        self.stdout.write(f"\nXiangxue opens at {settings.SITE_URL} (Ctrl-C ends it)")

    def _migrate(self):
        """Only when there is something to do: a look costs a sixth of what `migrate` takes to find nothing."""
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            call_command("migrate", verbosity=0, interactive=False)

    def _collect_static(self):
        stamp = settings.STATIC_ROOT / ".stamp"
        state = _static_state()
        if not stamp.exists() or stamp.read_text() != state:
            call_command("collectstatic", verbosity=0, interactive=False)
            stamp.write_text(state)


def _static_state() -> str:
    """Changes when any static file is added, removed or changed."""
    digest = hashlib.sha256()
    for finder in get_finders():
        for name, storage in finder.list([]):
            digest.update(f"{name} {storage.size(name)} {storage.get_modified_time(name)}\n".encode())
    return digest.hexdigest()
