"""What a diagram draws but the engine would not do, or would do otherwise, without a word."""

import re
from collections import Counter

from workflows.routes.elements import Element, Flow, Process
from workflows.routes.part_words import label
from workflows.routes.remarks import Remarks

_EVENTS: dict[str, tuple[str | None, ...]] = {
    "startEvent": (None,),
    "endEvent": (None, "terminate"),
    "intermediateCatchEvent": ("message", "timer"),
    "intermediateThrowEvent": (None,),
    "boundaryEvent": ("message", "timer"),
}
_NAMES = {None: "een gewoon teken", "message": "een bericht", "timer": "een moment", "terminate": "een einde van alles"}
_HOSTS = ("userTask", "callActivity")
_CHOOSES = ("exclusiveGateway", "inclusiveGateway")
_SPLITS = (*_CHOOSES, "parallelGateway", "eventBasedGateway")
_GENERATED = re.compile(r"(Activity|Gateway|Event|Process)_[0-9a-z]{7}")


def check_structure(process: Process, remarks: Remarks) -> None:
    """Refuse every combination of allowed parts that does not mean what it looks like."""
    _check_flows(process, remarks)
    for element in process.elements.values():
        _check_ways(element, remarks)
        if element.kind in _EVENTS:
            _check_event(process, element, remarks)
        if element.kind == "eventBasedGateway":
            _check_event_gateway(process, element, remarks)
        if element.kind in ("userTask", "callActivity"):
            _check_activity(element, remarks)
        if _GENERATED.fullmatch(element.id) and element.kind not in _SPLITS:
            problem = f"In rapporten en voorbeelden heet dit '{element.id}'."
            remarks.refuse(
                element.id,
                "generated-id",
                problem,
                "Geef het bij ‘Naam in rapporten en voorbeelden’ een woord dat bij de stap past.",
                level="warning",
            )
    _check_lanes(process, remarks)


def _check_flows(process: Process, remarks: Remarks) -> None:
    pairs = Counter((flow.source, flow.target) for flow in process.flows.values())
    for flow in process.flows.values():
        source = process.elements[flow.source]
        chooses = source.kind in _CHOOSES and len(source.outgoing) > 1
        if flow.condition and (not chooses or source.default == flow.id):
            problem = "Deze voorwaarde telt niet mee."
            remedy = "Een voorwaarde hoort op een pijl uit een keuze, niet op de standaardpijl. Maak haar leeg."
            remarks.refuse(flow.id, "condition-ignored", problem, remedy)
        if chooses and not flow.condition and source.default != flow.id:
            problem = "De pijl heeft geen voorwaarde."
            remarks.refuse(
                flow.id,
                "no-condition",
                problem,
                "Vul haar ‘Voorwaarde’ in, of kies haar bij de keuze als ‘Standaardpijl’.",
            )
        if pairs[flow.source, flow.target] > 1:
            problem = f"Er zijn twee pijlen van '{flow.source}' naar '{flow.target}'."
            remarks.refuse(
                flow.id, "same-flow", problem, "Houd er één over; zet twee voorwaarden bij elkaar met 'or' ertussen."
            )


def _check_ways(element: Element, remarks: Remarks) -> None:
    """Look at the number of flows into and out of *element*."""
    kind, out = element.kind, len(element.outgoing)
    if kind == "endEvent" and out:
        remarks.refuse(element.id, "after-end", "Na een einde gaat niets verder.", "Haal de uitgaande pijl weg.")
    if kind != "endEvent" and not out:
        remarks.refuse(element.id, "no-way-on", "Er gaat geen pijl uit.", "Trek een pijl naar de volgende stap.")
    if kind in ("startEvent", "boundaryEvent") and element.incoming:
        remarks.refuse(element.id, "into-start", "Hier kan geen pijl in komen.", "Haal de inkomende pijl weg.")
    if kind not in _SPLITS and out > 1:
        problem = "Er gaan meer pijlen uit; dan wordt alles tegelijk gedaan."
        remarks.refuse(
            element.id, "several-ways-on", problem, "Zet er een ‘Keuze: één weg’ of ‘Alles tegelijk’ achter."
        )
    if kind in _CHOOSES and out > 1 and element.default is None:
        problem = "De keuze heeft geen standaardpijl: klopt geen voorwaarde, dan staat de zaak stil."
        remarks.refuse(element.id, "no-default", problem, "Kies bij de keuze een ‘Standaardpijl’.")


