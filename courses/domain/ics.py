"""Sessions as an iCalendar file (RFC 5545) that phones and desks subscribe to. Reads nothing but its arguments.

A session keeps its UID for good; SEQUENCE counts how often it was moved or cancelled, and a cancelled one stays in the
file as cancelled, for a calendar that only misses it would keep showing it.
"""

import datetime as dt
from collections.abc import Iterable

from django.utils.translation import gettext as _

from courses.models import Session

TYPE = "text/calendar; charset=utf-8"
LINE_BYTES = 75


def calendar(sessions: Iterable[Session], *, name: str, at: dt.datetime) -> str:
    """The file; `sessions` with class, course, venue and trainer, `at` the moment it is made."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Xiangxue//Sessions//ZH", "CALSCALE:GREGORIAN"]
    lines += [f"X-WR-CALNAME:{_text(name)}", "X-WR-TIMEZONE:Asia/Shanghai", "REFRESH-INTERVAL;VALUE=DURATION:PT1H"]
    for session in sessions:
        lines += _event(session, at)
    lines.append("END:VCALENDAR")
    return "".join(f"{_folded(line)}\r\n" for line in lines)


def _event(session: Session, at: dt.datetime) -> list[str]:
    cancelled = session.state == Session.State.CANCELLED
    venue = session.venue
    told = [session.topic or session.get_kind_display(), _("Trainer: %(trainer)s") % {"trainer": session.trainer.name}]
    told += [session.revised_because] if session.revised_because else []
    lines = [
        "BEGIN:VEVENT",
        f"UID:session-{session.pk}@xiangxue",
        f"DTSTAMP:{_moment(at)}",
        f"DTSTART:{_moment(session.starts_at)}",
        f"DTEND:{_moment(session.ends_at)}",
        f"SEQUENCE:{session.revision}",
        f"STATUS:{'CANCELLED' if cancelled else 'CONFIRMED'}",
        f"SUMMARY:{_text(str(session.training_class))}",
        f"LOCATION:{_text(' '.join(filter(None, (venue.name, venue.address))))}",
        f"DESCRIPTION:{_text(chr(10).join(told))}",
    ]
    if session.revised_at:
        lines.append(f"LAST-MODIFIED:{_moment(session.revised_at)}")
    return [*lines, "END:VEVENT"]


def _moment(moment: dt.datetime) -> str:
    return moment.astimezone(dt.UTC).strftime("%Y%m%dT%H%M%SZ")


def _text(value: str) -> str:
    for plain, escaped in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\r\n", "\\n"), ("\n", "\\n"), ("\r", "\\n")):
        value = value.replace(plain, escaped)
    return value


def _folded(line: str) -> str:
    """Lines of at most 75 bytes; a character is never cut."""
    parts, size = [""], 0
    for character in line:
        width = len(character.encode())
        if size + width > LINE_BYTES:
            parts.append(" ")
            size = 1
        parts[-1] += character
        size += width
    return "\r\n".join(parts)
