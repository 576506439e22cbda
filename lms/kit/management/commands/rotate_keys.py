"""`manage.py rotate_keys`: put every sealed value and blind index under the newest key, beside people at work."""

import time

from django.core.management.base import BaseCommand, CommandError

from lms.kit import audit
from lms.kit.rotation import Batch, stores
from lms.kit.sealed import newest_key

# Values that changed under our hands are tried again; three rounds without an end mean a server with old settings.
ROUNDS = 3


class Command(BaseCommand):
    help = (
        "Seal everything with the first of FIELD_KEYS; while INDEX_KEY names two keys, write every index under the "
        "first. May be stopped and started again at any time."
    )

    def add_arguments(self, parser):
        parser.add_argument("--check", action="store_true", help="count what still carries an old key, change nothing")
        parser.add_argument("--batch", type=int, default=500, metavar="N", help="rows a transaction (500)")

        parser.add_argument("--indexes", action="store_true", help="the indexes too, though INDEX_KEY names one key")

    def handle(self, *, check, batch, indexes, **options):
        places = stores(indexes=indexes)
        if not check:
            self._rotate(places, max(batch, 1))
        old = self._report(places)
        if old:
            raise CommandError(f"{old} values still carry an old key.")

    def _rotate(self, places: list, size: int) -> None:
        start, total, moved = time.monotonic(), Batch(), {}
        for store in places:
            for _round in range(ROUNDS):
                before = total.left
                for done in store.rotate(size=size):
                    self._add(total, done, store, start)
                    moved[store.place] = moved.get(store.place, 0) + done.moved
                if total.left == before:
                    break
        newest, _key = newest_key()
        if total.moved:
            audit.record("kit.keys.rotate", None, by=None, key=newest, moved=moved)
        seconds = time.monotonic() - start
        self.stdout.write(f"{total.moved} values moved to {newest} in {seconds:.1f} s, {total.left} changed meanwhile.")

    def _add(self, total: Batch, done: Batch, store, start: float) -> None:
        total.moved += done.moved
        total.left += done.left
        for pk in done.broken:
            self.stderr.write(f"{store.place}, row {pk}: does not open with any key we have")
        for pk in done.twins:
            self.stderr.write(
                f"{store.place}, row {pk}: another row has the same number. Compare the two, then start again"
            )
        if time.monotonic() - getattr(self, "_said", start) > 5:
            self._said = time.monotonic()
            rate = total.moved / (self._said - start)
            self.stdout.write(f"… {store.place}: {total.moved} moved, {rate:.0f} a second")

    def _report(self, places: list) -> int:
        """Print how many values each key holds in each place; return how many are not under the newest."""
        old = 0
        for store in places:
            counts, newest = store.counts(), store.newest
            old += sum(counts.values()) - counts[newest]
            told = ", ".join(f"{key} {number}" for key, number in counts.items() if number or key == newest)
            self.stdout.write(f"{store.place}: {told}")
        return old
