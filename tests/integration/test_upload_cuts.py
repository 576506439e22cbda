"""The real tus client on a line that is cut fifty times: the file arrives whole, and hardly a byte goes twice."""

import contextlib
import hashlib
import os
import random
import shutil
import socket
import subprocess
import threading
import time

import pytest
from django.test import Client

from courses.domain import officers
from media.models import Upload, Video
from tests.conftest import ROOT
from tests.factories import places

pytestmark = pytest.mark.django_db(transaction=True)
MEGABYTES, CUTS = 160, 50
PIECE = 32 * 1024
SPEED = 20_000_000  # bytes a second: no line is quicker than the server behind it


class Line:
    """A way to the server that breaks again and again; counts what a client has sent on it."""

    def __init__(self, address: tuple[str, int], *, seed: int):
        self.server, self.dice, self.sent, self.cuts = address, random.Random(seed), 0, 0
        self.door = socket.create_server(("127.0.0.1", 0))
        # Little is on its way at any moment, as on a thin line.
        self.door.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4 * PIECE)
        threading.Thread(target=self._open, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.door.getsockname()[1]}"

    def _open(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                threading.Thread(target=self._carry, args=(self.door.accept()[0],), daemon=True).start()

    def _carry(self, client: socket.socket) -> None:
        room = self.dice.randrange(MEGABYTES * 10**6 * 2 // (CUTS + 5)) if self.cuts < CUTS else None
        with client, socket.create_connection(self.server) as server, contextlib.suppress(OSError):
            threading.Thread(target=self._back, args=(server, client), daemon=True).start()
            self._forth(client, server, room)
            # Closing alone would wait for who reads the other way, and the server with it.
            server.shutdown(socket.SHUT_RDWR)

    def _forth(self, client: socket.socket, server: socket.socket, room: int | None) -> None:
        while piece := client.recv(PIECE):
            self.sent += len(piece)
            server.sendall(piece)
            time.sleep(len(piece) / SPEED)
            room = None if room is None else room - len(piece)
            if room is not None and room < 0:
                self.cuts += 1
                return

    def _back(self, server: socket.socket, client: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while piece := server.recv(PIECE):
                client.sendall(piece)
            client.shutdown(socket.SHUT_WR)


def test_fifty_cuts_leave_the_file_whole_and_send_little_twice(live_server, settings, tmp_path):
    settings.UPLOAD_ROOT = tmp_path / "uploads"
    user, client = places.user("organiser"), Client()
    officers.appoint(user, "organiser", places.region(), by=None)
    client.force_login(user)
    source = tmp_path / "lecture.mp4"
    source.write_bytes(os.urandom(MEGABYTES * 10**6))
    line = Line(("127.0.0.1", live_server.thread.port), seed=5)
    command = [
        shutil.which("node"),
        ROOT / "tests/integration/upload_cuts.mjs",
        f"{line.url}/cms/videos/uploads/",
        source,
    ]
    session = client.cookies["sessionid"].value

    done = subprocess.run([*command, session], capture_output=True, text=True, timeout=300, cwd=ROOT, check=False)
    line.door.close()

    assert done.returncode == 0, done.stderr
    assert line.cuts == CUTS
    video = Video.objects.get()
    assert str(video.pk) in done.stdout
    with video.source.open("rb") as kept, source.open("rb") as sent:
        assert hashlib.file_digest(kept, "sha256").digest() == hashlib.file_digest(sent, "sha256").digest()
    assert Upload.objects.get().video == video
    assert line.sent <= 1.03 * source.stat().st_size
