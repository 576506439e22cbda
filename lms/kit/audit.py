"""Who did what: one call beside the change it tells of, in the same transaction. Details carry no personal data;
whole numbers that somebody typed into a reason are cut down."""

from collections.abc import Iterable

from .models import AuditEvent
from .words import without_numbers


def record(action: str, obj, *, by, purpose: str = "", region: str = "", **details) -> AuditEvent:
    """Write down that `by` (None: the platform itself) did `action` to `obj` (None: to no row of a table).

    `action` is `<app>.<object>.<verb>`; `region` is the 12-digit code that decides who may read the event.
    """
    event = _event(action, obj, by=by, purpose=purpose, region=region, details=details)
    event.save(force_insert=True)
    return event


def record_all(action: str, things: Iterable[tuple], *, by, region: str = "") -> None:
    """`record` for many things, each with its details, in one statement."""
    events = [_event(action, obj, by=by, region=region, details=details) for obj, details in things]
    AuditEvent.objects.bulk_create(events)


def _event(action, obj, *, by, region, details, purpose="") -> AuditEvent:
    return AuditEvent(
        actor=by if getattr(by, "pk", None) else None,
        action=action,
        object_type=obj._meta.label_lower if obj is not None else "",
        object_id=str(obj.pk) if obj is not None else "",
        region_code=region,
        purpose=purpose,
        details=without_numbers(details),
    )