def _check_event(process: Process, element: Element, remarks: Remarks) -> None:
    if element.event not in _EVENTS[element.kind] and element.event in _NAMES:  # others are refused as such
        kinds = " of ".join(_NAMES[each] for each in _EVENTS[element.kind])
        problem = f"{_NAMES[element.event].capitalize()} werkt op deze plek niet."
        remarks.refuse(element.id, "event", problem, f"Hier past {kinds}. Kies het bij ‘Soort wijzigen’.")
    if element.kind != "boundaryEvent":
        after_gateway = any(
            process.elements[process.flows[flow].source].kind == "eventBasedGateway" for flow in element.incoming
        )
        if element.event == "message" and not after_gateway:
            _warn_endless_wait(element, remarks)
        return
    host = process.elements.get(element.attached_to or "")
    if host and host.kind not in _HOSTS:
        problem = f"Op de rand van '{host.name or host.id}' gebeurt nooit iets: daar staat niets te wachten."
        remarks.refuse(
            element.id, "boundary-host", problem, "Zet het op een ‘Taak voor iemand’ of een ‘Andere tekening (fase)’."
        )
    if element.event == "message" and not element.interrupting:
        problem = "Een bericht dat niet onderbreekt, wordt maar één keer gehoord."
        remarks.refuse(element.id, "message-once", problem, "Laat het onderbreken, of wacht erop naast de taak.")
    if host and (sooner := _stopped_by(process, element)):
        problem = f"Dit moment komt nooit: '{sooner.name or sooner.id}' heeft de stap dan al gestopt."
        remedy = "Laat dat moment niet onderbreken, of haal één van beide weg."
        remarks.refuse(element.id, "two-timers", problem, remedy)
    if host and element.message:
        first = next(each for each in process.boundaries(host.id) if each.message == element.message)
        if first.id != element.id:
            problem = f"'{first.id}' wacht op hetzelfde bericht."
            remarks.refuse(element.id, "message-twice", problem, "Houd er één over.")


def _stopped_by(process: Process, element: Element) -> Element | None:
    """Return the moment on the same edge that, by the same term, always ends the step before or just as this comes."""
    due, beside = element.due_at, process.boundaries(element.attached_to or "")
    for other in beside:
        if other.id == element.id or not other.interrupting or not due or not other.due_at:
            continue
        if (other.due_at.rule, other.due_at.unit) == (due.rule, due.unit) and other.due_at.n <= due.n:
            first = beside.index(other) < beside.index(element)
            if other.due_at.n < due.n or not element.interrupting or first:
                return other
    return None


def _check_event_gateway(process: Process, element: Element, remarks: Remarks) -> None:
    targets = process.targets(element)
    if len(targets) < 2:
        remarks.refuse(
            element.id,
            "event-gateway",
            "Er valt niets te kiezen.",
            "Teken er minstens twee dingen achter om op te wachten.",
        )
    for target in targets:
        if target.kind != "intermediateCatchEvent" or len(target.incoming) != 1:
            problem = f"Hierna kan '{target.name or target.id}' niet volgen."
            remedy = "Laat elke pijl naar een eigen ‘Wachten op een bericht’ of ‘Wachten op een moment’ gaan."
            remarks.refuse(element.id, "event-gateway", problem, remedy)
    events = Counter(target.message or target.event for target in targets)
    if events["timer"] > 1:
        problem = "Er staan twee momenten achter: alleen het eerste gaat ooit af."
        remarks.refuse(element.id, "two-timers", problem, "Houd de eerste; teken de andere erachter.")
    for message, count in events.items():
        if count > 1 and message != "timer":
            problem = f"Hier wordt twee keer op het bericht '{message}' gewacht."
            remarks.refuse(element.id, "message-twice", problem, "Houd er één over.")
    if not events["timer"]:
        _warn_endless_wait(element, remarks)


def _warn_endless_wait(element: Element, remarks: Remarks) -> None:
    problem = "Hier wordt gewacht zonder termijn."
    remedy = "Zet er ‘Wat het eerst komt’ voor, met ook een ‘Wachten op een moment’."
    remarks.refuse(element.id, "no-deadline", problem, remedy, level="warning")


def _check_activity(element: Element, remarks: Remarks) -> None:
    if element.kind == "callActivity":
        if not element.called:
            remarks.refuse(element.id, "called", "Er is geen tekening gekozen.", "Kies haar bij ‘Welke tekening’.")
        return
    if not element.name:
        remarks.refuse(element.id, "no-name", "De taak heeft geen naam.", "Geef haar een naam: wat moet er gebeuren?")
    if not element.documentation:
        problem = "De taak heeft geen uitleg voor wie haar doet."
        remarks.refuse(
            element.id, "no-documentation", problem, "Schrijf bij ‘Uitleg’ in één of twee zinnen wat er moet gebeuren."
        )
    if element.lane is None:
        remarks.refuse(
            element.id, "no-lane", "De taak ligt in geen baan: niemand krijgt haar.", "Zet haar in een baan."
        )


def _check_lanes(process: Process, remarks: Remarks) -> None:
    for element in process.elements.values():
        if element.lane and not element.lane.role and element.kind == "userTask":
            problem = "Bij de baan staat niet wie dit doet: niemand krijgt deze taken."
            remarks.refuse(element.lane.id, "no-role", problem, f"Kies bij de baan {label('role')}.")
        if (
            element.event == "message"
            and not element.properties.get("role")
            and not (element.lane and element.lane.role)
        ):
            problem = "Niemand kan dit bericht vastleggen."
            remarks.refuse(element.id, "no-role", problem, f"Kies {label('role')}.")


def check_drawing(process: Process, remarks: Remarks) -> None:
    """Refuse what would be done but cannot be seen."""
    drawn = process.drawing
    parts: list[Element | Flow] = [*process.elements.values(), *process.flows.values()]
    for part in parts:
        if part.id not in (drawn.shapes if isinstance(part, Element) else drawn.edges):
            problem = "Dit wordt wel gedaan, maar staat niet in de tekening."
            remarks.refuse(part.id, "not-drawn", problem, "Kies ‘Tekening netjes maken’: dan staat alles erin.")
