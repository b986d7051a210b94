"""Photos that come in together become one document, so that a paper of four pages is not four attachments."""

from collections.abc import Sequence
from pathlib import PurePosixPath

from workflows.domain.errors import FieldError, InvalidAnswers
from workflows.domain.wording import said
from workflows.paper import photos as paper
from workflows.services.documents import LARGEST

PHOTOS = (".jpg", ".jpeg", ".png")
OF_A_PHONE = (".heic", ".heif")  #: what few programs open: it always becomes a PDF
File = tuple[str, bytes]  #: name and content


def together(files: Sequence[File], field: str = "file") -> list[File]:
    """Return what came in at once, with its photos as one PDF in the place of the first of them.

    One photo of a common kind stays what it is. Where and when a photo was taken does not come along.

    Raises:
        InvalidAnswers: a photo cannot be opened, or is too large; says which.

    Source: AVG art. 5 lid 1 sub c (a photo tells where somebody lives).
    """
    photos = [each for each in files if _ending(each) in PHOTOS + OF_A_PHONE]
    if len(photos) < 2 and not any(_ending(each) in OF_A_PHONE for each in photos):
        return list(files)
    for name, data in photos:
        if len(data) > LARGEST:
            words = said("deze is groter dan 20 MB. Maak haar kleiner of knip haar in delen.")
            raise _refused(field, name, words)
    try:
        made = paper.as_pdf([data for _, data in photos])
    except paper.NoPhoto as problem:
        name = photos[problem.number or 0][0]
        words = said("deze foto kan niet worden geopend. Maak haar opnieuw of kies een andere.")
        raise _refused(field, name, words) from None
    name = f"{PurePosixPath(photos[0][0]).stem}.pdf"
    joined: list[File] = []
    for each in files:
        if each is photos[0]:
            joined.append((name, made))
        elif each not in photos:
            joined.append(each)
    return joined


def _ending(file: File) -> str:
    return PurePosixPath(file[0].lower()).suffix


def _refused(field: str, name: str, reason: str) -> InvalidAnswers:
    return InvalidAnswers([FieldError(field, said("Bijlage '{name}': {reason}", name=name, reason=reason))])
