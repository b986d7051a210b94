"""What parents and pupil declared in a case, to look at, to record outside any task, and to withdraw."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from workflows.domain.answers import JSON, Form
from workflows.domain.errors import FieldError, InvalidAnswers, NotAllowed, NotFound
from workflows.domain.expressions import Value
from workflows.domain.people import CaseAccess, Person, readable_blocks, writable_blocks
from workflows.domain.records import GIVEN, REFUSED, WITHDRAWN, Standing, fact_of, state_of, words_in
from workflows.domain.wording import Said, said
from workflows.engine.definition import ProcessDefinition
from workflows.persistence import cases as rows
from workflows.persistence import dossiers, models
from workflows.persistence.on_file import on_file
from workflows.persistence.unit_of_work import UnitOfWork
from workflows.routes.records import RecordKind
from workflows.routes.route import Shared
from workflows.services import access, declaring, dossier
from workflows.services.asking import context_for
from workflows.services.deployments import definition_of, shared_of
from workflows.services.parents import named
from workflows.services.records import STATES, label_of
from workflows.services.stepping import stepping
from workflows.services.views import (
    BannerView,
    RecordLine,
    RecordPage,
    RecordsView,
    RecordVersion,
    WithdrawalPage,
)

Raw = Mapping[str, Sequence[str]]
KEY = "_sleutel"  #: among the details: the submit, so that the same one twice is one declaration
HOW: Mapping[str, Said] = {
    each: each for each in (said("gesprek"), said("telefoon"), said("e-mail"), said("post"), said("balie"))
}

GIVERS: Mapping[str, Said] = {
    "ouder1": said("eerste ouder"),
    "ouder2": said("tweede ouder"),
    declaring.PUPIL: said("leerling"),
}
RESULTS: Mapping[str, Said] = {
    GIVEN: said("ja: {who}"),
    REFUSED: said("nee: {who}"),
    WITHDRAWN: said("ingetrokken: {who}"),
}
ON_RECORD = said("vastgelegd")
TONES = {"holds": "green", "withdrawn": "red", "refused": "red"}


# ------------------------------------------------------------------ on the page of the case
def section(
    uow: UnitOfWork, case: models.Case, entries: Sequence[models.Entry], persons: Mapping[int, str], by: Person
) -> RecordsView:
    """Return what is on record in a case, now and before, as far as *by* may read it, and what they may add."""
    shared, reach = shared_of(uow), access.access_to(uow, case.id)
    blocks = readable_blocks(by, reach, shared.roles)
    facts = dossier.facts_of(definition_of(uow, case.deployment_id), case, uow.today)
    told = [entry for entry in entries if entry.kind == "record"]
    names = _names(uow, case, blocks) if told else {}
    reading = _Reading(uow, case, shared) if told else None
    lines = []
    for word in words_in(facts):
        kind = shared.records.get(word.partition(":")[0])
        if kind is None or kind.block not in blocks or reading is None:
            continue
        standing, state = Standing.read(facts[fact_of(word)]), state_of(word, facts, uow.today)
        until = [each.until for each in standing.statements if each.result == GIVEN and each.until is not None]
        about = [entry for entry in told if fact_of(word) in (entry.facts or {})]
        lines.append(
            RecordLine(
                word=word,
                label=label_of(kind, word, shared),
                state=ON_RECORD if state == "holds" and not kind.withdrawable else STATES[state],
                tone=TONES.get(state, "amber"),
                until=min(until) if until and state == "holds" else None,
                source=kind.source,
                may_withdraw=bool(standing.given_by) and _may_withdraw(kind, by, reach, shared),
                versions=tuple(reading.version(entry, kind, word, persons, names) for entry in reversed(about)),
            )
        )
    open_kinds = shared.records.values() if case.ended_at is None else ()
    may = tuple((each.id, each.label) for each in open_kinds if _may_record(each, by, reach, shared))
    return RecordsView(tuple(lines), may)


class _Reading:
    """What is needed to say declarations in words, looked up once."""

    def __init__(self, uow: UnitOfWork, case: models.Case, shared: Shared) -> None:
        self.shared = shared
        everything = Form("", tuple(field for kind in shared.records for field in shared.forms[kind].fields))
        definition = definition_of(uow, case.deployment_id)
        self.context = context_for(uow, case.id, definition, {}, uow.today, everything, to_show=True)

    def version(
        self, entry: models.Entry, kind: RecordKind, word: str, persons: Mapping[int, str], names: Mapping[str, str]
    ) -> RecordVersion:
        """Return one declaration or withdrawal in words; what was said may have been destroyed."""
        details, form = entry.details or {}, self.shared.forms[kind.id]
        withdrawal = details.get(declaring.WITHDRAWAL)
        kept = {name: value for name, value in details.items() if value not in (None, "", [])}
        given = [] if withdrawal is not None else form.as_filled(kept, self.context)
        how = withdrawal.get("hoe") if withdrawal is not None else None
        return RecordVersion(
            at=entry.at,
            on=entry.on,
            by=persons.get(entry.actor_id or 0, ""),
            withdrawn=withdrawal is not None,
            how=HOW.get(how or "", Said(how or "")),
            said=tuple(_results(kind, Standing.read((entry.facts or {}).get(fact_of(word))), names)),
            rows=tuple((Said(label), words) for label, words in given),
        )


def _results(kind: RecordKind, standing: Standing, names: Mapping[str, str]) -> list[Said]:
    """Return who said what, as it stood after one declaration."""
    found = []
    for each in standing.statements:
        who = GIVERS.get(each.giver, Said(each.giver))
        if each.giver in names:
            who = said("{who} ({name})", who=who, name=names[each.giver])
        # Who was heard, or read something, did not say yes or no to it.
        found.append(RESULTS[each.result].of(who=who) if kind.refuse else who)
    return found


def _names(uow: UnitOfWork, case: models.Case, blocks: frozenset[str]) -> dict[str, str]:
    return named(on_file(uow, case.id).last_answers()) if "identity" in blocks else {}


def banners(uow: UnitOfWork, case: models.Case, on: date, blocks: frozenset[str]) -> tuple[BannerView, ...]:
    """Return a warning for everything that was withdrawn and not given anew, for who may read it."""
    facts, shared = dossier.facts_of(definition_of(uow, case.deployment_id), case, on), shared_of(uow)
    found = []
    for word in words_in(facts) if case.ended_at is None else ():
        kind = shared.records.get(word.partition(":")[0])
        if kind is not None and kind.block in blocks and state_of(word, facts, on) == "withdrawn":
            title = said("Ingetrokken: {what}", what=label_of(kind, word, shared))
            found.append(BannerView(title, said("{why} ({source}).", why=kind.opens, source=Said(kind.source))))
    return tuple(found)


# ------------------------------------------------------------------ who may
def _may_record(kind: RecordKind, by: Person, reach: CaseAccess, shared: Shared) -> bool:
    """May *by* put it on record outside any task? Who works for the SWV in all its cases, and writes its block."""
    if kind.block not in writable_blocks(by, reach, shared.roles):
        return False
    theirs = (shared.roles[each.role] for each in by.memberships if each.organisation_id == reach.parties.get("swv"))
    return any(role.party == "swv" and role.scope == "all" and kind.block in role.writes for role in theirs)


def recordable(uow: UnitOfWork, case_id: int, by: Person, kinds: Iterable[str]) -> frozenset[str]:
    """Return which of *kinds* this person may put on record on the page of the case."""
    shared, reach = shared_of(uow), access.access_to(uow, case_id) if kinds else None
    return frozenset(
        each for each in kinds if reach is not None and _may_record(shared.records[each], by, reach, shared)
    )


def _may_withdraw(kind: RecordKind, by: Person, reach: CaseAccess, shared: Shared) -> bool:
    """May *by* note that somebody withdrew it? Whoever may write there at all: withdrawing is as easy as giving.

    Source: AVG art. 7 lid 3.
    """
    return kind.withdrawable and kind.block in writable_blocks(by, reach, shared.roles)


# ------------------------------------------------------------------ recording outside a task
def record_page(uow: UnitOfWork, number: str, kind_id: str, by: Person, raw: Raw | None = None) -> RecordPage:
    """Return the questions of a declaration that came outside any task.

    Raises:
        NotFound: there is no such case or kind for this person.
    """
    case = access.case_for(uow, number, by)
    kind = _kind(uow, kind_id)
    if case.ended_at is not None or not _may_record(kind, by, access.access_to(uow, case.id), shared_of(uow)):
        raise NotFound(f"{kind_id} is not theirs to record")
    definition, form = definition_of(uow, case.deployment_id), shared_of(uow).forms[kind.id]
    facts = dossier.facts_of(definition, case, uow.today)
    context = context_for(uow, case.id, definition, facts, uow.today, form)
    shown = {**form.prefilled(context), **(raw or {})}
    return RecordPage(
        case=dossier.head(uow, case, definition, by),
        kind=kind.id,
        label=kind.label,
        source=kind.source,
        version=_version_in_words(kind, facts),
        form=form,
        visible=form.visible(shown, context),
        raw=shown,
        context=context,
    )


def _kind(uow: UnitOfWork, kind_id: str) -> RecordKind:
    kind = shared_of(uow).records.get(kind_id)
    if kind is None:
        raise NotFound(f"no kind {kind_id}")
    return kind


def _version_in_words(kind: RecordKind, facts: Mapping[str, Value]) -> str:
    value = facts.get(kind.version) if kind.version else None
    return f"{value:%d-%m-%Y}" if isinstance(value, date) else str(value) if value is not None else ""


def record(uow: UnitOfWork, number: str, kind_id: str, by: Person, raw: Raw, key: str) -> None:
    """Put on record what parents or pupil declared outside any task. The same submit (*key*) twice is one.

    Raises:
        NotFound: there is no such case or kind for this person.
        InvalidAnswers: field by field, in words.
    """
    case = rows.lock_case_numbered(uow, number)
    page = record_page(uow, number, kind_id, by, raw)
    known = (entry.details or {} for entry in dossiers.history(uow, case.id) if entry.kind == "record")
    if any(details.get(KEY) == key for details in known):
        return
    answers = page.form.read(raw, page.context)
    with stepping(uow, case, rows.open_rows(uow, case.id)) as step:
        declaring.declare(step, step.shared.records[kind_id], {**answers.details}, by.id, key={KEY: key[:64]})
        step.settle()


# ------------------------------------------------------------------ withdrawing
def withdrawal_page(uow: UnitOfWork, number: str, word: str, by: Person) -> WithdrawalPage:
    """Return what can be withdrawn, and by whom.

    Raises:
        NotFound: there is nothing to withdraw for this person.
    """
    case = access.case_for(uow, number, by)
    shared, definition = shared_of(uow), definition_of(uow, case.deployment_id)
    kind = _kind(uow, word.partition(":")[0])
    given = Standing.read(dossier.facts_of(definition, case, uow.today).get(fact_of(word))).given_by
    if not given or not _may_withdraw(kind, by, access.access_to(uow, case.id), shared):
        raise NotFound(f"{word} is not theirs to withdraw")
    names = _names(uow, case, access.blocks_of_case(uow, case.id, by))
    who = tuple(
        (each, said("{who} ({name})", who=GIVERS.get(each, Said(each)), name=names[each]) if each in names else
         GIVERS.get(each, Said(each)))
        for each in given
    )  # fmt: skip
    return WithdrawalPage(
        case=dossier.head(uow, case, definition, by),
        word=word,
        label=label_of(kind, word, shared),
        opens=kind.opens,
        who=who,
        today=uow.today,
        stops=_stopped(definition, case, word, shared),
    )


def _stopped(definition: ProcessDefinition, case: models.Case, word: str, shared: Shared) -> tuple[Said, ...]:
    """Return the steps of the route that cannot be done any more without it."""
    kind = word.partition(":")[0]
    found = [
        Said(each.name)
        for each in definition.route.elements.values()
        if {word, kind} & set(each.properties.get("needs", "").split())
    ]
    return tuple(dict.fromkeys(found)) if case.ended_at is None and shared.records else ()


def withdraw(
    uow: UnitOfWork, number: str, word: str, by: Person, who: Sequence[str], how: str, on: date | None
) -> None:
    """Note that somebody withdrew what they gave, on a day; what it opened closes at once.

    Raises:
        NotFound: there is nothing to withdraw for this person.
        InvalidAnswers: who, how or the day is missing.
        NotAllowed: it was withdrawn just before.

    Source: AVG art. 7 lid 3.
    """
    case = rows.lock_case_numbered(uow, number)
    page = withdrawal_page(uow, number, word, by)
    errors = []
    if not set(who) or not set(who) <= {code for code, _ in page.who}:
        errors.append(FieldError("who", said("Wie: kies wie het intrekt.")))
    if how not in HOW:
        errors.append(FieldError("how", said("Hoe: kies hoe u het hoorde.")))
    if on is None or not case.started_on <= on <= uow.today:
        words = said("Op: vul een dag in, niet later dan vandaag en niet vóór het begin van de zaak.")
        errors.append(FieldError("on", words))
    if errors:
        raise InvalidAnswers(errors)
    about: dict[str, JSON] = {"hoe": how}
    with stepping(uow, case, rows.open_rows(uow, case.id), on=on) as step:
        kind = step.shared.records[word.partition(":")[0]]
        if not declaring.withdraw(step, kind, [word], by.id, who, about):
            raise NotAllowed(said("Dit is al ingetrokken."))
        declaring.tell_route(step, kind, by.id)
        step.settle()
