"""The phone home page: how fast it answers beside the barest view of the same server, and what a first load weighs."""

import concurrent.futures
import http.client
import re
import time
from collections.abc import Iterator

from django.core.management import call_command
from wagtail.models import Site

from courses.models import CatalogueIndexPage
from tests.bench import Figure
from tests.bench._web import server
from tests.factories import places, training

REQUESTS, READERS = 200, 4
ROUNDS = 3


def run() -> Iterator[Figure]:
    call_command("migrate", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    _county()
    with server() as port:
        _answers_per_second(port, "/", requests=20)  # templates are read once
        pairs = [(_answers_per_second(port, "/healthz"), _answers_per_second(port, "/")) for _ in range(ROUNDS)]
        bare, home = max(bare for bare, _ in pairs), max(home for _, home in pairs)
        page, scripts = _first_load(port)
    yield Figure("requests_per_second", home, "1/s", ">= 20")
    yield Figure("rate_vs_bare_view", home / bare, "ratio", ">= 0.1")
    yield Figure("first_load_without_images", page / 1024, "KB", "<= 60")
    yield Figure("scripts_of_first_load", scripts / 1024, "KB", "<= 20")


def _county() -> None:
    """Three tracks with three courses each, and an open class for every course."""
    places.programme()
    for track in ("basic", "practical", "cadre"):
        for number in range(3):
            training.training_class(page=training.course(track, title=f"课程 {number}"), sessions=2)
    Site.objects.update(root_page=CatalogueIndexPage.objects.get())


def _get(connection, path: str) -> tuple[bytes, int]:
    """The body as sent (compressed where the server compresses) and its length in bytes."""
    connection.request("GET", path, headers={"Accept-Encoding": "br, gzip"})
    answer = connection.getresponse()
    body = answer.read()
    if answer.status != 200:
        raise RuntimeError(f"{path} answered {answer.status}")
    return body, len(body)


def _answers_per_second(port: int, path: str, *, requests: int = REQUESTS) -> float:
    def read(count: int) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        for _ in range(count):
            _get(connection, path)

    started = time.perf_counter()
    with concurrent.futures.ThreadPoolExecutor(READERS) as pool:
        for done in [pool.submit(read, requests // READERS) for _ in range(READERS)]:
            done.result()
    return requests / (time.perf_counter() - started)


def _first_load(port: int) -> tuple[int, int]:
    """Bytes of the page with its style sheets and scripts, and of the scripts alone."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    body, page = _get(connection, "/")
    html = body.decode()
    styles = re.findall(r'<link rel="stylesheet" href="([^"]+)"', html)
    scripts = re.findall(r'<script[^>]* src="([^"]+)"', html)
    weight = {path: _get(connection, path)[1] for path in {*styles, *scripts}}
    return page + sum(weight.values()), sum(weight[path] for path in set(scripts))
