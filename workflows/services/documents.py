"""Files in a case: what may come in, who may see them, and what they really are."""

import hashlib
import re
from dataclasses import dataclass
from pathlib import PurePosixPath
from textwrap import shorten
from typing import Literal

from workflows.domain.answers import JSON
from workflows.domain.errors import FieldError, InvalidAnswers, NotAllowed, NotFound, TaskEnded
from workflows.domain.fields import MEDIA_TYPES
from workflows.domain.national_numbers import national_number_in
from workflows.domain.people import Person
from workflows.domain.wording import Said, said
from workflows.paper import reading as reading_of_files
from workflows.paper.looking import can_be_seen
from workflows.persistence import cases, dossiers, models, people
from workflows.persistence.rows import NewEntry
from workflows.persistence.unit_of_work import UnitOfWork
from workflows.services import access
from workflows.services.deployments import definition_of
from workflows.services.views import DocumentView

IN_A_CASE = "health"  #: what is added outside a form may be about health, so it is read as such
LARGEST = 20_000_000  #: bytes
#: What a file begins with, per kind that we take; office files are ZIP archives with a tell-tale member.
SIGNATURES = {
    ".pdf": ("application/pdf", b"%PDF-"),
    ".jpg": ("image/jpeg", b"\xff\xd8\xff"),
    ".jpeg": ("image/jpeg", b"\xff\xd8\xff"),
    ".png": ("image/png", b"\x89PNG\r\n\x1a\n"),
    ".docx": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", b"PK\x03\x04"),
    ".xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", b"PK\x03\x04"),
}
MEMBER = {".docx": b"word/document.xml", ".xlsx": b"xl/workbook.xml"}
MACROS = b"vbaProject.bin"
MOST_KNOWN = 500  #: files of which this process remembers what it read in them
_read: dict[tuple[str, str], reading_of_files.Reading] = {}


def media_type_of(name: str, data: bytes, field: str = "file") -> str:
    """Return the media type of a file that is what its name claims.

    Raises:
        InvalidAnswers: it is empty, too large, of a kind we do not take, carries macros, or is something else inside.
    """

    def refuse(reason: Said) -> InvalidAnswers:
        return InvalidAnswers([FieldError(field, said("Bijlage '{name}': {reason}", name=name, reason=reason))])

    ending = PurePosixPath(name.lower()).suffix
    if not data:
        raise refuse(said("deze is leeg. Kies een andere."))
    if len(data) > LARGEST:
        raise refuse(said("deze is groter dan 20 MB. Maak haar kleiner of knip haar in delen."))
    if national_number_in(name):
        raise refuse(said("de naam bevat een burgerservicenummer. Geef haar een andere naam."))
    if ending not in SIGNATURES:
        raise refuse(said("deze soort nemen wij niet aan. Kies pdf, docx, xlsx, jpg of png."))
    media_type, signature = SIGNATURES[ending]
    if not data.startswith(signature) or MEMBER.get(ending, b"") not in data:
        raise refuse(said("de inhoud is geen {kind}. Bewaar haar opnieuw en kies haar dan.", kind=ending[1:]))
    if MACROS in data:
        raise refuse(said("er zitten macro's in. Bewaar haar zonder macro's en kies haar dan."))
    return media_type


Outcome = Literal["clean", "doubt", "unread"]


@dataclass(frozen=True)
class Looked:
    """A file that may come in: its media type, and whether there may be a BSN in it, on which page or sheet."""

    media_type: str
    looked: Outcome
    doubt_at: str = ""


def look_into(name: str, data: bytes, field: str = "file") -> Looked:
    """Return what a file is and whether its text holds a national number; the same file is read once.

    Reading takes up to some seconds: look before the unit of work begins, so that nobody waits for it. A number that is
    called a BSN is one; nine digits that could be one are let in and marked, because one in six arbitrary numbers fits.

    Raises:
        InvalidAnswers: it is refused; says why, for a BSN also where.

    Source: UAVG art. 46; WPO art. 178a (the SWV may not process the number, wherever it stands).
    """
    media_type = media_type_of(name, data, field)
    key = (media_type, hashlib.sha256(data).hexdigest())
    reading = _read.get(key) or reading_of_files.read_apart(media_type, data)
    if len(_read) >= MOST_KNOWN:
        _read.clear()
    _read[key] = reading
    if reading.suspect is None:
        return Looked(media_type, "clean" if reading.complete else "unread")
    if not reading.suspect.named:
        return Looked(media_type, "doubt", reading.where[:60])
    words = said(
        "{where} staat {what}: {number}. Het samenwerkingsverband mag dat nummer niet vastleggen (UAVG art. 46)."
        " Haal het weg of maak het onleesbaar, bewaar de bijlage opnieuw en voeg haar dan toe.",
        where=_where(media_type, reading.where),
        what=said("een BSN") if reading.suspect.kind == "bsn" else said("een onderwijsnummer"),
        number=reading.suspect.masked,
    )
    raise InvalidAnswers([FieldError(field, said("Bijlage '{name}': {reason}", name=name, reason=words))])


