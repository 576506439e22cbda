"""Flags and the rules that raise them."""

from django.urls import path

from trainees.views import flag_list, rules

urlpatterns = [
    path("flags/", flag_list.flags, name="flags"),
    path("flags/export/", flag_list.flags_export, name="flags_export"),
    path("flags/<int:pk>/", flag_list.flag, name="flag"),
    path("rules/", rules.rules, name="rules"),
    path("rules/limits/<int:pk>/", rules.rule_limits, name="rule_limits"),
]
