"""Venues."""

from courses.forms.scoped import PlacedForm
from courses.models import Venue

from .scoped import ScopedViewSet


class VenueForm(PlacedForm):
    class Meta:
        model = Venue
        fields = ("name", "region", "address", "seats")


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
