"""What the routes can let the system do: the closed list behind service, send and business rule tasks."""

from collections.abc import Callable
from datetime import date

from workflows.domain.answers import JSON
from workflows.domain.calendar import DAY
from workflows.domain.errors import FieldError, InvalidAnswers, StepFailed
from workflows.domain.expressions import Value
from workflows.domain.tlv import TlvNumber, national_category, tlv_end
from workflows.domain.wording import Said, said
from workflows.engine.execution import Effect
from workflows.persistence import cases, dossiers, models
from workflows.persistence.rows import JobRow
from workflows.services import letters, records
from workflows.services.act import Act
from workflows.services.rehearsal import amount_of
from workflows.services.settling import decide

Facts = dict[str, Value]


def perform(act: Act, effect: Effect) -> Facts:
    """Perform an effect in the transaction of the act and return the facts it yields."""
    if effect.element.kind == "businessRuleTask":
        return decide(effect, act.execution)
    if effect.element.kind == "sendTask":
        records.refuse_lacking(act, effect.element)
        letters.make(act, effect)
        return {}
    return EFFECTS[effect.element.properties["does"]](act, effect)


def start_case(act: Act, effect: Effect) -> Facts:
    """Let a case of another route begin for the same pupil, right after this act: it has its own lock and clocks.

    With ``each`` a case begins for every row of a table: each row is about another pupil.

    Raises:
        StepFailed: it is for a party that this case has not got.
    """
    properties = effect.element.properties
    if (party := properties.get("party")) is not None and party not in act.parties:
        raise StepFailed(f"De zaak kent de partij '{party}' niet, voor wie de andere zaak begint.")
    key = f"start:{act.case.id}:{effect.token}"
    payload: dict[str, JSON] = {"route": properties["route"], "from": act.case.id, "element": effect.element.id}
    if (table := properties.get("each")) is None:
        act.jobs[key] = JobRow(key, "start", act.uow.now, payload, act.case.id)
        return {}
    entry, count = _last_answer(act, table)
    for nr in range(count):
        about: dict[str, JSON] = {**payload, "entry": entry, "row": nr}
        act.jobs[f"{key}:{nr}"] = JobRow(f"{key}:{nr}", "start", act.uow.now, about, act.case.id)
    return {}


def _last_answer(act: Act, table: str) -> tuple[int, int]:
    """Return the number of the entry with the last answer to a table, and how many rows it has; (0, 0) for none."""
    new = [(act.case.last_seq + place, each.details) for place, each in enumerate(act.entries, start=1)]
    for number, details in reversed([*((each.seq, each.details) for each in act.on_file.done), *new]):
        if details is not None and table in details:
            rows = details[table]
            return number, len(rows) if isinstance(rows, list) else 0
    return 0, 0


def tell_case(act: Act, effect: Effect) -> Facts:
    """Let a message reach the case that this one came from, right after this act and under the lock of that case.

    Where this case came from no other there is nobody to tell.
    """
    if act.case.linked_from_id is not None:
        key = f"tell:{act.case.id}:{effect.token}"
        payload: dict[str, JSON] = {"message": effect.element.properties["message"], "from": act.case.id}
        act.jobs[key] = JobRow(key, "tell", act.uow.now, payload, act.case.linked_from_id)
    return {}


def check_mandate(act: Act, effect: Effect) -> Facts:
    """May who has just submitted do so without a signature of the board, on the date in law of the submission?

    The mandate is of the group that the task was for, or of the person who did it for themselves. With ``amount`` the
    question is another: does anybody who does the steps of this lane have a mandate that reaches as far as that fact?

    Source: Awb art. 10:1-10:12 (mandate); WPO art. 18a lid 6 sub c (the board applies).
    """
    what = effect.element.properties.get("mandate", f"{act.case.route}_aanvragen")
    if "amount" in effect.element.properties:
        return {"staand_mandaat": _reaches(act, effect, what)}
    board = act.parties.get("board")
    done = next((entry for entry in reversed(act.entries) if entry.kind == "completed"), None)
    if board is None or done is None or done.token is None:
        return {"staand_mandaat": False}
    role = act.tasks[done.token].actor.partition(":")[0]
    person = done.actor_id if "_namens" not in (done.details or {}) else None
    found = act.on_file.mandate_for(what, board, person=person, roles=[role], on=act.execution.on)
    return {"staand_mandaat": found is not None}


