"""Certificates per second, warm, against a plain WeasyPrint loop over the same pages with the system's fonts."""

import time
from collections.abc import Callable, Iterator

from django.template.loader import render_to_string
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration

from certificates.domain import numbering, rendering
from lms.kit import press, qr
from tests.bench import Figure

PAPERS, PLAIN = 40, 15
FAMILY = "向田彭张王李赵瞿鲁覃"
GIVEN = ["小芳", "伟", "秀英", "建国", "桂香", "志强", "春花", "明亮"]


def run() -> Iterator[Figure]:
    payloads = [_payload(serial) for serial in range(PAPERS)]
    ours, sizes = _measure(rendering.render, payloads)
    plain, plain_sizes = _measure(_plain_loop(), payloads[:PLAIN])
    yield Figure("rate_vs_plain_weasyprint", plain / ours, "ratio", ">= 1.5")
    yield Figure("bytes_vs_plain_weasyprint", sizes / plain_sizes, "ratio", "<= 0.25")
    yield Figure("papers_per_cpu_second", 1 / ours, "1/s", ">= 5")
    yield Figure("bytes_per_paper", sizes, "bytes", "<= 60000")


def _measure(render: Callable[[dict], bytes], payloads: list[dict]) -> tuple[float, float]:
    """CPU seconds of the quickest paper (a busy neighbour only ever adds) and mean bytes; the first is not timed."""
    render(payloads[0])
    seconds, sizes = [], []
    for payload in payloads:
        start = time.process_time()
        sizes.append(len(render(payload)))
        seconds.append(time.process_time() - start)
    return min(seconds), sum(sizes) / len(sizes)


def _plain_loop() -> Callable[[dict], bytes]:
    """What one would write first: one warm process, one FontConfiguration, one parsed sheet, fontconfig's CJK face."""
    installed = FontConfiguration()
    text = (rendering.FOLDER / "paper.css").read_text() + 'body { font-family: "Noto Serif CJK SC" }'
    drawings = press.drawings_in(rendering.FOLDER)
    sheet = CSS(string=text, base_url="paper:", font_config=installed, url_fetcher=press.OwnAssets(drawings))

    def render(payload: dict) -> bytes:
        context = {"paper": payload, "code": payload["code"], "fingerprint": "0" * 16, "name_size": "short"}
        html = render_to_string(f"certificates/papers/{payload['kind']}.html", context)
        assets = press.OwnAssets({**drawings, "qr.svg": qr.svg(payload["address"])})
        page = HTML(string=html, base_url="paper:", url_fetcher=assets)
        return page.write_pdf(stylesheets=[sheet], font_config=installed, pdf_variant="pdf/ua-1")

    return render


def _payload(serial: int) -> dict:
    code = numbering.new_code()
    return {
        "kind": "completion",
        "number": f"4331272019P012{serial:04d}",
        "code": code,
        "address": f"https://xue.example.gov.cn/verify/{code}/",
        "site": "xue.example.gov.cn/verify/",
        "title": "电子商务培训结业证书",
        "issuer": "永顺县电子商务公共服务中心",
        "issued_on_text": "二〇一九年九月二十五日",
        "name": FAMILY[serial % len(FAMILY)] + GIVEN[serial % len(GIVEN)],
        "id_tail": f"{serial:04d}",
        "text": "于2019年9月1日至2019年9月3日参加永顺县电子商务进农村综合示范“网店运营基础”培训班（第12期），"
        "完成规定的8学时学习，经考核合格，准予结业。\n\n特发此证。",
    }
