"""Resumable uploads on the wire: tus 1.0 with creation, expiration, termination and checksum.

Each answer is final about what has arrived: `Upload-Offset` is the size of the file on disk.
"""

import base64
import binascii

from django.conf import settings
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.http import http_date
from django.utils.translation import gettext as _
from django.views import View
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin

from media.domain import pipeline, uploads
from media.models import Upload, Video

VERSION = "1.0.0"
PIECE = 64 * 1024  # what a broken connection may cost
CHECKED_BYTES = 64 * 1024**2  # a body with a checksum is held until it is proven
SILENCE_SECONDS = 60
BODY = "application/offset+octet-stream"


class TusView(PermissionCheckedMixin, View):
    """What every address of the protocol has in common."""

    model = None
    permission_required = "add"

    def dispatch(self, request, *args, **kwargs):
        # Some networks let nothing but GET and POST through.
        if request.method == "POST" and (meant := request.headers.get("X-HTTP-Method-Override")):
            request.method = meant.upper()
        if request.method not in {"GET", "OPTIONS"} and request.headers.get("Tus-Resumable") != VERSION:
            response = said(412, "Tus-Resumable: 1.0.0")
        else:
            response = super().dispatch(request, *args, **kwargs)
        response["Tus-Resumable"] = response["Tus-Version"] = VERSION
        response["Cache-Control"] = "no-store"
        return response


class Uploads(TusView):
    """Where an upload begins, and where a page asks whether a file is here already."""

    def options(self, request, *args, **kwargs):
        return HttpResponse(
            status=204,
            headers={
                "Tus-Extension": "creation,expiration,termination,checksum",
                "Tus-Max-Size": settings.VIDEO_MAX_BYTES,
                "Tus-Checksum-Algorithm": ",".join(uploads.DIGESTS),
            },
        )

    def get(self, request):
        """`{"upload": address}` for an unfinished upload of mine, `{"video", "title"}` for a video, else `{}`."""
        found = uploads.known(
            size=number(request.GET.get("size")) or 0,
            name=request.GET.get("name", ""),
            modified=number(request.GET.get("modified")) or 0,
            fingerprint=request.GET.get("fingerprint", ""),
            by=request.user,
        )
        if isinstance(found, Upload):
            return JsonResponse({"upload": address(found)})
        if isinstance(found, Video):
            return JsonResponse({"video": reverse("videos:inspect", args=[found.pk]), "title": found.title})
        return JsonResponse({})

    def post(self, request):
        size = number(request.headers.get("Upload-Length"))
        told = metadata(request.headers.get("Upload-Metadata", ""))
        if size is None or told is None:
            return said(400, "Upload-Length, Upload-Metadata")
        try:
            upload = uploads.begin(
                told.get("filename", ""),
                size,
                title=told.get("title", ""),
                modified=number(told.get("modified")) or 0,
                fingerprint=told.get("fingerprint", "")[:64],
                by=request.user,
            )
        except pipeline.TooLarge as refusal:
            return said(413, str(refusal))
        except uploads.NotTaken as refusal:
            return said(403, str(refusal))
        return HttpResponse(status=201, headers={"Location": address(upload), "Upload-Expires": expires(upload)})


class OneUpload(TusView):
    """One upload of the person signed in; anybody else's does not exist."""

    def dispatch(self, request, *args, **kwargs):
        try:
            return super().dispatch(request, *args, **kwargs)
        except uploads.Gone:
            return said(410, _("This upload waited too long and was given up. Choose the file again."))

    def upload(self, pk) -> Upload:
        return get_object_or_404(Upload.objects.of(self.request.user).select_related("video"), pk=pk)

    def head(self, request, pk):
        upload = self.upload(pk)
        response = progress(200, upload, uploads.take_up(upload))
        response["Upload-Length"] = upload.size
        return response

    def patch(self, request, pk):
        upload = self.upload(pk)
        at, length = number(request.headers.get("Upload-Offset")), number(request.headers.get("Content-Length"))
        if request.content_type != BODY:
            return said(415, BODY)
        if at is None:
            return said(400, "Upload-Offset")
        checksum = None
        if asked := request.headers.get("Upload-Checksum"):
            checksum = digest(asked)
            if checksum is None:
                return said(400, "Upload-Checksum")
        if length is not None and length > (CHECKED_BYTES if checksum else upload.size - at):
            return said(413, "Content-Length")
        try:
            arrived = uploads.append(upload, body(request), at=at, checksum=checksum)
        except (uploads.Misplaced, uploads.Taken):
            return said(409, "Upload-Offset")
        except uploads.WrongChecksum:
            return HttpResponse(status=460, reason="Checksum Mismatch")
        except OSError:
            return said(507, _("The server has too little room for this file. Tell the operator of the platform."))
        return progress(204, upload, arrived)

    def delete(self, request, pk):
        uploads.give_up(self.upload(pk))
        return HttpResponse(status=204)


def progress(status: int, upload: Upload, arrived: int) -> HttpResponse:
    """How much has arrived; of a whole file also where its video stands."""
    response = HttpResponse(status=status, headers={"Upload-Offset": arrived, "Upload-Expires": expires(upload)})
    if video := uploads.settle(upload) if arrived == upload.size else None:
        response["Content-Location"] = reverse("videos:inspect", args=[video.pk])
    return response


def body(request):
    """The body in small pieces, until it ends or the network does; a silent connection is given up."""
    if connection := request.environ.get("gunicorn.socket"):
        connection.settimeout(SILENCE_SECONDS)
    while True:
        try:
            piece = request.read(PIECE)
        except OSError:
            return
        if not piece:
            return
        yield piece


def address(upload: Upload) -> str:
    return reverse("videos:one_upload", args=[upload.pk])


def expires(upload: Upload) -> str:
    return http_date(upload.expires_at.timestamp())


def said(status: int, text: str) -> HttpResponse:
    return HttpResponse(text, status=status, content_type="text/plain; charset=utf-8")


def number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 16 else None


def metadata(text: str) -> dict[str, str] | None:
    """`Upload-Metadata`: pairs of a key and a base64 value without NULs; None when it is nonsense."""
    told = {}
    for pair in filter(None, (part.strip() for part in text.split(","))):
        key, _space, value = pair.partition(" ")
        try:
            told[key] = base64.b64decode(value, validate=True).decode().replace("\0", "")
        except (binascii.Error, UnicodeDecodeError):
            return None
    return told


def digest(text: str) -> tuple[str, bytes] | None:
    """`Upload-Checksum`: the name of a digest we know and its value."""
    name, _space, value = text.partition(" ")
    try:
        expected = base64.b64decode(value, validate=True)
    except binascii.Error:
        return None
    return (name, expected) if name in uploads.DIGESTS and expected else None
