"""Tries a form's expressions on empty and on sample answers, so that no person is the first to do so."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal

from workflows.domain.answers import Field, Form
from workflows.domain.errors import ExpressionFailed
from workflows.domain.expressions import EmptyValue, Expression, Value
from workflows.routes.elements import MAX_INSTANCES
from workflows.routes.remarks import Remarks

_DAY = date(2026, 11, 23)
_SAMPLES: Mapping[str, Value] = {
    "text": "tekst",
    "long": "tekst",
    "email": "naam@school.nl",
    "date": _DAY,
    "yesno": True,
    "number": 1,
    "money": Decimal("1.00"),
    "person": 1,
    "organisation": 1,
    "file": ["1"],
    "table": [1],
}


def try_expressions(form: Form, remarks: Remarks) -> None:
    """Report conditions and checks that fail on answers a person can give.

    Only expressions over the form's own fields and `on` are tried: what the facts of the case are is not known here.
    A condition must bear every field above it being empty; a check may count on what is always asked and required.
    """
    samples = samples_of(form.asking)
    certain = always_answered(form)
    for field in form.fields:
        for key, expression in field.expressions().items():
            if key in ("show_when", "required_when"):
                try_expression(expression, samples, set(), remarks, field.id, key)
    for number, check in enumerate(form.checks, start=1):
        try_expression(check.unless, samples, certain, remarks, f"check {number}", "unless")


def always_answered(form: Form) -> set[str]:
    """Return the fields that no answer can do without; what stands in a section that may be hidden is none."""
    always, certain = True, set()
    for field in form.fields:
        if field.kind == "heading":
            always = field.show_when is None
        elif always and field.required and field.show_when is None and not field.or_document:
            certain.add(field.id)
    return certain


def samples_of(fields: Iterable[Field]) -> dict[str, Value]:
    """Return an answer to each of *fields*, as a person could give it."""
    return {field.id: _sample(field) for field in fields}


def try_expression(
    expression: Expression, samples: Mapping[str, Value], certain: set[str], remarks: Remarks, element: str, key: str
) -> None:
    """Report an expression that fails on *samples*, or on any of them empty that is not *certain*."""
    if not expression.names <= samples.keys() | {"on"}:
        return
    for answers in _trials(expression, samples, certain):
        try:
            expression.holds({**answers, "on": _DAY})
        except EmptyValue as error:
            remarks.refuse(
                element, "empty", f"‘{key}’ faalt als een veld leeg is. {error}", "Toets eerst met not empty(…)."
            )
            return
        except ExpressionFailed as error:
            remarks.refuse(
                element, "expression", f"‘{key}’ klopt niet bij deze velden: {error}", "Verbeter de voorwaarde."
            )
            return


def try_count(expression: Expression, samples: Mapping[str, Value], remarks: Remarks, element: str) -> None:
    """Report what says how often a task is done, and can never be such a number."""
    if not expression.names <= samples.keys() | {"on"}:
        return
    try:
        total = expression.evaluate({**samples, "on": _DAY})
    except ExpressionFailed as error:
        problem = f"‘Hoeveel keer’ klopt niet bij deze velden: {error}"
        remarks.refuse(
            element, "expression", problem, "Vul een getal in, of een vraag waarop een getal het antwoord is."
        )
        return
    if type(total) is not int or (not expression.names and not 0 <= total <= MAX_INSTANCES):
        problem = f"‘{expression}’ is geen aantal keren van 0 tot en met {MAX_INSTANCES}."
        remarks.refuse(element, "count", problem, "Vul een getal in, of een vraag waarop een getal het antwoord is.")


def _trials(expression: Expression, samples: Mapping[str, Value], certain: set[str]) -> Iterator[Mapping[str, Value]]:
    """Yield all filled in, all empty that can be, and each one empty in turn."""
    yield samples
    optional = sorted(expression.names & samples.keys() - certain)
    empty: dict[str, Value] = {name: [] if isinstance(samples[name], list) else None for name in optional}
    yield {**samples, **empty}
    for name in optional:
        yield {**samples, name: empty[name]}


def _sample(field: Field) -> Value:
    first = field.options[0].value if field.options else "tekst"
    if field.kind == "choice":
        return first
    if field.kind == "choices":
        return [first]
    return _SAMPLES[field.kind]
