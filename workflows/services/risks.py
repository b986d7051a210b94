"""What the director looks at on Monday: what may go wrong, counted; the same without names for the board."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from workflows.domain.errors import NotFound
from workflows.domain.penalties import LATE
from workflows.domain.people import Person
from workflows.domain.wording import Said, Text, said
from workflows.paper.pdf import figures_pdf
from workflows.paper.sheets import Figures
from workflows.persistence import home as table
from workflows.persistence import meetings, people
from workflows.persistence import terms as table_of_terms
from workflows.persistence.unit_of_work import UnitOfWork
from workflows.services import penalties
from workflows.services.deployments import live_definitions, shared_of
from workflows.services.terms import OWN, tone_of
from workflows.services.tiles import SHOWN, Line, Tile, capped

ROLES = ("directeur",)
NEAR = timedelta(days=14)  #: how near a term to decide may come without a meeting
MOST = 100


@dataclass(frozen=True)
class NearTerm:
    """A term to decide that comes near while the case was in no meeting and is on no agenda; no names."""

    number: str
    label: Text
    due_on: date
    tone: str
    norm: str


@dataclass(frozen=True)
class OpenLong:
    """How many cases of a route are open, and of those how many for longer than so many weeks."""

    route: str
    title: str
    open: int
    longer: tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Risks:
    """What may go wrong at the samenwerkingsverbanden of a director."""

    near: tuple[NearTerm, ...]
    notices: int  #: notices of default whose case waits for its decision
    owed: int  #: euros that these cost until today
    long: tuple[OpenLong, ...]


def risks(uow: UnitOfWork, by: Person) -> Risks:
    """Return what may go wrong, of the samenwerkingsverbanden that *by* directs.

    Raises:
        NotFound: they direct none.

    Source: Awb art. 4:13, 4:17 (deciding late costs a penalty).
    """
    swvs = swvs_of(by)
    shared = shared_of(uow)
    theirs = [("swv", swv) for swv in swvs]
    due = table_of_terms.due(uow, theirs, (OWN,), uow.today + NEAR, rules=LATE, limit=MOST)
    met = table.been_to_a_meeting(
        uow, [line.case_id for line in due], (meetings.OPEN, meetings.ADVISED, meetings.TABLE)
    )
    near = []
    for line in due:
        if line.case_id not in met and line.due_on is not None:
            rule = shared.rules.at(line.rule, line.rule_valid_from)
            tone = tone_of(rule, line.due_on, uow.today, shared.calendar)
            near.append(NearTerm(line.number, rule.label, line.due_on, tone, rule.norm))
    running = penalties.penalties(uow, by).running
    return Risks(
        near=tuple(near),
        notices=len(running),
        owed=sum(each.owed for each in running),
        long=_open_long(uow, swvs),
    )


def swvs_of(by: Person) -> list[int]:
    """Return which samenwerkingsverbanden *by* directs.

    Raises:
        NotFound: none.
    """
    found = [hat.organisation_id for hat in by.memberships if hat.role in ROLES]
    if not found:
        raise NotFound("the risks")
    return found


def _open_long(uow: UnitOfWork, swvs: list[int]) -> tuple[OpenLong, ...]:
    settings = {each.route.name: each.route.settings for each in live_definitions(uow)}
    asked = {name: each for name, each in settings.items() if each.risk_weeks}
    since = table.open_since(uow, asked, swvs)
    return tuple(
        OpenLong(
            route=name,
            title=each.title,
            open=len(since[name]),
            longer=tuple(
                (weeks, sum(day + timedelta(weeks=weeks) < uow.today for day in since[name]))
                for weeks in each.risk_weeks
                if weeks
            ),
        )
        for name, each in sorted(asked.items(), key=lambda pair: pair[1].title)
    )


# ------------------------------------------------------------------ tiles
def tiles(uow: UnitOfWork, by: Person) -> tuple[Tile, ...]:
    """Return the tiles of the director."""
    found = risks(uow, by)
    near = Tile(
        "beslissen",
        said("Binnen 14 dagen beslissen, nog in geen vergadering"),
        "terms",
        count=str(len(found.near)),
        tone="red" if found.near else "",
        lines=tuple(
            Line(each.label, each.number, "case", {"number": each.number}, each.due_on, each.tone, each.norm)
            for each in found.near[:SHOWN]
        ),
    )
    penalty = Tile(
        "dwangsom",
        said("Dwangsom"),
        "penalties",
        count=str(found.notices),
        tone="red" if found.owed else "",
        state=_owed(found) if found.notices else said("Er loopt geen ingebrekestelling."),
    )
    return near, penalty, *(_long_tile(each) for each in found.long)


def _owed(found: Risks) -> Said:
    return said("Tot vandaag verschuldigd: {euros} euro.", euros=Decimal(found.owed))


def _long_tile(each: OpenLong) -> Tile:
    return Tile(
        f"route-{each.route}",
        Said(each.title),
        "everyone",
        {"lijst": "iedereen", "route": each.route},
        count=capped(each.open, table.MOST_CASES - 1),
        lines=tuple(
            Line(said("Langer dan {weeks} weken bij ons bekend: {count}", weeks=weeks, count=count))
            for weeks, count in each.longer
        ),
    )


# ------------------------------------------------------------------ for the board
def board_pdf(uow: UnitOfWork, by: Person) -> bytes:
    """Return the page for the board.

    Raises:
        NotFound: this person directs no samenwerkingsverband.
    """
    return figures_pdf(for_the_board(uow, by))


def for_the_board(uow: UnitOfWork, by: Person) -> Figures:
    """Return the same for the board, in figures: no names, no case numbers.

    Raises:
        NotFound: this person directs no samenwerkingsverband.
    """
    found = risks(uow, by)
    names = people.organisation_names(uow, set(swvs_of(by)))
    late = sum(each.due_on < uow.today for each in found.near)
    rows = [
        (str(said("Binnen 14 dagen beslissen, nog in geen vergadering")), str(len(found.near))),
        ("waarvan te laat", str(late)),
        ("Ingebrekestellingen die op een besluit wachten", str(found.notices)),
        ("Dwangsom tot vandaag verschuldigd", f"€ {found.owed}"),
    ]
    for each in found.long:
        rows.append((f"{each.title}: lopende zaken", str(each.open)))
        rows += [(f"waarvan langer dan {weeks} weken bij ons bekend", str(count)) for weeks, count in each.longer]
    return Figures(
        title=f"Risico's op {uow.today:%d-%m-%Y}",
        author=", ".join(sorted(names.values())),
        intro="Aantallen, zonder namen en zonder zaaknummers. Bij ons bekend: vanaf de dag waarop de zaak begon.",
        rows=tuple(rows),
    )
