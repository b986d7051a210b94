"""Lists that somebody offers: kept until they were looked at and confirmed, by whom they were offered only."""

from datetime import date

from workflows.domain.errors import NotFound
from workflows.domain.people import Person
from workflows.persistence import dossiers, models
from workflows.persistence.unit_of_work import UnitOfWork
from workflows.services import access
from workflows.services.sheets import read_sheet

FOR_ADMINISTRATORS = frozenset({"organisations", "people"})  #: kinds of lists; the others are the office's


def _may_offer(uow: UnitOfWork, by: Person, kind: str) -> None:
    if kind in FOR_ADMINISTRATORS:
        access.administrator(by)
    else:
        may_take_over(uow, by)


def may_take_over(_uow: UnitOfWork, by: Person) -> None:
    """Refuse who does not work at the office of a samenwerkingsverband.

    Raises:
        NotFound: for them these pages do not exist.
    """
    if not access.offices_of(by):
        raise NotFound("taking over")


def keep(uow: UnitOfWork, by: Person, kind: str, name: str, data: bytes) -> int:
    """Keep a list to look at; return its number. Nothing of it is entered yet.

    Raises:
        NotFound: lists of this kind are not this person's to offer.
        InvalidAnswers: the file cannot be read.
    """
    _may_offer(uow, by, kind)
    read_sheet(name, data)
    row = models.ImportFile(kind=kind, name=name[-120:], content=data, added_by_id=by.id, added_at=uow.now)
    uow.session.add(row)
    uow.session.flush()
    return row.id


def file_of(uow: UnitOfWork, by: Person, kind: str, file_id: int, *, lock: bool = False) -> models.ImportFile:
    """Return a list that *by* offered and that was not confirmed yet.

    Raises:
        NotFound: there is none.
    """
    _may_offer(uow, by, kind)
    row = uow.session.get(models.ImportFile, file_id, with_for_update=lock)
    if row is None or row.kind != kind or row.added_by_id != by.id or row.confirmed_at is not None:
        raise NotFound(f"no list {file_id}")
    return row


def close(uow: UnitOfWork, file: models.ImportFile) -> None:
    """Let go of a list: what was taken over of it is where it belongs, so that the list need not stay."""
    file.confirmed_at, file.content = uow.now, b""


def pupil_of(
    uow: UnitOfWork, first_name: str, infix: str, last_name: str, born_on: date, school_id: int | None
) -> models.Pupil:
    """Return the pupil of a row: one that is known by that name and birthday, else a new one."""
    name = dossiers.sort_name(last_name, first_name)
    known = dossiers.pupil_named(uow, name, born_on)
    if known is not None:
        return known
    pupil = models.Pupil(
        first_name=first_name, infix=infix, last_name=last_name, sort_name=name, born_on=born_on, school_id=school_id,
        created_at=uow.now,
    )  # fmt: skip
    uow.session.add(pupil)
    uow.session.flush()
    return pupil
