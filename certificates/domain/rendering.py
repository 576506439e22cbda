"""From a payload to a PDF. The record is the certificate; the PDF is a cache that may be deleted."""

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from certificates.models import Certificate
from lms.kit import fonts, qr

from . import numbering, payloads

FOLDER = settings.BASE_DIR / "templates" / "certificates" / "papers"
MAX_BYTES = 2 * 1024 * 1024


class PaperTooLarge(Exception):
    """A PDF far above the usual 40 KB means something odd was drawn."""

    def __str__(self):
        return _("The finished paper is larger than 2 MB and was not kept. Check the name for unusual characters.")


class RecordAltered(Exception):
    """The stored payload no longer gives the stored hash."""

    def __str__(self):
        return _("This record no longer matches its fingerprint, so nothing is printed from it. Tell the operator.")


def pdf(certificate: Certificate) -> bytes:
    """The paper of `certificate`, rendered on first use and kept by hash. Raises RecordAltered, PaperTooLarge."""
    if payloads.digest(certificate.payload) != certificate.payload_hash:
        raise RecordAltered
    return keep(certificate.payload)


def keep(payload: dict) -> bytes:
    """The PDF of a payload, rendered when it is not kept yet. Raises CharacterHasNoFont, PaperTooLarge."""
    name, kept = _name(payload), storages["private"]
    if kept.exists(name):
        with kept.open(name) as file:
            return file.read()
    made = render(payload)
    kept.save(name, ContentFile(made))
    return made


def forget(payload: dict) -> None:
    """Delete the PDF of a payload that became no certificate."""
    storages["private"].delete(_name(payload))


def _name(payload: dict) -> str:
    fingerprint = payloads.digest(payload)
    return f"certificates/{fingerprint[:2]}/{fingerprint}.pdf"


def render(payload: dict) -> bytes:
    """The PDF (tagged, pdf/ua-1, CJK fonts embedded) of a payload. Raises CharacterHasNoFont, PaperTooLarge."""
    fingerprint = payloads.digest(payload)
    with translation.override("zh-hans"):
        html = render_to_string(f"certificates/papers/{payload['kind']}.html", _context(payload, fingerprint))
    fonts.require("".join(payloads.texts(payload)))
    # WeasyPrint takes half a second to load: only a process that prints pays for it.
    from lms.kit import press

    made = press.run(
        html,
        folder=FOLDER,
        faces=fonts.cut(html),
        drawings={"qr.svg": qr.svg(payload["address"])},
        identifier=bytes.fromhex(fingerprint[:32]),
    )
    if len(made) > MAX_BYTES:
        raise PaperTooLarge
    return made


def _context(payload: dict, fingerprint: str) -> dict:
    length = len(payload.get("name", ""))
    return {
        "paper": payload,
        "code": numbering.grouped(payload["code"]),
        "fingerprint": fingerprint[:16],
        "name_size": "short" if length <= 8 else "long" if length <= 16 else "longest",
        "wording_size": "long" if len(payload["text"]) > 120 else "",
    }
