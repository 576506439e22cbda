"""QR codes for papers and pages."""

import io

import segno


def svg(address: str) -> bytes:
    """The QR code of `address` as SVG, quiet zone of four modules included."""
    out = io.BytesIO()
    segno.make(address, error="m", micro=False).save(out, kind="svg", border=4, light=None, xmldecl=False, scale=1)
    return out.getvalue()


def inline(address: str) -> str:
    """The same for a page: it takes the size its style gives it."""
    return segno.make(address, error="m", micro=False).svg_inline(border=4, omitsize=True)


def texts_in(picture) -> list[str]:
    """What the QR codes in a picture (of PIL, drawn anew by us) say, each once."""
    # Only who reads photos pays for loading it.
    import zxingcpp

    found = zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormat.QRCode)
    return list(dict.fromkeys(one.text for one in found if one.valid))
