"""Many papers as one ZIP that is sent while it is made: memory holds one PDF at a time."""

import io
import re
import zipfile
from collections.abc import Iterable, Iterator

from certificates.models import Certificate

from . import rendering

_UNSAFE = re.compile(r"[^\w·（）() -]+")
MADE_AT = (1980, 1, 1, 0, 0, 0)  # the ZIP format's own zero: the same papers give the same bytes


class _Pipe(io.RawIOBase):
    """What zipfile writes to: hands on what has come since the last look, can't seek."""

    def __init__(self):
        super().__init__()
        self.parts = []

    def writable(self):
        return True

    def write(self, data):
        self.parts.append(bytes(data))
        return len(data)

    def take(self) -> bytes:
        data, self.parts = b"".join(self.parts), []
        return data


def stream(papers: Iterable[Certificate]) -> Iterator[bytes]:
    """The bytes of a ZIP with `number_name.pdf` for each paper; numbers are unique, so two 王伟 stay two files.

    A paper that can't be rendered leaves a `number.txt` with the reason instead of breaking the whole.
    """
    pipe = _Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_STORED) as archive:
        for paper in papers:
            name, data = _entry(paper)
            archive.writestr(zipfile.ZipInfo(name, MADE_AT), data)
            yield pipe.take()
    yield pipe.take()


def file_name(paper: Certificate) -> str:
    """Safe on every system: letters, digits and · of the name as printed."""
    name = _UNSAFE.sub("", paper.payload.get("name", "")).strip()[:40]
    return f"{paper.number}_{name}.pdf" if name else f"{paper.number}.pdf"


def _entry(paper: Certificate) -> tuple[str, bytes]:
    try:
        return file_name(paper), rendering.pdf(paper)
    except (rendering.RecordAltered, rendering.PaperTooLarge) as refusal:
        return f"{paper.number}.txt", str(refusal).encode()
