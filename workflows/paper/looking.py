"""What a file looks like: some of its pages as pictures, with the text on them for who cannot see.

So a browser shows nothing but pictures of ours: no foreign file is opened in it, and none needs a program to be seen.
As in ``reading``: strange files are opened in a process of its own. ``python -m workflows.paper.looking`` is that.
"""

import json
import sys
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from workflows.paper.reading import run_apart

SECONDS = 20.0
MEMORY = 2 << 30  #: bytes
WIDEST = 1_000  #: points of a picture
PDF, PICTURES = "application/pdf", ("image/jpeg", "image/png")


@dataclass(frozen=True)
class Look:
    """A page: its picture as base64 of a JPEG, and the text on it; a scan has none."""

    picture: str
    text: str = ""


@dataclass(frozen=True)
class Looks:
    """Some pages of a file, and how many it has."""

    pages: tuple[Look, ...]
    of: int


def can_be_seen(media_type: str) -> bool:
    return media_type == PDF or media_type in PICTURES


def look_at(media_type: str, data: bytes, first: int, many: int, widest: int = WIDEST) -> Looks | None:
    """Return *many* pages from the *first* on, counted from nought; None where the file cannot be opened."""
    found = run_apart(__name__, [media_type, str(first), str(many), str(widest)], data, SECONDS)
    return Looks(tuple(Look(*each) for each in found["pages"]), found["of"]) if found else None


# ------------------------------------------------------------------ in the process apart
def _pages(data: bytes, first: int, many: int, widest: int) -> dict[str, Any]:
    from pypdfium2 import PdfDocument

    document = PdfDocument(data)
    pages = []
    for number in range(first, min(first + many, len(document))):
        page = document[number]
        scale = min(widest / max(page.get_width(), 1), 3.0)
        if page.get_height() * scale > 4 * widest:
            scale = 4 * widest / page.get_height()
        pages.append((_jpeg(page.render(scale=scale).to_pil()), page.get_textpage().get_text_bounded().strip()))
    return {"pages": pages, "of": len(document)}


def _picture(data: bytes, widest: int) -> dict[str, Any]:
    from PIL import Image, ImageOps

    with Image.open(BytesIO(data), formats=("JPEG", "PNG")) as picture:
        picture.draft("RGB", (widest, widest))
        upright = ImageOps.exif_transpose(picture)
        upright.thumbnail((widest, 4 * widest))
        return {"pages": [(_jpeg(upright), "")], "of": 1}


def _jpeg(picture: Any) -> str:
    from base64 import b64encode

    from PIL import Image

    page, made = Image.new("RGB", picture.size, "white"), BytesIO()
    page.paste(picture, mask=picture.getchannel("A") if "A" in picture.getbands() else None)
    page.save(made, "JPEG", quality=75)
    return b64encode(made.getvalue()).decode()


def _main() -> None:
    import resource

    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    media_type, first, many, widest = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])
    data = sys.stdin.buffer.read()
    print(json.dumps(_pages(data, first, many, widest) if media_type == PDF else _picture(data, widest)))


if __name__ == "__main__":
    _main()
