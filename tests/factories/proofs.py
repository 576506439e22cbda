"""Files people bring as proof: photos with what a camera writes, papers, and what pretends to be one."""

import io
import random
import zipfile

import pikepdf
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw

NO_PLACE = None


def photo(seed: int = 1, *, size=(800, 600), taken: str = "", place=NO_PLACE, form="JPEG", **options) -> bytes:
    """A picture that looks like no other of another seed; `taken` as a camera writes it, `place` (29.0, 109.85)."""
    chance = random.Random(seed)
    picture = Image.new("RGB", size, "white")
    draw = ImageDraw.Draw(picture)
    for _spot in range(40):
        x, y = chance.randrange(size[0]), chance.randrange(size[1])
        fill = tuple(chance.randrange(256) for _colour in range(3))
        draw.rectangle((x, y, x + size[0] // 4, y + size[1] // 4), fill=fill)
    exif = Image.Exif()
    if taken:
        exif.get_ifd(0x8769)[0x9003] = taken
    if place:
        exif.get_ifd(0x8825).update({1: "N", 2: _parts(place[0]), 3: "E", 4: _parts(place[1])})
    out = io.BytesIO()
    picture.save(out, form, exif=exif.tobytes(), **options)
    return out.getvalue()


def again(data: bytes, *, quality: int = 60, scale: float = 0.6) -> bytes:
    """The same picture as a chat makes it: smaller, saved anew, without what the camera wrote."""
    with Image.open(io.BytesIO(data)) as picture:
        smaller = picture.resize((int(picture.width * scale), int(picture.height * scale)))
    out = io.BytesIO()
    smaller.save(out, "JPEG", quality=quality)
    return out.getvalue()


def _parts(degrees: float):
    whole, rest = divmod(degrees, 1)
    return (whole, rest * 60 // 1, rest * 60 % 1 * 60)


def pdf(pages: int = 1, *, script: str = "", password: str = "") -> bytes:
    made = pikepdf.new()
    for _page in range(pages):
        made.add_blank_page(page_size=(595, 842))
    if script:
        made.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=script)
    out = io.BytesIO()
    made.save(out, encryption=pikepdf.Encryption(user=password, owner=password) if password else None)
    return out.getvalue()


def zipped(**parts: str | bytes) -> bytes:
    """A ZIP; `__` in a name stands for a slash and `_dot_` for a dot."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name.replace("__", "/").replace("_dot_", "."), text)
    return out.getvalue()


def docx(**more) -> bytes:
    return zipped(word__document_dot_xml="<w:document><w:p>总结</w:p></w:document>", **more)


def upload(data: bytes, name: str = "IMG_0001.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)
