"""Every address: each app's own, then Wagtail's pages."""

from django.urls import include, path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from lms import views

urlpatterns = [
    path("start/", views.start, name="start"),
    path("healthz", views.health, name="health"),
    path("settings/type/", views.set_type, name="set_type"),
    path("accounts/", views.account, name="account"),
    path("accounts/", include("allauth.account.urls")),
    path("i18n/", include("django.conf.urls.i18n")),
    path("", include("media.urls")),
    path("", include("courses.urls")),
    path("", include("trainees.urls")),
    path("", include("certificates.urls")),
    path("cms/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("", include(wagtail_urls)),
]
