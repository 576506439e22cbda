"""The parts of an .xlsx file unpacked as a stream under a budget: however small the file, no more than it says."""

from xml.parsers import expat

MAX_TEXT = 4 * 1024 * 1024
CHUNK = 1024 * 1024


class WorkbookBroken(Exception):
    """Not a workbook, or a damaged one."""


class WorkbookTooLarge(Exception):
    """More rows, columns or bytes than any list of people has."""


def chunks(archive, part, budget):
    """The unpacked entry in pieces that end before a `<`; a tag is never cut. Raises WorkbookTooLarge."""
    rest = b""
    with archive.open(part) as stream:
        while chunk := stream.read(CHUNK):
            budget[0] -= len(chunk)
            if budget[0] < 0:
                raise WorkbookTooLarge
            head, mark, tail = (rest + chunk).rpartition(b"<")
            rest = mark + tail
            if len(rest) > MAX_TEXT:
                raise WorkbookTooLarge
            if head:
                yield head
    yield rest


def parse(archive, part, start, budget) -> None:
    """Call `start(tag without its namespace, attributes)` for every element. Raises WorkbookTooLarge, ExpatError."""
    parser = expat.ParserCreate()
    parser.StartElementHandler = lambda tag, attrs: start(tag.rpartition(":")[2], attrs)
    with archive.open(part) as stream:
        while chunk := stream.read(CHUNK):
            budget[0] -= len(chunk)
            if budget[0] < 0:
                raise WorkbookTooLarge
            parser.Parse(chunk, False)
        parser.Parse(b"", True)
