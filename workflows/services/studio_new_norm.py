"""The norm that is made with a new task: a row of the register, to which the director must have agreed."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from workflows.domain.errors import FieldError, InvalidAnswers
from workflows.domain.people import Person
from workflows.domain.periods import Period
from workflows.domain.wording import Text
from workflows.persistence import people
from workflows.persistence.unit_of_work import UnitOfWork
from workflows.routes.register_text import RegisterText
from workflows.routes.route import Shared
from workflows.services import studio
from workflows.services.deployments import publish_shared, register_version, shared_of
from workflows.services.register import DIRECTOR
from workflows.services.register_changes import LONGEST, MISSING, SHORTEST
from workflows.services.register_given import Raw
from workflows.services.register_words import kept
from workflows.services.studio_steps import reading_in

OWN_NORM = "EN"  #: how the code begins of a norm that is made with a task
OWN = re.compile(rf"{OWN_NORM}\d+")


@dataclass(frozen=True)
class NewNorm:
    """A norm to come: its code in the register, what the task is called, how long it is, and what it rests on."""

    rule: str
    name: str
    period: Period
    source: str


@dataclass(frozen=True)
class Undone:
    """What was taken back of a proposal, and the norms that came with it and stay in the register."""

    what: str
    norms: tuple[str | Text, ...]


def undo(uow: UnitOfWork, by: Person, proposal_id: int) -> Undone:
    """Take back the last save of a proposal; a norm that was made with it was agreed to, and stays.

    Raises:
        NotFound, NotAllowed, InvalidAnswers: as for ``studio.undo``.
    """
    before = _own_norms(uow, by, proposal_id)
    what = studio.undo(uow, by, proposal_id)
    left = _own_norms(uow, by, proposal_id)
    return Undone(what, tuple(name for number, name in before.items() if number not in left))


def _own_norms(uow: UnitOfWork, by: Person, proposal_id: int) -> Mapping[str, str | Text]:
    """Return what the norms are called that were made with a task of this proposal, by their code in the register."""
    files, rules = studio.files_of(uow, by, proposal_id), shared_of(uow).rules
    used = {
        element.properties.get("due", "")
        for path in files
        if path.endswith(".bpmn")
        for process in reading_in(files, path).processes
        for element in process.elements.values()
    }
    return {each: rules.versions(each)[-1].label for each in sorted(used) if OWN.fullmatch(each) and each in rules}


def free_code(shared: Shared) -> str:
    """Return a code that no norm has yet."""
    return next(each for each in (f"{OWN_NORM}{n}" for n in range(1, 10_000)) if each not in shared.rules)


def asked(by: Person) -> tuple[str, ...]:
    """Return who must have agreed before *by* adds a norm: it is a change of how we work."""
    return () if by.has(DIRECTOR) else ("agreed",)


def consent(by: Person, raw: Raw) -> str:
    """Return when and how the director agreed to the norm.

    Raises:
        InvalidAnswers: it was not filled in.
    """
    agreed = " ".join((raw.get("agreed") or [""])[0].split())
    if asked(by) and not SHORTEST <= len(agreed) <= LONGEST:
        raise InvalidAnswers([FieldError("agreed", MISSING["agreed"])])
    return agreed


def register_with(uow: UnitOfWork, by: Person, shared: Shared, norm: NewNorm) -> Shared:
    """Return the register with the norm of a task in it; nothing is saved."""
    text = RegisterText(shared.files)
    text.add_rule({
        "id": norm.rule,
        "label": {"nl": norm.name, "en": norm.name},
        "period": {norm.period.unit: norm.period.n},
        "rolls": "backward",
        "norm": "local",
        "owner": "swv",
        "source": norm.source,
        "consequence": {"nl": "De eigen norm is voorbij.", "en": "The local norm has passed."},
        "certainty": "K",
        "checked_on": uow.today,
        "checked_by": by.name,
    })  # fmt: skip
    return Shared(text.files)


def add(uow: UnitOfWork, by: Person, shared: Shared, norm: NewNorm, agreed: str) -> Shared:
    """Put the norm of a task in the register: nothing starts it before the route with the task is in use."""
    register, before = register_with(uow, by, shared, norm), str(register_version(uow))
    live = publish_shared(uow, register.files, norm.name, by.id)
    details = {"rule": norm.rule, "after": kept(norm.period), "source": norm.source, "name": norm.name}
    details |= {"agreed": agreed, "was": before}
    people.note_register_change(uow, "register.norm_of_step", by.id, live, details, f"rule:{norm.rule}")
    return register
