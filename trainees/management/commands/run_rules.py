"""Run the anomaly rules now, as the night does."""

import json

from django.core.management.base import BaseCommand, CommandError

from trainees.domain.rules import REGISTRY, running


class Command(BaseCommand):
    help = "Run the anomaly rules over everything: flags open, and close themselves where the facts are gone."

    def add_arguments(self, parser):
        parser.add_argument(
            "--rule", action="append", metavar="CODE", help="only this rule; may be given several times"
        )
        parser.add_argument("--json", action="store_true", help="one JSON object a rule")

    def handle(self, *, rule, json: bool, **options):
        codes = rule and {code[:1].upper() + code[1:] for code in rule}
        for code in sorted(codes or ()):
            if code not in REGISTRY:
                raise CommandError(f"There is no rule {code}; there are: {', '.join(sorted(REGISTRY))}.")
            if not REGISTRY[code].runs:
                raise CommandError(f"{code} does not run: {REGISTRY[code].needs}")
        for ran in running.run_everything(codes=codes):
            self.stdout.write(_as_json(ran) if json else _as_line(ran))


def _as_json(ran: running.Ran) -> str:
    tally = ran.tally
    told = {"rule": ran.rule.code, "severity": str(ran.rule.severity), "seconds": round(ran.seconds, 3)}
    return json.dumps(told | {"found": tally.found, "opened": tally.opened, "corrected": tally.corrected})


def _as_line(ran: running.Ran) -> str:
    tally = ran.tally
    counts = f"found {tally.found}, opened {tally.opened}, corrected {tally.corrected}"
    return f"{ran.rule.code:<5} {ran.seconds:6.2f} s  {counts}  {ran.rule.title}"
