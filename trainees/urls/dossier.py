"""The dossiers of classes: the list, one checklist, one item, the review, and taking one away."""

from django.urls import path

from trainees.views import dossier, dossier_exports, dossier_pieces

urlpatterns = [
    path("dossiers/", dossier.dossier_list, name="dossier_list"),
    path("dossiers/review/", dossier_pieces.dossier_review, name="dossier_review"),
    path("dossiers/classes/<int:pk>/", dossier.dossier, name="dossier"),
    path("dossiers/classes/<int:pk>/take/", dossier_exports.dossier_take, name="dossier_take"),
    path("dossiers/classes/<int:pk>/<str:code>/", dossier.dossier_item, name="dossier_item"),
    path("dossiers/classes/<int:pk>/<str:code>/rule/", dossier.dossier_rule, name="dossier_rule"),
    path("dossiers/pieces/<int:pk>/", dossier_pieces.piece_act, name="piece_act"),
    path("dossiers/pieces/<int:pk>/small/", dossier_pieces.piece_thumbnail, name="piece_thumbnail"),
    path("dossiers/exports/<int:pk>/", dossier_exports.dossier_export, name="dossier_export"),
    path("dossiers/exports/<int:pk>/file/", dossier_exports.dossier_export_file, name="dossier_export_file"),
]
