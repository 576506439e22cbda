"""Papers made while somebody waits, as PDF in the browser."""

from collections.abc import Callable

from django.http import HttpResponse

from lms.kit.fonts import CharacterHasNoFont


def as_pdf(make: Callable[[], bytes], *, name: str) -> HttpResponse:
    """What `make` prints, shown under the file name `name`; 422 with a sentence where a character can't be printed."""
    try:
        data = make()
    except CharacterHasNoFont as refusal:
        return HttpResponse(str(refusal), status=422, content_type="text/plain; charset=utf-8")
    headers = {"Content-Disposition": f'inline; filename="{name}.pdf"'}
    return HttpResponse(data, content_type="application/pdf", headers=headers)
