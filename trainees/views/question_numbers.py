"""The numbers of the question bank at the desk, and as a workbook."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from courses.models import CoursePage
from lms.kit.spreadsheets import write_workbook
from trainees.domain import question_numbers as numbers

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_GET
def question_numbers(request):
    """All questions of one course; `?export=1` gives them as a workbook. They name nobody."""
    courses = CoursePage.objects.filter(questions__isnull=False).distinct().order_by("title")
    wanted = request.GET.get("course", "")
    course = courses.filter(pk=wanted).first() if wanted.isascii() and wanted.isdigit() else None
    course = course or courses.first()
    found = numbers.of_course(course, user=request.user) if course else []
    if course and "export" in request.GET:
        return _workbook(found)
    title = _("Numbers of the questions")
    context = {
        "courses": courses,
        "course": course,
        "found": found,
        "page_title": title,
        "header_title": title,
        "header_icon": "help",
        "breadcrumbs_items": [
            {"url": reverse("questions:index"), "label": _("Question bank")},
            {"url": "", "label": title},
        ],
    }
    return render(request, "trainees/admin/question_numbers.html", context)


def _workbook(found) -> HttpResponse:
    head = [_("Question"), _("kind"), _("Asked"), _("Right"), _("Share right"), _("No answer"), _("Chosen")]
    rows = [
        [
            each.question.text,
            str(each.question.get_kind_display()),
            each.asked,
            each.right,
            "" if each.share is None else round(each.share, 3),
            each.empty,
            "；".join(f"{option['text']} {option['chosen']}" for option in each.options),
        ]
        for each in found
    ]
    response = HttpResponse(write_workbook([(_("Questions"), [head, *rows])]), content_type=XLSX)
    response["Content-Disposition"] = 'attachment; filename="question-numbers.xlsx"'
    return response
