"""Cards: a person's own on their phone, anybody's at the desk, a class's on paper; and scanning them on the roll."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from courses.models import Session, TrainingClass
from lms.kit import qr
from trainees import permissions
from trainees.domain import attendance, card_papers, cards, learning
from trainees.models import Attendance, Trainee

from .gates import for_those_who, posted_id
from .papers import as_pdf
from .teaching import session_for

LATEST = 6


@require_http_methods(["GET", "POST"])
@login_required
@never_cache
def my_card(request):
    """The cards of the people of this sign-in; POST gives one of them a new card."""
    people = learning.people_of(request.user)
    if request.method == "POST":
        chosen = next((person for person in people if person.pk == posted_id(request, "trainee")), None)
        if chosen is None:
            raise Http404
        cards.renew(chosen, by=request.user)
        messages.success(request, _("This is the new card. The old one counts no more."))
        return redirect("my_card")
    return render(request, "trainees/my_card.html", {"held": [_shown(person, request.user) for person in people]})


@require_http_methods(["GET", "POST"])
@login_required
@never_cache
def person_card(request, pk):
    """The card of a person of one's class or area, to show or print; POST gives a new one for a lost one."""
    trainee = get_object_or_404(Trainee.objects.visible_to(request.user), pk=pk).itself
    if not permissions.may_give_entry_code(request.user, trainee):
        raise PermissionDenied
    if request.method == "POST":
        cards.renew(trainee, by=request.user)
        messages.success(request, _("This is the new card. The old one counts no more."))
        return redirect("person_card", trainee.pk)
    context = {"one": _shown(trainee, request.user), "reads_register": permissions.may_read_register(request.user)}
    return render(request, "trainees/person_card.html", context)


def _shown(trainee: Trainee, user) -> dict:
    card = cards.of(trainee, by=user)
    number = card_papers.masked_number(trainee)
    return {"person": trainee, "code": cards.grouped(card), "square": qr.inline(cards.text(card)), "number": number}


@require_GET
@for_those_who(permissions.may_open_rolls)
@never_cache
def class_cards(request, pk):
    """The cards of a class as PDF, for whoever answers for the class."""
    visible = TrainingClass.objects.visible_to(request.user).select_related("course", "trainer")
    training_class = get_object_or_404(visible, pk=pk)
    if not permissions.may_close_class(request.user, training_class):
        raise PermissionDenied
    return as_pdf(lambda: card_papers.pdf(training_class, by=request.user), name=f"cards-{training_class.pk}")


@require_http_methods(["GET", "POST"])
@for_those_who(permissions.may_open_rolls)
@never_cache
def scan_cards(request, pk):
    """The camera, and a field for the code. POST marks whoever holds the card; asked for JSON it answers so."""
    session = session_for(request, pk, write=True)
    if request.method == "GET":
        return render(request, "trainees/scan_cards.html", _page(request, session))
    told = _heard(request, session)
    if request.accepts("text/html"):
        tell = messages.error if told["outcome"] == "refused" else messages.success
        tell(request, told["sentence"])
        return redirect("scan_cards", session.pk)
    return JsonResponse(told)


def _heard(request, session) -> dict:
    try:
        mark, stood = cards.scan(session, request.POST.get("code", "")[:100], by=request.user)
    except attendance.MarkRefused as refusal:
        return {"outcome": "refused", "sentence": str(refusal)}
    said = {"name": mark.enrolment.trainee.name, "mark": mark.in_words}
    if stood:
        return {"outcome": "already", "sentence": _("%(name)s is here already: %(mark)s.") % said}
    sentence = _("%(name)s: %(mark)s.") % said
    return {"outcome": "marked", "sentence": sentence, "name": said["name"], "saved": mark.marked_at.isoformat()}


def _page(request, session) -> dict:
    marks = Attendance.objects.standing().filter(session=session, how=Attendance.How.CARD)
    mine = marks.filter(marked_by=request.user).select_related("enrolment__trainee").order_by("-marked_at")
    present = Attendance.objects.present().filter(session=session).count()
    places = session.training_class.enrolments.holding_a_seat().count()
    is_open = session.state == Session.State.PLANNED
    return {"session": session, "latest": mine[:LATEST], "present": present, "places": places, "is_open": is_open}
