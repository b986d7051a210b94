"""What a form proposes from an earlier step is asked there, and fits."""

import pytest

from tests.routes import samples
from tests.routes.samples import bpmn, end, start, user, way
from workflows.routes.check import check_route

ASKED = """
block = "request"
[[field]]
id = "school"
kind = "text"
label = "School"
[[field]]
id = "dag"
kind = "date"
label = "Dag"
[[field]]
id = "stuk"
kind = "file"
label = "Stuk"
"""


def problems(kind: str, more: str) -> list[str]:
    drawing = bpmn(start(), user("vragen"), user("besluiten"), end(), way("begin", "vragen", "besluiten", "einde"))
    form = f'block = "request"\n[[field]]\nid = "hier"\nkind = "{kind}"\nlabel = "Hier"\n{more}'
    route = samples.route(drawing, forms__vragen=ASKED, forms__besluiten=form)
    return [finding.problem for finding in check_route(route, samples.shared()) if finding.code == "prefill"]


@pytest.mark.parametrize(
    ("kind", "more"),
    [
        ("text", 'prefill_from = "vragen.school"'),
        ("text", 'prefill_from = "vragen.school vragen.dag"'),
        ("date", 'prefill_from = "vragen.dag"'),
        ("long", 'prefill_from = "vragen"\nprefill_as = "{{ school }} op {{ dag }}, volgens {{ door }}"'),
    ],
)
def test_what_is_asked_there_and_fits_gets_no_remarks(kind: str, more: str) -> None:
    assert problems(kind, more) == []


@pytest.mark.parametrize(
    ("kind", "more", "problem"),
    [
        ("text", 'prefill_from = "vraag.school"', "‘vraag.school’: deze stap bestaat niet, of heeft geen formulier."),
        ("text", 'prefill_from = "besluiten.hier"', "‘besluiten.hier’: dat is dit formulier zelf."),
        (
            "text",
            'prefill_from = "vragen.skool"',
            "‘vragen.skool’: het formulier van die stap heeft geen veld ‘skool’.",
        ),
        ("text", 'prefill_from = "vragen"', "‘vragen’: het formulier van die stap heeft geen veld ‘’."),
        ("text", 'prefill_from = "vragen.stuk"', "‘vragen.stuk’: dat antwoord is van een andere soort."),
        ("date", 'prefill_from = "vragen.school"', "‘vragen.school’: dat antwoord is van een andere soort."),
        (
            "text",
            'prefill_from = "vragen.school"\nprefill_as = "{{ school }}"',
            "‘vragen.school’: met ‘prefill_as’ noemt u alleen de stap.",
        ),
        (
            "text",
            'prefill_from = "vragen"\nprefill_as = "{{ skool }}"',
            "‘vragen’: het formulier van die stap heeft geen veld ‘skool’.",
        ),
    ],
)
def test_what_can_never_be_proposed_is_refused(kind: str, more: str, problem: str) -> None:
    assert problems(kind, more) == [problem]


def test_words_that_cannot_be_read_are_refused() -> None:
    (problem,) = problems("text", 'prefill_from = "vragen"\nprefill_as = "{{ school"')
    assert problem.startswith("‘vragen’: ‘prefill_as’ klopt niet")