def _reaches(act: Act, effect: Effect, what: str) -> bool:
    role, _, number = act.actor_of(effect.element).partition(":")
    swv, amount, on = int(number), amount_of(effect.element, act.execution.facts), act.execution.on
    return amount is not None and any(
        act.on_file.mandate_for(what, swv, person=person, roles=[role], on=on, amount=amount) is not None
        for person in (None, *act.in_role(role, swv))
    )


def number_tlv(act: Act, _effect: Effect) -> Facts:
    """Give the TLV its number and enter it in the register.

    The number is never used twice; gaps may occur. Source: DUO, element 94, checks 421-425 and 743.

    Raises:
        InvalidAnswers: the child has a TLV of this kind already that is valid in the same time.
    """
    facts, uow = act.execution.facts, act.uow
    starts_on = facts.get("ingangsdatum")
    if not isinstance(starts_on, date):
        raise StepFailed("De TLV heeft geen begindatum.")
    until = facts.get("einddatum")
    valid_until = until if isinstance(until, date) else tlv_end(starts_on)
    _replace_or_refuse(act, str(facts.get("besluit_soort")), starts_on, valid_until)
    swv, year = act.on_file.organisations[act.parties["swv"]], act.execution.on.year
    number = TlvNumber(swv.code, year, cases.next_number(uow, f"tlv:{swv.code}:{year}"))
    kind = str(facts.get("besluit_soort"))
    row = models.Tlv(
        number=str(number),
        case_id=act.case.id,
        pupil_id=act.case.pupil_id,
        kind=kind,
        category=national_category(kind, facts.get("besluit_categorie")),
        decided_on=act.execution.on,
        valid_from=starts_on,
        valid_until=valid_until,
    )
    uow.session.add(row)
    act.tlv_number = row.number
    return {"tlv_tot": row.valid_until}


def _replace_or_refuse(act: Act, kind: str, starts_on: date, until: date) -> None:
    """Keep TLVs of one kind apart in time; one that only changes the category takes the place of the former."""
    former = act.on_file.overlapping_tlv(kind, starts_on, until) if act.case.pupil_id is not None else None
    if former is None or former.id in act.revoked:
        return
    if act.execution.facts.get("soort_aanvraag") == "wijziging_categorie" and former.valid_from < starts_on:
        dossiers.end_tlv(act.uow, former.id, starts_on - DAY, f"Opgevolgd na zaak {act.case.number}")
        return
    words = said(
        "Begindatum: deze leerling heeft al een TLV voor {kind}, {number}, geldig van {first} tot en met {last}."
        " Kies een latere begindatum, of trek die TLV eerst in.",
        kind=Said(kind),
        number=former.number,
        first=former.valid_from,
        last=former.valid_until,
    )
    raise InvalidAnswers([FieldError("ingangsdatum", words)])


def record_placement(act: Act, _effect: Effect) -> Facts:
    """Note in the register of TLVs since when, and where, the TLV is used."""
    row = dossiers.tlv_of(act.uow, act.case.id)
    if row is None:
        raise StepFailed("Er is geen TLV om een plaatsing bij vast te leggen.")
    placed_on, school = act.execution.facts.get("ingeschreven_op"), act.execution.facts.get("ingeschreven_bij")
    row.placed_on = placed_on if isinstance(placed_on, date) else act.execution.on
    row.school_id = school if isinstance(school, int) else row.school_id
    return {}


def revoke_tlv(act: Act, effect: Effect) -> Facts:
    """Note in the register that the TLV was revoked; its number is not used again.

    Of the case that this one came from, where the route says so: nothing where a refusal is revoked.
    """
    of_origin = effect.element.properties.get("of") == "origin"
    case = act.case.linked_from_id if of_origin else act.case.id
    row = dossiers.tlv_of(act.uow, case) if case is not None else None
    if row is not None:
        row.revoked_on = act.execution.on
        act.revoked.add(row.id)
    elif not of_origin:
        raise StepFailed("Er is geen TLV om in te trekken.")
    return {}


def set_party(act: Act, effect: Effect) -> Facts:
    """Make the organisation that a fact names a party of the case, if it names one."""
    properties = effect.element.properties
    organisation = act.execution.facts.get(properties["fact"])
    if isinstance(organisation, int):
        cases.set_party(act.uow, act.case.id, properties["party"], organisation)
        act.parties[properties["party"]] = organisation
    return {}


EFFECTS: dict[str, Callable[[Act, Effect], Facts]] = {
    "start_case": start_case,
    "tell_case": tell_case,
    "check_mandate": check_mandate,
    "number_tlv": number_tlv,
    "record_placement": record_placement,
    "revoke_tlv": revoke_tlv,
    "set_party": set_party,
}