def _where(media_type: str, where: str) -> Said:
    if media_type == MEDIA_TYPES[".pdf"]:
        return said("op bladzijde {n}", n=where)
    if media_type == MEDIA_TYPES[".xlsx"]:
        return said("op blad '{n}'", n=where)
    return said("in de tekst")


def remark_on(row: models.Document | models.IncomingFile) -> Said | None:
    """Return what who added a file, and the office, should know of it."""
    if row.looked == "doubt":
        where = _where(row.media_type, row.doubt_at or "")
        return said("Mogelijk een BSN {where}: controleer en vervang", where=where)
    return said("Niet gelezen: kijk zelf of er geen BSN in staat") if row.looked == "unread" else None


def add(
    uow: UnitOfWork,
    where: int | str,
    by: Person,
    *,
    name: str,
    data: bytes,
    kind: str = "",
    field: str | None = None,
) -> DocumentView:
    """Store a file: with a task id it belongs to the draft of that task, with a case number to the case.

    Raises:
        NotFound: there is no such task or case for this person.
        TaskEnded, NotAllowed: nothing can be added any more.
        InvalidAnswers: the file is refused; says why.
    """
    if isinstance(where, int):
        task, _ = access.task_for(uow, where, by)
        if task.ended_at is not None:
            raise TaskEnded(task.id, None, task.ended_at)
        case_id, block = task.case_id, access.block_of_field(uow, task, field)
    else:
        case_id, block = _into_case(uow, where, by, name), IN_A_CASE
    name = tidy_name(name)
    row = put(
        uow,
        case_id,
        name=name,
        data=data,
        found=look_into(name, data, field or "file"),
        kind=kind,
        block=block,
        by=by.id,
        task_id=where if isinstance(where, int) else None,
        field=field,
    )
    return view_of(row, {by.id: by.name}, remark=remark_on(row))


def tidy_name(name: str) -> str:
    """Return the name of a file without a path and without signs that mean something elsewhere."""
    return re.sub(r"[^\w .()\-]", "_", PurePosixPath(name.replace("\\", "/")).name)[-120:] or "bijlage"


def put(
    uow: UnitOfWork,
    case_id: int,
    *,
    name: str,
    data: bytes,
    found: Looked,
    kind: str,
    block: str,
    by: int,
    task_id: int | None = None,
    field: str | None = None,
) -> models.Document:
    """Store a file that was judged already; what belongs to a task is not submitted yet."""
    row = models.Document(
        case_id=case_id,
        task_id=task_id,
        field=field,
        submitted=task_id is None,
        name=name,
        media_type=found.media_type,
        looked=found.looked,
        doubt_at=found.doubt_at or None,
        size=len(data),
        kind=shorten(kind, 40, placeholder="…"),
        sha256=hashlib.sha256(data).hexdigest(),
        block=block,
        added_by_id=by,
        added_at=uow.now,
    )
    uow.session.add(row)
    uow.session.flush()
    uow.session.add(models.DocumentContent(document_id=row.id, content=data))
    return row


def refuse_where_none_are_kept(uow: UnitOfWork, case: models.Case) -> None:
    """Refuse a document for a case of a route that keeps facts only.

    Raises:
        NotAllowed: it keeps none.
    """
    if not definition_of(uow, case.deployment_id).route.settings.documents:
        raise NotAllowed(said("In deze zaak worden geen stukken bewaard."))


def _into_case(uow: UnitOfWork, number: str, by: Person, name: str) -> int:
    """Lock a case to which *by* may add, note in its history that a document came in, and return its id."""
    row = access.case_for(uow, number, by, needs="request", to_add=True)
    if row.ended_at is not None:
        raise NotAllowed(said("Deze zaak is afgesloten; er kan niets meer bij."))
    refuse_where_none_are_kept(uow, row)
    case = cases.lock_case(uow, row.id)
    cases.append_entries(uow, case, [NewEntry("document", uow.today, actor_id=by.id, details={"naam": name})])
    cases.save_case(uow, case)
    return row.id


