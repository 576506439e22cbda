"""Addresses of background jobs and of video files."""

from django.urls import path

from .views.jobs import job_status

urlpatterns = [
    path("jobs/<int:pk>/", job_status, name="job_status"),
]
