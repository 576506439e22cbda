"""What trainees add to the organiser's home page: places asked for, and how far the programme is."""

from wagtail.admin.ui.components import Component

from courses.models import Programme
from courses.models.scope import Role, visible_regions
from lms.kit.clock import today
from trainees.domain import indicators
from trainees.domain.dossier import overview
from trainees.models import AnomalyFlag, Enrolment, Finding, LookAlike
from trainees.models.findings import GRAVEST_FIRST
from trainees.models.flags import GRAVEST_FLAGS_FIRST
from trainees.reports import flags_table

HEADLINE = ("training_person_times", "trained_persons", "poor_person_times", "entrepreneurship_conversion_rate")
MOST = 8
MOST_PAIRS = 3
MOST_FLAGS = 5


class AskedFor(Component):
    """Enrolments that wait for an answer, oldest first."""

    order = 210
    template_name = "trainees/admin/home_asked_for.html"

    def get_context_data(self, parent_context):
        user = parent_context["request"].user
        mine = visible_regions(
            Enrolment.objects.all(),
            user,
            Role.ORGANISER,
            field="training_class__region",
            programme="training_class__programme",
        )
        asked = mine.filter(state=Enrolment.State.REQUESTED, training_class__state="open")
        rows = asked.select_related("trainee", "training_class__course").order_by("requested_at")
        return {"enrolments": rows[:MOST], "count": asked.count()}


class LookAlikes(Component):
    """How many pairs wait for somebody to say whether they are one person, and those that wait longest."""

    order = 220
    template_name = "trainees/admin/home_look_alikes.html"

    def get_context_data(self, parent_context):
        waiting = LookAlike.objects.visible_to(parent_context["request"].user).undecided()
        pairs = waiting.select_related("one__region", "other").order_by("found_at", "pk")
        return {"pairs": pairs[:MOST_PAIRS], "count": waiting.count()}


class ToAnswer(Component):
    """Findings of the bureau that wait for an answer, the gravest first."""

    order = 205
    template_name = "trainees/admin/home_findings.html"

    def get_context_data(self, parent_context):
        user = parent_context["request"].user
        waiting = Finding.objects.visible_to(user).filter(state=Finding.State.OPEN)
        rows = waiting.select_related("region__parent", "found_by").order_by(GRAVEST_FIRST, "found_at")
        return {"findings": rows[:MOST], "count": waiting.count()}


class OpenFlags(Component):
    """Flags of the organiser's area that wait for a word, the critical ones, which keep from counting, first."""

    order = 206
    template_name = "trainees/admin/home_flags.html"

    def get_context_data(self, parent_context):
        waiting = AnomalyFlag.objects.visible_to(parent_context["request"].user).unsettled()
        grave = waiting.filter(severity=AnomalyFlag.Severity.CRITICAL).count()
        rows = waiting.select_related("training_class__course", "region__parent")
        rows = rows.order_by(GRAVEST_FLAGS_FIRST, "-opened_at", "-pk")[:MOST_FLAGS]
        return {"lines": [flags_table.line(flag) for flag in rows], "count": waiting.count(), "grave": grave}


class DossiersThisWeek(Component):
    """What the dossiers of the organiser's classes lack this week, and what waits for a review."""

    order = 207
    template_name = "trainees/admin/home_dossiers.html"

    def get_context_data(self, parent_context):
        user = parent_context["request"].user
        return {"missing": overview.missing_soon(user), "waiting": overview.waiting_for(user).count(), "today": today()}


class Progress(Component):
    """The headline figures of the programme that runs today, against their targets."""

    order = 300
    template_name = "trainees/admin/home_progress.html"

    def get_context_data(self, parent_context):
        user, day = parent_context["request"].user, today()
        programme = Programme.objects.visible_to(user).filter(starts_on__lte=day, ends_on__gte=day).first()
        if programme is None:
            return {"programme": None}
        cut = indicators.Cut(programme=programme, user=user)
        return {"programme": programme, "figures": [indicators.compute(code, cut) for code in HEADLINE]}


def organiser_panels(request, panels):
    panels.extend([ToAnswer(), OpenFlags(), DossiersThisWeek(), AskedFor(), LookAlikes(), Progress()])
