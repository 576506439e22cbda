"""A web server for the benches that ask over the network."""

import contextlib
import os
import socket
import subprocess
import sys
import time
import urllib.request

from django.conf import settings


@contextlib.contextmanager
def server():
    """Gunicorn over the bench's own database, as in production; gives its port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    env = {**os.environ, "DJANGO_SETTINGS_MODULE": "lms.settings", "VAR_DIR": str(settings.VAR), "LOG_LEVEL": "ERROR"}
    command = [
        sys.executable,
        "-m",
        "gunicorn",
        "lms.wsgi",
        "-b",
        f"127.0.0.1:{port}",
        "-k",
        "gthread",
        "--threads",
        "8",
    ]
    process = subprocess.Popen([*command, "--log-level", "error"], cwd=settings.BASE_DIR, env=env)
    try:
        until = time.monotonic() + 60
        while time.monotonic() < until:
            with contextlib.suppress(OSError):
                urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=10).close()
                break
            time.sleep(0.1)
        yield port
    finally:
        process.terminate()
        process.wait(20)
