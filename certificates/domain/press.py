"""The press: the only module that starts WeasyPrint.

Two runs over one page are byte for byte the same: exact font cuts, no clock, no random identifier. Nothing but our own
files can be loaded.
"""

import functools
import threading
from pathlib import Path

from django.conf import settings
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

FOLDER = settings.BASE_DIR / "templates" / "certificates" / "papers"
_one_at_a_time = threading.Lock()  # Pango is not safe in several threads


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


def run(html: str, *, faces: list[tuple], drawings: dict[str, bytes], identifier: bytes) -> bytes:
    """The PDF (tagged, pdf/ua-1) of a page with its `faces` (family, weight, font file) embedded."""
    named = {f"face-{number}": face for number, face in enumerate(faces)}
    assets = OwnAssets({**_drawings(), **drawings} | {name: face[2] for name, face in named.items()})
    with _one_at_a_time:
        installed = FontConfiguration()
        rules = "".join(
            f'@font-face {{ font-family: "{family}"; font-weight: {weight}; src: url("paper:{name}") }}'
            for name, (family, weight, _data) in named.items()
        )
        families = ", ".join(f'"{family}"' for family in dict.fromkeys(face[0] for face in faces))
        rules += f"body {{ font-family: {families} }}"
        return HTML(string=html, base_url="paper:", url_fetcher=assets).write_pdf(
            stylesheets=[CSS(string=rules, font_config=installed, url_fetcher=assets), _sheet()],
            font_config=installed,
            pdf_variant="pdf/ua-1",
            pdf_identifier=identifier,
        )


@functools.cache
def _sheet() -> CSS:
    return CSS(string=(FOLDER / "paper.css").read_text(), base_url="paper:", url_fetcher=OwnAssets(_drawings()))


@functools.cache
def _drawings() -> dict[str, bytes]:
    return {path.name: Path(path).read_bytes() for path in FOLDER.glob("*.svg")}
