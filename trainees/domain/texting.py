"""Text messages of what people are told: one a phone and event, few a day, not at night.

    due -> sent | shared | failed | no phone | limit | late

A message is written down as sent before it goes: a worker that dies in between has sent one too few, never two. What
a message says stands on the person's page too, so nothing is lost with it. It names no person: a family shares a phone.
"""

import datetime as dt
from collections import Counter

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from courses.domain.clashes import when
from lms.kit import queue, sms
from lms.kit.clock import day_bounds, now, today
from lms.kit.sealed import blind_index
from trainees.models import Notice

SEND = "trainees.tasks.send_texts"
MORNING, EVENING = 8, 21
AT_ONCE = dt.timedelta(hours=12)
A_TURN = 1_000
Sms = Notice.Sms


def ask_to_send() -> None:
    """Have what is due sent after this transaction; asking many times sends once."""
    queue.enqueue(SEND, subject="due")


def ask_again() -> None:
    """For what waited for the morning: the timetable asks every few minutes."""
    if Notice.objects.filter(sms=Sms.DUE).exists():
        ask_to_send()


def send_due() -> int:
    """Send what is due and may go at this hour; how many messages went out. Safe to call at any time, and twice."""
    sent, gone_today = 0, _sent_today()
    told: set[tuple] = set()
    for notice in _next_turn():
        phone = _phone(notice)
        event = (notice.kind, notice.training_class_id, notice.session_id, phone)
        verdict = Sms.SHARED if event in told else _verdict(notice, phone, gone_today)
        if verdict is None or not _settle(notice, verdict) or verdict != Sms.SENT:
            continue
        told.add(event)
        gone_today[blind_index("phone", phone)] += 1
        sent += _send(notice, phone)
    return sent


def may_go(moment: dt.datetime, begins_at: dt.datetime | None) -> bool:
    """Not at night, unless the session it is about begins before people get up and read it."""
    if MORNING <= localtime(moment).hour < EVENING:
        return True
    return begins_at is not None and moment <= begins_at <= moment + AT_ONCE


def words(notice: Notice) -> tuple[str, dict]:
    """What the message says, in Chinese, and the same as the values of a template called by the notice's kind."""
    held, session = notice.training_class, notice.session
    values = {"class": str(held.number), "course": held.title or held.course.title, "because": notice.because}
    if session:
        values |= {"when": when(session), "place": session.venue.name}
    with translation.override("zh-hans"):
        text = _SENTENCES[notice.kind]() % values
    return text, values


_SENTENCES = {
    Notice.Kind.MOVED: lambda: _(
        "[Xiangxue] Class %(class)s %(course)s: a session is moved to %(when)s, %(place)s. %(because)s"
    ),
    Notice.Kind.CANCELLED: lambda: _(
        "[Xiangxue] Class %(class)s %(course)s: the session %(when)s is cancelled. %(because)s"
    ),
    Notice.Kind.VOID: lambda: _("[Xiangxue] Class %(class)s %(course)s will not be held. %(because)s"),
    Notice.Kind.PLACE: lambda: _("[Xiangxue] You have a place in class %(class)s %(course)s. Sign in to see when."),
}


def _next_turn() -> list[Notice]:
    due = Notice.objects.filter(sms=Sms.DUE).order_by("told_at", "pk")
    return list(due.select_related("trainee", "trainer__user", "training_class__course", "session__venue")[:A_TURN])


def _phone(notice) -> str:
    if notice.trainee_id:
        return notice.trainee.phone
    user = notice.trainer.user
    return user.phone if user and user.phone else ""


def _verdict(notice, phone: str, today_by_phone: Counter) -> str | None:
    """What becomes of it now; None leaves it for the morning."""
    session = notice.session
    if session and session.starts_at < now():
        return Sms.LATE
    if not phone:
        return Sms.NO_PHONE
    if not may_go(now(), session.starts_at if session else None):
        return None
    if today_by_phone[blind_index("phone", phone)] >= settings.SMS_NEWS_A_DAY:
        return Sms.LIMIT
    return Sms.SENT


def _settle(notice, verdict: str) -> int:
    """Written only while it is due: of two workers one goes on."""
    with transaction.atomic():
        return Notice.objects.filter(pk=notice.pk, sms=Sms.DUE).update(sms=verdict, sms_at=now())


def _send(notice, phone: str) -> bool:
    text, values = words(notice)
    try:
        sms.send(phone, text, template=notice.kind, values=values)
    except sms.SmsFailed:
        Notice.objects.filter(pk=notice.pk).update(sms=Sms.FAILED)
        return False
    return True


def _sent_today() -> Counter:
    """How many messages each phone got today, by its blind index."""
    since, _next = day_bounds(today())
    rows = Notice.objects.filter(sms__in=[Sms.SENT, Sms.FAILED], sms_at__gte=since)
    found = Counter(rows.filter(trainee__isnull=False).values_list("trainee__phone_index", flat=True))
    users = Counter(rows.filter(trainer__user__isnull=False).values_list("trainer__user__phone_index", flat=True))
    return found + users
