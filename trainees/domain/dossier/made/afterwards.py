"""What came of it (chapter 7): contacts made, shops with their proof. These grow after the class has closed."""

from django.utils.translation import gettext as _

from trainees.domain.dossier.tables import Table, provides
from trainees.models import ContactAttempt, FollowUpTask, OutcomeReport

from .people import missing_for, moment


@provides("7.2", goes_on=True)
def follow_up(training_class) -> Table:
    """Every try to reach somebody of the class, the oldest first."""
    tries = ContactAttempt.objects.filter(task__enrolment__training_class=training_class)
    along = ("task__enrolment__trainee", "made_by")
    made = list(tries.select_related(*along).order_by("made_at", "pk"))
    rows = [
        [
            moment(one.made_at), one.task.enrolment.trainee.name, str(one.task.due_on), one.get_channel_display(),
            one.get_result_display(), one.note, str(one.made_by),
        ]
        for one in made
    ]  # fmt: skip
    headings = [_("When"), _("Name"), _("Due on"), _("How"), _("Result"), _("Note"), _("Who")]
    people = [one.task.enrolment.trainee_id for one in made]
    tasks = FollowUpTask.objects.filter(enrolment__training_class=training_class)
    done = tasks.filter(outcome=FollowUpTask.Outcome.DONE)
    owed = set(tasks.exclude(outcome__in=["waived", "cancelled"]).values_list("enrolment", flat=True))
    without = owed - set(done.values_list("enrolment", flat=True))
    notes = [_("%(done)d contacts done, %(tries)d tries") % {"done": done.count(), "tries": len(rows)}]
    return Table(headings, rows, missing_for(len(without), len(owed)), notes, people)


@provides("7.3", goes_on=True)
def shops(training_class) -> Table:
    reports = OutcomeReport.objects.standing().filter(
        task__enrolment__training_class=training_class, kind=OutcomeReport.Kind.SHOP_OPENED
    )
    found = list(reports.select_related("trainee", "evidence", "reported_by").order_by("occurred_on", "pk"))
    rows = [
        [
            report.trainee.name, str(report.occurred_on), report.get_platform_display(), report.shop_name,
            report.shop_address, f"L{report.level}", report.evidence.sha256[:16] if report.evidence else "",
        ]
        for report in found
    ]  # fmt: skip
    headings = [
        _("Name"), _("Opened on"), _("Platform"), _("Shop"), _("Address"), _("Level"), _("Fingerprint of the picture"),
    ]  # fmt: skip
    return Table(headings, rows, people=[report.trainee_id for report in found])
