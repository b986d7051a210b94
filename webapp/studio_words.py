"""The words of the lists of the studio: what a step is, what can be changed about it, and why that weighs so much."""

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from webapp.wording import words
from workflows.routes.part_words import LABELS

KINDS = {
    "startEvent": _l("Begin"),
    "endEvent": _l("Einde"),
    "userTask": _l("Taak"),
    "sendTask": _l("Brief"),
    "serviceTask": _l("Stap van het systeem"),
    "businessRuleTask": _l("Beslistabel"),
    "callActivity": _l("Fase"),
    "exclusiveGateway": _l("Keuze"),
    "inclusiveGateway": _l("Keuze, meer dan één mag"),
    "parallelGateway": _l("Tegelijk"),
    "eventBasedGateway": _l("Wat het eerst gebeurt"),
    "intermediateThrowEvent": _l("Punt onderweg"),
    "timer-intermediateCatchEvent": _l("Wachten op een datum"),
    "timer-boundaryEvent": _l("Als de datum er is"),
    "message-intermediateCatchEvent": _l("Wachten op bericht"),
    "message-boundaryEvent": _l("Als dit bericht komt"),
    "sequenceFlow": _l("Pijl"),
    "lane": _l("Baan"),
}
#: what stands first on the page of a step; the rest stands below a heading of its own
FIRST = (
    "name",
    "documentation",
    "lane",
    "form",
    "letter",
    "to",
    "decision",
    "due",
    "condition",
    "moment",
    "role",
    "times",
)
PARTS = {
    **{name: LazyString(words, label) for name, label in LABELS.items()},
    "name": _l("Naam"),
    "documentation": _l("Uitleg"),
    "lane": _l("Wie dit doet"),
    "form": _l("Vragen"),
    "letter": _l("Brief"),
    "to": _l("Wie de brief krijgt"),
    "decision": _l("Beslistabel"),
    "due": _l("Termijn in de takenlijst"),
    "condition": _l("Voorwaarde"),
    "moment": _l("Moment"),
    "times": _l("Hoeveel keer"),
    "role": _l("Rol"),
    "party": _l("Van welke partij"),
    "assign": _l("Op naam van"),
    "not_by": _l("Wie dit niet mag doen"),
    "meeting": _l("Vergadering"),
    "mandate": _l("Mandaat"),
    "amount": _l("Welk bedrag binnen het mandaat moet vallen"),
    "on": _l("Datum in het recht"),
    "posts": _l("Brieven die eerst op de post zijn"),
    "explains": _l("Vraagt naar de oorzaak van"),
    "cause": _l("Oorzaak"),
    "progress": _l("Wat er al is"),
    "starts": _l("Begint de termijn"),
    "from": _l("Telt vanaf"),
    "not_before": _l("Niet eerder dan"),
    "hour": _l("Uur"),
    "suspends": _l("Zet de tijd stil van"),
    "regime": _l("Grond om de tijd stil te zetten"),
    "resumes": _l("Laat de tijd weer lopen van"),
    "stops": _l("Beëindigt de termijn"),
    "extends": _l("Verlengt de termijn"),
    "until": _l("Verlengt tot"),
    "does": _l("Wat het systeem doet"),
    "fact": _l("Gegeven"),
    "route": _l("Gekoppelde route"),
    "carries": _l("Wat meegaat"),
    "message": _l("Bericht"),
    "outcome": _l("Waarmee de zaak eindigt"),
    "duty": _l("Wettelijke stap"),
    "node": _l("Plaats in de beschrijving"),
}
HINTS = {
    "documentation": _l("Bij een taak staat dit boven de vragen."),
    "condition": _l('Bijvoorbeeld: compleet == "ja". Leeg: deze weg geldt als geen andere past.'),
    "moment": _l('Bijvoorbeeld due_at("T2") of, veertien dagen eerder, due_at("T2", -14).'),
    "to": _l("Zet een spatie tussen twee namen. Kies uit applicant, parents, board, swv of een rol."),
    "role": _l("Zet een spatie tussen twee rollen."),
    "times": _l("Een getal of een gegeven."),
    "not_by": _l("Zet een spatie tussen de stappen."),
    "mandate": _l("De naam in het mandaatregister. Wie mag beslissen en tot welk bedrag, legt de beheerder daar vast."),
    "amount": _l("De naam van het gegeven. Tot welk bedrag iemand beslist, staat in het mandaatregister."),
    **dict.fromkeys(
        ("starts", "suspends", "resumes", "stops", "extends"),
        _l("De code uit het termijnenregister, met een spatie ertussen."),
    ),
}
#: in one sentence why a change weighs what it does
WHY = {
    "A": _l("Alleen tekst: een zaak loopt hetzelfde. Een collega gaat akkoord."),
    "B": _l("Werkwijze: de directeur gaat akkoord."),
    "C": _l("Ondersteuningsplan: noem het artikel, of de datum van OOGO en OPR."),
    "D": _l("Beschermd door de wet: minder streng kan niet, strenger wel."),
}
GATE_WHY = {
    "M": _l("Het bestuur besluit over het mandaat."),
    "P": _l("De functionaris gegevensbescherming kijkt mee."),
}

