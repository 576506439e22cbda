"""What trainees add to the organiser's home page: places asked for, and how far the programme is."""

from wagtail.admin.ui.components import Component

from courses.models import Programme
from courses.models.scope import Role, visible_regions
from lms.kit.clock import today
from trainees.domain import indicators
from trainees.models import Enrolment, Finding, LookAlike
from trainees.models.findings import GRAVEST_FIRST

HEADLINE = ("training_person_times", "trained_persons", "poor_person_times", "entrepreneurship_conversion_rate")
MOST = 8
MOST_PAIRS = 3


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
    panels.extend([ToAnswer(), AskedFor(), LookAlikes(), Progress()])
