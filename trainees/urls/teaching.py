"""Trainers: today, the roll of a session, the wall, the door, the end of a class."""

from django.urls import path

from trainees.views import flags, results, teaching, walk_ins

urlpatterns = [
    path("teach/", teaching.teach_today, name="teach_today"),
    path("teach/sessions/<int:pk>/", teaching.roll_page, name="roll"),
    path("teach/sessions/<int:pk>/projector/", teaching.projector, name="projector"),
    path("teach/sessions/<int:pk>/qr/", teaching.session_qr, name="session_qr"),
    path("teach/sessions/<int:pk>/mark/", teaching.mark, name="mark"),
    path("teach/sessions/<int:pk>/walk-in/", walk_ins.walk_in, name="walk_in"),
    path("teach/sessions/<int:pk>/admit/", walk_ins.admit, name="admit"),
    path("teach/sessions/<int:pk>/close/", teaching.close_session, name="close_session"),
    path("teach/classes/<int:pk>/", results.class_result, name="class_result"),
    path("teach/classes/<int:pk>/close/", results.close_class, name="close_class"),
    path("teach/classes/<int:pk>/reopen/", results.reopen_class, name="reopen_class"),
    path("teach/sessions/<int:pk>/flags/", flags.settle_flag, name="settle_flag"),
]
