"""What the courses app adds to the Wagtail admin: the organiser's menu, lists, home page and look."""

from wagtail import hooks

from courses.viewsets import desk
from courses.viewsets.classes import TrainingClassViewSet
from courses.viewsets.lists import DenominatorViewSet, PlaceListViewSet, PoorVillageViewSet
from courses.viewsets.officers import ScopeViewSet
from courses.viewsets.places import VenueViewSet
from courses.viewsets.plans import PlannedTrainingViewSet
from courses.viewsets.programmes import ProgrammeViewSet
from courses.viewsets.questions import QuestionViewSet
from courses.viewsets.trainers import TrainerViewSet

hooks.register(
    "register_admin_viewset",
    lambda: [
        TrainingClassViewSet(),
        PlannedTrainingViewSet(),
        VenueViewSet(),
        TrainerViewSet(),
        ProgrammeViewSet(),
        QuestionViewSet(),
        PlaceListViewSet(),
        DenominatorViewSet(),
        PoorVillageViewSet(),
        ScopeViewSet(),
    ],
)
for group in desk.menu_groups():
    hooks.register("register_admin_menu_item", lambda group=group: group)
for item in desk.catalogue_items():
    hooks.register("register_catalogue_menu_item", lambda item=item: item)
hooks.register("construct_main_menu", desk.keep_our_groups)
hooks.register("construct_settings_menu", desk.keep_our_settings)
hooks.register("construct_homepage_panels", desk.organiser_panels, order=-10)
hooks.register("construct_homepage_summary_items", desk.no_summary)
hooks.register("insert_global_admin_css", desk.stylesheet)
hooks.register("insert_editor_js", desk.editor_script)
