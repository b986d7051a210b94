"""What the parts of a drawing and what they say are called, for who draws: the words of the screen, not of BPMN."""

from collections.abc import Mapping

from workflows.domain.wording import Said, said

#: What stands above the field of a property.
LABELS: Mapping[str, Said] = {
    "role": said("Wie dit doet"),
    "party": said("Voor welke organisatie van de zaak"),
    "form": said("Welke vragen"),
    "assign": said("Op naam van"),
    "not_by": said("Wie dit niet mag doen"),
    "meeting": said("Wacht op een vergadering van"),
    "mandate": said("Mandaat"),
    "amount": said("Tot welk bedrag"),
    "records": said("Legt deze verklaring vast"),
    "needs": said("Kan alleen met deze verklaring"),
    "withdraws": said("Trekt deze verklaring in"),
    "posts": said("Eerst op de post"),
    "progress": said("Wat er is en wat nog komt"),
    "awaits": said("Op wie wordt gewacht"),
    "decision": said("Beslistabel"),
    "letter": said("Brief"),
    "to": said("Aan wie"),
    "encloses": said("Bijlagen"),
    "does": said("Wat het systeem doet"),
    "fact": said("Gegeven"),
    "route": said("Welke route begint"),
    "carries": said("Wat meegaat"),
    "each": said("Voor elke regel van"),
    "of": said("Van welke zaak"),
    "message": said("Welk bericht"),
    "outcome": said("Hoe de zaak eindigt"),
    "due": said("Datum in de takenlijst"),
    "starts": said("Gaat lopen"),
    "from": said("Loopt vanaf"),
    "hour": said("Vanaf welk uur"),
    "not_before": said("Niet eerder dan"),
    "suspends": said("Gaat stilstaan"),
    "regime": said("Op welke grond"),
    "resumes": said("Loopt weer"),
    "stops": said("Stopt"),
    "extends": said("Wordt verlengd"),
    "until": said("Verlengd tot"),
    "on": said("Datum in het recht"),
    "explains": said("Oorzaak van de overschrijding van"),
    "cause": said("Gegeven met de oorzaak"),
    "duty": said("Wettelijke stap"),
    "node": said("Plaats in de beschrijving"),
}
#: Parts that are not done here: what they are called, and what to draw instead.
INSTEAD: Mapping[str, tuple[str, str]] = {
    **dict.fromkeys(
        ("subProcess", "transaction", "adHocSubProcess"),
        (
            "Een kader met stappen erin",
            "Zet deze stappen in een eigen tekening, en zet hier een ‘Andere tekening (fase)’ die haar kiest.",
        ),
    ),
    "task": ("Een taak zonder soort", "Kies bij ‘Soort wijzigen’ wat het is, bijvoorbeeld een ‘Taak voor iemand’."),
    "manualTask": ("Een taak met de hand", "Maak er bij ‘Soort wijzigen’ een ‘Taak voor iemand’ van."),
    "receiveTask": ("Een taak die op een bericht wacht", "Zet er ‘Wachten op een bericht’ voor in de plaats."),
    "scriptTask": (
        "Een taak met programmacode",
        "Maak er bij ‘Soort wijzigen’ een ‘Taak voor iemand’ of een ‘Beslissing met een tabel’ van.",
    ),
    "complexGateway": (
        "Een samengestelde keuze",
        "Kies bij ‘Soort wijzigen’ ‘Keuze: één weg’, ‘Keuze: één of meer wegen’ of ‘Alles tegelijk’.",
    ),
    "standardLoopCharacteristics": (
        "Het teken voor herhalen",
        "Zet het bij ‘Soort wijzigen’ om in ‘Meer keer’, of trek vanuit een ‘Keuze: één weg’ een pijl terug.",
    ),
    "loopDataInputRef": ("Herhalen per gegeven", "Vul bij ‘Hoeveel keer’ een getal of een gegeven in."),
    "completionCondition": ("Eerder stoppen met herhalen", "Laat alle keren afronden, of kies daarna met een keuze."),
    "timeDuration": (
        "Een vaste wachttijd",
        "Kies bij ‘Op welk moment’ een termijn, met zo nodig een aantal dagen ervoor.",
    ),
    "timeCycle": (
        "Iets dat steeds terugkomt",
        "Kies bij ‘Op welk moment’ één termijn. Herinneringen staan bij de termijn in het termijnenregister.",
    ),
    **dict.fromkeys(
        ("script", "preScript", "postScript"),
        ("Programmacode", "Haal het weg: ‘Als tekst openen’, of teken dit onderdeel opnieuw."),
    ),
    "errorEventDefinition": (
        "Een fout als begin, wachten of einde",
        "Haal het weg en laat na de taak een ‘Keuze: één weg’ kiezen op een gegeven.",
    ),
    "escalationEventDefinition": (
        "Doorzetten naar iemand anders als los teken",
        "Haal het weg. Wie iets hoort als het te laat wordt, staat bij de termijn in het termijnenregister.",
    ),
    "signalEventDefinition": ("Een signaal", "Maak er bij ‘Soort wijzigen’ ‘Wachten op een bericht’ van."),
    "linkEventDefinition": ("Een sprong", "Haal haar weg en trek een gewone pijl."),
    "conditionalEventDefinition": (
        "Wachten tot iets waar is",
        "Laat een ‘Keuze: één weg’ kiezen, of maak er bij ‘Soort wijzigen’ ‘Wachten op een bericht’ van.",
    ),
    "compensateEventDefinition": ("Terugdraaien als los teken", "Teken het terugdraaien als gewone stappen."),
    "cancelEventDefinition": ("Afbreken als los teken", "Laat na de taak een ‘Keuze: één weg’ kiezen op een gegeven."),
    "choreography": ("Een tekening van gesprekken", "Teken de stappen in een gewone tekening."),
    **dict.fromkeys(
        (
            *("dataObject", "dataObjectReference", "dataStoreReference", "ioSpecification", "property"),
            *("dataInputAssociation", "dataOutputAssociation"),
        ),
        ("Een gegeven als los teken", "Haal het weg: gegevens van de zaak komen uit de vragen."),
    ),
}


def label(name: str) -> str:
    """Return how a property is named in a sentence."""
    return f"‘{LABELS[name]}’" if name in LABELS else f"‘{name}’"
