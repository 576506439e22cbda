"""The tables every app needs: `Job`, the queue of record, and `AuditEvent`, who did what."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from .clock import now
from .words import WordsField


class JobQuerySet(models.QuerySet):
    def unfinished(self):
        return self.filter(state__in=[Job.State.QUEUED, Job.State.RUNNING])

    def about(self, kind, subject):
        """Jobs of one task about one thing, newest first."""
        return self.filter(kind=kind, subject=str(subject)).order_by("-pk")


class Job(models.Model):
    """One piece of background work. Only `lms.kit.queue`, `leases` and `sweeping` change its state.

    The row is the truth; a message that wakes a worker may be lost or tripled. A
    running job holds a lease (`lease_until`) under a token; who has lost the token
    may write nothing more. Nobody takes a waiting job before it is due.
    """

    class State(models.TextChoices):
        QUEUED = "queued", _("waiting")
        RUNNING = "running", _("running")
        DONE = "done", _("done")
        FAILED = "failed", _("failed")
        CANCELLED = "cancelled", _("cancelled")

    kind = models.CharField(_("task"), max_length=100)
    subject = models.CharField(_("about"), max_length=100)
    queue = models.CharField(_("queue"), max_length=20)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.QUEUED)
    progress = models.PositiveSmallIntegerField(_("progress in percent"), default=0)
    note = models.CharField(_("what is being done, or why it failed"), max_length=500, blank=True)
    attempt = models.PositiveSmallIntegerField(_("attempt"), default=0)
    lease_until = models.DateTimeField(null=True, editable=False)
    lease_token = models.UUIDField(null=True, editable=False)
    due_at = models.DateTimeField(default=now, editable=False)
    announced_at = models.DateTimeField(null=True, editable=False)
    created_at = models.DateTimeField(_("asked for at"), auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        verbose_name=_("asked for by"),
        related_name="+",
    )
    started_at = models.DateTimeField(_("started at"), null=True, blank=True)
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        verbose_name = _("background job")
        verbose_name_plural = _("background jobs")
        indexes = [models.Index(fields=["state", "lease_until"]), models.Index(fields=["kind", "subject"])]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "subject"],
                condition=models.Q(state__in=["queued", "running"]),
                name="one_unfinished_job_per_subject",
            ),
            models.CheckConstraint(condition=models.Q(progress__lte=100), name="job_progress_is_a_percentage"),
        ]

    def __str__(self):
        return f"{self.kind} {self.subject}"

    @property
    def is_finished(self) -> bool:
        return self.state not in {self.State.QUEUED, self.State.RUNNING}


class AuditEventQuerySet(models.QuerySet):
    """There is no way to thin out the log: the law wants it kept for six months at least, we keep it."""

    def delete(self):
        raise TypeError("Audit events are never deleted.")

    def update(self, **kwargs):
        raise TypeError("Audit events are never changed.")

    def forget_words(self, blank: str) -> int:
        """Put `blank` for what people wrote in them; who did what to which row, and when, stays as it was.

        For the erasure of somebody's identity only: the law gives them that right over free text, too.
        """
        written = self.exclude(purpose__in=["", blank])
        return super(AuditEventQuerySet, written).update(purpose=blank)


class AuditEvent(models.Model):
    """Who did what to which object, when, why. Rows are added by `lms.kit.audit.record` and never changed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    at = models.DateTimeField(_("when"), auto_now_add=True, db_index=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, verbose_name=_("who"), related_name="+"
    )
    action = models.CharField(_("action"), max_length=60, db_index=True)
    object_type = models.CharField(_("kind of object"), max_length=60)
    object_id = models.CharField(_("object"), max_length=60)
    region_code = models.CharField(_("region"), max_length=12, blank=True, db_index=True)
    purpose = WordsField(_("purpose"), max_length=200, blank=True)
    details = models.JSONField(_("details"), default=dict)

    objects = AuditEventQuerySet.as_manager()

    class Meta:
        verbose_name = _("audit event")
        verbose_name_plural = _("audit events")
        ordering = ["-at"]
        indexes = [models.Index(fields=["object_type", "object_id"])]

    def __str__(self):
        return f"{self.action} {self.object_type} {self.object_id}"

    def save(self, *args, **kwargs):
        if not self._state.adding:
            raise TypeError("An audit event is never changed.")
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        raise TypeError("An audit event is never deleted.")
