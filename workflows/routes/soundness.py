"""Says of a process whether its tokens always come to a good end, and names the element where they do not."""

from collections.abc import Collection, Mapping, Sequence

from workflows.domain.findings import Finding
from workflows.routes.elements import EFFECTS, Element, Flow, Process
from workflows.routes.graph import cycles, edges_of, main_elements, reachable
from workflows.routes.markings import Exploration, Mishap, TooLarge
from workflows.routes.remarks import Remarks


def soundness(process: Process, *, frame: bool = False) -> list[Finding]:
    """Return what can go wrong with the tokens of *process*; a *frame* must end at an end with an outcome.

    A called process counts as one step: it is looked at by itself.
    """
    remarks = Remarks(process.file)
    _look(process, remarks)
    if not remarks.findings:
        _play(process, remarks, frame)
    return remarks.findings


def _look(process: Process, remarks: Remarks) -> None:
    """Find what can be seen without playing."""
    edges = edges_of(process)
    backwards: dict[str, list[str]] = {element: [] for element in edges}
    for element, following in edges.items():
        for each in following:
            backwards[each].append(element)
    reached = reachable([process.start.id], edges)
    ending = reachable((each.id for each in process.of_kind({"endEvent"})), backwards)
    lost = [element for element in edges if element not in reached]
    firsts = {each for each in lost if not backwards[each]} or set(lost[:1])  # what follows them is lost with them
    for element in edges:
        if element in firsts:
            remarks.refuse(element, "unreachable", "Hier komt nooit iets.", "Trek er een pijl naartoe of haal het weg.")
        elif element in reached and element not in ending:
            remarks.refuse(element, "no-end", "Vanaf hier leidt niets naar een einde.", "Trek een pijl naar een einde.")
    waiting = {each.id for each in process.elements.values() if _waits(each)}
    restless = {
        element: [each for each in following if each not in waiting]
        for element, following in edges.items()
        if element not in waiting
    }
    for together in cycles(restless):
        first = next(element for element in edges if element in together)
        problem = "Deze lus bevat geen taak of wachtmoment en draait eindeloos rond."
        remarks.refuse(
            first, "endless-loop", problem, "Zet een ‘Taak voor iemand’ in de lus of haal de pijl terug weg."
        )
    for together in cycles(_by_time(process, edges)):
        timers = [each for each in process.elements.values() if each.id in together and each.due_at]
        if timers and not _begun_again(process, together, {each.due_at.rule for each in timers if each.due_at}):
            problem = "In deze lus wordt alleen gewacht op een termijn, en die is de tweede keer al voorbij."
            remedy = "Zet een ‘Taak voor iemand’ in de lus, of laat de termijn er opnieuw lopen (‘Gaat lopen’)."
            remarks.refuse(timers[0].id, "endless-loop", problem, remedy)


def _by_time(process: Process, edges: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """Return where tokens go while nobody does anything and every term has passed."""
    found = {}
    for element, following in edges.items():
        waits = _waits(process.elements[element])
        timed = [each for each in following if process.elements[each].event == "timer"]
        if process.elements[element].event == "timer":
            found[element] = list(following)
        elif process.elements[element].kind == "eventBasedGateway":
            found[element] = timed
        elif waits:
            found[element] = [each for each in timed if process.elements[each].attached_to == element]
        else:
            found[element] = list(following)
    return found


def _waits(element: Element) -> bool:
    """Whether a token surely rests here: not at what is done a number of times that may be nought."""
    count = element.multi.cardinality.source.strip() if element.multi else "1"
    return element.rests and element.kind not in EFFECTS and count.isdecimal() and int(count) > 0


def _begun_again(process: Process, together: Collection[str], rules: Collection[str]) -> bool:
    """Whether on a loop the clock of every rule begins anew."""
    parts: list[Element | Flow] = [process.elements[each] for each in together]
    parts += [flow for flow in process.flows.values() if flow.source in together and flow.target in together]
    begun = {rule for part in parts for rule in part.properties.get("starts", "").split()}
    return set(rules) <= begun


def _play(process: Process, remarks: Remarks, frame: bool) -> None:
    try:
        exploration = Exploration(process, main_elements(process))
        exploration.run()
    except Mishap as mishap:
        remarks.refuse(mishap.element, mishap.code, mishap.problem, mishap.remedy)
        return
    except (TooLarge, RecursionError):
        problem = "De tekening is te groot om na te gaan of zij altijd goed afloopt."
        remarks.refuse(
            process.id,
            "too-large-to-prove",
            problem,
            "Zet een deel in een eigen tekening, en hier een ‘Andere tekening (fase)’.",
        )
        return
    for element in process.elements:
        if element not in exploration.visited:
            problem = "Hier komt nooit iets, hoe de zaak ook loopt."
            remarks.refuse(element, "unreachable", problem, "Kijk naar de keuze ervoor.")
    if frame and exploration.ends_without_outcome:
        problem = "De zaak kan hier aflopen zonder uitkomst."
        remedy = "Maak van het laatste einde een ‘Einde van alles in deze tekening’, en vul in ‘Hoe de zaak eindigt’."
        remarks.refuse(exploration.ends_without_outcome, "no-outcome", problem, remedy)
    for together in cycles(edges_of(process)):
        if beside := exploration.open_beside(together):
            first = next(element for element in process.elements if element in together)
            problem = f"Een lus naast werk dat tegelijk loopt ('{beside}'): de zaak wordt bij elke ronde groter."
            remarks.refuse(first, "loop-beside-parallel", problem, "Zet de lus in een eigen tekening.", level="warning")
