"""The dossier of a class of 60 with 200 photos: time and memory of the volume and the archive, and of finding a photo
that was shown before among 100,000. What is made is made in a process of its own, and its peak of memory is held
against that for 20 photos: it must not grow with them. The photos are grainy, as a phone's are in a dim room."""

import io
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator

from PIL import Image

from tests.bench import Figure

PEOPLE, MANY, FEW = 60, 200, 20
CROWD = 100_000


def run() -> Iterator[Figure]:
    few, many = _child(FEW), _child(MANY)
    yield Figure("take_in_seconds_per_photo", many["take_in"] / MANY, "s", "<= 0.6")
    yield Figure("volume_seconds", many["volume"], "s", "<= 90")
    yield Figure("archive_seconds", many["archive"], "s", "<= 10")
    yield Figure("bytes_per_photo", many["bytes"] / MANY, "bytes", ">= 150000")
    yield Figure("memory_many_vs_few", many["peak"] / few["peak"], "ratio", "<= 1.3")
    yield Figure("memory_peak_mb", many["peak"] / 1024, "MB", "<= 400")
    yield Figure("volume_pages", many["pages"], "pages", ">= 50")
    yield Figure("find_alike_among_100000_ms", many["find"] * 1000, "ms", "<= 50")


def _child(photos: int) -> dict:
    """In a process and a database of its own: only so is its peak of memory its own."""
    with tempfile.TemporaryDirectory() as folder:
        env = {**os.environ, "VAR_DIR": folder, "DATABASE_URL": f"sqlite:///{folder}/x.sqlite3"}
        subprocess.run([sys.executable, "manage.py", "migrate", "-v0"], check=True, env=env)
        found = {}
        for step in ("take_in", "make", "find") if photos == MANY else ("take_in", "make"):
            command = [sys.executable, "-m", "tests.bench.dossier", step, str(photos)]
            done = subprocess.run(command, check=True, env=env, stdout=subprocess.PIPE, text=True)
            found |= json.loads(done.stdout)
        return found


def take_in(photos: int) -> dict:
    from tests.factories import people, places, proofs, training
    from trainees.domain.dossier import pieces

    by = places.officer("organiser")
    held = training.training_class(sessions=4)
    for _person in range(PEOPLE):
        people.enrolment(training_class=held)
    photos = [_photo(seed) for seed in range(photos)]
    begin, size = time.monotonic(), 0
    for seed, photo in enumerate(photos):
        piece, _new = pieces.add(held, "4.3", proofs.upload(photo, f"{seed}.jpg"), by=by)
        size += piece.size
    return {"take_in": time.monotonic() - begin, "bytes": size}


def _photo(seed: int) -> bytes:
    chance = random.Random(seed)
    grain = Image.frombytes("RGB", (800, 600), chance.randbytes(800 * 600 * 3)).resize((1600, 1200))
    scene = Image.frombytes("RGB", (8, 6), chance.randbytes(8 * 6 * 3)).resize((1600, 1200))
    out = io.BytesIO()
    Image.blend(scene, grain, 0.25).save(out, "JPEG", quality=90)
    return out.getvalue()


def make(_photos: int) -> dict:
    from courses.models import StaffScope, TrainingClass
    from trainees.domain.dossier import exports

    held, by, found = TrainingClass.objects.get(), StaffScope.objects.get().user, {}
    for kind in ("archive", "volume"):
        export = exports.ask(held, kind=kind, purpose="测量", by=by)
        begin = time.monotonic()
        exports.make(export)
        found[kind], found["pages"] = time.monotonic() - begin, export.pages
    return found | {"peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss}


def find(_photos: int) -> dict:
    """Seconds to look a picture up among a crowd of others."""
    from trainees.domain import looks
    from trainees.domain.dossier import likeness
    from trainees.models import EvidenceItem, EvidenceKey

    chance, piece = random.Random(1), EvidenceItem.objects.latest("pk")
    fields = {"kind": "photo", "content_type": "image/jpeg", "size": 1, "item": "4.3", "state": "accepted"}
    other = type(piece.training_class).objects.create(
        **{f.name: getattr(piece.training_class, f.name) for f in piece.training_class._meta.concrete_fields
           if f.name not in {"id", "number"}}, number=999,
    )  # fmt: skip
    crowd = [
        EvidenceItem(
            **fields, training_class=other, sha256=f"{n:064x}", original_sha256=f"{n:064x}", file="none",
            look=f"{chance.getrandbits(64):016x}", reviewed_by=piece.uploaded_by, reviewed_at=piece.uploaded_at,
        )
        for n in range(CROWD)
    ]  # fmt: skip
    made = EvidenceItem.objects.bulk_create(crowd, batch_size=2000)
    keys = [EvidenceKey(evidence=one, key=key) for one in made for key in looks.keys_of(one.look)]
    EvidenceKey.objects.bulk_create(keys, batch_size=5000)
    piece.keys.all().delete()
    begin = time.monotonic()
    likeness.note(piece)
    return {"find": time.monotonic() - begin}


if __name__ == "__main__":
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lms.settings")
    django.setup()
    steps = {"take_in": take_in, "make": make, "find": find}
    sys.stdout.write(json.dumps(steps[sys.argv[1]](int(sys.argv[2]))))
