"""The checklist (domain.md (b)), declared: numbers as the county's archive uses them."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .declaring import NOTHING, PAPER, PICTURES, By, Due, Facts, Item, Takes, always, if_said

CHAPTERS = {
    "1": _("Plan and notice"),
    "2": _("Trainers"),
    "3": _("Trainees"),
    "4": _("Teaching"),
    "5": _("Result"),
    "6": _("Money"),
    "7": _("Afterwards"),
    "8": _("Handing over"),
}


def in_a_room(facts: Facts) -> bool:
    return not facts.is_online


def with_online_part(facts: Facts) -> bool:
    return facts.has_online_part


def with_poor_people(facts: Facts) -> bool:
    return facts.has_poor


def with_shops(facts: Facts) -> bool:
    return facts.has_shops


def with_jobs(facts: Facts) -> bool:
    return facts.has_jobs


def _item(code, title, wants, by, due, **more) -> Item:
    return Item(code=code, title=title, wants=wants, by=by, due=due, **more)


def _if(condition, **more) -> dict:
    return {"condition": condition, "is_conditional": True, **more}


ITEMS = {
    item.code: item
    for item in (
        _item("1.1", _("Training plan of the year"), _("for whom, goal, time, outline, courses, certificate"),
              By.SYSTEM, Due.BEFORE, shared=True, source="S4"),
        _item("1.2", _("Application to open the class, and the approval"),
              _("roster, plan, trainers, resources and how it is assessed, with the stamp"),
              By.ORGANISER, Due.BEFORE, source="H1, H5"),
        _item("1.3", _("Notice of the training"), _("date not after the first day, place, that it costs nothing"),
              By.SYSTEM, Due.BEFORE, source="QY:114"),
        _item("1.4", _("Timetable and outline"), _("hours of each session, theory and practice"),
              By.SYSTEM, Due.BEFORE, source="H5, H12"),
        _item("2.1", _("Trainers: profile and qualification"), _("picture, title, experience"),
              By.SYSTEM, Due.BEFORE, source="H1"),
        _item("2.2", _("Contract with the trainer, and proof of pay"), _("contract or agreement on services"),
              By.ORGANISER, Due.AFTER, **_if(if_said), source="S17"),
        _item("3.1", _("Applications"), _("signed, or confirmed by a code to the phone"),
              By.SYSTEM, Due.HELD, source="H12"),
        _item("3.2", pgettext_lazy("dossier", "Roster"), _("everybody with what was true on the day of confirmation"),
              By.SYSTEM, Due.HELD, source="H1, H5, H7"),
        _item("3.3", _("Identity checked"), _("the result of the check instead of a copy of the card"),
              By.SYSTEM, Due.HELD, source="H3, H7"),
        _item("3.4", _("Promises of truth"), _("the trainees promise who they are, the institution what it did"),
              By.ORGANISER, Due.HELD, source="H1"),
        _item("3.5", _("Told about personal data, and consent"), _("purpose, recipients, how long, what is sensitive"),
              By.SYSTEM, Due.HELD, source="PIPL 17, 29, 30"),
        _item("3.6", _("Poverty status compared"), _("household number and list of everybody registered as poor"),
              By.SYSTEM, Due.HELD, takes=NOTHING, **_if(with_poor_people), source="P1, H9"),
        _item("4.1", _("Sign-in"), _("every session in person: signed sheets, or the marks the system keeps"),
              By.SYSTEM, Due.HELD, takes=PICTURES, **_if(in_a_room), source="H2, H7"),
        _item("4.2", _("Attendance in hours"), _("hours of each trainee and their share"),
              By.SYSTEM, Due.HELD, takes=NOTHING, **_if(in_a_room), source="H7"),
        _item("4.3", _("Photos of the class"),
              _("each day: the room with banner and date, the trainer, practice, everybody together"),
              By.TRAINER, Due.HELD, takes=frozenset({Takes.PICTURE}), each_day=True, compared=True, **_if(in_a_room)),
        _item("4.4", _("Video or recording"), _("of the teaching, or the remote look at it"),
              By.TRAINER, Due.AFTER, takes=frozenset({Takes.VIDEO, *PAPER}), **_if(if_said), source="H1"),
        _item("4.5", _("Teaching material"), _("slides, scripts and lessons in the version used"),
              By.TRAINER, Due.HELD, source="YS:123"),
        _item("4.6", _("Log of online learning"), _("seconds really seen, sittings, what was refused"),
              By.SYSTEM, Due.HELD, takes=NOTHING, **_if(with_online_part), source="H2, E1"),
        _item("5.1", _("Test and results"), _("questions, scores, practical work, who marked it"),
              By.SYSTEM, Due.AFTER, source="H1"),
        _item("5.2", _("Certificates handed out"), _("number, day, receipt"), By.SYSTEM, Due.AFTER, source="H1"),
        _item("5.3", _("Satisfaction"), _("how many answered and what they said"),
              By.SYSTEM, Due.AFTER, source="H18"),
        _item("6.1", _("Contract, tender, acceptance"), _("once for the programme"),
              By.ORGANISER, Due.AFTER, shared=True, **_if(if_said), source="S17"),
        _item("6.2", _("Subsidy: application, publication, payment"), _("the published text without whole numbers"),
              By.ORGANISER, Due.AFTER, **_if(if_said), source="H5, H7, H11"),
        _item("7.1", _("Report on the training"), _("within ten working days"), By.ORGANISER, Due.AFTER, source="H12"),
        _item("7.2", _("Follow-up"), _("day, way, who, answer, need, help, next day"),
              By.SYSTEM, Due.FOLLOWED, takes=NOTHING, source="YS:39, WH:450"),
        _item("7.3", _("Proof of business"), _("shop with address and picture; a licence is no condition"),
              By.SYSTEM, Due.FOLLOWED, **_if(with_shops), source="N4, L4"),
        _item("7.4", _("Proof of work"), _("contract of six months and two months' pay"),
              By.ORGANISER, Due.FOLLOWED, **_if(with_jobs), source="H8"),
        _item("7.5", _("Checked by telephone"), _("a tenth of the roster at least, called by nobody of the class"),
              By.ORGANISER, Due.FOLLOWED, source="H5, S5"),
        _item("7.6", _("Stories worth telling"), _("with the person's consent to name and picture"),
              By.ORGANISER, Due.FOLLOWED, **_if(if_said), source="HB:132"),
        _item("8.1", _("Contents and handing over"), _("archive number; kept ten years at least"),
              By.ORGANISER, Due.FOLLOWED, source="H5"),
        _item("8.2", _("Assessment of effects on personal data"), _("kept three years at least"),
              By.ORGANISER, Due.AFTER, shared=True, source="PIPL 56"),
    )
}  # fmt: skip


def find(code: str) -> Item | None:
    return ITEMS.get(code)


def is_required_of_all(item: Item) -> bool:
    return item.condition is always
