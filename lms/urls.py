"""Every address: each app's own, then Wagtail's pages."""

from django.urls import include, path
from django.views.generic import RedirectView
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from lms.views import entrance, site

urlpatterns = [
    path("start/", site.start, name="start"),
    path("healthz", site.health, name="health"),
    path("sw.js", site.service_worker, name="service_worker"),
    path("settings/type/", site.set_type, name="set_type"),
    path("accounts/", site.account, name="account"),
    path("accounts/login/", entrance.PasswordLogin.as_view(), name="account_login"),
    path("accounts/login/code/", entrance.RequestCode.as_view(), name="account_request_login_code"),
    path("accounts/login/code/confirm/", entrance.ConfirmCode.as_view(), name="account_confirm_login_code"),
    path("accounts/signup/", RedirectView.as_view(pattern_name="account_request_login_code", query_string=True)),
    path("accounts/", include("allauth.account.urls")),
    path("accounts/wechat/", include("lms.wechat.urls")),
    path("accounts/2fa/", include("allauth.mfa.urls")),
    path("i18n/", include("django.conf.urls.i18n")),
    path("", include("media.urls")),
    path("", include("courses.urls")),
    path("", include("trainees.urls")),
    path("", include("certificates.urls")),
    path("cms/login/", entrance.to_the_entrance),
    path("_util/login/", entrance.to_the_entrance),
    path("cms/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("", include(wagtail_urls)),
]
