"""What every template may ask without a view: the product's settings and the way about for whoever looks."""

from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from courses.models.scope import Role, has_role
from courses.models.training import OFFICE


@dataclass(frozen=True)
class Way:
    """A link of the navigation."""

    url: str
    label: str
    icon: str


def product(request) -> dict:
    """`demo`, `large_type`, and `ways` and `tabs`, which cost nothing until a template shows them."""
    user = getattr(request, "user", None)
    return {
        "demo": settings.DEMO,
        "wechat": bool(settings.WECHAT_APP_ID),
        "large_type": request.COOKIES.get("type") == "large",
        "ways": SimpleLazyObject(lambda: ways_of(user)),
        "tabs": SimpleLazyObject(lambda: tabs_of(user)),
    }


def ways_of(user) -> list[Way]:
    """The work places of an officer, in the order of the day; empty for everybody else."""
    if user is None or not user.is_authenticated:
        return []
    places = [
        ((Role.ORGANISER,), "wagtailadmin_home", _("Course office"), "settings"),
        ((Role.TRAINER,), "teach_today", _("Today's sessions"), "calendar-days"),
        ((Role.FOLLOW_UP,), "due_list", _("Follow-up"), "phone-call"),
        ((Role.ORGANISER, Role.TOWNSHIP, Role.AUDITOR, Role.POVERTY), "office", _("Office"), "building-2"),
        ((Role.PROVINCE,), "overview", _("Overview"), "landmark"),
        ((*OFFICE, Role.POVERTY), "figures", _("Figures"), "chart-column"),
    ]
    return [Way(reverse(name), label, icon) for roles, name, label, icon in places if has_role(user, *roles)]


def tabs_of(user) -> list[Way]:
    """The three places at the bottom of a phone."""
    home = Way("/", _("Home"), "house")
    account = Way(reverse("account"), _("Me"), "user")
    ways = ways_of(user)
    if ways:
        return [*ways[:3], account]
    return [home, Way(reverse("my_learning"), _("Learning"), "book-open"), account]
