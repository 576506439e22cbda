"""The press loads nothing but what it was given."""

import pytest

from lms.kit import press


@pytest.mark.parametrize(
    "address", ["file:///etc/passwd", "http://127.0.0.1/", "data:,x", "paper:../paper.css", "paper:nothing.svg"]
)
def test_own_assets_refuses_every_other_address(address):
    with pytest.raises(ValueError, match="not an asset"):
        press.OwnAssets({"qr.svg": b"<svg/>"}).fetch(address)


def test_own_assets_says_what_it_hands_out():
    assets = press.OwnAssets({"qr.svg": b"<svg/>", "map.png": b"x", "face-0": b"y"})
    kinds = [assets.fetch(f"paper:{name}").headers["Content-Type"] for name in assets.assets]
    assert kinds == ["image/svg+xml", "image/png", "font/otf"]
