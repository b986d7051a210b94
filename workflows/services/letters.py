"""Letters: made when the route says so, one per addressee, posted and sometimes returned."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from workflows.domain.deadlines import DueDate
from workflows.domain.errors import FieldError, InvalidAnswers
from workflows.domain.expressions import EmptyValue, Value
from workflows.domain.letters import Block, Letter, Rendered, tidy
from workflows.domain.names import greeted
from workflows.domain.seals import seal_of
from workflows.domain.value_words import enumeration
from workflows.domain.wording import Said, Text, said
from workflows.engine.execution import Effect
from workflows.persistence import models, people
from workflows.persistence.on_file import on_file
from workflows.persistence.unit_of_work import UnitOfWork
from workflows.routes.diagram import Element
from workflows.services import known, ladder
from workflows.services.act import Act
from workflows.services.addressing import PORTAL, addressees
from workflows.services.circle import circle_of
from workflows.services.parents import PRIVATE

STANDING_IN = "_waarneming"  #: for whom who decided stood in, among the details of the decision
CHANGES = "_brieven"  #: the texts of letters that who completed a step changed, among its details


class TextMoved(InvalidAnswers):
    """Somebody changed a text of a letter, but what stood there is no longer what they changed."""

    def __init__(self, subject: str, names: Sequence[str]) -> None:
        words = said(
            "In de brief ‘{letter}’ is de tekst veranderd waarin u iets aanpaste. Bekijk de brieven opnieuw.",
            letter=Said(subject),
        )
        super().__init__([FieldError("", words)])
        self.names = tuple(names)


def make(act: Act, effect: Effect) -> None:
    """Make the letter that a send task asks for, for each addressee apart.

    A letter in the portal is there when it is made: it counts as sent that day, and a mail tells whoever may read it.

    Source: Awb art. 3:41 (to those concerned), art. 2:3; BW art. 1:377b, 1:377c (both holders of authority).
    """
    uow, name = act.uow, effect.element.properties["letter"]
    letter = act.definition.route.letters[name]
    answers, organisations = answers_of(act), organisations_of(act)
    names = names_for(act, effect.element, organisations, answers)
    names["besloten_door"] = _decider(act) if "besloten_door" in letter.asks(act.shared.paragraphs) else None
    enclosed = enclosures(act, effect.element.properties.get("encloses", "").split())
    circle = circle_of(act, answers)
    for addressee in addressees(organisations, effect.element.properties["to"].split(), circle, answers, letter.kind):
        to: dict[str, Value] = {"aan": greeted(addressee.greeted), "aan_leerling": addressee.kind == "pupil"}
        rendered = _rendered(act, letter, {**names, **to})
        act.letters.append(
            sealed(
                act.case.number,
                {
                    "case_id": act.case.id,
                    "letter": name,
                    "subject": rendered.subject,
                    "body": stored(rendered.blocks),
                    "addressee_kind": addressee.kind,
                    "addressee_name": addressee.name,
                    "address": addressee.address,
                    "secret_address": addressee.secret,
                    "channel": addressee.channel,
                    "made_at": uow.now,
                    "posted_on": uow.today if addressee.channel == PORTAL else None,
                    "version": 1,
                    "encloses": enclosed or None,
                },
            )
        )
        if addressee.channel == PORTAL:
            ladder.tell_of_letter(act, addressee.kind, effect.token)
    act.record("letter", effect.element.id, facts={"letter": name})


def enclosures(act: Act, fields: Sequence[str]) -> list[int]:
    """Return the documents that go along with a letter: those given in these fields, each time they were asked.

    Source: Awb art. 3:49 (a decision may refer to an advice where that is sent along).
    """
    given = [each.details or {} for each in act.on_file.done] + [entry.details or {} for entry in act.entries]
    found = [each for details in given for name in fields for each in _numbers(details.get(name))]
    return list(dict.fromkeys(found))


def _numbers(value: Any) -> list[int]:
    return [int(each) for each in (value if isinstance(value, list) else [value]) if str(each or "").isdecimal()]


def stored(blocks: Iterable[Block]) -> list[list[Any]]:
    """Return blocks as a letter keeps them: kind, lines, and the name of the text to change that they stand in."""
    return [[block.kind, list(block.items) or [block.text], *([block.free] if block.free else [])] for block in blocks]


def sealed(number: str, row: Mapping[str, Any]) -> dict[str, Any]:
    """Return the row of a letter with its seal: from now on a change of it shows. A first version replaces none."""
    to = (row["addressee_name"], row["address"] or "")
    seal = seal_of(number, row["letter"], row["version"], row["subject"], row["body"], to, row["made_at"])
    first = {"replaces_id": None, "change": None, "restarts": None, "encloses": None}
    return {**first, "replaced": False, **row, "seal": seal}


def _rendered(act: Act, letter: Letter, context: Mapping[str, Value]) -> Rendered:
    """Return the letter for this context, whole, with the texts that who signs it changed.

    Raises:
        InvalidAnswers: something that it quotes is empty, or a decision lacks what the law wants in it.
        TextMoved: a text was changed that has become another since.

    Source: Awb art. 3:45-3:50, 10:10; the parts are those of ``letters.toml``.
    """
    changes = changes_in(act, letter.id)
    try:
        rendered = letter.render(context, library=act.shared.paragraphs)
        if moved := [name for name, change in changes.items() if tidy(rendered.free.get(name, "")) != change["was"]]:
            raise TextMoved(rendered.subject, moved)
        if changes:
            free = {name: change["wordt"] for name, change in changes.items()}
            rendered = letter.render(context, library=act.shared.paragraphs, free=free)
        parts = act.shared.letter_rules.parts if letter.kind == "besluit" else {}
        lacking: list[str] = [parts[part].label for part in letter.missing(rendered, parts, context)]
    except EmptyValue as hole:
        words = said("De brief kan zo niet weg. {problem} Vul dat eerst in.", problem=Said(str(hole)))
        raise InvalidAnswers([FieldError("", words)]) from None
    if lacking:
        words = said("De brief ‘{letter}’ kan niet worden ondertekend. Er staat nog niet in: {parts}.")
        told = Text(enumeration(lacking), enumeration(lacking, "and"))
        raise InvalidAnswers([FieldError("", words.of(letter=Said(rendered.subject), parts=told))])
    return rendered


def changes_in(act: Act, letter: str) -> dict[str, dict[str, str]]:
    """Return the texts of a letter that were changed with the act that makes it: what each was, and what it becomes."""
    found: dict[str, dict[str, str]] = {}
    for entry in act.entries:
        found |= (entry.details or {}).get(CHANGES, {}).get(letter, {})
    return found


def answers_of(act: Act) -> dict[str, Any]:
    """Return the last answer given to each question of the case, by field; also those of the act that goes on."""
    known = act.on_file.last_answers()
    for entry in act.entries:
        known |= entry.details or {}
    return known


def organisations_of(act: Act) -> dict[str, tuple[str, str]]:
    """Return name and address of the organisations of the case by party, as this act has made it."""
    found = {}
    for party, organisation in act.parties.items():
        known = act.on_file.organisations.get(organisation)
        row = known or act.uow.session.get_one(models.Organisation, organisation)  # it came into the case in this act
        found[party] = (row.name, row.address or "")
    return found


def names_for(
    act: Act, element: Element, organisations: Mapping[str, tuple[str, str]], answers: Mapping[str, Any]
) -> dict[str, Value]:
    """Return everything that a letter may name; what nobody answered is empty.

    A term that begins with the letter itself, at *element*, is in it as it will run.

    Source: Awb art. 10:10 (a letter under mandate says on whose behalf).
    """
    execution, filed = act.execution, act.on_file
    clocks = (*execution.ledger.deadlines(), *execution.begun_by(element))
    mandate = filed.mandates.get(answers["_mandaat"]) if "_mandaat" in answers else None
    received, about = execution.ledger.deadline("T2"), filed.about
    swv, nobody = organisations["swv"][0], ("", "")
    given: dict[str, Value] = {
        "zaaknummer": act.case.number,
        "vandaag": execution.on,
        "leerling": about.pupil,
        "geboren": f"{about.born_on:%d-%m-%Y}" if about.born_on is not None else None,
        "school": organisations.get("applicant", nobody)[0],
        "schoolbestuur": organisations.get("board", nobody)[0],
        "swv_naam": swv,
        "namens": mandate.on_behalf_of if mandate is not None else f"het bestuur van {swv}",
        "ontvangen_op": received.started_on if received is not None else act.case.started_on,
        "tlv_nummer": act.tlv_number or filed.tlv_number,
    }
    texts = {name: value for name, value in answers.items() if isinstance(value, str) and name not in PRIVATE}
    due: dict[str, Value] = {}
    for clock in clocks:
        due[f"uiterlijk_{clock.rule.id}"] = clock.due.on if clock.due is not None else None
        due[f"waarom_{clock.rule.id}"] = reasons(clock.due) if clock.due is not None else None
    return {**dict.fromkeys(act.definition.route.fields - PRIVATE), **texts, **execution.context(), **given, **due}


def reasons(due: DueDate) -> str:
    """Return the steps that led to a date in one sentence, each with its article."""
    return "; ".join(f"{step.text.nl} ({step.source})" for step in due.because)


def _decider(act: Act) -> str | None:
    """Return name and function of who decided last in this case, this act included.

    Source: Awb art. 10:10; a letter says who decided, not who typed it.
    """
    elements = known.deciding(act.definition)
    now = [each for each in act.entries if each.element_id in elements and each.actor_id is not None]
    last = now[-1] if now else act.on_file.last_done(elements)
    if last is None or last.element_id is None or last.actor_id is None:
        return None
    element = act.definition.element(last.element_id)
    role = act.actor_of(element, element.properties.get("role")).partition(":")[0]
    colleagues = {each.person_id: each.name for each in act.on_file.colleagues}
    name = colleagues.get(last.actor_id) or people.names_of(act.uow, {last.actor_id})[last.actor_id]
    label = act.shared.roles[role].label.nl
    standing_in = "waarnemend " if (last.details or {}).get(STANDING_IN) is not None else ""
    return f"{name}, {standing_in}{label[:1].lower()}{label[1:]}"


# ------------------------------------------------------------------ the post
def refuse_unposted(uow: UnitOfWork, case_id: int, names: Sequence[str], field: str, on: date | None) -> None:
    """Refuse a date of sending while one of the letters of these *names* waits for the post, or from before the last.

    Raises:
        InvalidAnswers: at *field*; says whose letter waits.

    Source: Awb art. 3:40, 3:41, 6:8: a decision has effect, and the term to object runs, once it was sent to all.
    """
    rows = on_file(uow, case_id).by_post(names)
    if waiting := [row.addressee_name for row in rows if row.posted_on is None]:
        words = said("Nog niet gepost: de brief aan {who}. Leg dat eerst vast bij ‘Vandaag te posten’.")
        who = Text(enumeration(waiting), enumeration(waiting, "and"))
        raise InvalidAnswers([FieldError(field, words.of(who=who))])
    last = known.posted_on(rows)
    if last is not None and on is not None and on < last:
        words = said("Verzonden op: de laatste brief ging op {day} op de post. Kies die dag of een latere.", day=last)
        raise InvalidAnswers([FieldError(field, words)])
