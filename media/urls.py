"""Addresses of background jobs and of video files."""

from django.urls import path

from .views.jobs import job_status
from .views.play import play

urlpatterns = [
    path("jobs/<int:pk>/", job_status, name="job_status"),
    path("play/<str:token>/<str:name>", play, name="play"),
]
