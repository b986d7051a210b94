"""Copies of all data and rehearsals of restoring one: asked for, by itself at night, and how they went.

Source: AVG art. 32 lid 1 onder c en d (data can be restored, and it is tested that they can).
"""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from workflows.domain.clock import at_local, local_date
from workflows.domain.errors import Conflict, CopyFailed, NotFound
from workflows.domain.people import Person
from workflows.domain.wording import Said, said
from workflows.persistence import backups as table
from workflows.persistence import models, people
from workflows.persistence.unit_of_work import UnitOfWork
from workflows.services import access, incidents
from workflows.services.tiles import Line, Tile

COPY, REHEARSAL = "copy", "rehearsal"
KINDS = {COPY: said("Reservekopie"), REHEARSAL: said("Proefherstel")}
#: what is being done, in words; how far it is stands beside it
STEPS = {
    "": said("wacht op de planner"),
    "copying": said("gegevens kopiëren"),
    "packing": said("inpakken"),
    "opening": said("terugzetten op een proefplek"),
    "upgrading": said("bijwerken naar deze versie"),
    "checking": said("nagaan of alles er is en klopt"),
}
NIGHT = time(1, 30)  #: from then on a copy is made every day
OLD = timedelta(hours=25)  #: a day, and the time it takes: what was copied longer ago is at risk
LONG_AGO = timedelta(days=45)  #: since the last rehearsal; one is done every month
SILENT = timedelta(hours=6)  #: what has not ended by then was broken off
SHOWN = 30


@dataclass(frozen=True)
class BackupRow:
    """A copy or a rehearsal; *ok* is None while it is asked for or runs. *result*: how many of what was found."""

    kind: Said
    asked_at: datetime
    who: str
    ended_at: datetime | None
    step: Said
    done: int
    ok: bool | None
    file: str
    size: int
    result: tuple[Said, ...]
    problem: Said | None


@dataclass(frozen=True)
class BackupPage:
    """How the copies are: in words with a tone, what runs, and the last ones."""

    states: tuple[tuple[Said, str], ...]
    running: tuple[BackupRow, ...]
    rows: tuple[BackupRow, ...]


def page(uow: UnitOfWork, by: Person) -> BackupPage:
    """Return how the copies are.

    Raises:
        NotFound: this person is no administrator.
    """
    access.administrator(by)
    found = table.latest(uow, SHOWN)
    names = people.names_of(uow, {row.asked_by_id for row in found if row.asked_by_id is not None})
    rows = [_row(row, names.get(row.asked_by_id or 0, "")) for row in found]
    return BackupPage(
        (_state_of_copies(uow), _state_of_rehearsals(uow)),
        tuple(row for row in rows if row.ended_at is None),
        tuple(row for row in rows if row.ended_at is not None),
    )


COUNTED = {
    "cases": said("{count} zaken"), "entry": said("{count} regels geschiedenis"),
    "document": said("{count} documenten"), "person": said("{count} mensen"),
}  # fmt: skip


def _row(row: models.Backup, who: str) -> BackupRow:
    return BackupRow(
        KINDS[row.kind], row.asked_at, who, row.ended_at, STEPS[row.step], row.done, row.ok, row.file, row.size,
        tuple(words.of(count=row.result[name]) for name, words in COUNTED.items() if name in row.result),
        said(row.problem[0], **row.problem[1]) if row.problem else None,
    )  # fmt: skip


def ask(uow: UnitOfWork, by: Person, kind: str) -> None:
    """Ask for a copy or a rehearsal; the scheduler does it at once.

    Raises:
        NotFound: this person is no administrator, or there is no such kind.
        Conflict: one is asked for already.
    """
    who = access.administrator(by)
    if kind not in KINDS:
        raise NotFound(f"no kind {kind}")
    if any(row.kind == kind for row in table.unfinished(uow)):
        raise Conflict(said("Dit is al bezig. Wacht tot het klaar is."))
    _add(uow, kind, who)
    people.note_change(uow, "backup.asked", who, kind=kind)


def _add(uow: UnitOfWork, kind: str, who: int | None) -> models.Backup:
    row = models.Backup(kind=kind, asked_at=uow.now, asked_by_id=who, result={}, problem=[])
    uow.session.add(row)
    uow.session.flush()
    return row


# ------------------------------------------------------------------ the scheduler
def next_one(uow: UnitOfWork) -> int | None:
    """Return what is asked for and waits."""
    return next((row.id for row in table.unfinished(uow) if row.started_at is None), None)


def is_wanted(uow: UnitOfWork) -> bool:
    """Must something be asked for, or was something broken off?"""
    return bool(_wanted(uow)) or bool(table.abandon(uow, uow.now - SILENT))


def want(uow: UnitOfWork) -> None:
    """Ask for what must be done by itself; what was broken off has failed."""
    for row in table.abandon(uow, uow.now - SILENT):
        _fail(uow, row, said("Het is afgebroken voordat het klaar was."))
    uow.session.flush()
    for kind in _wanted(uow):
        _add(uow, kind, None)


def _wanted(uow: UnitOfWork) -> list[str]:
    """Return what nobody asked for and must be done: a copy every night, a rehearsal every month."""
    night = at_local(local_date(uow.now), NIGHT)
    if uow.now < night:
        night = at_local(local_date(uow.now) - timedelta(days=1), NIGHT)
    month = at_local(local_date(night).replace(day=1), NIGHT)
    open_kinds = {row.kind for row in table.unfinished(uow)}
    found = [kind for kind, since in ((COPY, night), (REHEARSAL, month)) if not _done_since(uow, kind, since)]
    return [kind for kind in found if kind not in open_kinds]


