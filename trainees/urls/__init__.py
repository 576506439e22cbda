"""Addresses of trainees, trainers, follow-up staff and officers; a file per group of people."""

from . import dossier, figures, flags, follow_up, learning, offline, register, teaching

urlpatterns = [
    *dossier.urlpatterns,
    *learning.urlpatterns,
    *teaching.urlpatterns,
    *offline.urlpatterns,
    *follow_up.urlpatterns,
    *figures.urlpatterns,
    *flags.urlpatterns,
    *register.urlpatterns,
]
