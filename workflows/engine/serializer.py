"""The saved state of a case: which tokens are where, and nothing else.

A record is ``[number, element, kind, more]``; *more* holds what the kind needs: the tokens beneath or inside it, the
flow of an arrival at a join, which timers of an activity have fired. Specs, facts and clocks are kept elsewhere.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from workflows.domain.errors import StepFailed
from workflows.engine.events import SPLIT, Group
from workflows.engine.nodes import Instances, Node
from workflows.engine.tokens import CalledProcess, Case, Scope, Token

VERSION = 1

Record = list[Any]


def dump(case: Case) -> dict[str, Any]:
    """Return the state of a case at rest, fit for JSON."""
    return {"v": VERSION, "last": case.last_number, "tokens": _records(case, case.task_tree.children)}


def _records(case: Case, tokens: Iterable[Token]) -> list[Record]:
    records = []
    for token in tokens:
        spec = token.task_spec
        more: dict[str, Any] = dict(token.internal_data)
        if token._children:
            more["tokens"] = _records(case, token.children)
        elif inner := case.subprocesses.get(token.id):
            more["inside"] = _records(case, inner.task_tree.children)
        if spec.kind == "join":
            more |= {"over": token.came_over, "of": len(spec.element.incoming)}
        record: Record = [token.id, spec.element.id, spec.kind]
        records.append([*record, more] if more else record)
    return records


def load(case: Case, state: Mapping[str, Any]) -> None:
    """Put the tokens of *state* into a case that has none.

    Raises:
        StepFailed: the state is damaged or of another version of the format, or does not fit this definition: an
            element with a token is gone, is of another kind, has other events on its edge or joins more flows.
    """
    if state.get("v") != VERSION:
        raise StepFailed(f"De stand van de zaak is van een onbekende soort ({state.get('v')}).")
    try:
        case.last_number = int(state["last"])
        _restore(case, case.task_tree, state["tokens"])
    except (AttributeError, KeyError, TypeError, ValueError) as problem:
        raise StepFailed("De opgeslagen stand van de zaak is beschadigd.") from problem
    case.completed = not state["tokens"]


def _restore(scope: Scope, above: Token, records: list[Record]) -> None:
    for number, element, kind, *rest in records:
        spec = _spec(scope, above, element, kind)
        if number in scope.tasks or int(number) > scope.top_workflow.last_number:
            raise ValueError(number)
        token = Token(scope, spec, above, spec.rest, number)
        more = dict(rest[0]) if rest else {}
        if kind == "join":
            _restore_arrival(token, more.pop("over"), more.pop("of"))
        elif kind == "call":
            called = CalledProcess(scope.top_workflow.subprocess_specs[spec.spec], token)
            _restore(called, called.task_tree, more.pop("inside"))
        elif kind in ("edge", "choice", "instances"):
            _restore(scope, token, more.pop("tokens"))
            _check_members(token, {each.task_spec.name for each in token.children} | set(more.get("fired", ())))
        token.internal_data = more


def _restore_arrival(token: Token, flow: str, of: int) -> None:
    incoming = token.task_spec.element.incoming
    if flow not in incoming or of != len(incoming):
        raise _other(token, "pijlen")
    token.came_over = flow


def _spec(scope: Scope, above: Token, element: str, kind: str) -> Node:
    specs = scope.spec.task_specs
    owner = above.task_spec
    if isinstance(owner, Instances):
        spec = specs[owner.task_spec]
    else:
        spec = specs.get(element + SPLIT if kind == "edge" else element)
    if not isinstance(spec, Node) or not kind or spec.kind != kind or spec.element.id != element:
        raise StepFailed(f"'{element}' staat niet, of als iets anders, in deze versie van de route.")
    alone = owner is scope.spec.start
    if alone and kind != "edge" and element + SPLIT in specs:
        raise StepFailed(f"'{element}' heeft in deze versie van de route een randgebeurtenis erbij.")
    return spec


def _check_members(token: Token, members: set[str]) -> None:
    spec = token.task_spec
    if not token._children or (isinstance(spec, Group) and members != set(spec._outputs)):
        raise _other(token, "gebeurtenissen")


def _other(token: Token, what: str) -> StepFailed:
    return StepFailed(f"Bij '{token.task_spec.element.id}' horen in deze versie van de route andere {what}.")
