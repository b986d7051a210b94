"""Whether what one case gives or tells another arrives there: the answers that come along, and the messages."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from workflows.domain.answers import Field
from workflows.domain.findings import Finding, Level
from workflows.routes.carried import Carried, pairs_in
from workflows.routes.elements import Element
from workflows.routes.remarks import Remarks
from workflows.routes.route import Route
from workflows.routes.vocabulary import MANDATED

STARTS, TELLS = "start_case", "tell_case"
#: The columns by which a row of a table names the pupil for whom a case begins; the second may be missing.
PUPIL = ("roepnaam", "tussenvoegsel", "achternaam", "geboortedatum")


def carries_of(properties: Mapping[str, str]) -> tuple[Carried, ...]:
    """Return what ``carries`` names: words ``field`` or ``new=old``."""
    return pairs_in(properties.get("carries", "").split())


def fields_of(route: Route) -> dict[str, Field]:
    """Return the questions of a route by id, the columns of its tables among them; of several with one id the last.

    Who may read a table may read its columns.
    """
    asked = [field for form in route.forms.values() for field in form.asking]
    columns = {each.id: replace(each, block=table.block) for table in asked for each in table.columns}
    return {**columns, **{field.id: field for field in asked}}


def comes_along(old: Field, new: Field) -> bool:
    """Whether the answer to *old* may be proposed in *new*: it means the same, and whoever may read it there may here.

    Files stay where they were added.
    """
    return old.kind == new.kind != "file" and old.block == new.block


def check_links(route: Route, others: Mapping[str, Route]) -> list[Finding]:
    """Return a finding for everything that would be lost on the way to the case that begins, or that this came from.

    *others* are the routes that are known beside this one, by name.
    """
    others = {**others, route.name: route}  # a route may let another case of its own begin
    findings: list[Finding] = [*_without_pupil(route), *_renewal(route, others)]
    for process in route.processes.values():
        remarks = Remarks(process.file)
        for element in process.elements.values():
            if element.properties.get("does") == STARTS:
                _check_each(element, route, remarks)
                _check_carries(element, route, others, remarks)
            if element.properties.get("does") == TELLS:
                _check_message(element, route, others, remarks)
            _check_mandated(element, route, others, remarks)
        findings += remarks.findings
    return findings


def _check_each(element: Element, route: Route, remarks: Remarks) -> None:
    """A case for each row needs a table in which every row names a pupil."""
    name = element.properties.get("each")
    if name is None:
        return
    tables = [each for form in route.forms.values() for each in form.asking if each.id == name]
    needed = [each for each in PUPIL if each != "tussenvoegsel"]
    sure = [{column.id for column in table.columns if column.required} for table in tables]
    if not tables or not all(columns.issuperset(needed) for columns in sure):
        problem = f"'{name}' is geen tabel waarin elke regel een leerling noemt."
        remedy = f"Geef de tabel de verplichte kolommen {', '.join(needed)}."
        _refuse(remarks, element, problem, remedy)


def _renewal(route: Route, others: Mapping[str, Route]) -> list[Finding]:
    remarks, renewal = Remarks("route.toml"), route.settings.renewal
    for choice in renewal.choices if renewal is not None else ():
        if choice.route and choice.route not in others:
            problem = f"De route '{choice.route}' is er nog niet: dit antwoord staat zolang niet op de bladzijde."
            remarks.refuse(f"renewal.choice.{choice.id}", "link", problem, "Neem die route in gebruik.", "warning")
    return remarks.findings


def _without_pupil(route: Route) -> list[Finding]:
    remarks, known = Remarks("route.toml"), fields_of(route)
    for name in route.settings.without_pupil:
        if name not in known or known[name].kind == "file":
            problem = f"Het veld '{name}' staat in geen formulier van deze route, of is een stuk."
            remarks.refuse("without_pupil", "link", problem, "Noem een veld van de eerste taak.")
    return remarks.findings


def _check_carries(element: Element, route: Route, others: Mapping[str, Route], remarks: Remarks) -> None:
    here, name = fields_of(route), element.properties.get("route", "")
    there = fields_of(others[name]) if name in others else None
    carried = carries_of(element.properties)
    if carried and there is None:
        _refuse(
            remarks, element, f"De route '{name}' is er nog niet: wat meekomt is daar niet na te gaan.",
            "Controleer deze route opnieuw zodra die er is.", "warning",
        )  # fmt: skip
    for new, old in carried:
        if old not in here:
            _refuse(remarks, element, f"Het veld '{old}' staat in geen formulier van deze route.", "Verbeter de naam.")
        elif there is not None and new not in there:
            problem = f"Het veld '{new}' staat in geen formulier van de route '{name}'."
            _refuse(remarks, element, problem, "Noem het veld dat het antwoord krijgt: nieuw=oud.")
        elif here[old].kind == "file":
            _refuse(remarks, element, f"'{old}' is een stuk: dat komt niet mee.", "Haal het weg bij 'carries'.")
        elif there is not None and not comes_along(here[old], there[new]):
            problem = f"'{old}' en '{new}' zijn niet van dezelfde soort of van hetzelfde gegevensblok."
            _refuse(remarks, element, problem, "Geef beide velden dezelfde kind en hetzelfde block.")


def _check_message(element: Element, route: Route, others: Mapping[str, Route], remarks: Remarks) -> None:
    origins = [other for other in others.values() if other is not route and route.name in _started_by(other)]
    message = element.properties.get("message", "")
    if not origins:
        problem = "Geen bekende route begint zaken van deze route: of het bericht aankomt is niet na te gaan."
        _refuse(remarks, element, problem, "Controleer deze route opnieuw zodra die er is.", "warning")
    for origin in origins:
        if all(each.message != message for each in origin.elements.values()):
            problem = f"De route '{origin.name}' wacht nergens op het bericht '{message}'."
            _refuse(remarks, element, problem, "Verbeter de naam, of teken daar waar het aankomt.")


def _check_mandated(element: Element, route: Route, others: Mapping[str, Route], remarks: Remarks) -> None:
    words = element.properties.get("not_by", "").split()
    origins = [other for other in others.values() if route.name in _started_by(other)]
    for step in (word.removeprefix(MANDATED) for word in words if word.startswith(MANDATED)):
        found = [origin.elements[step] for origin in origins if step in origin.elements]
        if origins and not any("mandate" in each.properties for each in found):
            problem = f"De route waaruit deze voortkomt heeft geen stap '{step}' waarvoor een mandaat nodig is."
            _refuse(remarks, element, problem, "Verbeter de naam van de stap.")


def _started_by(route: Route) -> Iterator[str]:
    for element in route.elements.values():
        if element.properties.get("does") == STARTS:
            yield element.properties.get("route", "")


def _refuse(remarks: Remarks, element: Element, problem: str, remedy: str, level: Level = "error") -> None:
    remarks.refuse(element.id, "link", problem, remedy, level)
