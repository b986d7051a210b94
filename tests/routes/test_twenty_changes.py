"""The changes a policy maker wants in the first month, each with the class, the gates and the answer it gets.

Those of a term (5, 6, 7, 10, 14) are changes of the register: ``test_register_editing.py`` has them.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

import pytest

from tests.world import BPMN
from workflows.domain.findings import Finding, errors_in
from workflows.routes.changes import changes_between, gates_of, heaviest
from workflows.routes.duties import check_duties
from workflows.routes.duty_steps import check_duty_steps
from workflows.routes.form_text import FormText
from workflows.routes.inlined import Inlined
from workflows.routes.law_behind import with_law
from workflows.routes.letter_check import check_letters
from workflows.routes.purposes import check_purposes
from workflows.routes.record_check import check_records
from workflows.routes.route import Route, Shared
from workflows.routes.step_text import NewStep, with_step

SHARED = Shared.from_folder(BPMN / "shared")
TLV = Route.from_folder(BPMN / "tlv")
TABLE = Route.from_folder(BPMN / "thuiszitters")
Edit = Callable[[dict[str, bytes]], None]
Check = Callable[[Route], list[Finding]]


def swap(path: str, old: str, new: str) -> Edit:
    def edit(files: dict[str, bytes]) -> None:
        text = files[path].decode()
        assert old in text, (path, old)
        files[path] = text.replace(old, new, 1).encode()

    return edit


def more(path: str, text: str) -> Edit:
    def edit(files: dict[str, bytes]) -> None:
        files[path] = files.get(path, b"") + text.encode()

    return edit


def step(files: dict[str, bytes]) -> None:
    new = NewStep(
        "collegiaal_toetsen", "Collegiaal toetsen", "Lees mee.", "tegelijk_klaar_naar_adviseren", "baan_beoordeling"
    )
    files["beoordeling.bpmn"] = with_step("beoordeling.bpmn", files["beoordeling.bpmn"], new)
    files["forms/collegiaal_toetsen.toml"] = (
        b'block = "notes"\n[[field]]\nid = "eens"\nkind = "yesno"\nlabel = "Eens?"\n'
    )


def field(name: str, kind: str, rest: str) -> Edit:
    purpose = 'purpose = "Om te kunnen adviseren."'
    return more(
        "forms/aanvragen.toml", f'\n[[field]]\nid = "{name}"\nkind = "{kind}"\nlabel = "{name}"\n{purpose}\n{rest}\n'
    )


def moved(path: str, number: int, to: int) -> Edit:
    def edit(files: dict[str, bytes]) -> None:
        text = FormText(path, files[path])
        text.move(number, to)
        files[path] = text.data

    return edit


def closing(outcome: str, during: str = "beoordelen_en_besluiten") -> Edit:
    """An application that waits too long ends by itself."""
    end = (
        f'<boundaryEvent id="te_lang" attachedToRef="{during}"><outgoing>te_lang_uit</outgoing>'
        '<timerEventDefinition><timeDate>due_at("T4", 60)</timeDate></timerEventDefinition></boundaryEvent>'
        '<endEvent id="vanzelf"><extensionElements><spiffworkflow:properties>'
        f'<spiffworkflow:property name="outcome" value="{outcome}" /></spiffworkflow:properties></extensionElements>'
        "<terminateEventDefinition /></endEvent>"
        '<sequenceFlow id="te_lang_uit" sourceRef="te_lang" targetRef="vanzelf" />'
    )
    return swap("tlv.bpmn", "</process>", f"{end}</process>")


def reminded(outcome: str) -> tuple[Edit, ...]:
    """An application that waits too long ends once somebody saw the reminder."""
    reminder = (
        '<userTask id="herinnerd" name="Herinnering gezien"><incoming>te_lang_uit</incoming>'
        '<outgoing>gezien</outgoing></userTask><sequenceFlow id="gezien" sourceRef="herinnerd" targetRef="vanzelf" />'
    )
    return (
        closing(outcome),
        swap("tlv.bpmn", 'sourceRef="te_lang" targetRef="vanzelf"', 'sourceRef="te_lang" targetRef="herinnerd"'),
        swap("tlv.bpmn", "</process>", f"{reminder}</process>"),
        more("forms/herinnerd.toml", '[[field]]\nid = "gezien"\nkind = "yesno"\nlabel = "Gezien?"\nblock = "notes"\n'),
    )


#: a short advice, by who prepares the case, that carries the duty of the real one
SHORT_ADVICE = (
    '<exclusiveGateway id="kort" default="kort_nee" /><sequenceFlow id="kort_nee" sourceRef="kort"'
    ' targetRef="deskundigen_opnieuw" /><sequenceFlow id="kort_ja" sourceRef="kort" targetRef="kort_advies">'
    '<conditionExpression>soort_aanvraag == "verlenging"</conditionExpression></sequenceFlow>'
    '<userTask id="kort_advies" name="Kort advies"><extensionElements><spiffworkflow:properties>'
    '<spiffworkflow:property name="duty" value="deskundigen kopie_advies" /></spiffworkflow:properties>'
    '</extensionElements></userTask><sequenceFlow id="kort_klaar" sourceRef="kort_advies" targetRef="advies_klaar" />'
)
ANOTHER_DRAWING = (
    '<?xml version="1.0" encoding="UTF-8"?><definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"'
    ' xmlns:spiffworkflow="http://spiffworkflow.org/bpmn/schema/1.0/core" id="d" targetNamespace="urn:zorgroute:tlv">'
    '<process id="kort" name="Kort advies" isExecutable="true"><startEvent id="kort_begin" />'
    '<userTask id="kort_advies" name="Kort advies"><extensionElements><spiffworkflow:properties><spiffworkflow:property'
    ' name="duty" value="deskundigen kopie_advies" /></spiffworkflow:properties></extensionElements></userTask>'
    '<endEvent id="kort_einde" /><sequenceFlow id="k1" sourceRef="kort_begin" targetRef="kort_advies" />'
    '<sequenceFlow id="k2" sourceRef="kort_advies" targetRef="kort_einde" /></process></definitions>'
)
BOTH_VALID = '>adviezen_geldig == "ja"<'
ONLY_IF_ASKED = (
    swap(
        "horen.bpmn",
        'sourceRef="horen_begonnen" targetRef="ouders_spreken"',
        'sourceRef="horen_begonnen" targetRef="gevraagd"',
    ),
    swap(
        "horen.bpmn",
        "</process>",
        '<exclusiveGateway id="gevraagd" default="niet_gevraagd" />'
        '<sequenceFlow id="niet_gevraagd" sourceRef="gevraagd" targetRef="ouders_gesproken" />'
        '<sequenceFlow id="wel_gevraagd" sourceRef="gevraagd" targetRef="ouders_spreken">'
        '<conditionExpression>ouders_eens == "oneens"</conditionExpression></sequenceFlow></process>',
    ),
)
TO_OTHERS = (
    'name="to" value="parents pupil applicant gemeente" /><spiffworkflow:property name="encloses" value="verslag"'
)
WITH_REPORT = """
[[field]]
id = "verslag"
kind = "file"
label = "Verslag"
block = "health"
purpose = "Om samen te bespreken."
[[field]]
id = "gemeente_naam"
kind = "text"
label = "Gemeente"
block = "request"
[[field]]
id = "gemeente_adres"
kind = "text"
label = "Adres van de gemeente"
block = "request"
"""
CRITERIA = 'soort_gevraagd in ["PRO", "LWOO"]</conditionExpression>'


def duties(route: Route) -> list[Finding]:
    graph = Inlined.of(route.processes, route.frame)
    return check_duties(graph, SHARED.duties, route.name, route.facts_of)


purposes = partial(check_purposes, TLV)
letters = partial(check_letters, shared=SHARED)
records = partial(check_records, shared=SHARED)
steps = partial(check_duty_steps, shared=SHARED)


@dataclass(frozen=True)
class Case:
    edits: tuple[Edit, ...]
    kind: str
    gates: str = ""
    says: str = ""  #: in what changed or in its note
    check: Check | None = None
    refused: str = ""  #: in a finding of the check, which then keeps it from being offered
    route: Route = TLV


CASES: Mapping[str, Case] = {
    "1 another name": Case(
        (swap("volledigheid.bpmn", 'name="Volledigheid toetsen"', 'name="Aanvraag controleren"'),),
        "A",
        "",
        "heet voortaan 'Aanvraag controleren'",
    ),
    "2 another explanation": Case(
        (swap("horen.bpmn", "Geen reactie is geen akkoord.", "Wie zwijgt, is het niet vanzelf eens."),),
        "A",
        "",
        "Uitleg bij",
    ),
    "3 another order": Case((moved("forms/plaats_nagaan.toml", 0, 2),), "A", "", "De volgorde van de velden"),
    "4 another name in a letter": Case(
        (more("notices/bericht_aan_ouders.txt", "\nJ. Nieuw, directeur, 030 123 45 67\n"),),
        "A",
        "",
        "De tekst van de brief",
    ),
    "8 an optional question about a third": Case(
        (field("naam_logopedist", "text", 'block = "health"'),), "A", "P", "Waarvoor: Om te kunnen adviseren.", purposes
    ),
    "8 a question about a third that does not say why": Case(
        (more("forms/aanvragen.toml", '\n[[field]]\nid = "naam_logopedist"\nkind = "text"\nlabel = "Naam"\n'),),
        "A",
        "P",
        "Vul in waarvoor het nodig is",
        purposes,
        "zegt niet waarvoor",
    ),
    "9 an extra step": Case((step,), "B", "", "Nieuw: taak 'Collegiaal toetsen', tussen"),
    "11 who decides up to an amount": Case(
        (
            swap(
                "toekenning.bpmn", 'name="amount" value="toegekend_bedrag"', 'name="amount" value="arrangement_bedrag"'
            ),
        ),
        "C",
        "M",
        "datum en nummer van het besluit van het bestuur",
        route=Route.from_folder(BPMN / "ondersteuning"),
    ),
    "12 a document that must be there": Case(
        (field("iq_onderzoek", "file", 'required = true\nblock = "health"'),),
        "C",
        "P",
        "niet vanzelf tot niet behandelen leiden (Awb art. 4:5)",
    ),
    "13 always for one year": Case(
        (
            swap(
                "forms/besluit_nemen.toml",
                'min = "tlv_end(ingangsdatum)"',
                'min = "tlv_end(ingangsdatum)"\nmax = "tlv_end(ingangsdatum)"',
            ),
        ),
        "C",
        "",
        "wat er mag staan, is gewijzigd",
    ),
    "15 a category of our own": Case(
        (
            swap(
                "forms/advies_geven.toml",
                'options_from = "categorieen"',
                'options = { L = "1 (laag)", M = "2 (midden)", H = "3 (hoog)", Z = "SBO-zwaar" }',
            ),
        ),
        "C",
        "",
        "blijft bij SBO leeg; een eigen code gaat niet naar DUO",
    ),
    "16 one expert": Case(
        (swap("deskundigenadvies.bpmn", ">2</loopCardinality>", ">1</loopCardinality>"),),
        "D",
        "",
        "Advies van twee onafhankelijke deskundigen",
    ),
    "16 one expert for renewals, by a choice": Case(
        (
            swap(
                "deskundigenadvies.bpmn",
                ">2</loopCardinality>",
                '>1 if soort_aanvraag == "verlenging" else 2</loopCardinality>',
            ),
        ),
        "D",
        "",
        "kort formulier",
        steps,
        "gebeurt niet meer zeker 2 keer",
    ),
    "16 a second, short advice that carries the duty": Case(
        (
            swap(
                "deskundigenadvies.bpmn",
                'sourceRef="advies_nodig" targetRef="deskundigen_opnieuw"',
                'sourceRef="advies_nodig" targetRef="kort"',
            ),
            swap("deskundigenadvies.bpmn", "</process>", f"{SHORT_ADVICE}</process>"),
        ),
        "D",
        "",
        "Nieuw",
        steps,
        "kan niet in de plaats komen van de stap van de wet",
    ),
    "16 another step in its place, under another name": Case(
        (
            swap("deskundigenadvies.bpmn", '"advies_geven"', '"advies_kort"'),
            swap("deskundigenadvies.bpmn", "<flowNodeRef>advies_geven<", "<flowNodeRef>advies_kort<"),
            swap("deskundigenadvies.bpmn", 'targetRef="advies_geven"', 'targetRef="advies_kort"'),
            swap("deskundigenadvies.bpmn", 'sourceRef="advies_geven"', 'sourceRef="advies_kort"'),
        ),
        "D",
        "",
        "Weggehaald: taak 'Deskundigenadvies geven'",
        steps,
        "Alleen deze stappen tellen",
    ),
    "16 another drawing in its place": Case(
        (
            swap("beoordeling.bpmn", 'calledElement="deskundigenadvies"', 'calledElement="kort"'),
            more("kort.bpmn", ANOTHER_DRAWING),
        ),
        "D",
        "",
        "roept voortaan 'kort' aan",
        steps,
        "kan niet in de plaats komen van de stap van de wet",
    ),
    "16 three experts, which is stricter": Case(
        (swap("deskundigenadvies.bpmn", ">2</loopCardinality>", ">3</loopCardinality>"),),
        "C",
        "",
        "Hoe vaak 'Deskundigenadvies geven' wordt gedaan",
        steps,
    ),
    "16 the same person twice, on whose name it is": Case(
        (swap("deskundigenadvies.bpmn", "[deskundige_1, deskundige_2][nr - 1]", "deskundige_1"),),
        "D",
        "",
        "taak op naam",
    ),
    "16 the table lets the same person through": Case(
        (swap("decisions/adviezen_geldig.dmn", '<text>"zelfde_persoon"</text>', '<text>"ja"</text>'),),
        "D",
        "",
        "Beslistabel",
        steps,
        "twee adviezen van dezelfde persoon",
    ),
    "16 the choice after it lets anything through": Case(
        (swap("deskundigenadvies.bpmn", BOTH_VALID, '>adviezen_geldig != "niet_onafhankelijk"<'),),
        "D",
        "",
        "wordt gevolgd",
        duties,
        "langs deze pijl gaat een zaak voorbij",
    ),
    "16 nobody declares to be independent any more": Case(
        (
            swap(
                "forms/advies_geven.toml",
                "required = true",
                "show_when = 'soort_gevraagd == \"SO\"'\nrequired = true",
            ),
        ),
        "D",
        "",
        "Wanneer",
        steps,
        "wordt bij 'Deskundigenadvies geven' niet meer altijd gevraagd",
    ),
    "16 a second form, that asks less": Case(
        (
            swap(
                "deskundigenadvies.bpmn",
                '<spiffworkflow:property name="node" value="R2_24" />',
                '<spiffworkflow:property name="form" value="advies_kort" />',
            ),
            more(
                "forms/advies_kort.toml",
                '[[field]]\nid = "kort"\nkind = "yesno"\nlabel = "Akkoord?"\nblock = "advice"\n',
            ),
        ),
        "D",
        "",
        "formulier",
        steps,
        "ontbreekt de vraag 'advies onafhankelijk'",
    ),
    "17 the office gives the advice": Case(
        (swap("deskundigenadvies.bpmn", 'name="role" value="deskundige"', 'name="role" value="commissie"'),),
        "D",
        "",
        "wordt gedaan door commissie",
        steps,
        "wordt niet meer gedaan door deskundige",
    ),
    "18 it closes before it was looked at": Case(
        (closing("LAPSED", "indienen_en_aanvullen"),),
        "D",
        "",
        "Nieuw",
        duties,
        "alleen als iemand vastlegt waarom",
    ),
    "18 it closes before it was looked at, in another word": Case(
        (closing("CLOSED", "indienen_en_aanvullen"),),
        "D",
        "",
        "Nieuw",
        duties,
        "Awb art. 2:3, 4:5 lid 4",
    ),
    "18 it is sent on by itself, to nobody": Case(
        (closing("FORWARDED"),),
        "D",
        "",
        "Nieuw",
        duties,
        "Awb art. 2:3 lid 1",
    ),
    "18 a reminder decides": Case(reminded("LAPSED"), "D", "", "Nieuw", duties, "overwegen"),
    "18 a reminder decides that the school withdrew": Case(
        reminded("WITHDRAWN"), "D", "", "Nieuw", duties, "Intrekken doet de school zelf"
    ),
    "19 the clause behind another fact": Case(
        (
            swap(
                "notices/besluit_toegekend.txt",
                '{{ alinea("bezwaar") }}',
                '{% if besluit == "toekennen" %}{{ alinea("bezwaar") }}{% endif %}',
            ),
        ),
        "D",
        "",
        "ook de school en de andere ouder",
        letters,
        "soms ontbreekt in dit besluit",
    ),
    "19 only the term and the place behind a fact": Case(
        (
            swap(
                "notices/besluit_toegekend.txt",
                '{{ alinea("bezwaar") }}',
                '{% blok bezwaar %}\nU kunt bezwaar maken.{% if ouders_eens != "eens" %} Elke ouder en het'
                " schoolbestuur, binnen zes weken, ook digitaal.{% endif %}\n{% endblok %}",
            ),
        ),
        "D",
        "",
        "Awb art. 3:45",
        letters,
        "soms ontbreekt in dit besluit",
    ),
    "19 the letter is no decision any more": Case(
        (swap("notices/besluit_toegekend.txt", 'kind = "besluit"', 'kind = "brief"'),),
        "D",
        "",
        "(Awb art. 3:45-3:47)",
    ),
    "hearing before a refusal only where parents disagree": Case(
        (
            swap(
                "besluit.bpmn",
                '(besluit == "afwijzen" and voornemen != "afwijzen")',
                '(besluit == "afwijzen" and voornemen != "afwijzen" and ouders_eens == "oneens")',
            ),
        ),
        "D",
        "",
        "(Awb art. 4:7 en 4:8)",
    ),
    "17 who advises also decides": Case(
        (swap("deskundigenadvies.bpmn", " role:commissie role:directeur", " role:directeur"),), "D", "", "LBT 107632"
    ),
    "18 it closes by itself": Case(
        (closing("LAPSED"),), "D", "", "Nieuw", duties, "Stel een taak in om het niet behandelen te overwegen"
    ),
    "18 it closes by itself, in another word": Case(
        (closing("CLOSED"),), "D", "", "Nieuw", duties, "Awb art. 2:3, 4:5 lid 4"
    ),
    "19 no objection clause where parents agree": Case(
        (
            swap(
                "notices/besluit_toegekend.txt",
                '{{ alinea("bezwaar") }}',
                '{% if ouders_eens != "eens" %}{{ alinea("bezwaar") }}{% endif %}',
            ),
        ),
        "D",
        "",
        "Awb art. 3:45",
        letters,
        "ook de school en de andere ouder",
    ),
    "19 no objection clause at all": Case(
        (
            swap(
                "notices/besluit_toegekend.txt",
                "[needed_when]\n",
                '[not_needed]\nbezwaar = "Ouders zijn akkoord."\n[needed_when]\n',
            ),
        ),
        "D",
        "",
        "(Awb art. 3:45-3:47)",
    ),
    "20 documents to the municipality": Case(
        (
            swap("overleg.bpmn", 'name="to" value="parents pupil applicant"', TO_OTHERS),
            more("forms/overleg_houden.toml", WITH_REPORT),
        ),
        "D",
        "P",
        "wie de brief krijgt",
        records,
        "met vastgelegde toestemming per ontvanger",
        TABLE,
    ),
    "20 what the table agreed on, to the municipality": Case(
        (
            swap(
                "thuiszittafel.bpmn",
                'name="to" value="parents pupil applicant"',
                'name="to" value="parents pupil applicant gemeente"',
            ),
            more("forms/tafel.toml", WITH_REPORT.partition("purpose")[2].partition("\n")[2]),
        ),
        "D",
        "P",
        "wie de brief krijgt",
        records,
        "'Wat is het plan?'",
        route=TABLE,
    ),
    "20 with consent that is for somebody else": Case(
        (
            swap(
                "overleg.bpmn",
                'name="to" value="parents pupil applicant"',
                TO_OTHERS.replace(
                    'name="encloses"',
                    'name="needs" value="toestemming:jeugdhulp" /><spiffworkflow:property name="encloses"',
                ),
            ),
            more("forms/overleg_houden.toml", WITH_REPORT),
        ),
        "D",
        "P",
        "wie de brief krijgt",
        records,
        "needs = toestemming:gemeente",
        route=TABLE,
    ),
    "20 with consent for this receiver": Case(
        (
            swap(
                "overleg.bpmn",
                'name="to" value="parents pupil applicant"',
                TO_OTHERS.replace(
                    'name="encloses"',
                    'name="needs" value="toestemming:gemeente" /><spiffworkflow:property name="encloses"',
                ),
            ),
            more("forms/overleg_houden.toml", WITH_REPORT),
        ),
        "B",
        "P",
        "wie de brief krijgt",
        records,
        route=TABLE,
    ),
    "hearing only where parents ask": Case(
        ONLY_IF_ASKED, "D", "", "Nieuw", duties, "alleen horen over het besluit als bezwaar te verwachten is"
    ),
    "hearing about the decision only where an objection is likely": Case(
        (swap("advisering.bpmn", 'ouders_eens != "eens" and', 'ouders_eens in ["oneens", "verdeeld"] and'),),
        "C",
        "",
        "wordt gevolgd, is gewijzigd",
        duties,
    ),
    "no committee for EMB": Case(
        (swap("advisering.bpmn", '>emb == "ja"<', '>emb == "ja" or soort_gevraagd == "SBO"<'),),
        "C",
        "",
        "wordt gevolgd",
        duties,
    ),
    "no experts for EMB": Case(
        (swap("beoordeling.bpmn", CRITERIA, 'soort_gevraagd in ["PRO", "LWOO"] or emb == "ja"</conditionExpression>'),),
        "D",
        "",
        "wordt gevolgd",
        duties,
        'Dat mag alleen als soort_gevraagd in ["PRO", "LWOO"].',
    ),
    "no copy of the advice to the parents": Case(
        (swap("deskundigenadvies.bpmn", 'name="to" value="parents pupil"', 'name="to" value="pupil applicant"'),),
        "D",
        "P",
        "WPO art. 18a lid 14",
    ),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_each_change_gets_its_class_its_gates_and_its_answer(case: Case) -> None:
    files = dict(case.route.files)
    for edit in case.edits:
        edit(files)
    new = Route(files)
    changes = with_law(changes_between(case.route, new), case.route, new, SHARED)
    told = " ".join(f"{change.text} {change.note}" for change in changes)
    assert (heaviest(changes), "".join(sorted(gates_of(changes)))) == (case.kind, case.gates), told
    assert case.says in told
    found = errors_in(case.check(new)) if case.check else []
    assert bool(found) == bool(case.refused), found
    assert not case.refused or any(case.refused in f"{each.problem} {each.remedy}" for each in found), found
    assert all(each.element and each.remedy for each in found)
