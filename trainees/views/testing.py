"""The short test of a class: what it asks, one attempt as a plain form on one page, and its result."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from trainees.domain import quiz, testing
from trainees.models import Enrolment, QuizAttempt

from .gates import posted_id


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def class_test(request, pk):
    """What the test asks and how each person of this sign-in stands; POST begins an attempt of `trainee`."""
    rows = Enrolment.objects.of(request.user).holding_a_seat().filter(training_class=pk)
    rows = list(rows.select_related("trainee", "training_class__programme", "training_class__course").order_by("pk"))
    if not rows or not rows[0].training_class.has_test:
        raise Http404
    if request.method == "POST":
        wanted = posted_id(request, "trainee") or (rows[0].trainee_id if len(rows) == 1 else 0)
        chosen = next((row for row in rows if row.trainee_id == wanted), None)
        if chosen is None:
            raise Http404
        try:
            return redirect("attempt", testing.begin(chosen, by=request.user).pk)
        except testing.TestRefused as refusal:
            messages.error(request, str(refusal))
            return redirect("class_test", pk)
    context = {"training_class": rows[0].training_class, "standings": testing.standings(rows), "several": len(rows) > 1}
    return render(request, "trainees/class_test.html", context)


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def attempt(request, pk):
    """The questions, or once handed in the result. A form sent twice shows the first result."""
    attempts = QuizAttempt.objects.of(request.user)
    found = get_object_or_404(
        attempts.select_related("enrolment__trainee", "enrolment__training_class__programme"), pk=pk
    )
    if request.method == "GET":
        return _paper(request, found, found.answers) if found.is_open else _result(request, found)
    answers = quiz.read(found.drawn, request.POST.getlist)
    missing = quiz.unanswered(answers)
    if found.is_open and missing and "anyway" not in request.POST:
        return _paper(request, found, answers, missing=missing)
    if found.is_open:
        found = testing.hand_in(found, answers, by=request.user)
    else:
        messages.info(request, _("This attempt was handed in before; its result stands."))
    return redirect("attempt", found.pk)


def _paper(request, found, answers, *, missing=()):
    context = {
        "attempt": found,
        "training_class": found.enrolment.training_class,
        "questions": [
            {"number": number + 1, "name": f"q{number}", "asked": asked, "options": _options(asked, answer)}
            for number, (asked, answer) in enumerate(zip(found.drawn, answers or [[]] * found.asked, strict=True))
        ],
        "missing": missing,
    }
    return render(request, "trainees/attempt.html", context, status=422 if missing else 200)


def _options(asked: dict, answer: list[int]) -> list[dict]:
    """`{"value", "text", "chosen"}` of each; of an order `chosen` is the place given to it, from 1."""
    if asked["kind"] == quiz.Kind.ORDER:
        return [
            {"value": place, "text": text, "chosen": answer.index(place) + 1 if place in answer else 0}
            for place, text in enumerate(asked["options"])
        ]
    texts = asked["options"] or [_("True"), _("False")]
    return [{"value": place, "text": text, "chosen": place in answer} for place, text in enumerate(texts)]


def _result(request, found):
    """Right answers are told when nothing can be gained by them any more: passed, or no attempt is left."""
    now = testing.standing(found.enrolment)
    lines = [
        {
            "number": number,
            "text": asked["text"],
            "is_right": quiz.is_right(asked, answer),
            "answer": _in_words(asked, answer),
            "right": _in_words(asked, asked["right"]),
        }
        for number, (asked, answer) in enumerate(zip(found.drawn, found.answers, strict=True), start=1)
    ]
    context = {
        "attempt": found,
        "training_class": found.enrolment.training_class,
        "standing": now,
        "is_passed": found.share >= now.needed,
        "tells_right": now.is_passed or not now.may_begin,
        "lines": lines,
    }
    return render(request, "trainees/attempt_result.html", context)


def _in_words(asked: dict, places: list[int]) -> str:
    texts = asked["options"] or [_("True"), _("False")]
    said = " → " if asked["kind"] == quiz.Kind.ORDER else "、"
    return said.join(texts[place] for place in places)
