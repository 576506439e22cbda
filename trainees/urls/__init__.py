"""Addresses of trainees, trainers, follow-up staff and officers; a file per group of people."""

from . import figures, follow_up, learning, register, teaching

urlpatterns = [
    *learning.urlpatterns,
    *teaching.urlpatterns,
    *follow_up.urlpatterns,
    *figures.urlpatterns,
    *register.urlpatterns,
]
