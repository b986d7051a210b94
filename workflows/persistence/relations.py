"""The people around a pupil, version by version; and pupils who may be, or were made, one."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from datetime import date, datetime
from typing import Any, cast

from sqlalchemy import bindparam, insert, or_, select, update

from workflows.domain.relations import Authority, Kind, Relation
from workflows.persistence import models
from workflows.persistence.cases import table_of
from workflows.persistence.prepared import Prepared
from workflows.persistence.unit_of_work import UnitOfWork

Moved = Mapping[str, Sequence[int]]  #: ids by table


@dataclass(frozen=True, slots=True)
class RelationRow:
    """One version of what is known of somebody around a pupil; *slot* is where a form asked it."""

    id: int
    pupil_id: int
    key: str
    kind: str
    name: str
    authority: str
    address: str
    secret: bool
    email: str
    phone: str
    digital: Sequence[str]
    language: str
    behalf_of: Sequence[str]
    authorised_on: date | None
    document_id: int | None
    from_on: date | None
    until_on: date | None
    case_id: int
    slot: str
    by_hand: bool
    reason: str
    entered_at: datetime
    entered_by_id: int | None
    replaced: bool

    @property
    def relation(self) -> Relation:
        return Relation(
            key=self.key,
            kind=cast(Kind, self.kind),
            name=self.name,
            authority=cast(Authority, self.authority),
            address=self.address,
            secret=self.secret,
            email=self.email,
            phone=self.phone,
            digital=frozenset(self.digital),
            language=self.language,
            behalf_of=tuple(self.behalf_of),
            authorised_on=self.authorised_on,
            from_on=self.from_on,
            until_on=self.until_on,
        )


COLUMNS = [table_of(models.Relation).c[field.name] for field in fields(RelationRow)]
_ADD = Prepared(
    insert(models.Relation).values(
        {column.name: bindparam(column.name, type_=column.type) for column in COLUMNS if column.name != "id"}
    )
)


def add(uow: UnitOfWork, rows: Sequence[RelationRow]) -> None:
    """Add versions; each takes the place of the last one of its key."""
    if not rows:
        return
    table = table_of(models.Relation)
    former = table.c.key.in_([row.key for row in rows]) & ~table.c.replaced
    uow.connection.execute(update(table).where(former).values(replaced=True))
    _ADD.run(uow.connection, [asdict(row) for row in rows])


def versions(uow: UnitOfWork, pupil_id: int) -> list[RelationRow]:
    """Return everything that was ever known of who is around a pupil, in the order in which it was written down."""
    table = table_of(models.Relation)
    rows = uow.connection.execute(select(*COLUMNS).where(table.c.pupil_id == pupil_id).order_by(table.c.id))
    return [RelationRow(*row) for row in rows]


# ------------------------------------------------------------------ the same child twice
@dataclass(frozen=True)
class Namesake:
    """A pupil born on the same day, with the school where they are known."""

    id: int
    first_name: str
    infix: str
    last_name: str
    school: str


def born_on(uow: UnitOfWork, day: date, swv: int, besides: int = 0) -> list[Namesake]:
    """Return the pupils born on *day* whom a samenwerkingsverband knows, without those that became another."""
    pupil, school = models.Pupil, models.Organisation
    theirs = (
        select(models.Case.id)
        .join(models.Party, models.Party.case_id == models.Case.id)
        .where(models.Case.pupil_id == pupil.id, models.Party.party == "swv", models.Party.organisation_id == swv)
    )
    rows = uow.session.execute(
        select(pupil.id, pupil.first_name, pupil.infix, pupil.last_name, school.name)
        .outerjoin(school, school.id == pupil.school_id)
        .where(pupil.born_on == day, pupil.merged_into_id.is_(None), pupil.id != besides)
        .where(or_(school.swv_id == swv, theirs.exists()))
        .order_by(pupil.id)
    )
    return [Namesake(row.id, row.first_name, row.infix, row.last_name, row.name or "") for row in rows]


def pupils(uow: UnitOfWork, ids: Collection[int]) -> dict[int, models.Pupil]:
    """Return these pupils by id."""
    return {row.id: row for row in uow.session.scalars(select(models.Pupil).where(models.Pupil.id.in_(ids)))}


def lock_pupils(uow: UnitOfWork, ids: Sequence[int]) -> dict[int, models.Pupil]:
    """Return these pupils, as nobody else changes them now."""
    rows = uow.session.scalars(
        select(models.Pupil)
        .where(models.Pupil.id.in_(ids))
        .order_by(models.Pupil.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return {row.id: row for row in rows}


def cases_of(uow: UnitOfWork, pupils: Sequence[int]) -> list[tuple[int, int]]:
    """Return the cases of these pupils, as (id, pupil), in the order in which they began."""
    rows = uow.session.execute(
        select(models.Case.id, models.Case.pupil_id).where(models.Case.pupil_id.in_(pupils)).order_by(models.Case.id)
    )
    return [(row.id, row.pupil_id) for row in rows]


def belonging_to(uow: UnitOfWork, pupil_id: int) -> dict[str, list[int]]:
    """Return what belongs to a pupil beside the cases: ids by table."""
    tlvs = select(models.Tlv.id).where(models.Tlv.pupil_id == pupil_id).order_by(models.Tlv.id)
    people = select(models.Relation.id).where(models.Relation.pupil_id == pupil_id).order_by(models.Relation.id)
    return {"tlv": list(uow.session.scalars(tlvs)), "relation": list(uow.session.scalars(people))}


def move(uow: UnitOfWork, moved: Moved, to: int, *, of: int) -> None:
    """Give what belongs to one pupil to another; what has become of a third in the meantime stays there."""
    for model in (models.Tlv, models.Relation):
        table = table_of(model)
        ids = moved.get(table.name, ())
        uow.connection.execute(
            update(table).where(table.c.id.in_(ids), table.c.pupil_id == of).values(pupil_id=to)
        )  # fmt: skip


def take_along(uow: UnitOfWork, case_id: int, *, of: int, to: int, new_key: Callable[[], str]) -> None:
    """Give what a case taught about who is around one pupil to another, with the case; what others taught stays.

    A version is final: of whom others told as well, the other pupil gets a version of its own.
    """
    table = table_of(models.Relation)
    theirs = [row for row in versions(uow, of) if row.case_id == case_id]
    others = {row.key: row for row in versions(uow, of) if row.case_id != case_id}
    last = {row.key: row for row in theirs}
    alone = [row.id for row in theirs if row.key not in others]
    uow.connection.execute(update(table).where(table.c.id.in_(alone)).values(pupil_id=to))
    shared = [row for row in last.values() if row.key in others]
    for replaced, ids in ((True, [row.id for row in shared]), (False, [others[row.key].id for row in shared])):
        uow.connection.execute(update(table).where(table.c.id.in_(ids)).values(replaced=replaced))
    add(uow, [replace(row, id=0, pupil_id=to, key=new_key(), replaced=False) for row in shared])


def merges_of(uow: UnitOfWork, pupils: Sequence[int]) -> list[models.PupilMerge]:
    """Return in which merges a pupil took part, the latest first."""
    merge = models.PupilMerge
    either = or_(merge.kept_id.in_(pupils), merge.gone_id.in_(pupils))
    return list(uow.session.scalars(select(merge).where(either).order_by(merge.id.desc())))


def numbers_of(uow: UnitOfWork, cases: Sequence[int]) -> dict[int, tuple[str, Any]]:
    """Return number and first day of each of *cases*."""
    rows = uow.session.execute(
        select(models.Case.id, models.Case.number, models.Case.started_on).where(models.Case.id.in_(cases))
    )
    return {row.id: (row.number, row.started_on) for row in rows}
