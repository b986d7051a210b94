"""Whose turn it is in a case, on what, by when; and the lines of a list of cases."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from workflows.domain.people import Person
from workflows.domain.wording import Said, said
from workflows.engine.definition import ProcessDefinition
from workflows.persistence import people
from workflows.persistence.queries import CaseLine
from workflows.persistence.unit_of_work import UnitOfWork
from workflows.routes.vocabulary import AWAITED
from workflows.services import access, dossier, terms
from workflows.services.deployments import live_definitions, shared_of
from workflows.services.views import CaseRow


class Names:
    """Names of groups, persons and organisations, looked up once for a page."""

    def __init__(self, uow: UnitOfWork, lines: Sequence[Sequence[dict[str, Any]]]) -> None:
        self._roles = shared_of(uow).roles
        self._awaited = {each.value: each.label for each in shared_of(uow).lists.get(AWAITED, ())}
        flat = [line for each in lines for line in each[:1]]
        self._persons = people.names_of(uow, {line["assignee"] for line in flat if line.get("assignee")})
        wanted = {int(line["actor"].partition(":")[2]) for line in flat}
        self._organisations = people.organisation_names(uow, wanted)

    def awaited(self, line: dict[str, Any]) -> str:
        """Return whom outside it a case waits for, where the office only writes down what they do; else nothing."""
        return self._awaited.get(line.get("awaits", ""), "")

    def who(self, line: dict[str, Any]) -> str:
        role, _, organisation = line["actor"].partition(":")
        if name := self._persons.get(line.get("assignee") or 0):
            return name
        label = self._roles[role].at if role in self._roles else role
        return said(
            "{role} van {organisation}", role=label, organisation=self._organisations.get(int(organisation), "")
        )


def status_in_words(awaits: Sequence[dict[str, Any]], names: Names) -> Said:
    """Return the first line of a case: who must act now, on what, by when."""
    if not awaits:
        return said("Wij wachten op een bericht van buiten. U hoeft niets te doen.")
    line = awaits[0]
    what = _inside(line["name"])
    if line.get("due_on"):
        what = said("{what}, uiterlijk {day}", what=what, day=date.fromisoformat(line["due_on"]))
    if line.get("so_far"):
        came, of = line["so_far"]
        what = said("{what} ({came} van {of} ontvangen)", what=what, came=came, of=of)
    if awaited := names.awaited(line):
        return said("Wij wachten op {who}: {what}.", who=awaited, what=what)
    return said("{who} is aan zet: {what}.", who=names.who(line), what=what)


def _inside(name: str) -> Said:
    """Return words of a route as they stand inside a sentence."""
    return Said(f"{name[:1].lower()}{name[1:]}")


def case_rows(uow: UnitOfWork, found: Sequence[CaseLine], by: Person) -> tuple[CaseRow, ...]:
    """Return lines for a list of cases; no case is opened for it."""
    shared = shared_of(uow)
    names = Names(uow, [line.awaits for line in found])
    definitions = {each.route.name: each for each in live_definitions(uow)}
    opens = any("identity" in shared.roles[hat.role].reads for hat in by.memberships if hat.role in shared.roles)
    rows = []
    for line in found:
        first = line.awaits[0] if line.awaits and line.ended_at is None else {}
        due_on = date.fromisoformat(first["due_on"]) if first.get("due_on") else None
        tone = norm = ""
        if due_on is not None and first.get("rule"):
            rule = shared.rules.at(first["rule"], uow.today)
            tone, norm = terms.tone_of(rule, due_on, uow.today, shared.calendar), rule.norm
        definition = definitions.get(line.route)
        title = definition.route.settings.title if definition is not None else line.route
        ended = line.ended_at is not None
        status = ended_in_words(definition, line.outcome) if ended else status_in_words(line.awaits, names)
        named = access.sees_name(uow, by, line.withheld, line.school_id)
        rows.append(
            CaseRow(
                number=line.number,
                route_title=title,
                pupil=dossier.shown_name(line, named),
                school=line.school or "",
                status=status,
                due_on=due_on,
                tone=tone,
                norm=norm,
                started_on=line.started_on,
                ended=ended,
                pupil_id=line.pupil_id if named and opens else None,
            )
        )
    return tuple(rows)


def ended_in_words(definition: ProcessDefinition | None, outcome: str | None) -> Said:
    """Return how a case ended, in the words of the end that it reached."""
    ends = definition.route.frame.elements.values() if definition is not None else ()
    name = next((each.name for each in ends if each.properties.get("outcome") == outcome), "")
    return said("Afgesloten: {how}.", how=_inside(name)) if name else said("Afgesloten.")
