"""Who asks for the answer to a question: other questions, arrows, tables and letters of the same route."""

from collections.abc import Callable, Iterable, Iterator

from workflows.domain.errors import InvalidRoute
from workflows.routes.route import Route


def uses_of(route: Route, name: str) -> list[str]:
    """Return where the answer to a question is asked for, in words.

    What cannot be read is passed over: the check says what is wrong with it.
    """
    parts: tuple[Callable[[Route, str], Iterable[str]], ...] = (_in_forms, _in_drawings, _in_tables, _in_letters)
    found: list[str] = []
    for part in parts:
        try:
            found += part(route, name)
        except InvalidRoute:
            continue
    return found


def _in_forms(route: Route, name: str) -> Iterator[str]:
    for form in route.forms.values():
        for field in form.fields:
            if field.id != name and any(name in each.names for each in field.expressions().values()):
                yield f"vraag ‘{field.label}’"
        for check in form.checks:
            if name in check.unless.names:
                yield f"controle ‘{check.message}’"


def _in_drawings(route: Route, name: str) -> Iterator[str]:
    for process in route.processes.values():
        for flow in process.flows.values():
            if flow.condition is not None and name in flow.condition.names:
                yield f"pijl ‘{flow.name or flow.id}’"
        for element in process.elements.values():
            if name in " ".join(element.properties.get(key, "") for key in ("from", "until", "on", "fact")).split():
                yield f"stap ‘{element.name or element.id}’"


def _in_tables(route: Route, name: str) -> Iterator[str]:
    yield from (f"beslistabel ‘{table.name}’" for table in route.decisions.values() if name in table.names)


def _in_letters(route: Route, name: str) -> Iterator[str]:
    yield from (f"brief ‘{letter.id}’" for letter in route.letters.values() if name in letter.names)
