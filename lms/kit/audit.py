"""Who did what: one call beside the change it tells of, in the same transaction. Details carry no personal data."""

from .models import AuditEvent


def record(action: str, obj, *, by, purpose: str = "", region: str = "", **details) -> AuditEvent:
    """Write down that `by` (None: the platform itself) did `action` to `obj`.

    `action` is `<app>.<object>.<verb>`; `region` is the 12-digit code that decides who may read the event.
    """
    return AuditEvent.objects.create(
        actor=by if getattr(by, "pk", None) else None,
        action=action,
        object_type=obj._meta.label_lower,
        object_id=str(obj.pk),
        region_code=region,
        purpose=purpose,
        details=details,
    )
