"""Sending video files: whoever has a valid address gets the bytes, in the ranges a player asks for.

Where nginx stands in front it sends the files itself (`VIDEO_ACCEL_REDIRECT`); the address is still checked here.
"""

import re

from django.conf import settings
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from media.domain import playback

PIECE = 64 * 1024
RANGE = re.compile(r"bytes=(\d{0,30})-(\d{0,30})")


@require_safe
def play(request, token, name):
    """A file of a video, or all segments of a form joined to one MP4."""
    try:
        opened = playback.open(token, name)
    except playback.Unknown as error:
        raise Http404 from error
    except playback.Expired:
        sentence = _("This address has expired. Open the lesson again: you go on where you stopped.")
        return HttpResponse(sentence, status=410, content_type="text/plain; charset=utf-8")
    response = _handed_over(opened) if settings.VIDEO_ACCEL_REDIRECT and opened.is_one else _sent(request, opened)
    # A published folder never changes, so a phone never pays for the same bytes twice.
    response["Cache-Control"] = "private, max-age=31536000, immutable"
    return response


def _handed_over(opened: playback.Opened) -> HttpResponse:
    """Nothing but the place of the file: nginx sends it, in the ranges asked for."""
    place = opened.paths[0].relative_to(settings.VIDEO_ROOT)
    sent_by = {"X-Accel-Redirect": f"{settings.VIDEO_ACCEL_REDIRECT}{place}"}
    return HttpResponse(content_type=opened.content_type, headers=sent_by)


def _sent(request, opened: playback.Opened):
    sizes = [path.stat().st_size for path in opened.paths]
    total = sum(sizes)
    first, last, status = _asked(request.headers.get("Range", ""), total)
    if status == 416:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{total}"})
    response = StreamingHttpResponse(
        _pieces(opened.paths, sizes, first, last), status=status, content_type=opened.content_type
    )
    response["Content-Length"] = last - first + 1
    response["Accept-Ranges"] = "bytes"
    if status == 206:
        response["Content-Range"] = f"bytes {first}-{last}/{total}"
    return response


def _asked(header: str, total: int) -> tuple[int, int, int]:
    """First and last byte, both sent, and the status. Several ranges, or nonsense, get the whole file (RFC 9110)."""
    match = RANGE.fullmatch(header.replace(" ", ""))
    if not match or match.groups() == ("", ""):
        return 0, total - 1, 200
    start, end = match.groups()
    if not start:
        first, last = max(total - int(end), 0), total - 1
        return first, last, 206 if int(end) and total else 416
    first, last = int(start), min(int(end), total - 1) if end else total - 1
    if first >= total or (end and int(end) < first):
        return 0, -1, 416
    return first, last, 206


def _pieces(paths, sizes, first: int, last: int):
    """The bytes from `first` to `last` of the files put one after the other."""
    start = 0
    for path, size in zip(paths, sizes, strict=True):
        skip, left = max(first - start, 0), min(last - start + 1, size)
        start += size
        if left <= skip:
            continue
        with path.open("rb") as file:
            file.seek(skip)
            remaining = left - skip
            while remaining and (piece := file.read(min(PIECE, remaining))):
                remaining -= len(piece)
                yield piece
