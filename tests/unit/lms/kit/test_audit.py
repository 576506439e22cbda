"""The log has no end: neither a row nor a list of rows can be deleted or changed, not along with its author either."""

import pytest
from django.db.models import ProtectedError

from lms.kit import audit
from lms.kit.models import AuditEvent
from tests.factories import places

pytestmark = pytest.mark.django_db


def test_nothing_deletes_or_changes_the_log():
    officer = places.user()
    event = audit.record("trainees.trainee.unmask", officer, by=officer, purpose="核对")
    for forbidden in (
        event.delete,
        event.save,
        AuditEvent.objects.all().delete,
        lambda: AuditEvent.objects.update(purpose=""),
    ):
        with pytest.raises(TypeError):
            forbidden()
    with pytest.raises(ProtectedError):
        officer.delete()
    assert AuditEvent.objects.get().purpose == "核对"
