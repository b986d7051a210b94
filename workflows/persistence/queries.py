"""The other lists: cases of an organisation; and is the history whole?"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select, true, union_all
from sqlalchemy.orm import aliased

from workflows.persistence import chain
from workflows.persistence.cases import CASES, ENTRIES
from workflows.persistence.dossiers import sort_name
from workflows.persistence.models import Case, Organisation, Party, Pupil
from workflows.persistence.unit_of_work import UnitOfWork

Rows = Select[*tuple[Any, ...]]

YEAR = re.compile(r"(19|20)\d\d")
MOST_PUPILS = 200  #: whose cases are looked for by the beginning of a name; who wants others types on


@dataclass(frozen=True, slots=True)
class CaseLine:
    """A case as a list shows it."""

    id: int
    number: str
    route: str
    awaits: list[Any]
    started_on: date
    outcome: str | None
    ended_at: datetime | None
    first_name: str | None
    infix: str | None
    last_name: str | None
    school: str | None
    school_id: int | None
    withheld: bool
    pupil_id: int | None = None
    born_on: date | None = None


#: The school of a case that is about no pupil: the one that applies.
_APPLICANT = select(Party.organisation_id).where(Party.case_id == Case.id, Party.party == "applicant").scalar_subquery()
_CASE_LINE = (
    Case.id, Case.number, Case.route, Case.awaits, Case.started_on, Case.outcome, Case.ended_at, Pupil.first_name,
    Pupil.infix, Pupil.last_name, Organisation.name, Organisation.id, Case.withheld, Pupil.id, Pupil.born_on,
)  # fmt: skip


def cases(
    uow: UnitOfWork,
    theirs: Sequence[tuple[str, int]] | None,
    *,
    before: int | None = None,
    route: str | None = None,
    without: Sequence[str] = (),
    open_only: bool = True,
    matching: str | None = None,
    at_schools: Sequence[int] = (),
    limit: int = 50,
) -> list[CaseLine]:
    """Return the cases in which an organisation is a party as *theirs* says (None: all), the newest first.

    *without* leaves out the cases of some routes.
    *theirs* holds pairs of party and organisation; *before* is the id from below which the page goes on. *matching* is
    a case number, the beginning of a pupil's last name, the year in which a pupil was born, or both of these; and
    *at_schools* adds the cases in which one of these applies. Ask for one more than a page holds to know whether there
    is another.
    """
    which: list[ColumnElement[bool]] = [Case.ended_at.is_(None)] if open_only else []
    which += [] if route is None else [Case.route == route]
    which += [Case.route.not_in(without)] if without else []
    parts = []
    for pair in [None] if theirs is None else dict.fromkeys(theirs):
        for part in _candidates(pair, matching, at_schools, which):
            number = part.selected_columns.id
            earlier = part if before is None else part.where(number < before)
            parts.append(select(earlier.order_by(number.desc()).limit(limit).subquery()))
    if not parts:
        return []
    ids = union_all(*parts).subquery()
    chosen = select(ids.c.id).distinct().order_by(ids.c.id.desc()).limit(limit).subquery()
    found = uow.connection.execute(
        select(*_CASE_LINE)
        .select_from(chosen)
        .join(Case, Case.id == chosen.c.id)
        .outerjoin(Pupil, Pupil.id == Case.pupil_id)
        .outerjoin(Organisation, Organisation.id == func.coalesce(Pupil.school_id, _APPLICANT))
        .order_by(Case.id.desc())
    )
    return [CaseLine(*tuple(row)) for row in found]


def _candidates(
    pair: tuple[str, int] | None, matching: str | None, schools: Sequence[int], which: Sequence[ColumnElement[bool]]
) -> list[Rows]:
    """Return a query for each index by which the cases of a party (None: all) may be found."""
    every: Rows = select(Case.id).where(*which)
    # Scalars, because PostgreSQL would read whole ranges at once for EXISTS or IN: look at each case, until enough.
    if matching is not None:
        pupils = _pupils(matching).limit(MOST_PUPILS).subquery()
        unnamed = [Case.withheld.is_(False)] if pair is not None and pair[0] == "swv" else []
        found = [
            every.where(Case.number == matching.strip().upper()),
            every.where(*unnamed).join(pupils, pupils.c.id == Case.pupil_id),
        ]
        at_school = [select(Party.case_id.label("id")).where(_is(("applicant", school))) for school in schools]
        if pair is None:
            return [*found, *at_school]
        its, theirs = (
            select(true()).where(each.case_id == case, each.organisation_id == pair[1], each.party == pair[0]).limit(1)
            for each, case in ((Party, Case.id), (aliased(Party), Party.case_id))
        )
        return [
            *(part.where(its.scalar_subquery()) for part in found),
            *(part.where(theirs.scalar_subquery()) for part in at_school),
        ]
    if pair is None:
        return [every]
    # The index of the parties has the cases of an organisation in order.
    open_case = select(true()).where(Case.id == Party.case_id, *which).scalar_subquery()
    return [select(Party.case_id.label("id")).where(_is(pair), open_case)]


def _pupils(matching: str) -> Rows:
    """Return the pupils whose last name begins so, or who were born in that year, or both."""
    words = matching.split()
    years = [int(word) for word in words if YEAR.fullmatch(word)]
    start = sort_name(" ".join(word for word in words if not YEAR.fullmatch(word)))
    query: Rows = select(Pupil.id)
    if start or not years:
        named = (Pupil.sort_name >= start) & (Pupil.sort_name < f"{start}\U0010ffff")
        query = query.where(named).order_by(Pupil.sort_name)
    for year in years:
        query = query.where(Pupil.born_on.between(date(year, 1, 1), date(year, 12, 31)))
    return query.order_by(Pupil.born_on) if years and not start else query


def _is(pair: tuple[str, int]) -> ColumnElement[bool]:
    return (Party.organisation_id == pair[1]) & (Party.party == pair[0])


def histories(uow: UnitOfWork, after: int, limit: int) -> list[tuple[int, str]]:
    """Return id and number of the next cases after the one with id *after*, in the order of their ids."""
    rows = uow.connection.execute(
        select(CASES.c.id, CASES.c.number).where(CASES.c.id > after).order_by(CASES.c.id).limit(limit)
    )
    return [(case_id, number) for case_id, number in rows]


def broken_history(uow: UnitOfWork, case_id: int) -> list[int]:
    """Return the entries of a case that are not what was recorded; 0 stands for entries missing at the end."""
    # One statement: between two of them somebody could take the case a step further.
    found = uow.connection.execute(
        select(CASES.c.last_seq.label("head_seq"), CASES.c.last_hash.label("head_hash"), *ENTRIES.c)
        .select_from(CASES.outerjoin(ENTRIES, ENTRIES.c.case_id == CASES.c.id))
        .where(CASES.c.id == case_id)
        .order_by(ENTRIES.c.seq)
    )
    rows = found.mappings().all()
    entries = [dict(row) for row in rows if row["seq"] is not None]
    last = (entries[-1]["seq"], entries[-1]["hash"]) if entries else (0, chain.FIRST)
    whole = last == (rows[0]["head_seq"], rows[0]["head_hash"])
    return chain.broken_links(entries) + ([] if whole else [0])
