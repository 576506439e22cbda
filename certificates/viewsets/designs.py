"""Designs in the organiser's desk: the words on the papers, for the programmes of the regions they organise."""

from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet

from certificates.models import Design
from courses.models import Role
from courses.models.scope import visible_regions


class OwnProgrammes:
    """Rows of other counties do not exist here."""

    def get_queryset(self):
        return visible_regions(
            Design.objects.all(), self.request.user, Role.ORGANISER, field="programme__region", programme="programme"
        )


class DesignIndex(OwnProgrammes, generic.IndexView):
    def get_base_queryset(self):
        return OwnProgrammes.get_queryset(self)

    def get_queryset(self):
        return generic.IndexView.get_queryset(self)


class DesignEdit(OwnProgrammes, generic.EditView):
    """A new wording shows on papers issued from now on; issued ones keep theirs."""


class DesignViewSet(ModelViewSet):
    """Made by the first paper of a programme, then edited here; never deleted, papers point at them."""

    model = Design
    name = "designs"
    icon = "edit"
    menu_hook = "register_certificates_menu_item"
    menu_order = 20
    form_fields = ["title", "issuer", "wording"]
    list_display = ["title", "kind", "programme", "issuer", "is_active"]
    index_view_class = DesignIndex
    edit_view_class = DesignEdit
    copy_view_enabled = False
    inspect_view_enabled = False
    add_to_reference_index = False

    def get_urlpatterns(self):
        kept = {"index", "index_results", "edit"}
        return [pattern for pattern in super().get_urlpatterns() if pattern.name in kept]
