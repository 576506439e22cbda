"""Who may do what with certificates; what someone may see is `Certificate.objects.visible_to`."""

from courses.models import Role, TrainingClass
from courses.models.scope import has_role, visible_regions

READERS = (Role.ORGANISER, Role.FOLLOW_UP, Role.TOWNSHIP, Role.AUDITOR, Role.TRAINER)


def may_issue(user, training_class: TrainingClass) -> bool:
    """Issue, revoke and reissue: an organiser of the region the class is held in."""
    return visible_regions(
        TrainingClass.objects.filter(pk=training_class.pk), user, Role.ORGANISER, programme="programme"
    ).exists()


def may_search(user) -> bool:
    """Look for certificates: every officer, each within their scope."""
    return has_role(user, *READERS)
