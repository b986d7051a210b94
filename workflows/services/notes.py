"""Notes on a case: what was said on the telephone or seen on a visit, what comes of it, and when.

A note for its writer alone is a help to their own memory: nobody else reads it, and it does not stay. What is shared,
or counts in a decision, is a part of the dossier: who reads the correspondence reads it, nobody changes it any more,
and it ends with the dossier.
Source: AVG art. 5 lid 1 sub c and e, art. 15 (what stands in the dossier can be asked for by whom it is about).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from workflows.domain.clock import at_local, local_date
from workflows.domain.deadlines import due_date
from workflows.domain.errors import FieldError, InvalidAnswers, NotFound
from workflows.domain.national_numbers import explanation, national_number_in
from workflows.domain.people import Person
from workflows.domain.periods import Period
from workflows.domain.wording import Said, said
from workflows.persistence import cases, models, people
from workflows.persistence import jobs as table_of_jobs
from workflows.persistence import notes as table
from workflows.persistence.rows import JobRow, NewEntry
from workflows.persistence.unit_of_work import UnitOfWork
from workflows.services import access, dossier
from workflows.services.deployments import definition_of, shared_of
from workflows.services.letter_pages import CORRESPONDENCE
from workflows.services.tiles import SHOWN, Line, Tile, aside, capped, worst
from workflows.services.views import CaseHead, NoteView

KEY = KIND = "notes"  #: of the job that destroys what may be there no more
RULE = "RTN"
LONGEST = 4_000
MOST = 100  #: that somebody comes back to, on one page
AHEAD = timedelta(weeks=52)
HOW = {
    "telefoon": said("Telefoon"),
    "bezoek": said("Bezoek"),
    "overleg": said("Overleg"),
    "anders": said("Anders"),
}
WEEKS = (1, 2, 3, 6)  #: after which somebody may come back, beside a day of their own


@dataclass(frozen=True)
class NewNote:
    """A note as somebody typed it; *weeks* from now, or *next_on*, they come back to it."""

    how: str
    whom: str
    told: str
    plan: str
    in_dossier: bool
    weeks: int | None = None
    next_on: date | None = None


@dataclass(frozen=True)
class NotePage:
    """What somebody fills in; *term*: how long a note for them alone stays, from today until *kept_until*.

    *source* says why no longer, *asked_for* by which right parents ask for a note of the dossier.
    """

    head: CaseHead
    term: Period
    kept_until: date
    source: Said
    asked_for: Said


@dataclass(frozen=True)
class FollowUp:
    """A note that somebody comes back to; *pupil* and *pupil_id* only where they may still read that."""

    id: int
    case_number: str
    pupil: str
    pupil_id: int | None
    how: Said
    whom: str
    plan: str
    next_on: date


# ------------------------------------------------------------------ reading
def of_cases(
    uow: UnitOfWork, numbers: Mapping[int, str], blocks: Mapping[int, frozenset[str]], by: Person
) -> tuple[NoteView, ...]:
    """Return the notes on these cases (id to number) that *by* may read, the latest first.

    *blocks* is what they read of each; the reading is logged with the page that the notes stand on.
    """
    readable = [case for case in numbers if CORRESPONDENCE in blocks[case]]
    rows = table.of_cases(uow, readable, by.id) if readable else ()
    names = people.names_of(uow, {row.by_id for row in rows}) if rows else {}
    return tuple(
        NoteView(
            id=row.id,
            case_number=numbers[row.case_id],
            at=row.at,
            by=names.get(row.by_id, ""),
            how=HOW[row.how],
            whom=row.whom,
            told=row.told,
            plan=row.plan,
            in_dossier=row.in_dossier,
            own=row.by_id == by.id,
            next_on=row.next_on,
            follows=row.follower_id == by.id and row.next_on is not None and row.done_at is None,
            erase_on=row.erase_on,
        )
        for row in rows
    )


def page(uow: UnitOfWork, number: str, by: Person) -> NotePage:
    """Return what there is to know before writing a note on a case.

    Raises:
        NotFound: there is no such case, or they do not write notes on it.
    """
    case = _case_for(uow, number, by)
    rule = shared_of(uow).rules.at(RULE, uow.today)
    head = dossier.head(uow, case, definition_of(uow, case.deployment_id), by)
    return NotePage(head, rule.period, _kept_until(uow, None), Said(rule.source), Said("AVG art. 15"))


def _case_for(uow: UnitOfWork, number: str, by: Person) -> models.Case:
    case = access.case_for(uow, number, by, needs=CORRESPONDENCE)
    if case.erased_at is not None:
        raise NotFound(f"{number} was destroyed")
    return case


def _kept_until(uow: UnitOfWork, next_on: date | None) -> date:
    """Return the last day of a note for its writer alone: counted from when they wrote it, or come back to it."""
    shared = shared_of(uow)
    return due_date(shared.rules.at(RULE, uow.today), max(uow.today, next_on or uow.today), shared.calendar).on


# ------------------------------------------------------------------ writing
def add(uow: UnitOfWork, number: str, by: Person, new: NewNote) -> None:
    """Write a note on a case; that there is one for the dossier stands in the history.

    Raises:
        NotFound: as ``page``.
        InvalidAnswers: nothing was told or planned, it is too long, holds a number of the state, or the day is past.
    """
    next_on = uow.today + timedelta(weeks=new.weeks) if new.weeks is not None else new.next_on
    _refuse_wrong(new, next_on, uow.today)
    locked = cases.lock_case_numbered(uow, number)
    _case_for(uow, number, by)
    row = models.Note(
        case_id=locked.id,
        by_id=by.id,
        follower_id=by.id,
        at=uow.now,
        in_dossier=new.in_dossier,
        how=new.how,
        whom=new.whom.strip(),
        told=_tidy(new.told),
        plan=_tidy(new.plan),
        next_on=shared_of(uow).calendar.roll_forward(next_on) if next_on is not None else None,
    )
    if not new.in_dossier:
        row.erase_on = _kept_until(uow, row.next_on) + timedelta(days=1)
    uow.session.add(row)
    uow.session.flush()
    if new.in_dossier:
        cases.append_entries(uow, locked, [NewEntry("note", uow.today, actor_id=by.id, facts={"note": row.id})])
        cases.save_case(uow, locked)


def _tidy(text: str) -> str:
    return "\n".join(text.strip().splitlines())


def _refuse_wrong(new: NewNote, next_on: date | None, today: date) -> None:
    errors = []
    if new.how not in HOW:
        errors.append(FieldError("how", said("Soort: kies een antwoord.")))
    if not (new.told.strip() or new.plan.strip()):
        errors.append(FieldError("told", said("Vul in wat er is gezegd of wat u gaat doen.")))
    for field, label, text, most in (
        ("whom", said("Met wie"), new.whom, 200),
        ("told", said("Wat is er gezegd of gezien?"), new.told, LONGEST),
        ("plan", said("Wat ga ik doen?"), new.plan, LONGEST),
    ):
        if len(text) > most:
            errors.append(FieldError(field, said("{label}: hoogstens {most} tekens.", label=label, most=most)))
        if found := national_number_in(text):
            errors.append(FieldError(field, said("{label}: {what}", label=label, what=explanation(found))))
    if next_on is not None and not today <= next_on <= today + AHEAD:
        errors.append(FieldError("day", said("Terug op: kies vandaag of een dag in het komende jaar.")))
    if errors:
        raise InvalidAnswers(errors)


def finish(uow: UnitOfWork, note_id: int, by: Person) -> None:
    """Note that somebody came back to a note.

    Raises:
        NotFound: there is no such note, or another comes back to it.
    """
    row = uow.session.get(models.Note, note_id)
    if row is None or row.follower_id != by.id:
        raise NotFound(f"no note {note_id} that they come back to")
    row.done_at = row.done_at or uow.now


def take_away(uow: UnitOfWork, note_id: int, by: Person) -> None:
    """Destroy a note that was for its writer alone.

    Raises:
        NotFound: there is no such note of theirs, or it is of the dossier.
    """
    row = uow.session.get(models.Note, note_id)
    if row is None or row.by_id != by.id or row.in_dossier:
        raise NotFound(f"no note {note_id} of theirs alone")
    uow.session.delete(row)


# ------------------------------------------------------------------ coming back
def to_follow(uow: UnitOfWork, by: Person, until: date, limit: int = MOST) -> tuple[FollowUp, ...]:
    """Return what *by* comes back to up to a day, the first on top; as many statements, however much there is.

    Who may not read a case any more is told of nothing in it.
    """
    found = table.to_follow(uow, by.id, until, limit)
    if not found:
        return ()
    reach = access.reach_of(uow, list({row.case.id: row.case for row in found}.values()))
    blocks = {case: access.blocks_in(uow, by, each) for case, each in reach.items()}
    return tuple(
        FollowUp(
            id=row.note.id,
            case_number=row.case.number,
            pupil=dossier.full_name(row.first_name, row.infix, row.last_name),
            pupil_id=row.case.pupil_id if "identity" in blocks[row.case.id] else None,
            how=HOW[row.note.how],
            whom=row.note.whom,
            plan=row.note.plan,
            next_on=row.note.next_on or uow.today,
        )
        for row in found
        if CORRESPONDENCE in blocks[row.case.id]
    )


def follow_ups(uow: UnitOfWork, by: Person) -> tuple[FollowUp, ...]:
    """Return everything that *by* comes back to, the first on top."""
    return to_follow(uow, by, uow.today + 2 * AHEAD)


def tile(uow: UnitOfWork, by: Person) -> Tile | None:
    """Return what *by* comes back to today or should have; None where there is nothing."""
    found = to_follow(uow, by, uow.today)
    if not found:
        return None
    late = any(each.next_on < uow.today for each in found)
    lines = tuple(
        Line(
            said("{how}: {what}", how=each.how, what=each.plan or each.whom or each.case_number),
            aside(each.case_number, each.pupil),
            "case",
            {"number": each.case_number},
            each.next_on,
            "amber" if each.next_on < uow.today else "blue",
        )
        for each in found[:SHOWN]
    )
    tone = worst(["amber"]) if late else ""
    return Tile("terugkomen", said("Hier komt u op terug"), "follow_ups", count=capped(len(found), MOST), tone=tone,
                lines=lines)  # fmt: skip


# ------------------------------------------------------------------ the end of a note
def is_armed(uow: UnitOfWork) -> bool:
    return table_of_jobs.is_armed(uow, KEY)


def arm(uow: UnitOfWork) -> None:
    """See to it that notes end, from tomorrow on."""
    table_of_jobs.add_jobs(uow, [JobRow(KEY, KIND, _next_midnight(uow.now))])


def end(uow: UnitOfWork, job: JobRow) -> bool:
    """Destroy the notes for their writers alone whose time is over; False if none had to go.

    Source: AVG art. 5 lid 1 sub e (no longer than is needed).
    """
    held = table_of_jobs.lock_job(uow, job.key)
    if held is None or held.due_at > uow.now:
        return False
    ended = table.are_ending(uow, uow.today)
    if ended:
        table.destroy_ended(uow, uow.today)
    table_of_jobs.postpone_job(uow, job.key, _next_midnight(uow.now))
    return ended


def _next_midnight(now: datetime) -> datetime:
    return at_local(local_date(now) + timedelta(days=1), time())
