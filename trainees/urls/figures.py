"""Figures for officers and progress for everybody."""

from django.urls import path

from trainees.views import figures, progress

urlpatterns = [
    path("figures/", figures.figures, name="figures"),
    path("figures/export/", figures.figures_export, name="figures_export"),
    path("figures/<str:code>/", figures.figure_rows, name="figure_rows"),
    path("progress/", progress.public_progress, name="public_progress"),
    path("overview/", progress.overview, name="overview"),
]
