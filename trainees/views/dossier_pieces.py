"""Judging pieces of dossiers, one after the other, and showing them small."""

from django.contrib import messages
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from trainees.domain.dossier import likeness, overview, pieces, standing
from trainees.domain.dossier.items import ITEMS
from trainees.models import EvidenceItem
from trainees.models.evidence import dossiers_of
from trainees.permissions import may_open_dossiers

from .dossier import alike_in_words
from .gates import for_those_who, id_of

ACTS = {"accept": pieces.accept, "send_back": pieces.send_back, "withdraw": pieces.withdraw}


@require_GET
@for_those_who(may_open_dossiers)
@never_cache
def dossier_review(request):
    """The oldest piece that waits, large, with what is known of it; keys A, B, J and K do what the buttons do."""
    waiting = overview.waiting_for(request.user)
    keys = list(waiting.values_list("pk", flat=True))
    asked = id_of(request.GET.get("piece", ""))
    at = keys.index(asked) if asked in keys else 0
    piece = waiting.get(pk=keys[at]) if keys else None
    context = {"piece": piece, "count": len(keys), "at": at + 1}
    if piece:
        alike = likeness.pairs_of([piece])[piece.pk]
        seen = set(dossiers_of(request.user).filter(evidence__in=alike).values_list("pk", flat=True))
        held = piece.training_class
        context |= {
            "item": ITEMS.get(piece.item),
            "alike": alike_in_words(alike, seen),
            "on_another_day": bool(held and piece.captured_at) and _is_of_another_day(piece, held),
            "before": keys[at - 1] if at else None,
            "after": keys[at + 1] if at + 1 < len(keys) else None,
        }
    return render(request, "trainees/dossier_review.html", context)


@require_POST
@for_those_who(may_open_dossiers)
@never_cache
def piece_act(request, pk):
    """Accept a piece, send it back with a word, or take it back."""
    piece = get_object_or_404(EvidenceItem.objects.visible_to(request.user).in_dossiers(), pk=pk)
    act = request.POST.get("act", "")
    if act not in ACTS:
        raise Http404
    words = {"word": request.POST.get("word", "")} if act == "send_back" else {}
    try:
        ACTS[act](piece, **words, by=request.user)
    except pieces.PieceRefused as refusal:
        messages.error(request, str(refusal))
    back = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(back, allowed_hosts=None) and back.startswith("/dossiers/"):
        return redirect(back)
    if piece.training_class_id:
        return redirect("dossier_item", piece.training_class_id, piece.item)
    return redirect("dossier_list")


@require_GET
@for_those_who(may_open_dossiers)
def piece_thumbnail(request, pk):
    piece = get_object_or_404(EvidenceItem.objects.visible_to(request.user).exclude(thumbnail=""), pk=pk)
    response = FileResponse(piece.thumbnail.open("rb"), content_type="image/jpeg", filename=f"evidence-{piece.pk}.jpg")
    response["Cache-Control"] = "private, max-age=86400"
    return response


def _is_of_another_day(piece: EvidenceItem, training_class) -> bool:
    """The camera says another day than any of the class (domain.md R26)."""
    return standing.day_of(piece) not in standing.facts_of(training_class).days
