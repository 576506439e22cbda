"""Designs in the organiser's desk: the words on the papers, for the programmes of the regions they organise."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column, StatusTagColumn, TitleColumn
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet

from certificates.models import Design
from courses.models import Role
from courses.models.scope import visible_regions


class OwnProgrammes:
    """Rows of other counties do not exist here."""

    def get_queryset(self):
        return visible_regions(
            Design.objects.select_related("programme"),
            self.request.user,
            Role.ORGANISER,
            field="programme__region",
            programme="programme",
        )


class DesignIndex(OwnProgrammes, generic.IndexView):
    def get_base_queryset(self):
        return OwnProgrammes.get_queryset(self)

    def get_queryset(self):
        return generic.IndexView.get_queryset(self)

    @property
    def columns(self):
        def page(design):
            return self.get_edit_url(design)

        return [
            TitleColumn("title", label=_("title on the paper"), get_url=page),
            Column("kind", label=_("kind"), accessor="get_kind_display"),
            Column("programme", label=_("programme")),
            Column("issuer", label=_("issued by")),
            StatusTagColumn("state", label=_("state"), accessor=_state, primary=lambda design: design.is_active),
        ]


def _state(design: Design):
    return _("in use") if design.is_active else _("no longer in use")


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
    index_view_class = DesignIndex
    edit_view_class = DesignEdit
    copy_view_enabled = False
    inspect_view_enabled = False
    add_to_reference_index = False

    def get_common_view_kwargs(self, **kwargs):
        """Nobody is offered what has no address here, not even who may do everything."""
        absent = ("add_url_name", "delete_url_name", "history_url_name", "usage_url_name")
        return super().get_common_view_kwargs(**dict.fromkeys(absent), **kwargs)

    def get_urlpatterns(self):
        kept = {"index", "index_results", "edit"}
        return [pattern for pattern in super().get_urlpatterns() if pattern.name in kept]
