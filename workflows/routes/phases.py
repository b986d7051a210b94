"""How the processes of a route hang together: the frame, the phases it calls, and the ends that count."""

from collections.abc import Mapping

from workflows.domain.findings import Finding
from workflows.routes.elements import Process
from workflows.routes.graph import cycles, reachable
from workflows.routes.remarks import Remarks


def check_phases(processes: Mapping[str, Process], frame: Process) -> list[Finding]:
    """Return what is wrong between processes: ids used twice, calls in a circle or none at all, misplaced outcomes."""
    findings: list[Finding] = []
    seen: dict[str, str] = {}
    calls = {
        process.id: [each.called for each in process.elements.values() if each.called in processes and each.called]
        for process in processes.values()
    }
    called = reachable([frame.id], calls)
    circular = set().union(*cycles(calls))
    for process in processes.values():
        remarks = Remarks(process.file)
        for element in process.elements.values():
            if first := seen.get(element.id):
                problem = f"In {first} heet ook iets '{element.id}'."
                remarks.refuse(element.id, "id-twice", problem, "Geef één van beide een ander id.")
            seen.setdefault(element.id, process.file)
            if element.called in circular and process.id in circular:
                problem = f"De tekening '{element.called}' begint via deze stap zichzelf weer."
                remarks.refuse(element.id, "calls-itself", problem, "Teken een lus binnen één tekening.")
        if process.id not in called:
            problem = f"Deze tekening ('{process.id}') wordt door geen andere gekozen: zij wordt nooit gedaan."
            remedy = (
                "Open de tekening waarin dit hoort, zet daar een ‘Andere tekening (fase)’ waar het gebeurt en kies bij "
                "‘Welke tekening’ deze. Of lees haar in, in plaats van een tekening die al wordt gekozen."
            )
            remarks.refuse(process.id, "not-called", problem, remedy)
        _check_ends(process, process.id == frame.id, remarks)
        findings += remarks.findings
    return findings


def _check_ends(process: Process, is_frame: bool, remarks: Remarks) -> None:
    """Every end of the frame with an outcome is a terminate end, so that no reminder outlives its case."""
    ends = process.of_kind({"endEvent"})
    for end in ends:
        outcome, terminate = end.properties.get("outcome"), end.event == "terminate"
        if outcome and not is_frame:
            problem = f"De uitkomst {outcome} telt hier niet mee: dit is niet de eerste tekening van de route."
            remarks.refuse(end.id, "outcome-in-phase", problem, "Geef de uitkomst terug als gegeven.")
        elif outcome and not terminate:
            problem = f"Dit einde heeft uitkomst {outcome} maar beëindigt de zaak niet."
            remarks.refuse(
                end.id,
                "outcome-not-terminate",
                problem,
                "Maak er bij ‘Soort wijzigen’ een ‘Einde van alles in deze tekening’ van.",
            )
        elif is_frame and terminate and not outcome:
            remarks.refuse(end.id, "no-outcome", "De zaak eindigt hier zonder uitkomst.", "Vul 'outcome' in.")
    if is_frame and not any(end.properties.get("outcome") for end in ends):
        problem = "Geen enkel einde van de eerste tekening van de route zegt hoe de zaak eindigt."
        remarks.refuse(process.id, "no-outcome", problem, "Vul bij elk einde ‘Hoe de zaak eindigt’ in.")
