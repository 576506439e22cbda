"""A dossier as one volume to print (一期一档): cover, contents (卷内目录), every item with table, pictures and papers.

Every page bears its number and the line of who took it and what for. PDFs that were brought are set onto pages of the
volume, so that nothing in them acts and their own size does not matter. Parts lie on disk and are joined by qpdf, which
reads them as it writes: memory does not grow with the dossier. The same dossier gives the same bytes.
"""

import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pikepdf
from django.utils.timezone import localtime

from trainees.models import DossierExport

from . import contents, files, sheets
from .contents import Entry
from .items import CHAPTERS

A4 = (595.28, 841.89)
# Where a page that was brought is set: below the line at the head, above the number at the foot.
INNER = (34.0, 48.0, 561.0, 800.0)


@dataclass
class Section:
    """An item in the volume: its files in order, and the page it begins on."""

    entry: Entry
    parts: list[Path] = field(default_factory=list)
    pages: int = 0
    first: int = 0


def write(path: Path, export: DossierExport, entries: list[Entry], *, mark: str, report: Callable) -> int:
    """Write the volume to `path`; gives its number of pages. Raises contents.FileAltered."""
    with tempfile.TemporaryDirectory(dir=path.parent) as name:
        folder = Path(name)
        sections = []
        for number, entry in enumerate(entries):
            if entry.pieces or entry.table:
                sections.append(_section(entry, folder, number))
            report(5 + 60 * (number + 1) // len(entries), str(entry.item.code))
        front = _front(export, sections, entries, folder)
        total = _pages_of(front) + sum(section.pages for section in sections)
        report(70)
        stamps = sheets.stamps(total, mark, folder)
        report(80)
        parts = [front, *(part for section in sections for part in section.parts)]
        _join(path, parts, sections, stamps, export)
    return total


def _section(entry: Entry, folder: Path, number: int) -> Section:
    section = Section(entry)
    papers = [piece for piece in entry.pieces if piece.content_type == files.PDF]
    head = folder / f"item-{number}.pdf"
    wide = entry.table is not None and len(entry.table.headings) > 8
    head.write_bytes(sheets.item({"entry": entry, "wide": wide, "papers": papers}))
    section.parts = [head, *sheets.pictures([piece for piece in entry.pieces if piece.is_picture], folder)]
    for piece in papers:
        copy = folder / f"brought-{piece.pk}.pdf"
        with copy.open("wb") as target:
            for chunk in contents.chunks(piece):
                target.write(chunk)
        section.parts.append(_set(copy))
    section.pages = sum(map(_pages_of, section.parts))
    return section


def _front(export: DossierExport, sections: list[Section], entries: list[Entry], folder: Path) -> Path:
    """Cover and contents; printed twice, for only then it is known on which page what begins."""
    path, held = folder / "front.pdf", export.training_class
    pages = 2
    for _turn in range(3):
        at = pages + 1
        for section in sections:
            section.first, at = at, at + section.pages
        begins = {section.entry.item.code: section.first for section in sections}
        context = {
            "held": held,
            "asked_at": localtime(export.asked_at),
            "chapters": [
                (title, [(entry, begins.get(entry.item.code)) for entry in entries if entry.item.chapter == chapter])
                for chapter, title in CHAPTERS.items()
            ],
            "total": at - 1,
            "pieces": sum(len(entry.pieces) for entry in entries),
        }
        path.write_bytes(sheets.cover(context))
        if _pages_of(path) == pages:
            break
        pages = _pages_of(path)
    return path


def _pages_of(path: Path) -> int:
    with pikepdf.open(path) as pdf:
        return len(pdf.pages)


def _join(path: Path, parts: list[Path], sections: list[Section], stamps: list[Path], export: DossierExport) -> None:
    joined = path.with_suffix(".joined")
    # qpdf's own joining: pages taken into a `pikepdf.Pdf` bring their pictures into memory.
    command = ["pikepdf", "--empty", "--pages", *map(str, parts), "--", "--deterministic-id", str(joined)]
    pikepdf.Job(command).run()
    with pikepdf.open(joined, access_mode=pikepdf.AccessMode.stream) as volume:
        _stamp(volume, stamps)
        with volume.open_outline() as outline:
            for section in sections:
                title = f"{section.entry.item.code} {section.entry.item.title}"
                outline.root.append(pikepdf.OutlineItem(title, section.first - 1))
        volume.docinfo["/Title"] = str(export.training_class)
        volume.save(path, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    joined.unlink()


def _set(brought: Path) -> Path:
    """The pages of a PDF that was brought, each drawn onto a page of ours as a picture is; as a file of its own."""
    path = brought.with_suffix(".set.pdf")
    with pikepdf.open(brought) as pdf, pikepdf.new() as ours:
        _flatten(pdf)
        for source in pdf.pages:
            ours.add_blank_page(page_size=A4)
            page = ours.pages[-1]
            drawn = ours.copy_foreign(source.as_form_xobject())
            page.obj.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Brought=drawn))
            placed = page.calc_form_xobject_placement(drawn, pikepdf.Name.Brought, pikepdf.Rectangle(*INNER))
            page.obj.Contents = ours.make_stream(placed)
        ours.save(path, deterministic_id=True)
    brought.unlink()
    return path


def _flatten(brought: pikepdf.Pdf) -> None:
    """What was filled into forms becomes part of the page, as it would on paper."""
    try:
        brought.generate_appearance_streams()
        brought.flatten_annotations("print")
    except (pikepdf.PdfError, RuntimeError, ValueError):
        return


def _stamp(volume: pikepdf.Pdf, stamps: list[Path]) -> None:
    at = 0
    for path in stamps:
        with pikepdf.open(path) as stamped:
            for source in stamped.pages:
                page = volume.pages[at]
                # Pages of one part share what they draw with: each gets a copy, or all would bear the last number.
                resources = _copied(page.obj.get("/Resources"))
                inside = _copied(resources.get("/XObject"))
                inside[pikepdf.Name.Stamp] = volume.copy_foreign(source.as_form_xobject())
                resources[pikepdf.Name.XObject] = inside
                page.obj.Resources = resources
                page.contents_add(b"q\n", prepend=True)
                page.contents_add(b"\nQ\nq /Stamp Do Q\n")
                at += 1


def _copied(held) -> pikepdf.Dictionary:
    return pikepdf.Dictionary(dict(held.items()) if held is not None else {})
