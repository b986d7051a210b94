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
                problem = f"Het id '{element.id}' staat ook in {first}."
                remarks.refuse(element.id, "id-twice", problem, "Geef één van beide een ander id.")
            seen.setdefault(element.id, process.file)
            if element.called in circular and process.id in circular:
                problem = f"Het proces '{element.called}' roept via deze stap zichzelf aan."
                remarks.refuse(element.id, "calls-itself", problem, "Teken een lus binnen één proces.")
        if process.id not in called:
            problem = f"Niets roept het proces '{process.id}' aan."
            remarks.refuse(process.id, "not-called", problem, "Roep het aan of haal het bestand weg.")
        _check_ends(process, process.id == frame.id, remarks)
        findings += remarks.findings
    return findings


def _check_ends(process: Process, is_frame: bool, remarks: Remarks) -> None:
    """Every end of the frame with an outcome is a terminate end, so that no reminder outlives its case."""
    ends = process.of_kind({"endEvent"})
    for end in ends:
        outcome, terminate = end.properties.get("outcome"), end.event == "terminate"
        if outcome and not is_frame:
            problem = f"De uitkomst {outcome} telt hier niet mee: dit is niet het hoofdproces."
            remarks.refuse(end.id, "outcome-in-phase", problem, "Geef de uitkomst terug als gegeven.")
        elif outcome and not terminate:
            problem = f"Dit einde heeft uitkomst {outcome} maar beëindigt de zaak niet."
            remarks.refuse(end.id, "outcome-not-terminate", problem, "Maak er een eindgebeurtenis 'beëindigen' van.")
        elif is_frame and terminate and not outcome:
            remarks.refuse(end.id, "no-outcome", "De zaak eindigt hier zonder uitkomst.", "Vul 'outcome' in.")
    if is_frame and not any(end.properties.get("outcome") for end in ends):
        problem = "Geen enkel einde van het hoofdproces heeft een uitkomst."
        remarks.refuse(process.id, "no-outcome", problem, "Vul 'outcome' in bij de eindgebeurtenissen.")
