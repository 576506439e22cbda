"""The dossier of a class: what must lie there, what does, and the way to bring what is missing."""

from itertools import groupby

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from courses.models import TrainingClass
from lms.kit.clock import today
from trainees.domain.dossier import files, freezing, likeness, overview, pieces, standing
from trainees.domain.dossier.declaring import Takes
from trainees.domain.dossier.items import CHAPTERS, ITEMS
from trainees.forms.dossier import DossierFilters, RulingForm, TakeForm
from trainees.models import EvidenceItem
from trainees.models.evidence import dossiers_of
from trainees.permissions import (
    may_bring_proof,
    may_open_dossiers,
    may_read_dossier_tables,
    may_review_proof,
    may_take_dossier,
)

from .gates import for_those_who, posted_id

PER_PAGE = 30
MOST_FILES = 20
ROWS_SHOWN = 100
ACCEPTS = {
    Takes.PICTURE: "image/jpeg,image/png,image/webp",
    Takes.PDF: "application/pdf",
    Takes.OFFICE: ".docx,.xlsx",
    Takes.VIDEO: "video/mp4",
}


def class_of(request, pk) -> TrainingClass:
    """The class whose dossier the user may open; 404 for every other."""
    found = dossiers_of(request.user).exclude(state=TrainingClass.State.VOID)
    return get_object_or_404(found.select_related("course", "programme", "trainer", "region"), pk=pk)


@require_GET
@for_those_who(may_open_dossiers)
@never_cache
def dossier_list(request):
    """How whole the dossiers are, class by class."""
    filters = DossierFilters(request.GET, user=request.user)
    rows = filters.classes().select_related("course", "region", "trainer")
    context = {
        "filters": filters,
        "page_obj": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        "waiting": overview.waiting_for(request.user).count(),
    }
    return render(request, "trainees/dossier_list.html", context)


@require_GET
@for_those_who(may_open_dossiers)
@never_cache
def dossier(request, pk):
    """The checklist of one class; on a phone a photo is two taps away."""
    training_class = class_of(request, pk)
    found = standing.of(training_class)
    required = [one for one in found if one.is_required]
    context = {
        "training_class": training_class,
        "chapters": [
            (CHAPTERS[chapter], list(group)) for chapter, group in groupby(found, lambda one: one.item.chapter)
        ],
        "required": len(required),
        "accepted": sum(one.state == standing.State.ACCEPTED for one in required),
        "waiting": sum(one.waiting for one in found),
        "brings": {
            one.item.code
            for one in found
            if one.item.takes and may_bring_proof(request.user, training_class, one.item.shared)
        },
        "may_review": may_review_proof(request.user, training_class),
        "take": TakeForm() if may_take_dossier(request.user, training_class) else None,
        "today": today(),
        "takes_pictures": Takes.PICTURE,
    }
    return render(request, "trainees/dossier.html", context)


@require_http_methods(["GET", "POST"])
@for_those_who(may_open_dossiers)
@never_cache
def dossier_item(request, pk, code):
    """One item: its pieces, the platform's own table, and a form for files."""
    training_class = class_of(request, pk)
    if code not in ITEMS:
        raise Http404
    if request.method == "POST":
        _take_in(request, training_class, code)
        return redirect(_back(request, training_class, code))
    found = standing.of_item(training_class, code)
    item, table = found.item, None
    if may_read_dossier_tables(request.user, training_class):
        table = found.table or (freezing.content(found.frozen) if found.frozen else None)
    alike = likeness.pairs_of(found.pieces)
    others = [one for ones in alike.values() for one in ones]
    seen = set(dossiers_of(request.user).filter(evidence__in=others).values_list("pk", flat=True))
    held = EvidenceItem.objects.visible_to(request.user).filter(pk__in=[piece.pk for piece in found.pieces])
    opens = set(held.values_list("pk", flat=True))
    context = {
        "training_class": training_class,
        "standing": found,
        "item": item,
        "pieces": [(piece, alike_in_words(alike[piece.pk], seen), piece.pk in opens) for piece in found.pieces],
        "table": table,
        "rows": table.rows[:ROWS_SHOWN] if table else [],
        "versions": training_class.frozen_tables.filter(code=code).select_related("frozen_by").order_by("-version"),
        "sessions": training_class.sessions.not_cancelled().order_by("starts_at") if code in pieces.SHEETS else [],
        "may_bring": bool(item.takes) and may_bring_proof(request.user, training_class, item.shared),
        "may_review": may_review_proof(request.user, training_class),
        "accepts": ",".join(ACCEPTS[one] for one in Takes if one in item.takes),
        "takes_pictures": Takes.PICTURE in item.takes,
        "ruling": RulingForm() if item.condition(standing.facts_of(training_class)) is None else None,
        "said": training_class.item_rulings.filter(code=code).select_related("said_by").last(),
    }
    return render(request, "trainees/dossier_item.html", context)


@require_POST
@for_those_who(may_open_dossiers)
@never_cache
def dossier_rule(request, pk, code):
    """Say whether an item only a person can judge applies."""
    training_class, form = class_of(request, pk), RulingForm(request.POST)
    if code not in ITEMS:
        raise Http404
    if form.is_valid():
        try:
            pieces.rule(training_class, code, **form.cleaned_data, by=request.user)
        except pieces.PieceRefused as refusal:
            messages.error(request, str(refusal))
    else:
        messages.error(request, next(iter(form.errors.values()))[0])
    return redirect("dossier_item", training_class.pk, code)


def _take_in(request, training_class, code) -> None:
    """Every file by itself: one that is refused keeps none of the others out."""
    session = training_class.sessions.filter(pk=posted_id(request, "session")).first()
    kept = known = 0
    sent = request.FILES.getlist("files")[:MOST_FILES]
    for file in sent:
        try:
            _piece, is_new = pieces.add(training_class, code, file, session=session, by=request.user)
        except (pieces.PieceRefused, files.FileRefused) as refusal:
            messages.error(request, f"{file.name[-40:]}: {refusal}" if len(sent) > 1 else str(refusal))
        else:
            kept, known = kept + is_new, known + (not is_new)
    if kept:
        messages.success(
            request, ngettext("%(count)d file is here and waits for its review.",
                              "%(count)d files are here and wait for their review.", kept) % {"count": kept},
        )  # fmt: skip
    if known:
        messages.info(request, _("A file that was here already was not kept twice."))
    if not sent:
        messages.error(request, _("Choose a file first."))


def _back(request, training_class, code):
    """To the checklist when the photo was taken there."""
    if request.POST.get("from") == "list":
        return f"{reverse('dossier', args=[training_class.pk])}#i{code}"
    return reverse("dossier_item", args=[training_class.pk, code])


def alike_in_words(others, seen: set[int]) -> list[str]:
    """Where else a picture was shown; a class elsewhere is not named."""
    said = []
    for other in others:
        if other.training_class_id in seen:
            said.append(_("This picture, or nearly the same, lies under %(class)s.") % {"class": other.training_class})
        else:
            said.append(_("This picture, or nearly the same, lies under a class of another area."))
    return list(dict.fromkeys(said))
