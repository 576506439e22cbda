"""What certificates add to the Wagtail admin: the list, and the words on the papers."""

from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from certificates.viewsets.designs import DesignViewSet

hooks.register("register_admin_viewset", DesignViewSet)
hooks.register(
    "register_certificates_menu_item",
    lambda: MenuItem(
        _("Issued certificates"), reverse_lazy("certificate_list"), name="issued", icon_name="doc-full", order=10
    ),
)
