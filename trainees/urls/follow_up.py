"""Follow-up staff: who is due, one visit, corrections, and the proof that was taken."""

from django.urls import path

from trainees.views import evidence, follow_up

urlpatterns = [
    path("follow-up/", follow_up.due_list, name="due_list"),
    path("follow-up/<uuid:pk>/", follow_up.contact, name="contact"),
    path("follow-up/<uuid:pk>/call/", follow_up.call_trainee, name="call_trainee"),
    path("follow-up/reports/<int:pk>/correct/", follow_up.correct_shop, name="correct_shop"),
    path("evidence/<int:pk>/", evidence.evidence_file, name="evidence_file"),
]
