"""Addresses of certificates: the public check, the officers' lists, one class, one paper."""

from django.urls import path

from .views import classes, papers, public

urlpatterns = [
    path("verify/", public.verify, name="verify"),
    path("verify/<str:code>/", public.verify_code, name="verify_code"),
    path("certificates/", papers.certificate_list, name="certificate_list"),
    path("certificates/<int:pk>/", papers.certificate, name="certificate"),
    path("certificates/<int:pk>/pdf/", papers.certificate_pdf, name="certificate_pdf"),
    path("certificates/<int:pk>/revoke/", papers.revoke, name="certificate_revoke"),
    path("certificates/<int:pk>/reissue/", papers.reissue, name="certificate_reissue"),
    path("classes/<int:pk>/certificates/", classes.class_certificates, name="class_certificates"),
    path("classes/<int:pk>/certificates/archive/", classes.class_archive, name="class_archive"),
    path("batches/<int:pk>/", classes.batch, name="batch"),
]
