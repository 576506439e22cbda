"""Rosters of a class: checked first, brought in on request, each row with its reason.

    upload -> checked (nothing in the register has changed) -> imported

The workbook is full of ID numbers, so it is kept sealed. Importing checks it afresh: what the
register has learnt since the dry run counts.
"""

import contextlib
from pathlib import PurePath

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from courses.models import TrainingClass
from lms.kit import audit
from lms.kit.clock import now, today
from lms.kit.spreadsheets import UnreadableTable, read_table, write_workbook
from lms.kit.watermarks import watermark
from trainees.models import RosterImport

from . import enrolments, register
from .roster_check import Finding, check_entries
from .roster_columns import COLUMNS, ColumnsMissing, read_entries
from .roster_places import Villages
from .rules import running
from .sealed_files import closed, opened

MAX_PEOPLE = 2000
# A made-up person: the number is right in form and belongs to nobody.
EXAMPLE = ("张三", "433199198506150011", "13800138000", "灵溪镇", "司城村", "4331270001", "农村青年、返乡农民工")


class RosterRefused(Exception):
    """The file is no roster we can use; the text says why and what to do."""


def check(training_class, *, data: bytes, name: str, by) -> RosterImport:
    """A dry run: reads the file, keeps it sealed with what was found, registers nobody. Raises RosterRefused."""
    if training_class.state not in {TrainingClass.State.PLANNED, TrainingClass.State.OPEN}:
        raise RosterRefused(_("This class is over and takes nobody any more."))
    findings = _find(data, name=name, training_class=training_class)
    with transaction.atomic():
        roster = RosterImport.objects.create(
            training_class=training_class,
            file=closed(data, RosterImport._meta.get_field("file")),
            name=PurePath(name).name[:255],
            findings=[finding.as_json() for finding in findings],
            uploaded_by=by,
        )
        _log("check", roster, by=by)
    return roster


def bring_in(roster: RosterImport, *, by) -> RosterImport:
    """Register everyone the file gives no reason to refuse, and give them places; all or nothing.

    Bringing in twice changes and logs nothing. Raises RosterRefused.
    """
    with transaction.atomic():
        roster = RosterImport.objects.select_for_update().select_related("training_class__programme").get(pk=roster.pk)
        if roster.state == RosterImport.State.IMPORTED:
            return roster
        training_class = roster.training_class
        findings = _find(contents(roster), name=roster.name, training_class=training_class)
        since = min(today(), training_class.starts_on)
        for finding in findings:
            if not finding.refusals:
                _bring_in(finding, training_class, since=since, by=by)
        roster.findings = [finding.as_json() for finding in findings]
        roster.state, roster.imported_at, roster.imported_by = RosterImport.State.IMPORTED, now(), by
        roster.save()
        _log("import", roster, by=by)
        running.ask_about_class(training_class, by=by)
        return roster


def contents(roster: RosterImport) -> bytes:
    """The file as it was uploaded."""
    return opened(roster.file)


def refused_rows(roster: RosterImport, *, by) -> bytes:
    """The refused rows as they stood in the file, each with its reasons: an .xlsx to mend and upload again. Logged."""
    table = read_table(contents(roster), name=roster.name)
    at, _entries = read_entries(table)
    reasons = {
        finding["row"]: "；".join(reason["text"] for reason in finding["reasons"])
        for finding in roster.findings
        if finding["verdict"] == "refused"
    }
    rows = dict(table.rows)
    head = [_("Row"), _("Reasons"), *rows[at]]
    body = [[number, reason, *(str(cell) for cell in rows[number])] for number, reason in reasons.items()]
    _log("take_refused", roster, by=by)
    mark = watermark(by, purpose=_("to mend the refused rows of a roster"))
    return write_workbook([(_("Refused rows"), [head, *body])], mark=mark)


def template(training_class) -> bytes:
    """An empty roster with our headings, an example and the names of all villages on sheets of their own.

    Every cell is text, so that no number is rounded.
    """
    heads = [own for own, _others in COLUMNS.values()]
    villages = Villages(training_class.programme.region)
    named = [[villages.township_of(village), village.name, village.pk] for village in villages.by_code.values()]
    sheets = [
        (_("Roster"), [heads]),
        (_("Example"), [heads, EXAMPLE]),
        (_("Villages"), [[_("Township"), _("Village"), _("Code")], *named]),
    ]
    return write_workbook(sheets, text_columns=len(heads))


def counts(roster: RosterImport) -> dict[str, int]:
    """`{"new": …, "known": …, "refused": …, "warned": …}` of its findings."""
    found = {"new": 0, "known": 0, "refused": 0, "warned": 0}
    for finding in roster.findings:
        found[finding["verdict"]] += 1
        found["warned"] += finding["verdict"] != "refused" and bool(finding["reasons"])
    return found


def _find(data: bytes, *, name: str, training_class) -> list[Finding]:
    if len(data) > settings.ROSTER_MAX_BYTES:
        raise RosterRefused(
            _("The file is larger than %(most)d MB. Split it and upload the parts.")
            % {"most": settings.ROSTER_MAX_BYTES // 1024**2}
        )
    try:
        _at, entries = read_entries(read_table(data, name=name))
    except (UnreadableTable, ColumnsMissing) as error:
        raise RosterRefused(str(error)) from error
    if not entries:
        raise RosterRefused(_("There is no row below the headings. Fill in the trainees and upload the file again."))
    if len(entries) > MAX_PEOPLE:
        raise RosterRefused(
            _("The roster has more than %(most)d people. Split it and upload the parts.") % {"most": MAX_PEOPLE}
        )
    return check_entries(entries, training_class=training_class)


def _bring_in(finding: Finding, training_class, *, since, by) -> None:
    person, _is_new = register.register(
        finding.name, finding.id_number, finding.phone, region=finding.region, groups=finding.groups, by=by
    )
    if finding.entry.household:
        with contextlib.suppress(register.LivesElsewhere):  # the finding says so already
            register.join_household(person, number=finding.entry.household, since=since, by=by)
    try:
        enrolment = enrolments.enrol_from_roster(person, training_class, by=by)
    except enrolments.TraineeIsElsewhere as refusal:
        finding.warnings.append(("elsewhere", str(refusal)))
        return
    if enrolment.state == enrolment.State.WAITING:
        finding.warnings.append(("waiting", _("The class is full: on the waiting list.")))


def _log(verb: str, roster: RosterImport, *, by) -> None:
    audit.record(f"trainees.roster.{verb}", roster, by=by, region=roster.training_class.region_id, **counts(roster))
