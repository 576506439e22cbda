"""What trainees add to the Wagtail admin: rosters, and their part of the organiser's menu and home page."""

from django.urls import path, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from trainees.views import desk, people_of_class, promises, question_numbers, rosters

URLS = [
    path("classes/<int:pk>/roster/", rosters.roster_upload, name="roster_upload"),
    path("classes/<int:pk>/roster/template/", rosters.roster_template, name="roster_template"),
    path("classes/<int:pk>/people/", people_of_class.people_of_class, name="people_of_class"),
    path("classes/<int:pk>/people/<int:enrolment>/", people_of_class.person_of_class, name="person_of_class"),
    path("question-numbers/", question_numbers.question_numbers, name="question_numbers"),
    path("plans/", promises.plans, name="plans"),
    path("plans/<slug:key>/", promises.plan, name="plan"),
    path("programmes/<int:pk>/targets/new/", promises.target_add, name="target_add"),
    path("targets/<int:pk>/", promises.target_edit, name="target_edit"),
    path("targets/<int:pk>/remove/", promises.target_remove, name="target_remove"),
    path("rosters/<int:pk>/", rosters.roster, name="roster"),
    path("rosters/<int:pk>/import/", rosters.roster_import, name="roster_import"),
    path("rosters/<int:pk>/refused/", rosters.roster_refused, name="roster_refused"),
]
MENU = [
    MenuItem(_("Register"), reverse_lazy("register_list"), name="register", icon_name="group", order=10),
    MenuItem(_("Follow-up"), reverse_lazy("due_list"), name="follow-up", icon_name="mobile-alt", order=20),
    MenuItem(_("Dossiers"), reverse_lazy("dossier_list"), name="dossiers", icon_name="folder-open-inverse", order=25),
    MenuItem(_("Figures"), reverse_lazy("figures"), name="figures", icon_name="table", order=30),
]

NUMBERS = MenuItem(
    _("Numbers of the questions"), reverse_lazy("question_numbers"), name="question-numbers", icon_name="help", order=25
)

hooks.register("register_admin_urls", lambda: URLS)
for item in MENU:
    hooks.register("register_trainees_menu_item", lambda item=item: item)
hooks.register("register_catalogue_menu_item", lambda: NUMBERS)
hooks.register("construct_homepage_panels", desk.organiser_panels)
