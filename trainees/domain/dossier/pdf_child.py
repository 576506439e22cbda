"""Looks into a PDF that nobody has trusted yet: `python pdf_child.py FILE`, a process of its own under limits.

Writes `{"pages": …}` or `{"fault": "locked" | "broken" | "active" | "long"}`. It stands alone: nothing of the project
is imported, so that a file that brings it down brings down nothing else.
"""

import json
import resource
import sys

MEMORY, SECONDS = 1024**3, 20
MOST_PAGES, MOST_OBJECTS = 500, 200_000
# What makes a reader do something, and files within the file.
ACTIVE_KEYS = {"/JS", "/XFA", "/EmbeddedFile", "/EmbeddedFiles", "/RichMediaContent"}
ACTIVE_ACTIONS = {"/JavaScript", "/Launch", "/ImportData", "/SubmitForm", "/GoToE", "/Rendition", "/Movie", "/Sound"}


def look(path: str) -> dict:
    import pikepdf

    try:
        with pikepdf.open(path, suppress_warnings=True) as pdf:
            if pdf.is_encrypted:
                return {"fault": "locked"}
            pages = len(pdf.pages)
            if not pages:
                return {"fault": "broken"}
            if pages > MOST_PAGES or len(pdf.objects) > MOST_OBJECTS:
                return {"fault": "long"}
            if any(is_active(held) for held in pdf.objects):
                return {"fault": "active"}
            for page in pdf.pages:
                box = [float(edge) for edge in page.mediabox]
                if not (1 <= box[2] - box[0] <= 20_000 and 1 <= box[3] - box[1] <= 20_000):
                    return {"fault": "broken"}
            return {"pages": pages}
    except pikepdf.PasswordError:
        return {"fault": "locked"}
    except Exception:  # noqa: BLE001 - whatever a damaged file makes the library say
        return {"fault": "broken"}


def is_active(held, depth: int = 0) -> bool:
    """Whether an object, or one written into it, acts; what it only points at is looked at in its turn."""
    import pikepdf

    if isinstance(held, pikepdf.Stream | pikepdf.Dictionary):
        if ACTIVE_KEYS & set(held.keys()) or str(held.get("/S", "")) in ACTIVE_ACTIONS:
            return True
        inner = list(held.values())
    elif isinstance(held, pikepdf.Array):
        inner = list(held)
    else:
        return False
    direct = [one for one in inner if isinstance(one, pikepdf.Object) and not one.is_indirect]
    return depth < 20 and any(is_active(one, depth + 1) for one in direct)


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    sys.stdout.write(json.dumps(look(sys.argv[1])))
