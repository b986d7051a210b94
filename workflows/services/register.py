"""The register as an administrator keeps it: what stands in it, and who changed what."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from workflows.domain.calendar import Closing, SchoolHoliday, holidays_of
from workflows.domain.errors import NotFound
from workflows.domain.people import ADMINISTRATOR, Person
from workflows.domain.rules import DeadlineRule
from workflows.domain.wording import Said, Text
from workflows.persistence import people
from workflows.persistence import register as clocks
from workflows.persistence.register import Reach
from workflows.persistence.unit_of_work import UnitOfWork
from workflows.routes.folders import zip_of
from workflows.routes.register import REGIONS
from workflows.routes.register_text import SCHOOL, RegisterText
from workflows.services import deployments
from workflows.services.register_edits import EDITS, present
from workflows.services.register_given import Given, Raw
from workflows.services.register_norms import has_length, may_have_norm
from workflows.services.register_words import in_words, receivers_of

DIRECTOR = "directeur"  #: may keep the register as well, and must agree to how we work
MOST = 1_000  #: further than this nothing is counted
AUTHOR = "beleidsmaker"  #: may change how we work, with the consent of the director
POLICY = frozenset({"ladder", "norm", "norm_beside", "paragraph"})
SHOWN = 20  #: changes under a part of the register


def keeper(by: Person | None, kind: str = "") -> int | None:
    """Return who goes on record for a change of the register: an administrator or the director.

    Of how we work (``POLICY``) it may be a policy maker as well, who says when the director agreed.

    Raises:
        NotFound: for them these pages do not exist.
    """
    if by is None:
        return None
    if not (keeps(by) or (kind in POLICY and by.has(AUTHOR))):
        raise NotFound("the register")
    return by.id


def keeps(by: Person) -> bool:
    """May *by* change whatever can be changed in the register?"""
    return by.has(ADMINISTRATOR, DIRECTOR)


def reader(by: Person | None) -> None:
    """Let who keeps the register and who makes routes read it.

    Raises:
        NotFound: for them these pages do not exist.
    """
    if by is not None and not keeps(by) and not by.has(AUTHOR):
        raise NotFound("the register")


def seen(uow: UnitOfWork, by: Person | None) -> int:
    """Return which version of the register a page shows; refuses as ``reader`` does."""
    reader(by)
    return deployments.register_version(uow)


@dataclass(frozen=True)
class ChangeView:
    """Somebody changed a part of the register; *undoable* while nothing in that part was changed after it."""

    id: int
    at: datetime
    who: str
    text: Said
    why: str
    agreed: str
    plan: str
    privacy: str
    colleague: str
    undoable: bool


@dataclass(frozen=True)
class Calendar:
    """The days in the register, from this year on; *seen* is the version that the page shows."""

    seen: int
    kb_days: tuple[date, ...]
    kb_sources: Mapping[date, str]
    known_through: int
    unknown: int | None  #: the first year without KB-dagen, when it is time to look
    in_the_dark: int  #: running terms that end in or after that year, counted up to ``MOST``
    holidays: Mapping[int, Mapping[date, str]]
    school_years: tuple[tuple[str, str, tuple[tuple[str, Mapping[str, SchoolHoliday]], ...]], ...]
    regions: tuple[str, ...]
    region: str
    closings: tuple[Closing, ...]
    changes: tuple[ChangeView, ...]


@dataclass(frozen=True)
class RuleLine:
    """A rule in the list of the register."""

    id: str
    label: Text
    rule: DeadlineRule
    versions: int


@dataclass(frozen=True)
class RulePage:
    """A rule with its versions, the newest first, its reminders as they are written, and who changed it."""

    seen: int
    rule: DeadlineRule
    versions: tuple[DeadlineRule, ...]
    rungs: tuple[Mapping[str, object], ...]
    receivers: tuple[tuple[str, Text], ...]
    beside: str  #: the local norm beside it, where there is one
    has_length: bool  #: which may be changed, where it is a local norm
    may_have_norm: bool  #: a stricter one, beside a statutory term
    changes: tuple[ChangeView, ...]
    keeps: bool  #: may this visitor change everything here, or only norms and reminders?


# ------------------------------------------------------------------ what stands in it
def calendar(uow: UnitOfWork, by: Person | None) -> Calendar:
    """Return the days that the register knows.

    Raises:
        NotFound: this person does not keep the register.
    """
    keeper(by)
    shared = deployments.shared_of(uow)
    known, parts, year = shared.calendar, RegisterText(shared.files).parts(), uow.today.year
    sources = {day: row["source"] for row in parts["kb"] if isinstance(row, dict) for day in row["days"]}
    years = [
        (
            row["name"],
            row["certainty"],
            tuple(
                (
                    holiday["name"],
                    {region: (*holiday[region], holiday["name"]) for region in REGIONS},
                )
                for holiday in row["holidays"]
            ),
        )
        for row in parts[SCHOOL]
        if isinstance(row, dict) and row["name"] >= f"{year - 1}"
    ]
    through = known.kb_known_through
    return Calendar(
        seen=deployments.register_version(uow),
        kb_days=tuple(sorted(day for day in known.kb_days if day.year >= year)),
        kb_sources=sources,
        known_through=through,
        unknown=through + 1 if through < year + 3 else None,
        in_the_dark=clocks.count_clocks(uow, Reach(due_from=date(through + 1, 1, 1)), MOST),
        holidays={each: holidays_of(each) for each in range(year, max(year, through) + 1)},
        school_years=tuple(sorted(years)),
        regions=REGIONS,
        region=known.region,
        closings=tuple(each for each in known.closings if each[1] >= uow.today),
        changes=tuple(change for part in ("kb", SCHOOL, "closing") for change in _changes(uow, part)),
    )


def rules(uow: UnitOfWork, by: Person | None) -> tuple[RuleLine, ...]:
    """Return every rule of the register in its newest version.

    Raises:
        NotFound: this person does not read the register.
    """
    reader(by)
    register = deployments.shared_of(uow).rules
    found = []
    for rule_id in register.ids:
        versions = register.versions(rule_id)
        found.append(RuleLine(rule_id, versions[-1].label, versions[-1], len(versions)))
    return tuple(found)


def rule_page(uow: UnitOfWork, by: Person | None, rule_id: str) -> RulePage:
    """Return one rule.

    Raises:
        NotFound: there is none, or this person does not read the register.
    """
    reader(by)
    shared = deployments.shared_of(uow)
    versions = shared.rules.versions(rule_id)
    if not versions:
        raise NotFound(f"no rule {rule_id}")
    return RulePage(
        seen=deployments.register_version(uow),
        rule=versions[-1],
        versions=tuple(reversed(versions)),
        rungs=tuple(RegisterText(shared.files).rungs_of(rule_id)),
        receivers=receivers_of(shared, versions[-1].escalates_to),
        beside=next((each.id for each in shared.rules if each.beside == rule_id), ""),
        has_length=has_length(versions[-1]),
        may_have_norm=may_have_norm(versions[-1]) and not shared.rules.beside(rule_id, uow.today),
        changes=_changes(uow, f"rule:{rule_id}"),
        keeps=by is None or keeps(by),
    )


def changes_of(uow: UnitOfWork, by: Person | None, part: str) -> tuple[ChangeView, ...]:
    """Return who changed a part of the register, the last one first; to be undone by who keeps all of it.

    Raises:
        NotFound: this person does not read the register.
    """
    reader(by)
    may = by is None or keeps(by)
    return tuple(replace(each, undoable=each.undoable and may) for each in _changes(uow, part))


def being_counted_again(uow: UnitOfWork, by: Person | None) -> int:
    """Return how many cases still wait to be counted again after a change.

    Raises:
        NotFound: this person does not read the register.
    """
    reader(by)
    return clocks.being_counted_again(uow, MOST)


def export(uow: UnitOfWork, by: Person | None) -> bytes:
    """Return the files of the register as they are in force, in a ZIP file: what the product could be started with.

    Raises:
        NotFound: this person does not read the register.
    """
    reader(by)
    return zip_of(deployments.shared_of(uow).files)


def proposed(uow: UnitOfWork, by: Person | None, kind: str, raw: Raw) -> dict[str, list[str]]:
    """Return what the form of an edit shows before anything was typed: how it is now.

    Raises:
        NotFound: this person does not keep the register, or there is no such edit.
    """
    keeper(by, kind)
    if kind not in EDITS:
        raise NotFound(f"no edit {kind}")
    shared = deployments.shared_of(uow)
    return present(kind, Given(raw, uow.today, shared), RegisterText(shared.files))


def _changes(uow: UnitOfWork, part: str) -> tuple[ChangeView, ...]:
    rows = people.changes_of_part(uow, part, SHOWN)
    names = people.names_of(uow, {row.by_id for row in rows if row.by_id is not None})
    return tuple(
        ChangeView(
            row.id,
            row.at,
            names.get(row.by_id or 0, ""),
            in_words(row.what, row.details),
            row.details.get("why", ""),
            row.details.get("agreed", ""),
            row.details.get("plan", ""),
            row.details.get("privacy", ""),
            row.details.get("colleague", ""),
            number == 0 and "was" in row.details,
        )
        for number, row in enumerate(rows)
    )
