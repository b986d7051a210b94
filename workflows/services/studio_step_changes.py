"""One thing about a step, an arrow or a lane changed in its drawing, in words and choices, without the drawing."""

from collections.abc import Mapping

from workflows.domain.errors import FieldError, InvalidAnswers
from workflows.domain.findings import Finding
from workflows.domain.people import Person
from workflows.domain.wording import said
from workflows.persistence.unit_of_work import UnitOfWork
from workflows.routes.diagram_text import DiagramText
from workflows.routes.route import Shared
from workflows.routes.vocabulary import VERBS
from workflows.routes.weights import CONDITION, EXPLANATION, LANE, MOMENT
from workflows.services import studio
from workflows.services.deployments import shared_of
from workflows.services.studio_steps import step, what_is_wrong


def change(
    uow: UnitOfWork, by: Person, proposal_id: int, path: str, number: str, raw: Mapping[str, str], seen: int
) -> bool:
    """Change what differs about one step, arrow or lane; return whether anything did.

    Raises:
        NotFound, NotAllowed, ProposalMoved: as ``studio.save``.
        InvalidAnswers: something that is typed means nothing, thing by thing.
    """
    data = studio.editable(uow, by, proposal_id).files.get(path, b"")
    page = step(uow, by, proposal_id, path, number)
    wanted = {
        each.name: _tidy(each.name, raw[each.name])
        for each in page.parts
        if each.name in raw and _tidy(each.name, raw[each.name]) != _tidy(each.name, each.value)
    }
    for part in page.parts:
        value = wanted.get(part.name, "")
        if value and part.chosen and value not in [str(option) for option, _ in part.options]:
            raise InvalidAnswers([FieldError(part.name, said("Kies iets uit de lijst."))])
        if part.name in VERBS:
            _check_rules(part.name, value, shared_of(uow))
    if not wanted or wanted.get(LANE) == "":
        return False
    text = DiagramText(data)
    for name, value in wanted.items():
        _write(text, number, name, value)
    _refuse_new_errors(path, number, data, text.data, wanted)
    what = said("‘{name}’ gewijzigd", name=page.name or number)
    studio.save_as(uow, by, proposal_id, path, text.data, seen, what)
    return True


def _tidy(name: str, value: str) -> str:
    return value.replace("\r\n", "\n").strip() if name == EXPLANATION else " ".join(value.split())


def _write(text: DiagramText, number: str, name: str, value: str) -> None:
    match name:
        case "name":
            text.set_name(number, value)
        case "documentation":
            text.set_explanation(number, value)
        case "lane":
            text.move_to_lane(number, value)
        case "condition":
            text.set_condition(number, value)
        case "moment":
            text.set_moment(number, value)
        case "times":
            text.set_times(number, value)
        case _:
            text.set_property(number, name, value)


def _check_rules(name: str, value: str, shared: Shared) -> None:
    unknown = [each for each in value.split() if each not in shared.rules]
    if unknown:
        what = said("De termijn {rule} staat niet in het termijnenregister.", rule=", ".join(unknown))
        raise InvalidAnswers([FieldError(name, what)])


def _refuse_new_errors(path: str, number: str, before: bytes, after: bytes, wanted: Mapping[str, str]) -> None:
    new = [each for each in what_is_wrong(path, after) if each not in what_is_wrong(path, before)]
    if not new:
        return
    raise InvalidAnswers(
        [FieldError(_place_of(each, wanted) if each.element == number else "", _sentence(each)) for each in new]
    )


def _place_of(finding: Finding, wanted: Mapping[str, str]) -> str:
    """Return which of the changed things a finding is about."""
    place = {"timer": MOMENT, "expression": CONDITION}.get(finding.code, "")
    if place in wanted:
        return place
    return next((name for name in wanted if f"'{name}'" in finding.problem), next(iter(wanted)))


def _sentence(finding: Finding) -> str:
    return f"{finding.problem} {finding.remedy}"
