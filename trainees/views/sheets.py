"""Signed sheets: printing them, and bringing their photos home, each to the session its code names."""

import base64
import hashlib

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lms.kit.clock import now
from trainees import permissions
from trainees.domain import sheet_filing, sign_in_sheets
from trainees.domain.operations import photos
from trainees.models import EvidenceItem

from .gates import for_those_who, id_of, posted_id
from .papers import as_pdf
from .teaching import session_for

MOST_AT_ONCE = 20
SHOWN, CHOICES = 12, 60
# Photos whose code could not be read, by their hashes: they wait where photos of phones do, two days at most.
WAITING = "sheets_without_code"


@require_GET
@for_those_who(permissions.may_open_rolls)
@never_cache
def sign_in_sheet(request, pk):
    """The sheet of a session as PDF."""
    session = session_for(request, pk, write=True)
    return as_pdf(lambda: sign_in_sheets.pdf(session, by=request.user), name=f"sign-in-{session.pk}")


@require_http_methods(["GET", "POST"])
@for_those_who(permissions.may_teach)
@never_cache
def sheets(request):
    """Several photos at once; what has no readable code waits for a session to be chosen."""
    if request.method == "POST":
        files = request.FILES.getlist("files")
        if not files:
            messages.error(request, _("Choose the photos first."))
        for file in files[:MOST_AT_ONCE]:
            _bring(request, file)
        if len(files) > MOST_AT_ONCE:
            messages.error(request, _("At most %(most)d photos at once: send the others now.") % {"most": MOST_AT_ONCE})
        return redirect("sheets")
    return render(request, "trainees/sheets.html", _page(request))


@require_POST
@for_those_who(permissions.may_teach)
@never_cache
def sheet_choose(request):
    """A person says which session a photo is of, or throws it away."""
    sha256 = request.POST.get("photo", "")
    size = _waiting(request).get(sha256)
    photo = photos.whole(sha256, size, by=request.user) if size else None
    if photo is None:
        messages.error(request, _("This photo is filed already, or waited too long. If it is missing, send it again."))
        return redirect("sheets")
    if "drop" not in request.POST:
        session = get_object_or_404(permissions.sessions_to_keep(request.user), pk=posted_id(request, "session"))
        try:
            filed = sheet_filing.file_photo(photo, session=session, by=request.user)
        except sheet_filing.SheetRefused as refusal:
            messages.error(request, str(refusal))
            return redirect("sheets")
        _say_filed(request, filed)
    photos.forget(sha256, by=request.user)
    request.session[WAITING] = [one for one in request.session.get(WAITING, []) if one[0] != sha256]
    return redirect("sheets")


def _bring(request, file) -> None:
    name = file.name
    try:
        _say_filed(request, sheet_filing.file_photo(file, by=request.user))
    except sheet_filing.NoPageCode as waits:
        _keep_waiting(request, file, waits.small)
    except sheet_filing.SheetRefused as refusal:
        messages.error(request, _("%(file)s: %(why)s") % {"file": name, "why": refusal})


def _say_filed(request, filed) -> None:
    told = {"session": filed.session, "page": filed.page}
    if not filed.is_new:
        sentence = _("This photo is filed with %(session)s already.")
    elif filed.page:
        sentence = _("Page %(page)d is filed with %(session)s.")
    else:
        sentence = _("The photo is filed with %(session)s.")
    messages.success(request, sentence % told)


def _keep_waiting(request, file, small: bytes) -> None:
    file.seek(0)
    data = file.read()
    sha256 = hashlib.sha256(data).hexdigest()
    try:
        if photos.arrived(sha256, by=request.user) != len(data):
            photos.forget(sha256, by=request.user)
            photos.add(sha256, data, offset=0, size=len(data), by=request.user)
        photos.keep_small(sha256, small, by=request.user)
    except photos.PhotoRefused as refusal:
        messages.error(request, str(refusal))
        return
    others = [one for one in request.session.get(WAITING, []) if one[0] != sha256]
    request.session[WAITING] = [*others, [sha256, len(data)]]


def _waiting(request) -> dict[str, int]:
    """The photos of this sign-in that wait for a session: their sizes by their hashes."""
    known = dict(request.session.get(WAITING, []))
    return {sha256: size for sha256, size in known.items() if photos.arrived(sha256, by=request.user) == size}


def _page(request) -> dict:
    mine = permissions.sessions_to_keep(request.user)
    held = mine.not_cancelled().filter(starts_at__lt=now()).select_related("training_class__course", "venue")
    filed = EvidenceItem.objects.visible_to(request.user).in_dossiers()
    filed = filed.filter(kind=EvidenceItem.Kind.SHEET, uploaded_by=request.user, session__isnull=False)
    waiting = [(sha256, _address(photos.small(sha256, by=request.user))) for sha256 in _waiting(request)]
    return {
        "waiting": waiting,
        "sessions": held.order_by("-starts_at")[:CHOICES] if waiting else [],
        "chosen": id_of(request.GET.get("session", "")),
        "filed": filed.select_related("session__training_class").order_by("-uploaded_at")[:SHOWN],
    }


def _address(small: bytes | None) -> str:
    """A small picture as the address of an image; empty where there is none."""
    return "data:image/jpeg;base64," + base64.b64encode(small).decode() if small else ""
