"""What parents and pupil declare, put on record and withdrawn; nothing of it is ever taken away."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from workflows.domain.answers import JSON, parse_date
from workflows.domain.calendar import DAY, WorkingCalendar
from workflows.domain.errors import ExpressionFailed
from workflows.domain.expression_functions import FUNCTIONS
from workflows.domain.expressions import Value
from workflows.domain.periods import Period
from workflows.domain.records import GIVEN, REFUSED, WITHDRAWN, Standing, Statement, fact_of, words_in
from workflows.routes.elements import Element
from workflows.routes.records import RecordKind, recorded_by, withdrawn_by
from workflows.services import ladder, letters
from workflows.services.act import Act
from workflows.services.parents import named
from workflows.services.stepping import Step

ADULT = 18  #: from this age the pupil declares everything; source: BW art. 1:233, WVO 2020 art. 8.1
PUPIL = "leerling"
KIND, WITHDRAWAL = "_verklaring", "_intrekking"  #: among the details of an entry: which kind; who withdrew it, and how


def from_step(step: Step, element: Element, details: Mapping[str, JSON], facts: Mapping[str, Value], by: int) -> None:
    """Put on record what the answers of a step or a message declare, and withdraw what they withdraw."""
    for kind in recorded_by(element):
        declare(step, step.shared.records[kind], details, by, facts=facts, element=element.id)
    for kind in withdrawn_by(element):
        found = step.shared.records[kind]
        givers = [str(each) for each in _listed(details.get(found.by))]
        only = {f"{kind}:{each}" for each in _listed(details.get(found.to))} if found.to else set()
        words = [each for each in words_of_kind(step, kind) if not only or each in only]
        withdraw(step, found, words, by, givers, element=element.id)


def words_of_kind(act: Act, kind: str) -> list[str]:
    """Return the words of a kind that are on record in the case."""
    return [word for word in words_in(act.execution.facts) if word.partition(":")[0] == kind]


def declare(
    step: Step,
    kind: RecordKind,
    details: Mapping[str, JSON],
    by: int,
    *,
    facts: Mapping[str, Value] | None = None,
    element: str | None = None,
    key: Mapping[str, JSON] | None = None,
) -> None:
    """Put a declaration on record: it counts from now on, and stays when another one follows.

    What parents declare ends when the pupil comes to decide; an agreement is about the version that there is now.

    Source: UAVG art. 5 (from 16 the pupil decides); AVG art. 7 lid 1 (that it was given can be shown).
    """
    form = step.shared.forms[kind.id]
    own = {field.id: details[field.id] for field in form.asking if field.id in details}
    if any(name and own.get(name) in (None, "", []) for name in (kind.result, kind.by, kind.to)):
        return  # it was not asked, or nobody answered: then nothing was declared
    on = parse_date(str(own.get(kind.on) or "")) or step.execution.on
    version = {**step.execution.facts, **(facts or {})}.get(kind.version) if kind.version else None
    result = REFUSED if kind.result and own.get(kind.result) in kind.refuse else GIVEN
    born = step.on_file.about.born_on
    needed = needed_of(kind, named(letters.answers_of(step)), born, step.execution.on)
    givers = [str(each) for each in _listed(own.get(kind.by))] if kind.by else [PUPIL]
    until = parse_date(str(own.get(kind.until) or "")) if kind.until else None
    said_now = [
        Statement(
            giver,
            result,
            _until(kind, giver, on, until, born, step.shared.calendar) if result == GIVEN else None,
            version,
        )
        for giver in givers
    ]
    to = [f"{kind.id}:{each}" for each in _listed(own.get(kind.to))] if kind.to else [kind.id]
    known = step.execution.facts
    after = {
        fact_of(word): Standing(needed, kind.version, Standing.read(known.get(fact_of(word))).statements)
        .after(said_now)
        .as_fact()
        for word in to
    }
    step.declare(after, on=on, element=element, by=by, details={KIND: kind.id, **own, **(key or {})})


def needed_of(kind: RecordKind, parents: Mapping[str, str], born: date | None, on: date) -> tuple[str, ...]:
    """Return who must declare it on a day, as far as we know who there are; empty: whoever does.

    Source: BW art. 1:245, 1:253a (each parent with authority); UAVG art. 5; WVO 2020 art. 8.1 (from 18 the pupil).
    """
    if kind.givers == "pupil":
        return (PUPIL,)
    if kind.givers == "anyone":
        return ()
    age = _age(born, on)
    if age >= min(kind.pupil_from or ADULT, ADULT):
        return (PUPIL,)
    beside = (PUPIL,) if kind.pupil_beside and age >= kind.pupil_beside else ()
    return (*parents, *beside) if parents else ()


def _age(born: date | None, on: date) -> int:
    age = FUNCTIONS["age"].run(born, on) if born is not None and born <= on else 0
    return age if isinstance(age, int) else 0


def _until(
    kind: RecordKind, giver: str, on: date, until: date | None, born: date | None, calendar: WorkingCalendar
) -> date | None:
    ends = [until] if until is not None else []
    if kind.months:
        ends.append(Period(kind.months, "months").after(on, calendar))
    if kind.pupil_from and giver != PUPIL and born is not None:
        try:
            own = FUNCTIONS["birthday"].run(born, kind.pupil_from)
        except ExpressionFailed:
            own = None
        if isinstance(own, date):
            ends.append(own - DAY)
    return min(ends, default=None)


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value] if value not in (None, "") else []


# ------------------------------------------------------------------ withdrawing
def withdraw(
    step: Step,
    kind: RecordKind,
    words: Iterable[str],
    by: int,
    givers: Sequence[str] = (),
    how: Mapping[str, JSON] | None = None,
    element: str | None = None,
) -> bool:
    """Withdraw what *givers* (all of them, where none are named) gave; say whether there was anything to withdraw.

    What it opened closes: steps and letters that need it wait, and who works on the case is told.

    Source: AVG art. 7 lid 3 (at any time, as easily as it was given; what was done before stays lawful).
    """
    after: dict[str, Value] = {}
    for word in words:
        standing = Standing.read(step.execution.facts.get(fact_of(word)))
        versions = {each.giver: each.version for each in standing.statements}
        theirs = [each for each in standing.given_by if not givers or each in givers]
        if theirs:
            now = standing.after(Statement(each, WITHDRAWN, None, versions[each]) for each in theirs)
            after[fact_of(word)] = now.as_fact()
    if not after:
        return False
    details: dict[str, JSON] = {KIND: kind.id, WITHDRAWAL: {"wie": list(givers), **(how or {})}}
    step.declare(after, on=step.execution.on, element=element, by=by, details=details)
    ladder.tell_of_withdrawal(step)
    return True


def tell_route(step: Step, kind: RecordKind, by: int) -> None:
    """Let the messages with which a route withdraws *kind* be heard: it was withdrawn on the page of the case.

    Source: AVG art. 7 lid 3 (what it opened stops, wherever it is withdrawn).
    """
    for listener in [each for each in step.execution.listeners() if kind.id in withdrawn_by(each.element)]:
        if any(each.token == listener.token for each in step.execution.listeners()):
            step.receive(listener, {}, by=by, details={})
