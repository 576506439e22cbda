"""`manage.py import_register FILE [--dry-run] [--json] [--region CODE]`: a list of people into the register."""

import json
import time
from collections import Counter
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from courses.models import Region
from lms.kit.spreadsheets import UnreadableTable
from trainees.domain import looking
from trainees.domain.imports import batches
from trainees.domain.imports.rows import ListUnfit
from trainees.models import ImportBatch, ImportRemark


class Command(BaseCommand):
    help = "Bring a list of people (.xlsx, .xls, .csv) into the register; rows that can't be right stay out."
    kind = ImportBatch.Kind.REGISTER
    told = ("rows", "accepted", "refused", "new", "known")

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="check only; write nothing")
        parser.add_argument("--json", action="store_true", help="one JSON object instead of sentences")
        parser.add_argument("--region", help="12-digit code of the region whose villages are meant")

    def about(self, options) -> dict:
        """What is said of the list besides its rows."""
        return {}

    def handle(self, *, file: Path, region: str | None, **options):
        started = time.perf_counter()
        where, about, kind = _region(region), self.about(options), batches.KINDS[self.kind]
        try:
            data = file.read_bytes()
            if options["dry_run"]:
                day = about.get("dated_on")
                checked = kind.check(kind.kept(data, name=file.name), name=file.name, region=where, dated_on=day)
                counts = checked.counts()
                reasons = Counter(code for _n, _column, code, refuses, *_rest in checked.rows.remarks if refuses)
            else:
                batch = batches.import_now(where, kind=self.kind, data=data, name=file.name, **about)
                counts = batch.counts
                refusals = ImportRemark.objects.filter(batch=batch, is_refusal=True)
                reasons = Counter(refusals.values_list("code", flat=True))
        except (OSError, UnreadableTable, ListUnfit, batches.ListRefused) as error:
            raise CommandError(str(error)) from error
        told = {
            **{name: counts[name] for name in self.told},
            "reasons": dict(reasons.most_common()),
            "seconds": round(time.perf_counter() - started, 2),
        }
        if not options["dry_run"]:
            looking.ask_about_the_new()
        self.stdout.write(json.dumps(told) if options["json"] else self.in_words(told))

    def in_words(self, told: dict) -> str:
        """The counts and the reasons as lines."""
        lines = [self.line(told)]
        lines += [f"  {count:>6}  {code}" for code, count in told["reasons"].items()]
        return "\n".join(lines)

    def line(self, told: dict) -> str:
        """The counts in a sentence."""
        return (
            _(
                "%(rows)d rows: %(accepted)d accepted (%(new)d new, %(known)d known), %(refused)d refused, "
                "%(seconds)s s."
            )
            % told
        )


def _region(code: str | None) -> Region:
    if code:
        found = Region.objects.filter(pk=code).first()
        if found is None:
            raise CommandError(f"There is no region {code}.")
        return found
    counties = Region.objects.filter(programmes__isnull=False).distinct()[:2]
    if len(counties) != 1:
        raise CommandError("Which region's villages are meant? Name it with --region CODE.")
    return counties[0]
