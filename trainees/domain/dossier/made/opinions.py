"""What the class thought of it (chapter 5): how many answered, and their scores; nothing that tells of few.

Words stay where an officer can still hide them: a frozen table would keep them.
"""

from django.utils.translation import gettext as _

from courses.models import Trainer
from trainees.domain import ratings, surveys
from trainees.domain.dossier.tables import Table, provides


@provides("5.3", goes_on=True)
def satisfaction(training_class) -> Table:
    """Means from `ENOUGH` replies on, of the trainers too. It grows as long as the survey is open."""
    found = surveys.result_of(training_class)
    lines = [(_("Replies"), _of(found.replies, found.asked, found.response))] if found.asked else []
    if found.means is not None:
        lines.append((_("Content with the class"), _of(found.top, found.replies, found.satisfaction)))
        titles = {
            "overall": _("All in all"),
            "content": _("Content of the course"),
            "arrangement": _("Venue and times"),
        }
        lines += [(titles[name], _mean(value)) for name, value in found.means.items()]
    rated = ratings.of_class(training_class)
    names = Trainer.objects.filter(pk__in=rated).order_by("name").values_list("pk", "name")
    lines += [(_("Trainer %(name)s") % {"name": name}, _mean(rated[pk].value)) for pk, name in names]
    lack = {}
    if found.replies < surveys.ENOUGH:
        params = {"count": found.replies, "all": found.asked, "enough": surveys.ENOUGH}
        lack = {"code": "replies", "params": params}
    return Table([_("Asked about"), _("Result")], [list(line) for line in lines], lack)


def _of(part: int, whole: int, share: float) -> str:
    return f"{part} / {whole}（{share:.0%}）"


def _mean(value: float) -> str:
    return f"{value:.2f} / 5"
