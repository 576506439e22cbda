"""`manage.py import_poverty_list FILE --source NAME [--day DAY] [--dry-run] [--json] [--region CODE]`."""

import datetime as dt

from django.utils.translation import gettext as _

from trainees.models import ImportBatch, ListChange

from . import import_register


class Command(import_register.Command):
    help = "Bring a list of poverty-registered households into the register; status is dated with the day of the list."
    kind = ImportBatch.Kind.POVERTY
    told = ("rows", "accepted", "refused", "households", *ListChange.Kind.values)

    def add_arguments(self, parser):
        super().add_arguments(parser)
        parser.add_argument("--source", required=True, help="who gave the list out")
        parser.add_argument("--day", type=dt.date.fromisoformat, help="day of the list, unless it says so itself")

    def about(self, options) -> dict:
        return {"source": options["source"], "dated_on": options["day"]}

    def line(self, told: dict) -> str:
        return (
            _(
                "%(rows)d rows: %(accepted)d accepted, %(refused)d refused, %(seconds)s s. %(households)d households: "
                "%(new_household)d new, %(unchanged)d unchanged; status changed %(status)d times, %(new_person)d new "
                "people, %(joined)d joined, %(left)d left; %(absent)d households are not in the list any more."
            )
            % told
        )
