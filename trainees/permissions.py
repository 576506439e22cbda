"""Who may do what with people, classes and proof: one sentence each. What someone may see is `visible_to`."""

from courses.models.scope import Role, has_role, scopes_of

from .models import Trainee
from .models.people import READERS

# Roles that may see a whole ID number or take the register away, each time with a reason.
DISCLOSERS = (Role.ORGANISER, Role.AUDITOR)
# The bureau reads everything in its area and changes nothing.
WRITERS = (Role.ORGANISER, Role.FOLLOW_UP, Role.TOWNSHIP, Role.TRAINER)


def acts_in(user, region_code: str, *roles) -> bool:
    """Whether `user` has one of `roles` where `region_code` lies; a superuser is an organiser everywhere."""
    if user.is_authenticated and user.is_superuser and Role.ORGANISER in roles:
        return True
    return any(scope.role in roles and region_code.startswith(scope.region.prefix) for scope in scopes_of(user))


def may_read_register(user) -> bool:
    """Trainers meet their trainees in the roll, not in the register."""
    return has_role(user, *READERS)


def may_unmask(user, trainee: Trainee) -> bool:
    return acts_in(user, trainee.region_id, *DISCLOSERS)


def may_export(user) -> bool:
    return has_role(user, *DISCLOSERS)


def may_read_events(user) -> bool:
    """The log of unmasking, exports, closing and corrections."""
    return has_role(user, *DISCLOSERS)


def sees_area_digits(user, trainee: Trainee) -> bool:
    """The bureau tells people apart by the first six and last four digits; others see the last four."""
    return acts_in(user, trainee.region_id, Role.AUDITOR)


def may_change_anything(user) -> bool:
    """Whether forms are worth showing at all to this officer."""
    return has_role(user, *WRITERS)
