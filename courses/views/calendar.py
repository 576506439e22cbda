"""The calendar of sessions, for everyone who works with classes."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.shortcuts import render
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from courses.domain import calendars
from courses.forms.calendar import CalendarFilters
from courses.models import Session
from courses.permissions import may_open_rolls, may_read_calendar
from lms.kit.clock import today


@require_GET
@login_required
@never_cache
def calendar(request):
    if not may_read_calendar(request.user):
        raise PermissionDenied
    filters = CalendarFilters(request.GET, user=request.user)
    kept = urlencode({name: chosen.pk for name, chosen in filters.chosen.items()})
    days = calendars.fill(
        calendars.days(filters.view, filters.day), Session.objects.visible_to(request.user), **filters.chosen
    )
    return render(
        request,
        "courses/calendar.html",
        {
            "filters": filters,
            "view": filters.view,
            "on": filters.day,
            "days": days,
            "kept": kept,
            "views": calendars.View.choices,
            "back": calendars.step(filters.view, filters.day, -1),
            "ahead": calendars.step(filters.view, filters.day, 1),
            "today": today(),
            "opens_rolls": may_open_rolls(request.user),
            "held": sum(len(day.sessions) for day in days),
        },
    )