def fetch(uow: UnitOfWork, document_id: int, by: Person) -> tuple[DocumentView, bytes]:
    """Return a document with its content; the reading is logged.

    Raises:
        NotFound: there is none, or it is not this person's to see.
    """
    row = _document(uow, document_id, by)
    access.log_read(uow, row.case_id, by, "document", row.id)
    return view_of(row, people.names_of(uow, {row.added_by_id} - {None})), dossiers.content_of(uow, row.id)  # type: ignore[arg-type]


def remove(uow: UnitOfWork, document_id: int, by: Person) -> None:
    """Take back a file that is not submitted yet.

    Raises:
        NotFound: there is none, or it was submitted.
    """
    row = _document(uow, document_id, by)
    if row.submitted:
        raise NotFound(f"document {document_id} was submitted")
    row.removed_at = uow.now


@dataclass(frozen=True)
class ToReplace:
    """A submitted document that may be replaced, and of which case."""

    document: DocumentView
    case_number: str


def to_replace(uow: UnitOfWork, document_id: int, by: Person) -> ToReplace:
    """Return a document that *by* may replace: they added it, or work at the office of its case.

    Raises:
        NotFound: there is none, or it is not theirs to replace.
    """
    row = _replaceable(uow, document_id, by)
    number = uow.session.get_one(models.Case, row.case_id).number
    return ToReplace(view_of(row, {by.id: by.name}, remark_on(row)), number)


def replace(uow: UnitOfWork, document_id: int, by: Person, *, name: str, data: bytes) -> str:
    """Put a version without a BSN in the place of a document, destroy what it held, and return the number of the case.

    Answers and letters that name the document name the new version.

    Raises:
        NotFound: as ``to_replace``.
        InvalidAnswers: the new version is refused, or may hold a BSN as well.

    Source: UAVG art. 46; AVG art. 5 lid 1 onder c en e, art. 17 (what may not be there is destroyed).
    """
    case = cases.lock_case(uow, _replaceable(uow, document_id, by).case_id)
    row = _replaceable(uow, document_id, by)
    found = look_into(name, data)
    sha256 = hashlib.sha256(data).hexdigest()
    if found.looked == "doubt" or sha256 == row.sha256:
        words = said("Bijlage: ook in deze versie staat mogelijk een BSN. Haal het weg en bewaar haar opnieuw.")
        raise InvalidAnswers([FieldError("file", words)])
    row.name, row.media_type, row.size, row.sha256 = tidy_name(name), found.media_type, len(data), sha256
    row.looked, row.doubt_at, row.added_by_id, row.added_at = found.looked, None, by.id, uow.now
    uow.session.flush()
    dossiers.destroy_content(uow, row.id, data)
    facts: dict[str, JSON] = {"document": row.id}
    cases.append_entries(uow, case, [NewEntry("document.replaced", uow.today, actor_id=by.id, facts=facts)])
    cases.save_case(uow, case)
    return case.number


def _replaceable(uow: UnitOfWork, document_id: int, by: Person) -> models.Document:
    row = _document(uow, document_id, by)
    if not may_replace(row, by, office=access.is_office(by, access.access_to(uow, row.case_id).parties["swv"])):
        raise NotFound(f"document {document_id} is not theirs to replace")
    return row


def may_replace(row: models.Document, by: Person, *, office: bool) -> bool:
    return row.submitted and (office or row.added_by_id == by.id)


def _document(uow: UnitOfWork, document_id: int, by: Person) -> models.Document:
    row = uow.session.get(models.Document, document_id)
    if row is None or row.removed_at is not None:
        raise NotFound(f"no document {document_id}")
    if not row.submitted and row.task_id is not None:
        access.task_for(uow, row.task_id, by)
    elif row.block not in access.blocks_of_case(uow, row.case_id, by):
        raise NotFound(f"document {document_id} is not theirs")
    return row


def view_of(
    row: models.Document, names: dict[int, str], remark: Said | None = None, *, replaceable: bool = False
) -> DocumentView:
    added_by = names.get(row.added_by_id or 0, "")
    return DocumentView(
        row.id,
        row.name,
        row.media_type,
        row.size,
        row.kind,
        added_by,
        row.added_at,
        remark,
        replaceable,
        can_be_seen(row.media_type),
    )
