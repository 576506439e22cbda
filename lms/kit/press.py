"""The press: the only module that starts WeasyPrint.

Two runs over one page are byte for byte the same: exact font cuts, no clock, no random identifier. Nothing but our own
files can be loaded.
"""

import functools
import threading
from pathlib import Path

from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

KINDS = {".svg": "image/svg+xml", ".png": "image/png", ".jpg": "image/jpeg"}
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
        kind = KINDS.get(Path(name).suffix, "font/otf")
        return URLFetcherResponse(url, self.assets[name], {"Content-Type": kind})


def run(html: str, *, folder: Path, faces: list[tuple], drawings: dict[str, bytes], identifier: bytes) -> bytes:
    """The PDF (tagged, pdf/ua-1) of a page with its `faces` (family, weight, font file) embedded.

    `folder` holds the style sheet `paper.css` of its kind and the drawings all of that kind share; `drawings` (name:
    SVG, PNG or JPEG) are this page's own. A page names them `paper:<name>`. `identifier`: 16 bytes that follow from
    what is printed.
    """
    named = {f"face-{number}": face for number, face in enumerate(faces)}
    assets = OwnAssets({**drawings_in(folder), **drawings} | {name: face[2] for name, face in named.items()})
    with _one_at_a_time:
        installed = FontConfiguration()
        rules = "".join(
            f'@font-face {{ font-family: "{family}"; font-weight: {weight}; src: url("paper:{name}") }}'
            for name, (family, weight, _data) in named.items()
        )
        families = ", ".join(f'"{family}"' for family in dict.fromkeys(face[0] for face in faces))
        rules += f"body {{ font-family: {families} }}"
        return HTML(string=html, base_url="paper:", url_fetcher=assets).write_pdf(
            stylesheets=[CSS(string=rules, font_config=installed, url_fetcher=assets), _sheet(folder)],
            font_config=installed,
            pdf_variant="pdf/ua-1",
            pdf_identifier=identifier,
        )


@functools.cache
def _sheet(folder: Path) -> CSS:
    assets = OwnAssets(drawings_in(folder))
    return CSS(string=(folder / "paper.css").read_text(), base_url="paper:", url_fetcher=assets)


@functools.cache
def drawings_in(folder: Path) -> dict[str, bytes]:
    """The drawings of a kind of papers by name."""
    return {path.name: path.read_bytes() for path in folder.glob("*.svg")}
