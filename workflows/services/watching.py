"""The line of a watched case on the monitor, as it stands after a step."""

from datetime import date

from workflows.domain.answers import JSON
from workflows.domain.expressions import Value
from workflows.domain.ledger import Deadline
from workflows.domain.value_words import in_words
from workflows.persistence import people, watched
from workflows.persistence.models import NO_DATE
from workflows.routes.watching import PLACES, Watch
from workflows.services.act import Act

ALIVE = ("running", "suspended")


def project(act: Act) -> None:
    """Write what the monitor shows of the case; nothing before its registration is known, nor once it has ended."""
    watch, facts = act.definition.route.settings.watch, act.execution.facts
    received_on = facts.get(watch.received) if watch is not None else None
    if watch is None or act.execution.ended or not isinstance(received_on, date):
        watched.drop(act.uow, act.case.id)
        return
    clocks = [clock for rule in watch.terms if (clock := act.execution.ledger.deadline(rule)) is not None]
    alive = [clock for clock in clocks if clock.state in ALIVE]
    watched.write(
        act.uow,
        watched.WatchedRow(
            case_id=act.case.id,
            swv_id=act.parties["swv"],
            board_id=act.parties.get("board"),
            school_id=act.parties["applicant"],
            received_on=received_on,
            sort_on=min((clock.due.on for clock in alive if clock.due is not None), default=NO_DATE),
            terms=[_term(clock) for clock in alive],
            shown={
                "named": facts.get(watch.names_when) is True,
                "reason": _reason(act, watch),
                "placed_on": _day(facts.get(watch.placed)),
                "told_on": _day(facts.get(watch.told)),
            },
        ),
    )


def _term(clock: Deadline) -> JSON:
    due = clock.due
    return {
        "rule": clock.rule.id,
        "valid_from": clock.rule.valid_from.isoformat(),
        "state": clock.state,
        "due_on": _day(due.on) if due is not None else None,
        "since": _day(clock.suspended_since),
        "extended": clock.extended_on is not None,
        "because": [[step.text.nl, step.text.en, step.source] for step in due.because] if due is not None else [],
        "warnings": [[text.nl, text.en] for text in due.warnings] if due is not None else [],
    }


def _day(value: Value) -> str | None:
    return value.isoformat() if isinstance(value, date) else None


def _reason(act: Act, watch: Watch) -> JSON:
    """Return the sentence that goes with the reason, with the words of the facts in their places."""
    sentence = watch.reasons.get(str(act.execution.facts.get(watch.reason)))
    if sentence is None:
        return None
    names = {name for words in (sentence.nl, sentence.en) for name in PLACES.findall(words)}
    said = {name: _words_of(act, name) for name in names}
    return [" ".join(words.format(**said).split()).replace(" :", ":") for words in (sentence.nl, sentence.en)]


def _words_of(act: Act, fact: str) -> str:
    """Return a fact as it stands inside a sentence: the name of an organisation, the label of a choice."""
    value = act.execution.facts.get(fact)
    fields = [field for form in act.definition.route.forms.values() for field in form.facts if field.id == fact]
    if value is None or not fields:
        return ""
    if fields[0].kind == "organisation" and isinstance(value, int):
        return people.organisation_names(act.uow, {value}).get(value, "")
    offered = act.shared.lists.get(fields[0].options_from or "", fields[0].options)
    label = next((option.label for option in offered if option.value == value), in_words(value))
    return f"{label[:1].lower()}{label[1:]}"
