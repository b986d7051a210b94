"""The reminders of the terms that a route uses, to be changed one at a time without the register."""

from collections.abc import Iterator
from dataclasses import dataclass

from workflows.domain.errors import NotFound
from workflows.domain.people import Person
from workflows.domain.rules import DeadlineRule
from workflows.persistence.unit_of_work import UnitOfWork
from workflows.routes.elements import Process
from workflows.services import register, studio
from workflows.services.deployments import shared_of
from workflows.services.register import RulePage
from workflows.services.register_norms import MOST_RUNGS, has_length
from workflows.services.studio_steps import reading_in


@dataclass(frozen=True)
class TermOfRoute:
    """A term that a route uses: at which steps, and how many reminders it has."""

    rule: DeadlineRule
    steps: tuple[str, ...]
    reminders: int
    may_differ: bool  #: its length is ours to change


@dataclass(frozen=True)
class ReminderForm:
    """The reminders of a term as the register has them written; the one to change is *nth*, the last place is new."""

    page: RulePage
    typed: dict[str, list[str]]
    nth: int
    new: bool


def terms(uow: UnitOfWork, by: Person, proposal_id: int) -> tuple[TermOfRoute, ...]:
    """Return the terms of a proposal that have a length, in the order of the register.

    Raises:
        NotFound: there is no such proposal, or not for this person.
    """
    files, shared = studio.files_of(uow, by, proposal_id), shared_of(uow)
    steps: dict[str, dict[str, None]] = {}
    for path in sorted(files):
        if path.endswith(".bpmn"):
            for process in reading_in(files, path).processes:
                for rule, name in _named(process):
                    steps.setdefault(rule, {})[name] = None
    newest = {each: shared.rules.versions(each)[-1] for each in shared.rules.ids}
    return tuple(
        TermOfRoute(rule, tuple(steps[number]), len(rule.ladder), not rule.statutory and has_length(rule))
        for number, rule in newest.items()
        if number in steps and not rule.moment
    )


def _named(process: Process) -> Iterator[tuple[str, str]]:
    for element in process.elements.values():
        name = element.name or element.id.replace("_", " ")
        for rule in (element.properties.get("due", ""), *element.verbs.starts):
            if rule:
                yield rule, name


def reminder(uow: UnitOfWork, by: Person, proposal_id: int, rule: str, nth: int | None = None) -> ReminderForm:
    """Return the reminders of a term, with the one to change; without *nth* a new one.

    Raises:
        NotFound: there is no such term or reminder, or not for this person.
    """
    studio.files_of(uow, by, proposal_id)
    page = register.rule_page(uow, by, rule)
    typed = register.proposed(uow, by, "ladder", {"rule": [rule]})
    count = len(page.rungs)
    place = count if nth is None else nth
    if not 0 <= place < MOST_RUNGS or (nth is not None and nth >= count):
        raise NotFound(f"no reminder {nth} of {rule}")
    return ReminderForm(page, typed, place, nth is None)
