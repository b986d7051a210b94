"""The decision tables of a proposal: rules and cells to read and change, and the gaps and overlaps among them."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from workflows.domain.errors import FieldError, InvalidAnswers, InvalidRoute, NotFound
from workflows.domain.findings import Finding
from workflows.domain.people import Person
from workflows.domain.wording import said
from workflows.persistence.unit_of_work import UnitOfWork
from workflows.routes.decision_text import Column, DecisionText
from workflows.routes.decisions import decision_findings
from workflows.routes.duties import Duty
from workflows.routes.duty_steps import of_route
from workflows.routes.route import Route
from workflows.routes.weighing import Weight
from workflows.services import studio, studio_law
from workflows.services.deployments import shared_of

WEIGHT = Weight("C")  #: a table is what the support plan decides
_UNREADABLE = frozenset({"too-large", "not-utf-8", "doctype", "not-xml", "not-dmn", "one-table"})


@dataclass(frozen=True)
class TablePage:
    """A table as it is written, with what the check says: about a rule, by its number from 0, or about the whole."""

    path: str
    asks: tuple[Column, ...]
    answers: tuple[Column, ...]
    rules: tuple[tuple[str, ...], ...]
    notes: tuple[str, ...]
    of_rule: Mapping[int, tuple[Finding, ...]]
    findings: tuple[Finding, ...]
    weight: Weight
    duties: tuple[Duty, ...]  #: what the law does not let it answer


def table(uow: UnitOfWork, by: Person, proposal_id: int, path: str) -> TablePage:
    """Return a decision table.

    Raises:
        NotFound: there is none of that name, or not for this person.
    """
    data = _data(uow, by, proposal_id, path)
    duties = _duties(uow, by, proposal_id, path)
    findings = [*studio_law.refused(uow, by, proposal_id, path), *decision_findings(path, data)]
    if any(each.code in _UNREADABLE for each in findings):
        return TablePage(path, (), (), (), (), {}, tuple(findings), WEIGHT, duties)
    text = DecisionText(data)
    rules = text.rules
    of_rule = {
        number: found
        for number in range(len(rules))
        if (found := tuple(each for each in findings if each.element == f"regel {number + 1}"))
    }
    placed = {each for found in of_rule.values() for each in found}
    rest = tuple(each for each in findings if each not in placed)
    return TablePage(
        path,
        tuple(text.asks),
        tuple(text.answers),
        tuple(map(tuple, rules)),
        tuple(text.notes),
        of_rule,
        rest,
        WEIGHT,
        duties,
    )


def _duties(uow: UnitOfWork, by: Person, proposal_id: int, path: str) -> tuple[Duty, ...]:
    name = PurePosixPath(path).stem
    try:
        duties = of_route(Route(studio.files_of(uow, by, proposal_id)), shared_of(uow))
    except InvalidRoute:
        return ()
    return tuple(each for each in duties if any(never.table == name for never in each.never))


def _data(uow: UnitOfWork, by: Person, proposal_id: int, path: str) -> bytes:
    files = studio.files_of(uow, by, proposal_id)
    if path not in files or not path.startswith("decisions/"):
        raise NotFound(f"no table {path!r}")
    return files[path]


def change(
    uow: UnitOfWork,
    by: Person,
    proposal_id: int,
    path: str,
    cells: Mapping[tuple[int, int], str],
    seen: int,
    *,
    add: int | None = None,
    remove: int | None = None,
) -> None:
    """Write the cells, by rule and place; then *add* a rule below another, or *remove* one.

    A table with gaps or faults is saved as well: the page and the check say what is wrong.

    Raises:
        NotFound, NotAllowed, ProposalMoved: as ``studio.save``.
        InvalidAnswers: the last rule cannot go.
    """
    text = DecisionText(_data(uow, by, proposal_id, path))
    for (number, place), words in cells.items():
        text.set_cell(number, place, words)
    if add is not None:
        text.add_rule(add)
    if remove is not None:
        if len(text.rules) == 1:
            raise InvalidAnswers([FieldError("", said("Een beslistabel heeft minstens één regel."))])
        text.remove_rule(remove)
    name = path.rpartition("/")[2].removesuffix(".dmn").replace("_", " ")
    studio.save_as(uow, by, proposal_id, path, text.data, seen, said("Beslistabel ‘{name}’ gewijzigd", name=name))