FIELD_KINDS = {
    "text": _l("Eén regel tekst"),
    "long": _l("Meer regels tekst"),
    "date": _l("Datum"),
    "choice": _l("Kies één"),
    "choices": _l("Kies er een of meer"),
    "yesno": _l("Ja of nee"),
    "number": _l("Getal"),
    "money": _l("Bedrag"),
    "email": _l("E-mailadres"),
    "file": _l("Bijlage"),
    "person": _l("Persoon"),
    "organisation": _l("School"),
    "table": _l("Tabel"),
    "heading": _l("Kop"),
    "note": _l("Toelichting tussen de vragen"),
}
#: whose data it is: who may read it, on what ground, and how long it is kept follow from it
BLOCKS = {
    "identity": _l("wie het is: leerling en ouders"),
    "request": _l("de aanvraag"),
    "health": _l("gezondheid"),
    "advice": _l("adviezen van deskundigen"),
    "meeting": _l("de vergadering"),
    "notes": _l("werkaantekeningen"),
    "decision": _l("het besluit"),
    "deadlines": _l("termijnen"),
    "money": _l("geld"),
}
FIELD_PARTS = {
    "label": _l("De vraag"),
    "kind": _l("Soort antwoord"),
    "hint": _l("Uitleg bij de vraag"),
    "options": _l("Antwoorden om uit te kiezen"),
    "options_from": _l("Of antwoorden uit een lijst"),
    "required": _l("Verplicht"),
    "fact": _l("Gegeven voor de tekening en de cijfers"),
    "show_when": _l("Alleen vragen als"),
    "min": _l("Minstens, of niet eerder dan"),
    "max": _l("Hoogstens, of niet later dan"),
    "block": _l("Wiens gegevens"),
    "purpose": _l("Waarvoor dit nodig is"),
}
FIELD_HINTS = {
    "options": _l("Eén op elke regel. Voor het is-teken staat wat er wordt bewaard, erachter wat mensen lezen."),
    "fact": _l("Een feit gaat mee in voorwaarden en blijft na het bewaren van de zaak. Nooit iets over een persoon."),
    "show_when": _l('Bijvoorbeeld: soort == "so". Leeg: altijd.'),
    "min": _l("Een getal of een datum, of hoe die volgt uit een ander antwoord. Leeg: geen grens."),
    "max": _l("Vult u hier hetzelfde in als hierboven, dan is er nog één antwoord mogelijk. Leeg: geen grens."),
    "block": _l("Hieruit volgen wie het mag lezen, de grondslag en hoe lang het blijft."),
    "purpose": _l("In één zin, voor wie vraagt waarom u dit wilt weten (AVG art. 5)."),
}
#: what somebody wants to change, and which task it is about
WISHES = {
    "vraag": (_l("een vraag toevoegen"), _l("Bij welke taak wilt u iets vragen?")),
    "vragen": (_l("een vraag wijzigen of weghalen"), _l("Bij welke taak hoort de vraag?")),
    "tekst": (_l("de naam of de uitleg van een taak wijzigen"), _l("Welke taak?")),
    "wie": (_l("iemand anders een taak laten doen"), _l("Welke taak gaat een ander doen?")),
    "termijn": (_l("een taak een andere termijn geven"), _l("Welke taak krijgt een andere termijn?")),
}
