"""The calendar; catalogue pages are Wagtail's, the desk is in its editor."""

from django.urls import path

from courses.views import calendar

urlpatterns = [path("calendar/", calendar.calendar, name="calendar")]
