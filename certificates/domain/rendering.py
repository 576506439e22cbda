"""From a payload to a PDF: the only module that starts WeasyPrint.

The record is the certificate; the PDF is a cache that may be deleted. Two renders of one payload are byte for
byte the same: exact font cuts, no clock, no random identifier. Nothing but our own files can be loaded.
"""

import functools
import io
import threading
from pathlib import Path

import segno
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

from certificates.models import Certificate

from . import fonts, numbering, payloads

MAX_BYTES = 2 * 1024 * 1024
FOLDER = settings.BASE_DIR / "templates" / "certificates" / "papers"
_one_at_a_time = threading.Lock()  # Pango is not safe in several threads


class PaperTooLarge(Exception):
    """A PDF far above the usual 40 KB means something odd was drawn."""

    def __str__(self):
        return _("The finished paper is larger than 2 MB and was not kept. Check the name for unusual characters.")


class RecordAltered(Exception):
    """The stored payload no longer gives the stored hash."""

    def __str__(self):
        return _("This record no longer matches its fingerprint, so nothing is printed from it. Tell the operator.")


class OwnAssets(URLFetcher):
    """Answers `paper:<name>` from what it was given and refuses every other address."""

    def __init__(self, assets: dict[str, bytes]):
        super().__init__(allowed_protocols=())
        self.assets = assets

    def fetch(self, url, headers=None):
        scheme, _colon, name = url.partition(":")
        if scheme != "paper" or name not in self.assets:
            raise ValueError(f"not an asset of a paper: {url}")
        kind = "image/svg+xml" if name.endswith(".svg") else "font/otf"
        return URLFetcherResponse(url, self.assets[name], {"Content-Type": kind})


def pdf(certificate: Certificate) -> bytes:
    """The paper of `certificate`, rendered on first use and kept by hash. Raises RecordAltered, PaperTooLarge."""
    if payloads.digest(certificate.payload) != certificate.payload_hash:
        raise RecordAltered
    name = f"certificates/{certificate.payload_hash[:2]}/{certificate.payload_hash}.pdf"
    kept = storages["private"]
    if kept.exists(name):
        with kept.open(name) as file:
            return file.read()
    made = render(certificate.payload)
    kept.save(name, ContentFile(made))
    return made


def render(payload: dict) -> bytes:
    """The PDF (tagged, pdf/ua-1, CJK fonts embedded) of a payload. Raises CharacterHasNoFont, PaperTooLarge."""
    fingerprint = payloads.digest(payload)
    with translation.override("zh-hans"):
        html = render_to_string(f"certificates/papers/{payload['kind']}.html", _context(payload, fingerprint))
    fonts.require("".join(payloads.texts(payload)))
    faces = {f"face-{number}": face for number, face in enumerate(fonts.cut(html))}
    assets = OwnAssets(
        {**_drawings(), "qr.svg": qr(payload["address"])} | {name: face[2] for name, face in faces.items()}
    )
    with _one_at_a_time:
        installed = FontConfiguration()
        rules = "".join(
            f'@font-face {{ font-family: "{family}"; font-weight: {weight}; src: url("paper:{name}") }}'
            for name, (family, weight, _data) in faces.items()
        )
        families = ", ".join(f'"{family}"' for family in dict.fromkeys(face[0] for face in faces.values()))
        rules += f"body {{ font-family: {families} }}"
        made = HTML(string=html, base_url="paper:", url_fetcher=assets).write_pdf(
            stylesheets=[CSS(string=rules, font_config=installed, url_fetcher=assets), _sheet()],
            font_config=installed,
            pdf_variant="pdf/ua-1",
            pdf_identifier=bytes.fromhex(fingerprint[:32]),
        )
    if len(made) > MAX_BYTES:
        raise PaperTooLarge
    return made


def qr(address: str) -> bytes:
    """The QR code of `address` as SVG, quiet zone of four modules included."""
    out = io.BytesIO()
    segno.make(address, error="m", micro=False).save(out, kind="svg", border=4, light=None, xmldecl=False, scale=1)
    return out.getvalue()


def _context(payload: dict, fingerprint: str) -> dict:
    length = len(payload.get("name", ""))
    return {
        "paper": payload,
        "code": numbering.grouped(payload["code"]),
        "fingerprint": fingerprint[:16],
        "name_size": "short" if length <= 8 else "long" if length <= 16 else "longest",
        "wording_size": "long" if len(payload["text"]) > 120 else "",
    }


@functools.cache
def _sheet() -> CSS:
    return CSS(string=(FOLDER / "paper.css").read_text(), base_url="paper:", url_fetcher=OwnAssets(_drawings()))


@functools.cache
def _drawings() -> dict[str, bytes]:
    return {path.name: Path(path).read_bytes() for path in FOLDER.glob("*.svg")}
