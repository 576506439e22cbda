"""How whole the dossiers are (domain.md F1): of the items that had to lie there, those that do and were accepted."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from courses.models import TrainingClass
from trainees.models import DossierLine

from .declaring import Cut, Indicator, Part, Unit, register


def lines_due(cut: Cut):
    """Required items of the programme's classes that ended in the days asked for, due on the day of the cut."""
    start, end = cut.window
    classes = {
        "training_class__programme": cut.programme,
        "training_class__ends_on__range": (start, end),
        "due_on__lte": cut.on,
    }
    found = DossierLine.objects.required().filter(**classes).exclude(training_class__state=TrainingClass.State.VOID)
    if cut.track:
        found = found.filter(training_class__track=cut.track)
    return found.filter(training_class=cut.training_class) if cut.training_class else found


def accepted(_cut: Cut) -> Q:
    return Q(state=DossierLine.State.ACCEPTED)


COMPLETENESS = register(
    Indicator(
        code="evidence_completeness_rate",
        version=1,
        title=_("Dossiers complete"),
        definition=_(
            "Of the items of proof that the classes that ended needed and that had come due: those that lie in the "
            "dossier and were accepted. What the platform keeps itself counts once the class is closed and it is whole."
        ),
        numerator=Part(lines_due, Unit.ITEMS, where=accepted, place="training_class__region"),
        denominator=Part(lines_due, Unit.ITEMS, place="training_class__region"),
    )
)
