"""Officers: the hub, the register, the classes of the area, the log; and what is kept about me."""

from django.urls import path

from trainees.views import findings, household_lists, households, imports, merging, my_data, office, register, rights

urlpatterns = [
    path("office/", office.office, name="office"),
    path("office/classes/", office.office_classes, name="office_classes"),
    path("office/classes/<int:pk>/", office.office_class, name="office_class"),
    path("office/events/", office.audit_events, name="audit_events"),
    path("findings/", findings.finding_list, name="finding_list"),
    path("findings/export/", findings.findings_export, name="findings_export"),
    path("findings/<int:pk>/", findings.finding, name="finding"),
    path("findings/<str:about>/<int:pk>/", findings.find, name="find"),
    path("register/", register.register_list, name="register_list"),
    path("register/export/", register.register_export, name="register_export"),
    path("register/look-alikes/", merging.look_alike_list, name="look_alike_list"),
    path("register/look-alikes/<int:pk>/", merging.look_alike, name="look_alike"),
    path("register/merges/<int:pk>/", merging.take_apart, name="take_apart"),
    path("register/<int:pk>/compare/", merging.person_compare, name="person_compare"),
    path("register/imports/", imports.imports, name="imports"),
    path("register/imports/form/", imports.import_form, name="import_form"),
    path("register/imports/<int:pk>/", imports.import_batch, name="import_batch"),
    path("register/imports/<int:pk>/bring-in/", imports.import_bring_in, name="import_bring_in"),
    path("register/imports/<int:pk>/undo/", imports.import_undo, name="import_undo"),
    path("register/imports/<int:pk>/marked/", imports.import_marked, name="import_marked"),
    path("register/imports/<int:pk>/changes/", household_lists.list_changes, name="list_changes"),
    path("register/imports/<int:pk>/changes/export/", household_lists.list_changes_export, name="list_changes_export"),
    path("register/imports/<int:pk>/end-absent/", household_lists.list_end_absent, name="list_end_absent"),
    path("register/household-lists/", household_lists.household_lists, name="household_lists"),
    path("register/household-lists/form/", household_lists.household_list_form, name="household_list_form"),
    path("register/households/<int:pk>/", households.household, name="household"),
    path("register/<int:pk>/", register.person, name="person"),
    path("register/<int:pk>/unmask/", register.unmask, name="unmask"),
    path("register/requests/", rights.data_request_list, name="data_request_list"),
    path("register/requests/<int:pk>/", rights.data_request, name="data_request"),
    path("me/data/ask/", rights.my_data_ask, name="my_data_ask"),
    path("me/data/", my_data.my_data, name="my_data"),
]
