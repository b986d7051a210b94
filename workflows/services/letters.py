"""Letters: made when the route says so, one per addressee, posted and sometimes returned."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from workflows.domain.clock import local_date
from workflows.domain.errors import FieldError, InvalidAnswers, NotFound
from workflows.domain.expressions import Value
from workflows.domain.people import OFFICE, Person
from workflows.domain.wording import date_in_words
from workflows.engine.execution import Effect
from workflows.persistence import cases, dossiers, models
from workflows.persistence.rows import CaseRow, NewEntry
from workflows.persistence.unit_of_work import UnitOfWork
from workflows.services import access, dossier
from workflows.services.act import Act
from workflows.services.deployments import definition_of
from workflows.services.views import LetterPage, LetterView

POST, PORTAL = "post", "portaal"
YES = ("ja", True)


@dataclass(frozen=True)
class Addressee:
    """Somebody who gets a letter of their own; a *secret* address stands on that letter and nowhere else."""

    kind: str
    name: str
    address: str
    secret: bool
    channel: str


def make(act: Act, effect: Effect) -> None:
    """Make the letter that a send task asks for, for each addressee apart.

    Source: Awb art. 3:41 (to those concerned), art. 2:3; BW art. 1:377b, 1:377c (both holders of authority).
    """
    uow, name = act.uow, effect.element.properties["letter"]
    letter = act.definition.route.letters[name]
    head = dossiers.letterhead(uow, act.case.id)
    answers = answers_of(act)
    names = names_for(act, head, answers)
    rows = []
    for addressee in addressees(head, effect.element.properties["to"].split(), answers):
        rendered = letter.render({**names, "aan": addressee.name})
        rows.append(
            {
                "case_id": act.case.id,
                "letter": name,
                "subject": rendered.subject,
                "body": [[block.kind, list(block.items) or [block.text]] for block in rendered.blocks],
                "addressee_kind": addressee.kind,
                "addressee_name": addressee.name,
                "address": addressee.address,
                "secret_address": addressee.secret,
                "channel": addressee.channel,
                "made_at": uow.now,
            }
        )
    dossiers.add_letters(uow, rows)
    act.record("letter", effect.element.id, facts={"letter": name})


def answers_of(act: Act) -> dict[str, Any]:
    """Return the last answer given to each question of the case, by field; also those of the act that goes on."""
    known: dict[str, Any] = {}
    for answers in dossiers.details_of(act.uow, act.case.id).values():
        known |= answers
    for entry in act.entries:
        known |= entry.details or {}
    return known


def addressees(head: dossiers.Letterhead, to: Sequence[str], answers: Mapping[str, Any]) -> list[Addressee]:
    """Return who gets the letter: organisations of the case by party, and each parent with authority apart.

    The schools work in the portal themselves; a school board gets paper.

    Source: Awb art. 2:13-2:14 (electronic only to who said so), 3:41.
    """
    found: list[Addressee] = []
    for word in to:
        if word == "parents":
            found += parents_with_authority(answers)
        elif (organisation := head.parties.get(word)) is not None:
            channel = POST if word == "board" else PORTAL
            found.append(Addressee(word, organisation.name, organisation.address, False, channel))
    return found


def parents_with_authority(answers: Mapping[str, Any]) -> list[Addressee]:
    """Return the parents with authority that the application names; they get paper unless they chose otherwise.

    Source: Awb art. 2:13-2:14 (electronic only with consent).
    """
    found = []
    for n in (1, 2):
        name, authority = answers.get(f"ouder{n}_naam"), answers.get(f"ouder{n}_gezag")
        if name and authority in YES:
            secret = answers.get(f"ouder{n}_geheim") in YES
            found.append(Addressee("parent", str(name), str(answers.get(f"ouder{n}_adres") or ""), secret, POST))
    return found


def names_for(act: Act, head: dossiers.Letterhead, answers: Mapping[str, Any]) -> dict[str, Value]:
    """Return everything that a letter may name; what nobody answered is empty.

    Source: Awb art. 10:10 (a letter under mandate says on whose behalf).
    """
    execution, clocks = act.execution, act.execution.ledger.deadlines()
    mandate = act.uow.session.get(models.Mandate, answers["_mandaat"]) if "_mandaat" in answers else None
    received = execution.ledger.deadline("T2")
    swv = head.parties["swv"].name
    given: dict[str, Value] = {
        "zaaknummer": act.case.number,
        "vandaag": execution.on,
        "leerling": head.pupil,
        "geboren": f"{head.born_on:%d-%m-%Y}" if head.born_on is not None else None,
        "school": head.name_of("applicant"),
        "schoolbestuur": head.name_of("board"),
        "swv_naam": swv,
        "namens": mandate.on_behalf_of if mandate is not None else f"het bestuur van {swv}",
        "ontvangen_op": received.started_on if received is not None else act.case.started_on,
        "tlv_nummer": head.tlv_number,
    }
    texts = {name: value for name, value in answers.items() if isinstance(value, str)}
    due = {f"uiterlijk_{clock.rule.id}": clock.due.on if clock.due is not None else None for clock in clocks}
    return {**dict.fromkeys(act.definition.route.fields), **texts, **execution.context(), **given, **due}


# ------------------------------------------------------------------ the post
def letter(uow: UnitOfWork, letter_id: int, by: Person) -> LetterPage:
    """Return a letter as it goes out; the reading is logged.

    Raises:
        NotFound: there is none, or not for this person; a secret address is only for the office.
    """
    row = uow.session.get(models.Letter, letter_id)
    if row is None or "decision" not in access.blocks_of_case(uow, row.case_id, by):
        raise NotFound(f"no letter {letter_id}")
    if row.secret_address and not by.has(OFFICE):
        raise NotFound(f"letter {letter_id} carries a secret address")
    access.log_read(uow, row.case_id, by, "letter")
    case = uow.session.get_one(models.Case, row.case_id)
    head = dossier.head(uow, case, definition_of(uow, case.deployment_id))
    blocks = tuple((kind, tuple(lines)) for kind, lines in row.body)
    return LetterPage(view_of(row, case.number), head, tuple((row.address or "").splitlines()), blocks)


def view_of(row: models.Letter, number: str = "") -> LetterView:
    return LetterView(
        row.id, row.subject, row.addressee_name, row.channel, row.made_at, row.posted_on, row.returned_on, number
    )


def to_post(uow: UnitOfWork, by: Person) -> tuple[LetterView, ...]:
    """Return the letters that wait for the post, oldest first.

    Raises:
        NotFound: this person does not handle the post.
    """
    _office(by)
    return tuple(view_of(row, number) for row, number in dossiers.letters_to_post(uow, 200))


def mark_posted(uow: UnitOfWork, ids: Sequence[int], on: date, by: Person) -> int:
    """Confirm that letters were posted on a day; return how many.

    Raises:
        NotFound: this person does not handle the post, or a letter does not wait for it.
        InvalidAnswers: the day still has to come, or lies before the letter was made.
    """
    _office(by)
    for letter_id in sorted(set(ids)):
        row, case = _locked(uow, letter_id)
        if row.channel != POST or row.posted_on is not None:
            raise NotFound(f"letter {letter_id} does not wait for the post")
        row.posted_on = _between(local_date(row.made_at), on, uow.today, "Gepost op")
        _note(uow, case, row, "letter.posted", on, by)
    return len(set(ids))


def mark_returned(uow: UnitOfWork, letter_id: int, on: date, by: Person) -> None:
    """Note that a letter came back.

    Raises:
        NotFound: there is no such posted letter, or this person does not handle the post.
        InvalidAnswers: the day still has to come, or lies before the letter was posted.
    """
    _office(by)
    row, case = _locked(uow, letter_id)
    if row.posted_on is None:
        raise NotFound(f"letter {letter_id} was not posted")
    row.returned_on = _between(row.posted_on, on, uow.today, "Terug op")
    _note(uow, case, row, "letter.returned", on, by)


def _locked(uow: UnitOfWork, letter_id: int) -> tuple[models.Letter, CaseRow]:
    row = uow.session.get(models.Letter, letter_id)
    if row is None:
        raise NotFound(f"no letter {letter_id}")
    case = cases.lock_case(uow, row.case_id)
    uow.session.refresh(row)  # a colleague may have had it until now
    return row, case


def _between(first: date, on: date, last: date, label: str) -> date:
    if not first <= on <= last:
        words = f"{label}: kies een dag van {date_in_words(first)} tot en met {date_in_words(last)}."
        raise InvalidAnswers([FieldError("on", words)])
    return on


def _note(uow: UnitOfWork, case: CaseRow, row: models.Letter, kind: str, on: date, by: Person) -> None:
    cases.append_entries(uow, case, [NewEntry(kind, on, actor_id=by.id, facts={"letter": row.letter, "nr": row.id})])
    cases.save_case(uow, case)


def _office(by: Person) -> None:
    if not by.has(OFFICE):
        raise NotFound("the post")
