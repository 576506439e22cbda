"""Outcomes: what changed for a trainee. Facts are added and superseded, never edited; no other module writes them.

A shop needs no licence (电子商务法 §10). One opened before the first class is kept too: it is an existing
shop, and the indicators leave it out of the conversions.
"""

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from lms.kit import audit
from lms.kit.clock import today
from trainees.models import EvidenceItem, FollowUpTask, Need, OutcomeReport, Trainee

# A month's sales above this are a slip of the finger or a case for a visit: 10 million yuan.
MOST_SALES_FEN = 10_000_000 * 100
# Taobao, the oldest platform on the list, opened in 2003.
FIRST_SHOPS = dt.date(2003, 5, 10)


class OutcomeRefused(Exception):
    """What was reported can't be; the text says why and what to do."""


class NotYetHappened(OutcomeRefused):
    pass


class TooLongAgo(OutcomeRefused):
    pass


class SalesOutOfRange(OutcomeRefused):
    pass


class AlreadyCorrected(OutcomeRefused):
    pass


@dataclass(frozen=True)
class Shop:
    """An online shop: one of `OutcomeReport.Platform`, the day it opened, and how to find it."""

    platform: str
    opened_on: dt.date
    name: str = ""
    address: str = ""


@dataclass(frozen=True)
class Employment:
    """Work in e-commerce from a day on."""

    since: dt.date
    employer: str = ""


@dataclass(frozen=True)
class Help:
    """Help that was asked for: one of `Need.Category`, and words."""

    category: str
    text: str = ""


def check(*, shop: Shop | None = None, employment: Employment | None = None, sales_fen: int | None = None):
    """Whether these can be reported. Raises NotYetHappened, TooLongAgo, SalesOutOfRange."""
    if shop:
        _happened(shop.opened_on)
    if employment:
        _happened(employment.since)
    if sales_fen is not None and sales_fen < 0:
        raise SalesOutOfRange(_("Sales can't be negative. Enter 0 when nothing was sold."))
    if sales_fen is not None and sales_fen > MOST_SALES_FEN:
        raise SalesOutOfRange(
            _("More than %(most)s yuan in one month can't be right. Check the number, it is in yuan.")
            % {"most": f"{MOST_SALES_FEN // 100:,}"}
        )


def _happened(day: dt.date):
    if day > today():
        raise NotYetHappened(_("The date lies in the future. Enter the day it really happened."))
    if day < FIRST_SHOPS:
        raise TooLongAgo(_("The date is earlier than any online shop. Check the year."))


def report_shop(
    trainee: Trainee,
    shop: Shop,
    *,
    task: FollowUpTask | None,
    proof: EvidenceItem | None = None,
    supersedes: OutcomeReport | None = None,
    by,
) -> OutcomeReport:
    """Keep that a shop was opened (level 1). Raises NotYetHappened, TooLongAgo."""
    check(shop=shop)
    return OutcomeReport.objects.create(
        trainee=trainee,
        task=task,
        kind=OutcomeReport.Kind.SHOP_OPENED,
        occurred_on=shop.opened_on,
        level=1,
        platform=shop.platform,
        shop_name=shop.name,
        shop_address=shop.address,
        evidence=proof,
        supersedes=supersedes,
        reported_by=by,
    )


def report_sales(
    trainee: Trainee, sales_fen: int, *, task: FollowUpTask | None, on: dt.date, proof=None, by
) -> OutcomeReport:
    """Keep the sales of the last month before `on`. Raises SalesOutOfRange."""
    check(sales_fen=sales_fen)
    return OutcomeReport.objects.create(
        trainee=trainee,
        task=task,
        kind=OutcomeReport.Kind.SALES,
        occurred_on=on,
        sales_fen=sales_fen,
        evidence=proof,
        reported_by=by,
    )


def report_employment(
    trainee: Trainee, employment: Employment, *, task: FollowUpTask | None, proof=None, by
) -> OutcomeReport:
    """Keep that the trainee works in e-commerce. Raises NotYetHappened, TooLongAgo."""
    check(employment=employment)
    return OutcomeReport.objects.create(
        trainee=trainee,
        task=task,
        kind=OutcomeReport.Kind.EMPLOYED,
        occurred_on=employment.since,
        employer=employment.employer,
        evidence=proof,
        reported_by=by,
    )


def ask_help(task: FollowUpTask, help_wanted: Help, *, by) -> Need:
    """Keep a need until somebody answers it."""
    return Need.objects.create(
        enrolment=task.enrolment, task=task, category=help_wanted.category, text=help_wanted.text, raised_by=by
    )


@transaction.atomic
def correct_shop(report: OutcomeReport, *, shop: Shop, by) -> OutcomeReport:
    """Put a right report in the place of a wrong one; both stay readable. Proof and visit go along.

    Raises AlreadyCorrected when another correction came first, NotYetHappened, TooLongAgo.
    """
    old = OutcomeReport.objects.select_for_update().get(pk=report.pk)
    if OutcomeReport.objects.filter(supersedes=old).exists():
        raise AlreadyCorrected(_("This report has been corrected already. Open the newer one to correct it."))
    new = report_shop(old.trainee, shop, task=old.task, proof=old.evidence, supersedes=old, by=by)
    audit.record("trainees.outcome.correct", new, by=by, region=old.trainee.region_id, supersedes=old.pk)
    return new
