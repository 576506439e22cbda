"""The organiser's desk: the menu grouped by job, and the home page of what is due and what is missing.

Any app adds to a group by its hook name, so no app needs to know another's menu.
"""

from django.templatetags.static import static
from django.urls import reverse_lazy
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem, settings_menu
from wagtail.admin.ui.components import Component

from courses.domain import desk

GROUPS = {
    "catalogue": (_("Courses and videos"), "folder-open-inverse", 100),
    "classes": (_("Classes"), "calendar-alt", 200),
    "trainees": (_("Trainees"), "group", 300),
    "certificates": (_("Certificates"), "clipboard-list", 400),
}
SETTINGS = "desk-settings"
# What Wagtail offers and an organiser doesn't need; users, groups and sites stay for the superuser.
UNUSED_SETTINGS = {"collections", "workflows", "workflow-tasks", "redirects", "locales"}


def menu_groups() -> list[SubmenuMenuItem]:
    made = [
        SubmenuMenuItem(
            label, Menu(register_hook_name=f"register_{name}_menu_item"), name=name, icon_name=icon, order=at
        )
        for name, (label, icon, at) in GROUPS.items()
    ]
    return [*made, SubmenuMenuItem(_("Settings"), settings_menu, name=SETTINGS, icon_name="cogs", order=900)]


def catalogue_items() -> list[MenuItem]:
    return [
        MenuItem(
            _("Course catalogue"),
            reverse_lazy("wagtailadmin_explore_root"),
            name="pages",
            icon_name="list-ul",
            order=10,
        ),
        MenuItem(_("Pictures"), reverse_lazy("wagtailimages:index"), name="pictures", icon_name="image", order=30),
        MenuItem(_("Files"), reverse_lazy("wagtaildocs:index"), name="files", icon_name="doc-full", order=40),
    ]


def keep_our_groups(request, menu_items):
    menu_items[:] = [item for item in menu_items if item.name in GROUPS or item.name == SETTINGS]


def keep_our_settings(request, menu_items):
    menu_items[:] = [item for item in menu_items if item.name not in UNUSED_SETTINGS]


class Panel(Component):
    """One block of the home page."""

    def __init__(self, *, order, template, find=None):
        self.order, self.template_name, self.find = order, f"courses/admin/home_{template}.html", find

    def get_context_data(self, parent_context):
        request = parent_context["request"]
        found = self.find(request.user) if self.find else {}
        return found | {"request": request, "user": request.user}


def organiser_panels(request, panels):
    panels[:] = [
        Panel(order=100, template="due", find=desk.due),
        Panel(order=200, template="missing", find=desk.missing),
        Panel(order=400, template="shortcuts"),
    ]


def no_summary(request, items):
    items.clear()


def editor_script():
    return format_html('<script type="module" src="{}"></script>', static("lms/build/saving.js"))


def stylesheet():
    return format_html('<link rel="stylesheet" href="{}">', static("courses/desk.css"))