def _done_since(uow: UnitOfWork, kind: str, since: datetime) -> bool:
    """Was one tried since? One that failed is not tried again by itself: an incident tells of it."""
    row = table.last(uow, kind)
    return row is not None and row.ended_at is not None and row.ended_at >= since


def begin(uow: UnitOfWork, backup_id: int) -> str | None:
    """Take one up; return its kind, None when somebody else has it."""
    row = table.take(uow, backup_id)
    if row is None:
        return None
    row.started_at = uow.now
    return row.kind


def begin_now(uow: UnitOfWork, kind: str) -> int:
    """Ask for one and take it up, for who runs the system by its commands.

    Raises:
        CopyFailed: one runs already.
    """
    if any(row.kind == kind for row in table.unfinished(uow)):
        raise CopyFailed(said("Dit is al bezig. Wacht tot het klaar is."))
    row = _add(uow, kind, None)
    row.started_at = uow.now
    return row.id


def problem_of(uow: UnitOfWork, backup_id: int) -> Said:
    """Return why one failed."""
    template, values = uow.session.get_one(models.Backup, backup_id).problem
    return said(template, **values)


def tell(uow: UnitOfWork, backup_id: int, step: str, done: int) -> None:
    """Say what is being done, and how far it is."""
    row = uow.session.get_one(models.Backup, backup_id)
    row.step, row.done = step, done


def note_made(uow: UnitOfWork, file: str, size: int, result: dict[str, int]) -> None:
    """Put a copy on record that was made before there could be a record of it: before an update."""
    row = _add(uow, COPY, None)
    row.started_at = uow.now
    succeed(uow, row.id, file, size, result)


def succeed(uow: UnitOfWork, backup_id: int, file: str, size: int, result: dict[str, int]) -> None:
    row = uow.session.get_one(models.Backup, backup_id)
    row.ended_at, row.ok, row.file, row.size = uow.now, True, file, size
    row.result = {name: count for name, count in result.items() if name in COUNTED}


def fail(uow: UnitOfWork, backup_id: int, problem: Exception) -> None:
    """Note that it failed; an incident tells an administrator as well."""
    row = uow.session.get_one(models.Backup, backup_id)
    other = said("Er ging iets mis: {what}", what=_of(problem))
    _fail(uow, row, problem.reason if isinstance(problem, CopyFailed) else other)
    incidents.open_incident(uow, f"backup.{row.kind}", problem)


def _of(problem: Exception) -> str:
    return (problem.strerror or "") if isinstance(problem, OSError) else type(problem).__name__


def _fail(uow: UnitOfWork, row: models.Backup, reason: Said) -> None:
    row.ended_at, row.ok = uow.now, False
    row.problem = [reason.template, {name: str(value) for name, value in reason.values.items()}]


def last_file(uow: UnitOfWork) -> str | None:
    """Return the name of the last copy that succeeded."""
    row = table.last(uow, COPY, ok=True)
    return row.file if row is not None else None


# ------------------------------------------------------------------ the tile
def tile(uow: UnitOfWork) -> Tile:
    """Return how the copies are, for the first page."""
    copies, rehearsals = _state_of_copies(uow), _state_of_rehearsals(uow)
    tones = (copies[1], rehearsals[1])
    return Tile(
        "reservekopie",
        said("Reservekopie"),
        "backups",
        tone="red" if "red" in tones else "amber" if "amber" in tones else "",
        state=copies[0],
        lines=(Line(rehearsals[0]),),
    )


def _state_of_copies(uow: UnitOfWork) -> tuple[Said, str]:
    good, last = table.last(uow, COPY, ok=True), table.last(uow, COPY)
    if good is None or good.ended_at is None:
        never = said("Er is nog geen reservekopie gemaakt.")
        return (said("De reservekopie is mislukt. Er is er nog geen.") if last is not None else never), "red"
    hours = int((uow.now - good.ended_at).total_seconds() // 3600)
    size = max(1, round(good.size / 1_000_000))
    if last is not None and last.ok is False:
        return said("De laatste reservekopie is mislukt. De vorige is {hours} uur oud.", hours=hours), "red"
    if uow.now - good.ended_at > OLD:
        return said("De laatste reservekopie is {hours} uur oud.", hours=hours), "red"
    if not hours:
        return said("Laatste reservekopie: nog geen uur geleden, {size} MB, nagekeken.", size=size), ""
    return said("Laatste reservekopie: {hours} uur geleden, {size} MB, nagekeken.", hours=hours, size=size), ""


def _state_of_rehearsals(uow: UnitOfWork) -> tuple[Said, str]:
    good, last = table.last(uow, REHEARSAL, ok=True), table.last(uow, REHEARSAL)
    if last is not None and last.ok is False:
        return said("Het laatste proefherstel is mislukt."), "red"
    if good is None or good.ended_at is None:
        return said("Er is nog geen proefherstel gedaan."), "amber"
    tone = "amber" if uow.now - good.ended_at > LONG_AGO else ""
    return said("Laatste proefherstel: {day}, gelukt.", day=local_date(good.ended_at)), tone
