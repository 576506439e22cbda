"""What a paper says on the day it is issued: read once from class, person and figures, then frozen.

Each function gives the part of the payload that is its own; `frozen()` puts the whole together. Values are text
and whole numbers only, so that canonical JSON has one form.
"""

import datetime as dt
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from certificates.models import Design, Kind
from courses.models import TrainingClass
from lms.kit.clock import local_date, today
from trainees.domain import indicators
from trainees.models import Enrolment, OutcomeReport

from . import payloads


def frozen(training_class: TrainingClass, *, design: Design, number: str, code: str, enrolment: Enrolment | None):
    """The payload of one paper. Raises NameCannotBePrinted."""
    fields = _class_fields(training_class)
    payload = {
        "version": payloads.VERSION,
        "kind": design.kind,
        "number": number,
        "code": code,
        "address": settings.SITE_URL + reverse("verify_code", args=[code]),
        "site": urlsplit(settings.SITE_URL).netloc + reverse("verify"),
        "title": design.title,
        "issuer": design.issuer,
        "issued_on": today().isoformat(),
        "issued_on_text": payloads.chinese_date(today()),
        "programme": fields["programme"],
        "course": fields["course"],
        "class_number": training_class.number,
        "starts_on": training_class.starts_on.isoformat(),
        "ends_on": training_class.ends_on.isoformat(),
        "hours": fields["hours"],
    }
    if enrolment is None:
        payload |= _figures(training_class)
    else:
        payload |= _person(enrolment)
        fields["name"] = payload["name"]
    if design.kind == Kind.OUTCOME:
        payload["shop"] = shop = _shop(enrolment)
        fields |= {"platform": shop["platform"], "shop": shop["name"], "opened": _day(_date(shop["opened_on"]))}
    return payload | {"text": payloads.fill(design.wording, **fields)}


def _class_fields(training_class: TrainingClass) -> dict:
    course = training_class.course
    return {
        "programme": training_class.programme.name,
        "course": training_class.title or course.title,
        "number": training_class.number,
        "hours": course.theory_hours + course.practice_hours,
        "dates": _days(training_class.starts_on, training_class.ends_on),
        "start": _day(training_class.starts_on),
        "end": _day(training_class.ends_on),
    }


def _person(enrolment: Enrolment) -> dict:
    """Name as printed and the last four of the ID number: what a paper may show of a person (domain.md 7)."""
    return {
        "name": payloads.printed_name(enrolment.trainee.name),
        "id_tail": enrolment.trainee.id_number[-4:],
        "completed_on": enrolment.completed_on.isoformat(),
    }


def _shop(enrolment: Enrolment) -> dict:
    """The first shop the person opened, as follow-up staff reported it."""
    report = (
        OutcomeReport.objects.standing()
        .filter(trainee=enrolment.trainee, kind=OutcomeReport.Kind.SHOP_OPENED, level__gte=1)
        .order_by("occurred_on", "pk")
        .first()
    )
    with translation.override("zh-hans"):
        platform = report.get_platform_display()
    return {
        "platform": platform,
        "name": payloads.printed_name(report.shop_name or platform),
        "opened_on": report.occurred_on.isoformat(),
        "level": report.level,
    }


def _figures(training_class: TrainingClass) -> dict:
    """The class's figures by the declared indicators, each with its unit, the definition of the rate and its moment."""
    cut = indicators.Cut(training_class.programme, None, training_class=training_class)
    conversion = indicators.for_class(training_class)
    places = Enrolment.objects.filter(training_class=training_class).holding_a_seat().count()
    with translation.override("zh-hans"):
        figures = [
            _line(_("On the roster of the class"), places, _("person-times")),
            *(
                _line(str(figure.indicator.title), figure.value, figure.indicator.unit.label)
                for figure in indicators.compute_all(
                    ["training_person_times", "trained_persons", "poor_trained_persons"], cut
                )
            ),
            _line(_("Converted so far"), conversion.converted, _("persons")),
            _line(_("Conversion rate"), _rate(conversion), "%" if conversion.is_closed else ""),
        ]
        definition = _(
            "Of the different people who completed this class: those who opened their first online shop, or found work "
            "in e-commerce, from the first day of their first class to %(days)d days after completion. People never "
            "reached count as not converted; a shop from before the first class does not count."
        ) % {"days": training_class.programme.conversion_window_days}
    return {
        "figures": figures,
        "definition": definition,
        "indicator": f"{conversion.figure.indicator.code} v{conversion.figure.indicator.version}",
        "as_of": local_date(conversion.as_of).isoformat(),
    }


def _line(label: str, value, unit: str) -> dict:
    return {"label": str(label), "value": str(value), "unit": str(unit)}


def _rate(conversion) -> str:
    """The rate only once its window has closed; before, until when the class is under observation."""
    if conversion.is_closed and conversion.figure.value is not None:
        return f"{conversion.figure.value * 100:.1f}"
    if conversion.closes_on is None or conversion.is_closed:
        return _("no base")
    return _("under observation until %(day)s") % {"day": conversion.closes_on.isoformat()}


def _date(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def _day(day: dt.date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _days(first: dt.date, last: dt.date) -> str:
    """One day as one day; the year is said once."""
    if first == last:
        return _day(first)
    return f"{_day(first)}至{_day(last) if first.year != last.year else f'{last.month}月{last.day}日'}"
