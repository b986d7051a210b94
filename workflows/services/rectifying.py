"""A letter that went out and must be other: a new version that says what changed, or the same one to a new address.

The old one stays as it was sealed. Whether the terms that its sending began run again is for people to judge, and the
answer is kept.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from workflows.domain.clock import local_date
from workflows.domain.errors import FieldError, InvalidAnswers, NotFound
from workflows.domain.letters import blocks_of, tidy
from workflows.domain.national_numbers import explanation, national_number_in
from workflows.domain.people import Person
from workflows.domain.wording import Said, long_date_in_words, said
from workflows.engine.definition import ProcessDefinition
from workflows.persistence import cases, dossiers, models
from workflows.persistence.on_file import on_file
from workflows.persistence.rows import CaseRow, NewEntry
from workflows.persistence.unit_of_work import UnitOfWork
from workflows.services import access, dossier, ladder, letter_pages
from workflows.services.addressing import PORTAL, POST
from workflows.services.concepts import LONGEST, FreeText, free_texts
from workflows.services.deployments import definition_of, shared_of
from workflows.services.letters import sealed, stored
from workflows.services.post import locked, trays
from workflows.services.stepping import stepping
from workflows.services.views import CaseHead

OBJECTOR = "objector"  #: whose term it is to object


@dataclass(frozen=True)
class Rectification:
    """What can be changed in a letter that was made, for all its addressees; *terms*: does an objection term depend?"""

    letter_id: int
    subject: str
    case: CaseHead
    addressees: tuple[str, ...]
    free: tuple[FreeText, ...]
    terms: bool


@dataclass(frozen=True)
class Choices:
    """What somebody can do with a letter that went out; *terms*: does an objection term depend on its sending?"""

    rectify: bool
    send_again: bool
    terms: bool
    replaced_by: int | None


def choices(uow: UnitOfWork, letter_id: int, by: Person) -> Choices:
    """Return what *by*, who may read a letter, can do with it."""
    row = uow.session.get_one(models.Letter, letter_id)
    definition = definition_of(uow, uow.session.get_one(models.Case, row.case_id).deployment_id)
    swv = access.access_to(uow, row.case_id).parties["swv"]
    newer = [each.id for each in dossiers.letters_of(uow, row.case_id) if each.replaces_id == row.id]
    return Choices(
        rectify=may_rectify(uow, row, by, definition, swv),
        send_again=row.returned_on is not None and not row.replaced and access.is_office(by, swv),
        terms=bool(_terms(uow, definition, row.letter)),
        replaced_by=newer[0] if newer else None,
    )


def rectification(uow: UnitOfWork, letter_id: int, by: Person) -> Rectification:
    """Return what somebody may change in a letter that was made; the reading is logged.

    Raises:
        NotFound: there is none for them to change: the office changes letters, decisions who may take them.
    """
    row, case, definition = _changeable(uow, letter_id, by)
    access.log_read(uow, case.id, by, "letter")
    return Rectification(
        letter_id=row.id,
        subject=row.subject,
        case=dossier.head(uow, case, definition, by),
        addressees=tuple(each.addressee_name for each in _same_letter(uow, row)),
        free=free_texts(row.letter, row.body),
        terms=bool(_terms(uow, definition, row.letter)),
    )


def rectify(
    uow: UnitOfWork, letter_id: int, by: Person, texts: Mapping[str, str], change: str, again: bool | None
) -> int:
    """Make a new version of a letter for each of its addressees, and return how many.

    *change* says, in the letter too, what is other; *again* whether the objection term begins again when it is posted.

    Raises:
        NotFound: as ``rectification``, or it was replaced by another version.
        InvalidAnswers: something is empty or too long, holds a burgerservicenummer, or is not answered.

    Source: Awb art. 6:19 (a decision may be replaced), art. 3:41, 6:8 (what is made known anew begins a term).
    """
    row, shown, definition = _changeable(uow, letter_id, by)
    case = cases.lock_case(uow, shown.id)
    uow.session.refresh(row)
    if row.replaced:
        raise NotFound(f"letter {letter_id} was replaced")
    free = {text.name: text.typed for text in free_texts(row.letter, row.body)}
    changed = {name: tidy(texts[name]) for name in free if name in texts and tidy(texts[name]) != tidy(free[name])}
    terms = _terms(uow, definition, row.letter)
    _refuse(changed, change, answered=again is not None or not terms)
    versions = _same_letter(uow, row)
    for each in versions:
        body = [*_notice(each, change), *_with_texts(each.body, changed)]
        _new_version(uow, case, each, body=body, change=change, restarts=terms if again else ())
    _note(uow, case, "letter.rectified", by, row, again, {"reden": change})
    if told := [each for each in versions if each.channel == PORTAL]:
        with stepping(uow, case, cases.open_rows(uow, case.id)) as step:
            for each in told:
                ladder.tell_of_letter(step, each.addressee_kind, f"{each.id}.{each.version + 1}")
    return len(versions)


def send_again(uow: UnitOfWork, letter_id: int, by: Person, address: str, again: bool | None) -> None:
    """Send a letter that came back to another address.

    *again*: was the first address wrong by our doing, so that the letter was not yet made known?

    Raises:
        NotFound: there is no such letter that came back, or this person does not handle the post.
        InvalidAnswers: there is no address, or no answer.

    Source: Awb art. 3:41, 6:8; a term that did run and was missed may be excused (art. 6:11).
    """
    row, case = locked(uow, letter_id, trays(uow, by))
    if row.returned_on is None or row.replaced:
        raise NotFound(f"letter {letter_id} did not come back")
    terms = _terms(uow, definition_of(uow, case.deployment_id), row.letter)
    errors = []
    if not address.strip() or len(address) > 300:
        errors.append(FieldError("address", said("Nieuw adres: vul straat, nummer, postcode en plaats in.")))
    if again is None and terms:
        errors.append(FieldError("again", said("Bezwaartermijn: kies een antwoord.")))
    if errors:
        raise InvalidAnswers(errors)
    change = "Opnieuw verzonden naar een ander adres."
    _new_version(uow, case, row, body=row.body, change=change, restarts=terms if again else (), address=tidy(address))
    _note(uow, case, "letter.sent_again", by, row, again, {})


def may_rectify(uow: UnitOfWork, row: models.Letter, by: Person, definition: ProcessDefinition, swv: int) -> bool:
    """May *by* change this letter? Ordinary ones are the office's; a decision is of who may take it.

    Source: Awb art. 10:1-10:12.
    """
    if row.replaced:
        return False
    if definition.route.letters[row.letter].kind != "besluit":
        return access.is_office(by, swv)
    wanted = {each.properties["mandate"] for each in definition.route.elements.values() if "mandate" in each.properties}
    filed, roles = on_file(uow, row.case_id), by.roles_in(swv)
    return any(
        filed.mandate_for(what, swv, person=by.id, roles=roles, on=uow.today, standing_in=by.stand_ins(swv)) is not None
        for what in wanted
    )


def _changeable(uow: UnitOfWork, letter_id: int, by: Person) -> tuple[models.Letter, models.Case, ProcessDefinition]:
    row = uow.session.get(models.Letter, letter_id)
    if row is None or row not in letter_pages.readable(uow, row.case_id, [row], by):
        raise NotFound(f"no letter {letter_id}")
    case = uow.session.get_one(models.Case, row.case_id)
    definition = definition_of(uow, case.deployment_id)
    if not may_rectify(uow, row, by, definition, access.access_to(uow, case.id).parties["swv"]):
        raise NotFound(f"letter {letter_id} is not theirs to change")
    return row, case, definition


def _same_letter(uow: UnitOfWork, row: models.Letter) -> list[models.Letter]:
    """Return the last version of a letter for each of the addressees for whom it was first made at once."""
    rows = {each.id: each for each in dossiers.letters_of(uow, row.case_id)}

    def first(each: models.Letter) -> models.Letter:
        while each.replaces_id is not None:
            each = rows[each.replaces_id]
        return each

    made_at = first(row).made_at
    return [
        each
        for each in rows.values()
        if each.letter == row.letter and not each.replaced and first(each).made_at == made_at
    ]


def _terms(uow: UnitOfWork, definition: ProcessDefinition, letter: str) -> tuple[str, ...]:
    """Return the terms to object that begin with the sending of a letter."""
    rules = shared_of(uow).rules
    begun = {
        rule
        for element in definition.route.elements.values()
        if letter in element.properties.get("posts", "").split()
        for rule in element.properties.get("starts", "").split()
    }
    return tuple(sorted(rule for rule in begun if rules.at(rule, uow.today).owner == OBJECTOR))


def _refuse(changed: Mapping[str, str], change: str, *, answered: bool) -> None:
    errors = []
    for name, typed in {**changed, "change": change}.items():
        label = said("Wat is er veranderd?") if name == "change" else said("Tekst ‘{name}’", name=Said(name))
        field = name if name == "change" else f"text-{name}"
        if not typed.strip() or len(typed) > LONGEST:
            words = said("{label}: schrijf iets, hoogstens {most} tekens.", label=label, most=LONGEST)
            errors.append(FieldError(field, words))
        elif found := national_number_in(typed):
            errors.append(FieldError(field, said("{label}: {problem}", label=label, problem=explanation(found))))
    if not answered:
        errors.append(FieldError("again", said("Bezwaartermijn: kies een antwoord.")))
    if errors:
        raise InvalidAnswers(errors)


def _notice(row: models.Letter, change: str) -> list[list[Any]]:
    """Return what a new version says first: which letter it replaces and what is other."""
    sent = row.posted_on or local_date(row.made_at)
    day = long_date_in_words(sent).partition(" ")[2]
    return [["paragraph", [f"Deze brief komt in de plaats van onze brief van {day}. {change.strip()}"]]]


def _with_texts(body: Sequence[Sequence[Any]], changed: Mapping[str, str]) -> list[list[Any]]:
    """Return a body with these texts in the place of what stood there."""
    found: list[list[Any]] = []
    done: set[str] = set()
    for kind, lines, *free in body:
        name = free[0] if free else ""
        if name not in changed:
            found.append([kind, lines, *free])
        elif name not in done:
            done.add(name)
            found += [[*each[:2], name] for each in stored(blocks_of(changed[name]))]
    return found


def _new_version(
    uow: UnitOfWork,
    case: CaseRow,
    row: models.Letter,
    *,
    body: Sequence[Any],
    change: str,
    restarts: Sequence[str],
    address: str | None = None,
) -> None:
    row.replaced = True
    channel = POST if address is not None else row.channel
    values = {
        "case_id": row.case_id,
        "letter": row.letter,
        "subject": row.subject,
        "body": list(body),
        "addressee_kind": row.addressee_kind,
        "addressee_name": row.addressee_name,
        "address": row.address if address is None else address,
        "secret_address": row.secret_address,
        "channel": channel,
        "made_at": uow.now,
        "posted_on": uow.today if channel == PORTAL else None,
        "version": row.version + 1,
        "replaces_id": row.id,
        "change": change,
        "restarts": " ".join(restarts) or None,
        "encloses": row.encloses,
    }
    dossiers.add_letters(uow, [sealed(case.number, values)])


def _note(
    uow: UnitOfWork,
    case: CaseRow,
    kind: str,
    by: Person,
    row: models.Letter,
    again: bool | None,
    details: dict[str, str],
) -> None:
    facts = {"letter": row.letter, "nr": row.id, "opnieuw": again}
    entry = NewEntry(kind, uow.today, actor_id=by.id, facts=facts, details=dict(details) or None)
    cases.append_entries(uow, case, [entry])
    cases.save_case(uow, case)
