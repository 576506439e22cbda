"""Who may do what with classes and sessions, each rule a sentence with a name."""

from django.contrib.auth.backends import ModelBackend
from django.core.exceptions import PermissionDenied

from courses.models import Programme, Region, Role, Session, TrainingClass
from courses.models.scope import acts_in, has_role, scopes_of, visible_regions


def may_organise(user) -> bool:
    """Whether the user plans classes anywhere; nobody else works in the editor."""
    return has_role(user, Role.ORGANISER)


def may_manage(user, training_class: TrainingClass) -> bool:
    """Whether the user plans, opens, voids and closes this class: an organiser of its region."""
    return visible_regions(
        TrainingClass.objects.filter(pk=training_class.pk), user, Role.ORGANISER, programme="programme"
    ).exists()


def may_plan(user, region: Region, programme: Programme) -> bool:
    """Whether the user plans classes of this programme there."""
    return acts_in(user, region.pk, Role.ORGANISER, programme=programme.pk)


def may_teach(user, training_class: TrainingClass) -> bool:
    """Whether the user is the trainer in charge of this class."""
    return user.is_authenticated and training_class.trainer.user_id == user.pk


def may_keep_roll(user, session: Session) -> bool:
    """Whether the user marks who is here and closes the session: its trainer, the class's trainer, an organiser."""
    return (
        (user.is_authenticated and session.trainer.user_id == user.pk)
        or may_teach(user, session.training_class)
        or may_manage(user, session.training_class)
    )


def may_read_calendar(user) -> bool:
    """Officers and trainers; what each sees there is `Session.objects.visible_to`."""
    return user.is_authenticated and (user.is_superuser or bool(scopes_of(user)) or hasattr(user, "trainer"))


def may_open_rolls(user) -> bool:
    """Who teaches, organises or audits; other officers read about the class only."""
    return has_role(user, Role.ORGANISER, Role.AUDITOR) or hasattr(user, "trainer")


class OrganisersOnly(ModelBackend):
    """Django's own backend, but the editor is shut to everyone whose organiser's scope is not in force."""

    def has_perm(self, user_obj, perm, obj=None):
        if perm == "wagtailadmin.access_admin" and not may_organise(user_obj):
            raise PermissionDenied
        return super().has_perm(user_obj, perm, obj)
