"""Is the system itself well? What an administrator without IT staff looks at in the morning."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from workflows.domain.people import Person
from workflows.domain.wording import Said, said
from workflows.persistence import home as table
from workflows.persistence import outages
from workflows.persistence.unit_of_work import UnitOfWork
from workflows.services import backups, incidents, waiting_routes
from workflows.services.tiles import SHOWN, Line, Tile, capped

SILENT = timedelta(minutes=5)  #: after so long without a sign of life the scheduler stands still
WAITS = timedelta(hours=1)  #: a mail that is due for longer does not get out
GIGABYTE = 1_000_000_000
LITTLE, TIGHT = 1, 5  #: gigabytes free: below the first it goes wrong, below the second it is time to act


@dataclass(frozen=True)
class Machine:
    """What only the machine knows. *mails*: was a mail server set?"""

    version: str
    free: int
    total: int
    mails: bool


def tiles(uow: UnitOfWork, by: Person, machine: Machine) -> tuple[Tile, ...]:
    """Return how the system is, for an administrator.

    Raises:
        NotFound: they are no administrator.
    """
    failed = incidents.incidents(uow, by)
    waiting = table.overdue(uow)
    return (
        _incidents(failed),
        *_waiting_routes(uow),
        _scheduler(uow, waiting.others_since),
        _mail(uow, waiting, machine),
        _disk(machine),
        backups.tile(uow),
        Tile("versie", said("Versie"), state=said("Zorgroute {version}", version=machine.version)),
    )


def _incidents(failed: tuple[incidents.IncidentView, ...]) -> Tile:
    return Tile(
        "storingen",
        said("Storingen"),
        "incidents",
        count=str(len(failed)),
        tone="red" if failed else "",
        state=None if failed else said("Er is niets misgegaan."),
        lines=tuple(Line(each.message, each.case_number) for each in failed[:SHOWN]),
    )


def _waiting_routes(uow: UnitOfWork) -> tuple[Tile, ...]:
    """Say which routes of this version of the product are not in use yet, and who does something about it."""
    found = waiting_routes.titles(uow)
    if not found:
        return ()
    state = said(
        "Nog niet in gebruik: past niet bij de routes die er zijn. Vraag een beleidsmaker bij Routes te kijken."
    )
    lines = tuple(Line(Said(each.title)) for each in found[:SHOWN])
    return (Tile("routes", said("Nieuwe routes"), count=str(len(found)), tone="amber", state=state, lines=lines),)


def _scheduler(uow: UnitOfWork, since: datetime | None) -> Tile:
    """Say whether terms and reminders are run: the scheduler gave a sign of life, and does what is due."""
    title, beat = said("Planner"), outages.last_beat(uow)
    if beat is None:
        return Tile("planner", title, tone="red", state=said("De planner heeft nog niet gedraaid."))
    minutes = int((uow.now - beat).total_seconds() // 60)
    if uow.now - beat > SILENT:
        state = said(
            "De planner staat stil: {minutes} minuten geen teken van leven. Termijnen en herinneringen blijven liggen.",
            minutes=minutes,
        )
        return Tile("planner", title, "outages", tone="red", state=state)
    if since is not None and uow.now - since > SILENT:
        late = int((uow.now - since).total_seconds() // 60)
        return Tile(
            "planner",
            title,
            tone="amber",
            state=said("De planner loopt achter: het oudste werk wacht {minutes} minuten.", minutes=late),
        )
    return Tile("planner", title, state=said("De planner loopt."))


def _mail(uow: UnitOfWork, waiting: table.Overdue, machine: Machine) -> Tile:
    title, count = said("E-mail"), capped(waiting.mails, table.MOST_DUE - 1)
    if not machine.mails:
        state = said("Er is geen mailserver ingesteld: e-mail blijft wachten.")
        return Tile("mail", title, count=count, tone="amber", state=state)
    if waiting.mails_since is not None and uow.now - waiting.mails_since > WAITS:
        hours = int((uow.now - waiting.mails_since).total_seconds() // 3600)
        state = said("E-mail komt niet weg: de oudste wacht {hours} uur.", hours=hours)
        return Tile("mail", title, count=count, tone="red", state=state)
    return Tile("mail", title, count=count, state=said("E-mail gaat de deur uit."))


def _disk(machine: Machine) -> Tile:
    free = machine.free // GIGABYTE
    state = said("{free} van {total} GB vrij.", free=free, total=machine.total // GIGABYTE)
    tone = "red" if free < LITTLE else "amber" if free < TIGHT else ""
    return Tile("schijf", said("Schijf"), tone=tone, state=state)
