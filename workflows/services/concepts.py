"""The letters that would go out if a task was completed now: to read, and to change some of, before signing.

A concept is made by completing the task with its draft in a unit that is undone (``system.try_out``): so it is the
very letter that goes out, for each addressee. Who completes the task signs; then the letters are sealed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from workflows.domain.errors import FieldError, InvalidAnswers, NotAllowed
from workflows.domain.letters import as_typed, tidy
from workflows.domain.national_numbers import explanation, national_number_in
from workflows.domain.people import Person
from workflows.domain.wording import Said, said
from workflows.persistence import cases, dossiers, models
from workflows.persistence.rows import NewEntry
from workflows.persistence.unit_of_work import UnitOfWork
from workflows.routes.letter_check import hard_to_read
from workflows.services import access, dossier, letter_pages, signing, tasks
from workflows.services.deployments import definition_of, shared_of
from workflows.services.drafts import changes_of, with_changes
from workflows.services.parents import SECRET
from workflows.services.views import CaseHead, LetterPage

Body = Sequence[Any]  #: as a letter keeps it
LONGEST = 20_000  #: characters of one text


@dataclass(frozen=True)
class FreeText:
    """A text of a letter that may be changed: what it *was*, and how it is *typed* now."""

    letter: str
    name: str
    was: str
    typed: str


@dataclass(frozen=True)
class Concept:
    """One letter to come: a page per addressee, the texts to change, and what is hard to read in it."""

    name: str
    subject: str
    pages: tuple[LetterPage, ...]
    free: tuple[FreeText, ...]
    remarks: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Preview:
    """The task whose letters are looked at, with the changes that were kept so far."""

    task_id: int
    task: str
    case: CaseHead
    changed: bool


def opened(uow: UnitOfWork, task_id: int, by: Person) -> Preview:
    """Return the task whose letters somebody looks at; the reading is logged.

    Raises:
        NotFound: there is none for this person to complete, or nothing of it was saved.
    """
    task, draft = _drafted(uow, task_id, by)
    case = uow.session.get_one(models.Case, task.case_id)
    access.log_read(uow, case.id, by, "letter")
    head = dossier.head(uow, case, definition_of(uow, case.deployment_id), by)
    return Preview(task.id, task.name, head, bool(changes_of(draft.data)))


def concepts(uow: UnitOfWork, task_id: int, by: Person, *, as_made: bool = False) -> tuple[Concept, ...]:
    """Return the letters that would go out; only for a unit that is undone. *as_made*: without what was changed.

    Raises:
        NotFound: as ``opened``.
        TextMoved: a text that was changed has become another since.
        InvalidAnswers, NotAllowed: the task cannot be completed like this, or a letter lacks something; says what.
    """
    task, draft = _drafted(uow, task_id, by)
    changes = changes_of(draft.data)
    if as_made:
        draft.data = with_changes(draft.data, {})
        uow.session.flush()
    case = uow.session.get_one(models.Case, task.case_id)
    before = {row.id for row in dossiers.letters_of(uow, case.id)}
    answers = {name: list(texts) for name, texts in with_changes(draft.data, {}).items()}
    signer = by if task.actor in by.actors else signing.signer_of(uow, task)
    if signer is None:
        raise NotAllowed(said("In het mandaatregister staat niemand die dit mag ondertekenen."))
    tasks.complete_task(uow, task_id, signer, answers, key=f"concept-{task_id}", accept_warnings=True)
    made: dict[str, list[models.Letter]] = {}
    for row in dossiers.letters_of(uow, case.id):
        if row.id not in before:
            made.setdefault(row.letter, []).append(row)
    swv = dossiers.parties_of(uow, case.id)["swv"]
    rules = shared_of(uow).letter_rules
    return tuple(
        Concept(
            name=name,
            subject=rows[0].subject,
            pages=tuple(_page(uow, row, case, swv, by) for row in rows),
            free=free_texts(name, rows[0].body, {} if as_made else changes.get(name, {})),
            remarks=tuple(hard_to_read(_text(rows[0].body), rules)),
        )
        for name, rows in made.items()
    )


def change(uow: UnitOfWork, task_id: int, by: Person, texts: Sequence[FreeText]) -> None:
    """Keep the texts that somebody changed in letters to come; who, when and what stays in the history of the case.

    Raises:
        NotFound: as ``opened``.
        InvalidAnswers: a text is empty or too long, or holds a burgerservicenummer.
    """
    errors = []
    for place, text in enumerate(texts):
        if not text.typed.strip() or len(text.typed) > LONGEST:
            words = said("Tekst ‘{name}’: schrijf iets, hoogstens {most} tekens.", name=Said(text.name), most=LONGEST)
            errors.append(FieldError(f"text-{place}", words))
        elif found := national_number_in(text.typed):
            words = said("Tekst ‘{name}’: {problem}", name=Said(text.name), problem=explanation(found))
            errors.append(FieldError(f"text-{place}", words))
    if errors:
        raise InvalidAnswers(errors)
    task, draft = _drafted(uow, task_id, by)
    case = cases.lock_case(uow, task.case_id)
    known = changes_of(draft.data)
    wanted: dict[str, dict[str, dict[str, str]]] = {}
    for text in texts:
        if tidy(text.typed) != tidy(text.was):
            wanted.setdefault(text.letter, {})[text.name] = {"was": tidy(text.was), "wordt": tidy(text.typed)}
    entries = [
        NewEntry(
            "letter.changed", uow.today, actor_id=by.id, facts={"letter": name},
            details={"teksten": {each: change["wordt"] for each, change in wanted.get(name, {}).items()}},
        )
        for name in sorted({*known, *wanted})
        if known.get(name) != wanted.get(name)
    ]  # fmt: skip
    if not entries:
        return
    cases.append_entries(uow, case, entries)
    cases.save_case(uow, case)
    organisation = int(task.actor.partition(":")[2])
    dossiers.save_draft(uow, task.id, with_changes(draft.data, wanted), by.id, organisation)


def _drafted(uow: UnitOfWork, task_id: int, by: Person) -> tuple[models.UserTask, models.Draft]:
    task, way = access.task_for(uow, task_id, by)
    draft = dossiers.draft(uow, task.id) if task.ended_at is None and way in ("own", "prepare") else None
    if draft is None:
        raise NotAllowed(said("Vul eerst de taak in en kies dan ‘Brieven bekijken’."))
    return task, draft


def _page(uow: UnitOfWork, row: models.Letter, case: models.Case, swv: models.Organisation, by: Person) -> LetterPage:
    page = letter_pages.page_of(uow, row, case, swv, by)
    return page if not row.secret_address or access.is_office(by, swv.id) else page.without_address(SECRET)


def free_texts(
    letter: str, body: Body, changes: Mapping[str, Mapping[str, str]] = MappingProxyType({})
) -> tuple[FreeText, ...]:
    """Return the texts of a letter that may be changed, as they stand in it; *changes* says what each was."""
    typed: dict[str, list[str]] = {}
    for kind, lines, *free in body:
        for name in free:
            typed.setdefault(name, []).append(as_typed(kind, lines))
    texts = {name: "\n\n".join(parts) for name, parts in typed.items()}
    return tuple(
        FreeText(letter, name, changes[name]["was"] if name in changes else text, text) for name, text in texts.items()
    )


def _text(body: Body) -> str:
    return "\n".join("\n".join(lines) for _, lines, *_ in body)
