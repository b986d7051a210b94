"""Photos of a phone made into one PDF: upright, small enough to send, and without where and when they were taken.

As in ``reading``: strange files are opened in a process of its own, with limits of time and memory. ``python -m
workflows.paper.photos`` is that process; it gets a line of JSON with sizes, then the photos.
"""

import json
import subprocess
import sys
from collections.abc import Sequence
from io import BytesIO

from workflows.paper.reading import AT_ONCE

SECONDS = 60.0
MEMORY = 2 << 30  #: bytes
LONGEST = 2_200  #: points of the longest side: what a page of A4 needs to be read
INCHES = 11.69  #: of that side on paper
MOST_POINTS = 120_000_000  #: in one photo


class NoPhoto(Exception):
    """One of them cannot be opened; *number* says which, counted from nought, where that is known."""

    def __init__(self, number: int | None = None) -> None:
        super().__init__("a photo cannot be opened")
        self.number = number


def as_pdf(photos: Sequence[bytes], seconds: float = SECONDS) -> bytes:
    """Return photos (JPEG, PNG or HEIC) as one PDF, a page each, in their order.

    Raises:
        NoPhoto: one of them cannot be opened.
    """
    command = [sys.executable, "-I", "-m", __name__]
    given = json.dumps([len(photo) for photo in photos]).encode() + b"\n" + b"".join(photos)
    if not AT_ONCE.acquire(timeout=seconds):
        raise NoPhoto
    try:
        done = subprocess.run(command, input=given, capture_output=True, timeout=seconds, check=False)  # noqa: S603  # ours
    except (subprocess.SubprocessError, OSError):
        raise NoPhoto from None
    finally:
        AT_ONCE.release()
    if done.returncode:
        raise NoPhoto(done.returncode - 100 if done.returncode >= 100 else None)
    return done.stdout


# ------------------------------------------------------------------ in the process apart
def _main() -> None:
    import resource

    from pi_heif import register_heif_opener
    from PIL import Image, ImageOps

    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    register_heif_opener()
    Image.MAX_IMAGE_PIXELS = MOST_POINTS // 2  # twice as many is refused
    pages = []
    for number, size in enumerate(json.loads(sys.stdin.buffer.readline())):
        try:
            with Image.open(BytesIO(sys.stdin.buffer.read(size)), formats=("JPEG", "PNG", "HEIF")) as photo:
                photo.draft("RGB", (LONGEST, LONGEST))
                upright = ImageOps.exif_transpose(photo)
                upright.thumbnail((LONGEST, LONGEST))
                page = Image.new("RGB", upright.size, "white")
                page.paste(upright, mask=upright.getchannel("A") if "A" in upright.getbands() else None)
        except Exception:
            sys.exit(100 + min(number, 100))
        pages.append(page)
    made = BytesIO()
    pages[0].save(made, "PDF", save_all=True, append_images=pages[1:], resolution=LONGEST / INCHES, quality=80)
    sys.stdout.buffer.write(made.getvalue())


if __name__ == "__main__":
    _main()
