"""Whether what a form proposes from an earlier step is asked there, and fits."""

from collections.abc import Mapping

from workflows.domain.answers import Field, Form
from workflows.domain.errors import InvalidExpression
from workflows.domain.fields import DOER
from workflows.domain.findings import Finding
from workflows.domain.letters import compile_phrase
from workflows.routes.remarks import Remarks
from workflows.routes.route import Route


def forms_of_steps(route: Route) -> dict[str, Form]:
    """Return the form of every step and message of a route that has one, by element."""
    named = {each.id: each.properties.get("form", each.id) for each in route.elements.values()}
    return {element: route.forms[form] for element, form in named.items() if form in route.forms}


def check_earlier(route: Route) -> list[Finding]:
    """Return a finding for every ``prefill_from`` from which nothing can come."""
    findings: list[Finding] = []
    steps = forms_of_steps(route)
    for name, form in route.forms.items():
        remarks = Remarks(f"forms/{name}.toml")
        for field in form.asking:
            for source in field.prefill_from:
                if problem := _problem(field, source, form, steps):
                    remarks.refuse(field.id, "prefill", f"‘{source}’: {problem}", "Verbeter ‘prefill_from’.")
        findings += remarks.findings
    return findings


def _problem(field: Field, source: str, form: Form, steps: Mapping[str, Form]) -> str:
    """Return why *field* can propose nothing from *source*; empty if it can."""
    step, dot, name = source.partition(".")
    if step not in steps:
        return "deze stap bestaat niet, of heeft geen formulier."
    if steps[step] is form:
        return "dat is dit formulier zelf."
    asked = {each.id: each for each in steps[step].asking}
    if field.prefill_as:
        return "met ‘prefill_as’ noemt u alleen de stap." if dot else _words_problem(field.prefill_as, asked)
    if name not in asked:
        return f"het formulier van die stap heeft geen veld ‘{name}’."
    if asked[name].kind in ("file", "table") or field.kind not in ("text", "long", asked[name].kind):
        return "dat antwoord is van een andere soort."
    return ""


def _words_problem(words: str, asked: Mapping[str, Field]) -> str:
    try:
        unknown = sorted(compile_phrase(words).names - {*asked, DOER})
    except InvalidExpression as error:
        return f"‘prefill_as’ klopt niet: {error}"
    return f"het formulier van die stap heeft geen veld ‘{unknown[0]}’." if unknown else ""
