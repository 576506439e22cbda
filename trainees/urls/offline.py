"""The trainer's page without network, and the records of phones that need a person."""

from django.urls import path

from trainees.views import offline, records

urlpatterns = [
    path("teach/offline/", offline.page, name="offline"),
    path("teach/offline/manifest.webmanifest", offline.manifest, name="offline_manifest"),
    path("teach/offline/roster/", offline.roster, name="offline_roster"),
    path("teach/offline/operations/", offline.operations, name="offline_operations"),
    path("teach/offline/photos/<str:sha256>/", offline.photo, name="offline_photo"),
    path("teach/records/", records.records, name="records"),
    path("teach/records/bring-in/", records.bring_records, name="bring_records"),
    path("teach/records/<uuid:op_id>/", records.settle_record, name="settle_record"),
    path("teach/records/<uuid:op_id>/complete/", records.complete_record, name="complete_record"),
]
