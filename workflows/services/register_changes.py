"""A change of the register: whose dates move, what is refused, and saving it; also undoing one, and taking one over.

An edit is written as a new version of the shared files, so that there is one truth: what is in force, what a case is
played again under, and what is exported are the same files. What the administrators did goes on record beside it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import reduce

from workflows.domain.errors import Conflict, FieldError, InvalidAnswers, InvalidRoute, NotFound
from workflows.domain.people import Person
from workflows.domain.wording import Said, Text, said
from workflows.persistence import cases, models, people, routes
from workflows.persistence import register as clocks
from workflows.persistence.register import Position
from workflows.persistence.unit_of_work import UnitOfWork
from workflows.routes.register_text import RegisterText
from workflows.routes.route import Shared
from workflows.services import deployments, paragraphs, reprojection
from workflows.services.past_year import PastYear, past_year
from workflows.services.register import DIRECTOR, MOST, keeper, keeps, reader
from workflows.services.register_edits import edit
from workflows.services.register_given import Edit, Raw
from workflows.services.register_words import in_words
from workflows.services.reprojection import Move

PAGE = 50  #: moved terms that are listed at once
JUDGED = 1_000  #: running terms that are counted again for one page
SHORTEST, LONGEST = 3, 200  #: characters of what is filled in for these
#: what an edit may ask for beside its reason, and what is said where it is missing
MISSING = {
    "agreed": said("Instemming van de directeur: vul in wanneer en hoe de directeur instemde."),
    "plan": said("Ondersteuningsplan: vul het artikel in, of de datum van OOGO en OPR."),
    "colleague": said("Akkoord van een collega: vul in wie akkoord gaf, en wanneer."),
    "privacy": said("Functionaris gegevensbescherming: vul in wanneer de functionaris meekeek."),
}


@dataclass(frozen=True)
class Preview:
    """Whose dates move, before anything is saved; *total* is how many running terms it may touch.

    *judged* of them were counted again for this page, from *after* on; *next* asks for the following ones.
    """

    text: Said
    about: Text | None  #: what the rule is called that it is about
    kind: str
    gates: frozenset[str]
    notices: tuple[Said, ...]
    past: PastYear | None  #: how a norm of another length would have fared
    asks: tuple[str, ...]  #: who or what must have agreed before it is saved
    total: int
    more: bool  #: it was not counted further
    judged: int
    moves: tuple[Move, ...]
    moved: int
    extra: int  #: terms that get more reminders; of the others likewise
    gone: int
    today: int
    reminded: int  #: terms that keep their day and get other reminders
    next: Position | None
    first: bool


# ------------------------------------------------------------------ what the product brought
def brought(uow: UnitOfWork, by: Person | None) -> tuple[str, ...]:
    """Return the parts of the register that a newer version of the product has otherwise, and that nobody took over.

    Raises:
        NotFound: this person does not keep the register.
    """
    reader(by)
    if by is not None and not keeps(by):
        return ()
    shipped = routes.shipped(uow, routes.SHARED)
    if len(shipped) < 2:
        return ()
    new, before = (RegisterText(row.files).parts() for row in shipped[:2])
    here = RegisterText(deployments.shared_of(uow).files).parts()
    return tuple(part for part in new if new[part] != before.get(part) and new[part] != here.get(part))


# ------------------------------------------------------------------ a change
def _edit_of(uow: UnitOfWork, kind: str, raw: Raw) -> Edit:
    shared = deployments.shared_of(uow)
    if kind == "undo":
        change = (raw.get("change") or [""])[0]
        return _undoing(uow, int(change) if change.isdecimal() and len(change) < 10 else 0)
    if kind == "adopt":
        return _adopting(uow, (raw.get("part") or [""])[0])
    return edit(kind, raw, shared, uow.today)


def _undoing(uow: UnitOfWork, change_id: int) -> Edit:
    change = people.changes_by_id(uow, {change_id}).get(change_id)
    part = change.part if change is not None else None
    if change is None or part is None or "was" not in change.details:
        raise NotFound(f"no change {change_id}")
    if people.changes_of_part(uow, part, 1)[0].id != change_id:
        raise Conflict(said("Hierna is hetzelfde nog eens gewijzigd. Draai eerst de laatste wijziging terug."))
    text = RegisterText(deployments.shared_of(uow).files)
    text.put_back(part, RegisterText(routes.files_when_live(uow, int(change.details["was"]))))
    kept = {key: value for key, value in change.details.items() if key not in ("was", "why", *MISSING)}
    undone = f"{change.what} {kept.get('undone', '')}".strip()
    return Edit(text.files, part, "register.undone", {**kept, "undone": undone})


def _adopting(uow: UnitOfWork, part: str) -> Edit:
    if part not in brought(uow, None):
        raise NotFound(f"nothing new in {part}")
    text = RegisterText(deployments.shared_of(uow).files)
    text.put_back(part, RegisterText(routes.shipped(uow, routes.SHARED)[0].files))
    return Edit(text.files, part, "register.adopted", {"name": part.partition(":")[2] or part})


def _read(made: Edit) -> Shared:
    shared = Shared(made.files)
    try:
        shared.check()
    except InvalidRoute as refused:
        raise InvalidAnswers([FieldError("", Said(finding.problem)) for finding in refused.findings]) from None
    return shared


def preview(
    uow: UnitOfWork, by: Person | None, kind: str, raw: Raw, *, seen: int, after: Position | None = None
) -> Preview:
    """Return whose dates an edit would move; nothing is saved.

    At most ``JUDGED`` running terms are counted again for one page, and ``PAGE`` of those that move are listed.

    Raises:
        NotFound: this person does not keep the register, or there is nothing to change.
        InvalidAnswers: field by field, in words.
        Conflict: the register was changed since *seen*.
    """
    keeper(by, kind)
    _refuse_overtaken(uow, seen)
    made = _edit_of(uow, kind, raw)
    old, new = deployments.shared_of(uow), _read(made)
    paragraphs.refuse_broken(uow, made.part, old, new)
    reach = reprojection.reach_of(old, new)
    listed: list[Move] = []
    judged = moved = extra = gone = today = reminded = 0
    page_ends = last = None
    for row, move in reprojection.moves(uow, old, new, reach, after, JUDGED) if reach else ():
        judged += 1
        if move is not None:
            moved, extra, gone, today = (
                moved + move.moves,
                extra + (move.extra > 0),
                gone + (move.gone > 0),
                today + move.today,
            )
            reminded += move.others and not move.moves
            if len(listed) < PAGE:
                listed.append(move)
            elif page_ends is None:
                page_ends = last
        last = row.position(reach)
    total = clocks.count_clocks(uow, reach, MOST) if reach else 0
    return Preview(
        text=in_words(made.what, made.details),
        about=new.rules.versions(rule)[-1].label if (rule := made.details.get("rule")) else None,
        kind=made.kind,
        gates=made.gates,
        notices=(*paragraphs.in_letters(uow, made.part), *made.notices),
        past=past_year(uow, old, new) if after is None else None,
        asks=_asked(made, by),
        total=total,
        more=total == MOST,
        judged=judged,
        moves=tuple(listed) if by is None or keeps(by) else (),  # who sees no case, is told how many
        moved=moved,
        extra=extra,
        gone=gone,
        today=today,
        reminded=reminded,
        next=page_ends or (last if judged == JUDGED else None) if by is None or keeps(by) else None,
        first=after is None,
    )


def publish(
    uow: UnitOfWork,
    by: Person | None,
    kind: str,
    raw: Raw,
    *,
    seen: int,
    reason: str,
    agreed: str = "",
    plan: str = "",
    privacy: str = "",
    colleague: str = "",
) -> Said:
    """Save an edit with its reason; return what changed, in words. Cases that move are counted again by jobs.

    *agreed*, *plan*, *privacy* and *colleague* say when and how the director agreed, on what in the support plan it
    rests, when the data protection officer looked along, and which colleague agreed: where the edit asks for them.

    Raises:
        NotFound: this person does not keep the register, or there is nothing to change.
        InvalidAnswers: field by field, in words.
        Conflict: the register was changed since *seen*.
    """
    who = keeper(by, kind)
    cases.next_number(uow, "register")  # who comes second waits here, and then sees what the first one did
    _refuse_overtaken(uow, seen)
    made = _edit_of(uow, kind, raw)
    old, new = deployments.shared_of(uow), _read(made)
    paragraphs.refuse_broken(uow, made.part, old, new)
    errors = []
    if not 3 <= len(reason.strip()) <= 300:
        errors.append(FieldError("reason", said("Reden: vul in waarom u dit wijzigt, met hoogstens 300 tekens.")))
    typed = {"agreed": agreed, "plan": plan, "privacy": privacy, "colleague": colleague}
    given = {name: text.strip() for name, text in typed.items()}
    errors += [
        FieldError(name, MISSING[name]) for name in _asked(made, by) if not SHORTEST <= len(given[name]) <= LONGEST
    ]
    if errors:
        raise InvalidAnswers(errors)
    live = deployments.publish_shared(uow, made.files, reason.strip(), who)
    details = {**made.details, "why": reason.strip(), **given, "was": str(seen)}
    people.note_register_change(uow, made.what, who, live, details, made.part)
    reprojection.plan(uow, seen, live, reprojection.reach_of(old, new))
    return in_words(made.what, made.details)


def _asked(made: Edit, by: Person | None) -> tuple[str, ...]:
    """Return what is asked of *by*: nothing of the command line, and no consent of who may decide by themselves."""
    if by is None:
        return ()
    own = {"agreed": by.has(DIRECTOR), "colleague": keeps(by)}
    return tuple(name for name in made.asks if not own.get(name, False))


def _refuse_overtaken(uow: UnitOfWork, seen: int) -> None:
    if deployments.register_version(uow) == seen:
        return
    changes = people.changes_since(uow, seen, 1)
    if not changes:
        raise Conflict(said("Het register is intussen gewijzigd. Bekijk eerst hoe het nu is."))
    names = people.names_of(uow, {changes[0].by_id} if changes[0].by_id is not None else set())
    words = said("{who} heeft het register intussen gewijzigd: {what}. Bekijk eerst hoe het nu is.")
    what = in_words(changes[0].what, changes[0].details)
    raise Conflict(words.of(who=names.get(changes[0].by_id or 0, "-"), what=what))


def moved_in_words(facts: Mapping[str, object], rule: Text, changes: Mapping[int, models.AdminEntry]) -> Said:
    """Return how the history of a case tells that a term moved."""
    found = [changes[each] for each in facts.get("changes", []) if each in changes]  # type: ignore[attr-defined]
    told = [in_words(change.what, change.details) for change in found] or [said("het register is gewijzigd")]
    why = reduce(lambda first, then: said("{first}; {then}", first=first, then=then), told)
    words = said("Termijn '{rule}' herberekend: {before} wordt {after}, omdat: {why}")
    before, after = (date.fromisoformat(str(facts[name])) for name in ("from", "to"))
    return words.of(rule=rule, before=before, after=after, why=why)
