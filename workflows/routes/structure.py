"""What a diagram draws but the engine would not do, or would do otherwise, without a word."""

import re
from collections import Counter

from workflows.routes.elements import Element, Flow, Process
from workflows.routes.remarks import Remarks

_EVENTS: dict[str, tuple[str | None, ...]] = {
    "startEvent": (None,),
    "endEvent": (None, "terminate"),
    "intermediateCatchEvent": ("message", "timer"),
    "intermediateThrowEvent": (None,),
    "boundaryEvent": ("message", "timer"),
}
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
            problem = f"'{element.id}' is geen woord; het id komt in rapporten en voorbeelden."
            remarks.refuse(element.id, "generated-id", problem, "Noem het naar de stap.", level="warning")
    _check_lanes(process, remarks)


def _check_flows(process: Process, remarks: Remarks) -> None:
    pairs = Counter((flow.source, flow.target) for flow in process.flows.values())
    for flow in process.flows.values():
        source = process.elements[flow.source]
        chooses = source.kind in _CHOOSES and len(source.outgoing) > 1
        if flow.condition and (not chooses or source.default == flow.id):
            problem = "Deze voorwaarde telt niet mee."
            remedy = "Een voorwaarde hoort op een pijl uit een keuzepoort, niet op de standaardpijl."
            remarks.refuse(flow.id, "condition-ignored", problem, remedy)
        if chooses and not flow.condition and source.default != flow.id:
            problem = "De pijl heeft geen voorwaarde."
            remarks.refuse(flow.id, "no-condition", problem, "Vul een voorwaarde in of maak er de standaardpijl van.")
        if pairs[flow.source, flow.target] > 1:
            problem = f"Er zijn twee pijlen van '{flow.source}' naar '{flow.target}'."
            remarks.refuse(flow.id, "same-flow", problem, "Houd er één over; verbind voorwaarden met 'or'.")


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
        remarks.refuse(element.id, "several-ways-on", problem, "Zet er een poort achter.")
    if kind in _CHOOSES and out > 1 and element.default is None:
        problem = "De poort heeft geen standaardpijl: als niets klopt, valt de zaak stil."
        remarks.refuse(element.id, "no-default", problem, "Maak van één pijl de standaardpijl.")


def _check_event(process: Process, element: Element, remarks: Remarks) -> None:
    if element.event not in _EVENTS[element.kind]:
        kinds = " of ".join(each or "gewone" for each in _EVENTS[element.kind])
        problem = f"Een gebeurtenis van dit soort ({element.event or 'gewone'}) werkt hier niet."
        remarks.refuse(element.id, "event", problem, f"Hier past een {kinds} gebeurtenis.")
    if element.kind != "boundaryEvent":
        after_gateway = any(
            process.elements[process.flows[flow].source].kind == "eventBasedGateway" for flow in element.incoming
        )
        if element.event == "message" and not after_gateway:
            _warn_endless_wait(element, remarks)
        return
    host = process.elements.get(element.attached_to or "")
    if host and host.kind not in _HOSTS:
        problem = f"Op '{host.id}' kan geen randgebeurtenis afgaan: daar staat niets te wachten."
        remarks.refuse(element.id, "boundary-host", problem, "Zet haar op een gebruikerstaak of aangeroepen proces.")
    if element.event == "message" and not element.interrupting:
        problem = "Een bericht dat niet onderbreekt, wordt maar één keer gehoord."
        remarks.refuse(element.id, "message-once", problem, "Laat het onderbreken, of wacht erop naast de taak.")
    if host and element.message:
        first = next(each for each in process.boundaries(host.id) if each.message == element.message)
        if first.id != element.id:
            problem = f"'{first.id}' wacht op hetzelfde bericht."
            remarks.refuse(element.id, "message-twice", problem, "Houd er één over.")


def _check_event_gateway(process: Process, element: Element, remarks: Remarks) -> None:
    targets = process.targets(element)
    if len(targets) < 2:
        remarks.refuse(element.id, "event-gateway", "Er valt niets te kiezen.", "Teken minstens twee gebeurtenissen.")
    for target in targets:
        if target.kind != "intermediateCatchEvent" or len(target.incoming) != 1:
            problem = f"Na deze poort kan '{target.id}' niet volgen."
            remedy = "Laat elke pijl naar een eigen tussengebeurtenis (bericht of termijn) gaan."
            remarks.refuse(element.id, "event-gateway", problem, remedy)
    events = Counter(target.message or target.event for target in targets)
    if events["timer"] > 1:
        problem = "Twee termijnen na één poort: er kan er maar één afgaan."
        remarks.refuse(element.id, "two-timers", problem, "Houd de eerste; teken de andere erachter.")
    for message, count in events.items():
        if count > 1 and message != "timer":
            problem = f"Twee gebeurtenissen wachten op het bericht '{message}'."
            remarks.refuse(element.id, "message-twice", problem, "Houd er één over.")
    if not events["timer"]:
        _warn_endless_wait(element, remarks)


def _warn_endless_wait(element: Element, remarks: Remarks) -> None:
    problem = "Hier wordt gewacht zonder termijn."
    remedy = 'Zet er een gebeurtenispoort voor met een timer, bijvoorbeeld due_at("T4").'
    remarks.refuse(element.id, "no-deadline", problem, remedy, level="warning")


def _check_activity(element: Element, remarks: Remarks) -> None:
    if element.kind == "callActivity":
        if not element.called:
            remarks.refuse(element.id, "called", "Er is geen proces gekozen.", "Vul het id van het proces in.")
        return
    if not element.name:
        remarks.refuse(element.id, "no-name", "De taak heeft geen naam.", "Geef haar een naam: wat moet er gebeuren?")
    if not element.documentation:
        problem = "De taak heeft geen uitleg."
        remarks.refuse(element.id, "no-documentation", problem, "Schrijf in één of twee zinnen wat er moet gebeuren.")
    if element.lane is None:
        remarks.refuse(
            element.id, "no-lane", "De taak ligt in geen lane: niemand krijgt haar.", "Zet haar in een lane."
        )


def _check_lanes(process: Process, remarks: Remarks) -> None:
    for element in process.elements.values():
        if element.lane and not element.lane.role and element.kind == "userTask":
            problem = "De lane heeft geen rol: niemand krijgt deze taken."
            remarks.refuse(element.lane.id, "no-role", problem, "Vul de eigenschap 'role' in.")
        if (
            element.event == "message"
            and not element.properties.get("role")
            and not (element.lane and element.lane.role)
        ):
            problem = "Niemand kan dit bericht vastleggen."
            remarks.refuse(element.id, "no-role", problem, "Vul de eigenschap 'role' in.")


def check_drawing(process: Process, remarks: Remarks) -> None:
    """Refuse what would be done but cannot be seen."""
    drawn = process.drawing
    parts: list[Element | Flow] = [*process.elements.values(), *process.flows.values()]
    for part in parts:
        if part.id not in (drawn.shapes if isinstance(part, Element) else drawn.edges):
            problem = "Dit staat wel in het bestand maar niet in de tekening."
            remarks.refuse(part.id, "not-drawn", problem, "Teken het, of haal het uit het bestand.")
