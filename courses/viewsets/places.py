"""Venues and the trainer pool (师资库)."""

from django.utils.translation import gettext_lazy as _

from courses.forms.scoped import ScopedForm
from courses.models import Region, Trainer, Venue
from courses.models.scope import EVERY, Role, visible_regions

from .scoped import ScopedViewSet


class PlacedForm(ScopedForm):
    """Rows that stand in a county or township the organiser works in."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        regions = Region.objects.current().exclude(level=Region.Level.VILLAGE)
        mine = visible_regions(regions, self.for_user, Role.ORGANISER, field=None, programme=EVERY)
        self.fields["region"].queryset = mine


class VenueForm(PlacedForm):
    class Meta:
        model = Venue
        fields = ("name", "region", "address", "seats")


class TrainerForm(PlacedForm):
    class Meta:
        model = Trainer
        fields = ("name", "region", "title", "subjects", "profile")


class VenueViewSet(ScopedViewSet):
    model = Venue
    name = "venues"
    icon = "home"
    menu_hook = "register_classes_menu_item"
    menu_order = 30
    list_display = ("name", "region", "address", "seats")
    list_filter = ()
    search_fields = ["name", "address", "region__name"]

    def get_form_class(self, for_update=False):
        return VenueForm


class TrainerViewSet(ScopedViewSet):
    model = Trainer
    name = "trainers"
    icon = "user"
    menu_label = _("Trainer pool")
    menu_hook = "register_classes_menu_item"
    menu_order = 40
    list_display = ("name", "title", "subjects", "region")
    search_fields = ["name", "subjects", "title"]

    def get_form_class(self, for_update=False):
        return TrainerForm
