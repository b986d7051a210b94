"""What changed between two versions of a route, in words, and who must agree to it.

The classes: A text · B way of working · C what the support plan decides · D what the law decides, which only becomes
stricter. The gates: M a mandate, decided by the board · P personal data, looked at by the data protection officer.

Source: WPO art. 18a lid 8 and WVO 2020 art. 2.47 lid 8 (content of the support plan; agreement of the OPR and OOGO);
Awb art. 10:3-10:5 (mandate); AVG art. 25, 35, 39 (privacy by design, role of the data protection officer).
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from workflows.domain.answers import Form
from workflows.domain.errors import InvalidRoute
from workflows.domain.expressions import Expression
from workflows.domain.fields import Field
from workflows.domain.tlv import CATEGORIES
from workflows.routes import before_after
from workflows.routes.elements import DueAt, Element, Flow, Process
from workflows.routes.route import Route
from workflows.routes.same_fields import conditions_above, named_as_in
from workflows.routes.takeover import Takeover
from workflows.routes.vocabulary import SEVERAL
from workflows.routes.weighing import CLOCKS, MANDATE, PRIVACY, weight_of_property

CLASSES = "ABCD"

#: what somebody types freely may say anything about anybody
PERSONAL = frozenset({"text", "long", "email", "file", "person", "table"})
#: who gets a letter at the office itself; anybody else is a new receiver of personal data
_UNITS = {"hours": "uur", "days": "dagen", "weeks": "weken", "months": "maanden", "workdays": "werkdagen"}
_WORDS = {
    "form": "formulier", "due": "termijn in de takenlijst", "assign": "taak op naam", "not_by": "wie dit niet mag doen",
    "mandate": "mandaat", "meeting": "vergadering", "letter": "brief", "to": "wie de brief krijgt",
    "decision": "beslistabel", "outcome": "uitkomst", "duty": "wettelijke stap", "role": "wie dit vastlegt",
    "node": "plaats in de beschrijving", "does": "wat het systeem doet", "route": "gekoppelde route",
    "carries": "wat meegaat", "message": "bericht", "posts": "brieven die eerst op de post zijn",
    "on": "datum in het recht", "progress": "wat er al is",
    "awaits": "op wie wordt gewacht", "explains": "oorzaak van", "cause": "oorzaak",
    "records": "verklaring die dit vastlegt", "needs": "verklaring die dit nodig heeft", "withdraws": "intrekking",
    "amount": "bedrag waarvoor het mandaat moet gelden",
}  # fmt: skip
_MANDATE = "Wie mag beslissen staat in het mandaatbesluit: vul datum en nummer van het besluit van het bestuur in."
_NOTES = {
    "not_by": "Wie adviseert of beoordeelt, mag niet meebeslissen (LBT 107632).",
    "to": "Wie recht heeft op deze brief, krijgt hem (Awb art. 3:41; WPO art. 18a lid 14).",
    "records": "Wat ouders en leerling verklaren, blijft gevraagd.",
    "mandate": _MANDATE,
    "amount": _MANDATE,
}
_MUST = "Ontbreekt het, dan mag dat niet vanzelf tot niet behandelen leiden (Awb art. 4:5)."
_PRIVATE = "Gegeven over een persoon, misschien over gezondheid of een derde."
_UNTOLD = "Vul in waarvoor het nodig is en wiens gegevens het zijn; daaruit volgen grondslag en bewaartermijn."
_LOOKS = "De functionaris gegevensbescherming kijkt mee."
_HEALTH = (
    "Wat over gezondheid gaat, blijft dat: het gaat alleen naar het bestuur van aanmelding of inschrijving, of met"
    " toestemming per ontvanger (WPO art. 18a lid 13)."
)
_CATEGORY = "Een eigen code mag. De landelijke categorie blijft bij SBO leeg; een eigen code gaat niet naar DUO."
_PARTS = "Een besluit zegt waarop het rust, waarom, en hoe bezwaar kan (Awb art. 3:45-3:47)."


@dataclass(frozen=True)
class Change:
    """One difference: where it is, what it says, its class and its gates; *was* and *now* where words were reworded.

    *term*: it is about when a clock runs or when something is due. *note*: what the law says of it, or what to look at.
    """

    kind: str  #: A, B, C or D
    file: str
    element: str
    text: str
    gates: frozenset[str] = frozenset()
    was: str = ""
    now: str = ""
    term: bool = False
    note: str = ""


def heaviest(changes: Iterable[Change]) -> str:
    """Return the class of the whole: that of its heaviest part."""
    return max((change.kind for change in changes), default="A")


def gates_of(changes: Iterable[Change]) -> frozenset[str]:
    return frozenset(gate for change in changes for gate in change.gates)


def changes_between(old: Route, new: Route) -> list[Change]:
    """Return every difference between two versions of a route, by file.

    Where one of the two cannot be read, the files that differ are named, in class C: nobody can say less of them.
    """
    differ = sorted(path for path in {*old.files, *new.files} if old.files.get(path) != new.files.get(path))
    if not differ:
        return []
    try:
        return list(dict.fromkeys(_all(old, new, differ)))
    except InvalidRoute:
        return [Change("C", path, "", f"{path} is gewijzigd en kan nog niet worden gelezen.") for path in differ]


def _all(old: Route, new: Route, differ: list[str]) -> Iterator[Change]:
    if any(path.endswith(".bpmn") for path in differ):
        yield from _diagrams(old, new)
    for path in differ:
        name, folder = PurePosixPath(path).stem, str(PurePosixPath(path).parent)
        if folder == "forms":
            yield from _forms(path, old.forms.get(name), new.forms.get(name))
        elif folder == "notices":
            yield _letter(path, name, old, new)
        elif folder == "decisions":
            words = before_after.tables(old.files.get(path, b""), new.files.get(path, b""))
            text = f"Beslistabel '{name}' {_how(path, old.files, new.files)}."
            yield Change("C", path, name, text, was=words[0], now=words[1])
        elif path == "route.toml":
            yield from _settings(old, new)
        elif not path.endswith(".bpmn"):
            kind = "voorbeelden" if path == "paths.toml" else path
            yield Change("A", path, "", f"De {kind} zijn gewijzigd." if kind == "voorbeelden" else f"{kind} gewijzigd.")


def _how(key: str, old: Mapping[str, object], new: Mapping[str, object]) -> str:
    return "toegevoegd" if key not in old else "weggehaald" if key not in new else "gewijzigd"


# ------------------------------------------------------------------ diagrams
def _diagrams(old: Route, new: Route) -> Iterator[Change]:
    for number in sorted({*old.processes, *new.processes}):
        before, after = old.processes.get(number), new.processes.get(number)
        if before is None and after is not None:
            yield Change("B", after.file, number, f"Nieuwe tekening '{after.name or number}'.")
        elif after is None and before is not None:
            yield Change("C", before.file, number, f"Tekening '{before.name or number}' weggehaald.")
        elif before is not None and after is not None:
            yield from _process(before, after)


def _process(old: Process, new: Process) -> Iterator[Change]:
    put_in = dict(_put_in(old, new))
    found = [*_elements(old, new, put_in), *_flows(old, new, put_in), *_lanes(old, new)]
    yield from found
    if not found and old.drawing != new.drawing:
        yield Change("A", new.file, "", f"Alleen de tekening '{new.name or new.id}' is verschoven.")


def _put_in(old: Process, new: Process) -> Iterator[tuple[str, tuple[Flow, Flow]]]:
    """Yield each new step that stands on an arrow of before, with the arrows that come to it and go from it."""
    for number, element in new.elements.items():
        if number not in old.elements and len(element.incoming) == len(element.outgoing) == 1:
            comes, goes = new.flows[element.incoming[0]], new.flows[element.outgoing[0]]
            before = old.flows.get(comes.id)
            if before is not None and (before.source, before.target) == (comes.source, goes.target):
                yield number, (comes, goes)


def _elements(old: Process, new: Process, put_in: Mapping[str, tuple[Flow, Flow]]) -> Iterator[Change]:
    for number in [*old.elements, *(each for each in new.elements if each not in old.elements)]:
        before, after = old.elements.get(number), new.elements.get(number)
        if before is None and after is not None:
            between = ""
            if number in put_in:
                comes, goes = put_in[number]
                between = f", tussen {_end(new, comes.source)} en {_end(new, goes.target)}"
            yield Change("B", new.file, number, f"Nieuw: {_called(after)}{between}.", _gates_of_new(after))
        elif after is None and before is not None:
            kind = "D" if "duty" in before.properties else "C" if before.kind != "exclusiveGateway" else "B"
            yield Change(kind, new.file, number, f"Weggehaald: {_called(before)}.")
        elif before is not None and after is not None:
            yield from of_element(new.file, before, after)


def _called(element: Element) -> str:
    kinds = {"userTask": "taak", "sendTask": "brief", "serviceTask": "stap van het systeem", "callActivity": "fase"}
    kind = kinds.get(element.kind, "onderdeel")
    return f"{kind} '{element.name or element.id}'"


def _gates_of_new(element: Element) -> frozenset[str]:
    gates = {MANDATE} if "mandate" in element.properties else set()
    return frozenset(gates | ({PRIVACY} if "letter" in element.properties else set()))


def of_element(file: str, old: Element, new: Element) -> Iterator[Change]:
    """Yield what changed about one element."""
    name = new.name or new.id
    if old.name != new.name:
        yield Change("A", file, new.id, f"'{old.name or old.id}' heet voortaan '{new.name or new.id}'.")
    if old.documentation != new.documentation:
        text = f"Uitleg bij '{name}' gewijzigd."
        yield Change("A", file, new.id, text, was=old.documentation, now=new.documentation)
    lawful = "D" if "duty" in old.properties else "C"
    if old.kind != new.kind or old.event != new.event or old.interrupting != new.interrupting:
        yield Change(lawful, file, new.id, f"'{name}' is een ander soort onderdeel geworden.")
    if old.called != new.called:
        yield Change("B", file, new.id, f"'{name}' roept voortaan '{new.called}' aan in plaats van '{old.called}'.")
    if old.due_at != new.due_at:
        words = _moment(old.due_at), _moment(new.due_at)
        text = f"Het moment van '{name}' is gewijzigd."
        yield Change("B", file, new.id, text, was=words[0], now=words[1], term=True)
    if old.message != new.message:
        text = f"'{name}' wacht op een ander bericht: {old.message or 'geen'} wordt {new.message or 'geen'}."
        yield Change("C", file, new.id, text)
    if old.default != new.default:
        text = f"De standaardpijl van '{name}': {old.default or 'geen'} wordt {new.default or 'geen'}."
        yield Change(lawful, file, new.id, text)
    if old.multi != new.multi:  # how many advise or hear is the law's where the step is
        kind = "D" if "duty" in old.properties and not _more_often(old, new) else "C"
        yield Change(kind, file, new.id, f"Hoe vaak '{name}' wordt gedaan, is gewijzigd.")
    role, was = (each.lane.role if each.lane else None for each in (new, old))
    if role != was:
        gates = frozenset({MANDATE} if "mandate" in new.properties else ())
        yield Change("B", file, new.id, f"'{name}' wordt gedaan door {role or 'niemand'} in plaats van {was}.", gates)
    for key in sorted({*old.properties, *new.properties}):
        if (before := old.properties.get(key)) != (after := new.properties.get(key)):
            change = _property(file, new, key, before, after)
            # Whose name a step of the law is put on that several do, decides whether they are several people.
            yield replace(change, kind="D") if key == "assign" and old.multi and lawful == "D" else change


def _property(file: str, element: Element, key: str, before: str | None, after: str | None) -> Change:
    name, words = element.name or element.id, "een termijn" if key in CLOCKS else _WORDS.get(key, key)
    was, now = (before or "").split(), (after or "").split()
    fewer, more = [each for each in was if each not in now], [each for each in now if each not in was]
    text = f"'{name}', {words}: {before or 'niets'} wordt {after or 'niets'}."
    if key in SEVERAL and was and now:  # of a long list only what differs
        told = [
            f"{how} {', '.join(map(_plainly, some))}" for how, some in (("niet meer", fewer), ("ook", more)) if some
        ]
        text = f"'{name}', {words}: {', '.join(told) or 'in een andere volgorde'}."
    weight = weight_of_property(key, fewer=bool(fewer), more=bool(more))
    note = _NOTES.get(key, "") if weight.kind != "B" else ""
    return Change(weight.kind, file, element.id, text, weight.gates, term=key in (*CLOCKS, "due"), note=note)


def _plainly(word: str) -> str:
    """A word of a property as one reads it: an element by its id, a role, somebody who gets a letter."""
    role, _, named = word.rpartition(":")
    return f"{'rol ' if role == 'role' else ''}{named if role == 'role' else word}".replace("_", " ")


def _more_often(old: Element, new: Element) -> bool:
    """Whether a step is done a greater number of times, as far as both say a number."""
    counts = [each.multi.cardinality.source if each.multi else "1" for each in (old, new)]
    return all(count.isdecimal() for count in counts) and int(counts[1]) > int(counts[0])


def _moment(due: DueAt | None) -> str:
    if due is None:
        return ""
    day = f"de laatste dag van {due.rule}"
    return f"{abs(due.n)} {_UNITS[due.unit]} {'voor' if due.n < 0 else 'na'} {day}" if due.n else day


def _end(process: Process, number: str) -> str:
    """Return what stands at an end of an arrow, by its name."""
    element = process.elements[number]
    return f"'{element.name or number.replace('_', ' ')}'"


def _arrow(process: Process, flow: Flow) -> str:
    name = f"'{flow.name}' " if flow.name else ""
    return f"pijl {name}van {_end(process, flow.source)} naar {_end(process, flow.target)}"


def _flows(old: Process, new: Process, put_in: Mapping[str, tuple[Flow, Flow]]) -> Iterator[Change]:
    """Yield what changed about the arrows; those of a step that was put in say nothing more."""
    told = {flow.id for flows in put_in.values() for flow in flows}

    def weighs(kind: str, *flows: Flow | None) -> str:
        """Where a choice is itself the law's, another way out of it, or another condition, is not ours to make."""
        sources = [old.elements.get(flow.source) for flow in flows if flow is not None]
        guarded = any(each and each.kind.endswith("Gateway") and "duty" in each.properties for each in sources)
        return "D" if guarded else kind

    for number in [*old.flows, *(each for each in new.flows if each not in old.flows)]:
        before, after = old.flows.get(number), new.flows.get(number)
        if before is None and after is not None and number not in told:
            yield Change(weighs("B", after), new.file, number, f"Nieuwe {_arrow(new, after)}.")
        elif after is None and before is not None:
            yield Change(weighs("B", before), new.file, number, f"Weggehaald: {_arrow(old, before)}.")
        elif before is not None and after is not None:
            arrow = _arrow(new, after)
            if before.name != after.name:
                yield Change("A", new.file, number, f"Tekst op de pijl '{before.name}' is nu '{after.name}'.")
            if _source(before.condition) != _source(after.condition):
                words = _source(before.condition), _source(after.condition)
                text = f"Wanneer de {arrow} wordt gevolgd, is gewijzigd."
                yield Change(weighs("C", before), new.file, number, text, was=words[0], now=words[1])
            if (before.source, before.target) != (after.source, after.target) and number not in told:
                yield Change(weighs("B", before, after), new.file, number, f"De {_arrow(old, before)} loopt anders.")
            if before.properties != after.properties:
                yield Change("C", new.file, number, f"Een termijn op de {arrow} is gewijzigd.", term=True)


def _lanes(old: Process, new: Process) -> Iterator[Change]:
    for number, lane in new.lanes.items():
        before = old.lanes.get(number)
        if before is not None and before.name != lane.name:
            yield Change("A", new.file, number, f"De baan '{before.name}' heet voortaan '{lane.name}'.")
        if before is not None and before.party != lane.party:
            text = f"De baan '{lane.name}' is van {lane.party or 'wie de rol heeft'} in plaats van {before.party}."
            yield Change("B", new.file, number, text)


def _source(expression: Expression | None) -> str:
    return "" if expression is None else expression.source


# ------------------------------------------------------------------ forms, letters, settings
def _forms(file: str, old: Form | None, new: Form | None) -> Iterator[Change]:
    if old is None and new is not None:
        yield Change("B", file, "", f"Nieuw formulier '{new.id}'.")
        yield from (of_new_field(file, each) for each in new.asking)
        return
    if new is None or old is None:
        yield Change("C", file, "", f"Formulier '{old.id if old else file}' weggehaald.")
        return
    before, after = {each.id: each for each in named_as_in(new, old)}, {each.id: each for each in new.fields}
    above, below = conditions_above(old), conditions_above(new)
    for number, each in after.items():
        if number in before and above.get(number) != below.get(number):
            yield Change("B", file, number, f"'{each.label}' staat onder een kop met een andere voorwaarde.")
        if number not in before:
            yield of_new_field(file, each) if each.asks else Change("A", file, number, f"Nieuwe tekst '{each.label}'.")
        elif before[number] != each:
            yield from of_field(file, before[number], each)
    for number, each in before.items():
        if number not in after and not each.asks:
            yield Change("A", file, number, f"Tekst '{each.label}' weggehaald.")
        elif number not in after:
            yield Change("C" if each.required or each.fact else "B", file, number, f"Veld '{each.label}' weggehaald.")
    shared = [number for number in before if number in after]
    if shared != [number for number in after if number in before]:
        yield Change("A", file, "", "De volgorde van de velden is gewijzigd.")
    if old.checks != new.checks:
        yield Change("B", file, "", "De controles op de antwoorden zijn gewijzigd.")
    if (old.title, old.intro) != (new.title, new.intro):
        was, now = ("\n".join(filter(None, (each.title, each.intro))) for each in (old, new))
        yield Change("A", file, "", "De tekst boven het formulier is gewijzigd.", was=was, now=now)


def of_new_field(file: str, new: Field) -> Change:
    """Return what it is to ask something new."""
    personal = asks_personal(new)
    must = new.required or new.required_when is not None
    text = f"Nieuw veld '{new.label}'{', verplicht' if must else ''}."
    told = f"Waarvoor: {new.purpose.rstrip('.')}." if new.purpose else _UNTOLD
    notes = [*([_MUST] if must else []), *([_PRIVATE, told, _LOOKS] if personal else [])]
    gates = frozenset({PRIVACY} if personal else ())
    return Change("C" if must else "A", file, new.id, text, gates, note=" ".join(notes))


def asks_personal(field: Field) -> bool:
    """Can an answer say anything about a person?"""
    return field.asks and (field.kind in PERSONAL or field.block == "health")


def of_field(file: str, old: Field, new: Field) -> Iterator[Change]:
    """Yield what changed about one question."""
    name = new.label
    if old.label != new.label:
        yield Change("A", file, new.id, f"Veld '{old.label}' heet voortaan '{new.label}'.")
    if (old.hint, old.purpose, old.pattern_message) != (new.hint, new.purpose, new.pattern_message):
        was, now = ("\n".join(filter(None, (each.hint, each.purpose, each.pattern_message))) for each in (old, new))
        yield Change("A", file, new.id, f"Uitleg bij '{name}' gewijzigd.", was=was, now=now)
    if (old.required, _source(old.required_when)) != (new.required, _source(new.required_when)):
        must = new.required or new.required_when is not None
        text = f"'{name}' is voortaan {'verplicht' if must else 'niet verplicht'}."
        yield Change("C" if must else "B", file, new.id, text, note=_MUST if must else "")
    if old.block != new.block:
        text = f"Wie '{name}' mag lezen: {old.block or 'geen blok'} wordt {new.block or 'geen blok'}."
        yield Change("B", file, new.id, text, frozenset({PRIVACY}), note=_HEALTH if old.block == "health" else "")
    if (old.kind, old.fact) != (new.kind, new.fact) or (old.options_from != new.options_from and not new.options):
        yield Change("B", file, new.id, f"De soort van '{name}' is gewijzigd.")
    if [each.value for each in old.options] != [each.value for each in new.options]:
        kind = "C" if new.fact else "B"  # what steers the route are the criteria of the support plan
        note = _CATEGORY if _is_category(old) or _is_category(new) else ""
        yield Change(kind, file, new.id, f"De keuzes bij '{name}' zijn gewijzigd.", note=note)
    elif old.options != new.options:
        yield Change("A", file, new.id, f"De woorden van de keuzes bij '{name}' zijn gewijzigd.")
    if old.columns != new.columns:
        yield Change("B", file, new.id, f"De kolommen van '{name}' zijn gewijzigd.", frozenset({PRIVACY}))
    rest = ("show_when", "min", "max", "prefill")
    limits = ("max_length", "pattern", "accept", "prefill_from", "prefill_as", "or_document", "not_by", "did", "did_on")
    if any(_source(getattr(old, key)) != _source(getattr(new, key)) for key in rest) or any(
        getattr(old, key) != getattr(new, key) for key in limits
    ):
        bounds = any(_source(getattr(old, key)) != _source(getattr(new, key)) for key in ("min", "max"))
        kind = "C" if new.fact and bounds else "B"  # what may be decided is in the support plan
        text = f"Wanneer '{name}' wordt gevraagd of wat er mag staan, is gewijzigd."
        was, now = (_bounds(each) if bounds else "" for each in (old, new))
        yield Change(kind, file, new.id, text, was=was, now=now)


def _bounds(field: Field) -> str:
    said = (("minstens", _source(field.min)), ("hoogstens", _source(field.max)))
    return ", ".join(f"{word} {limit}" for word, limit in said if limit)


def _is_category(field: Field) -> bool:
    """Whether it asks for the category of a TLV: a national one, of which a code of one's own may stand beside."""
    return field.options_from == "categorieen" or set(CATEGORIES) <= {each.value for each in field.options}


def _letter(file: str, name: str, old: Route, new: Route) -> Change:
    before, after = old.letters.get(name), new.letters.get(name)
    kind, note = "A", ""
    text, gates = f"De tekst van de brief '{name}' is gewijzigd.", frozenset[str]()
    if before is None or after is None:
        kind, text = "B" if before is None else "C", f"Brief '{name}' {_how(name, old.letters, new.letters)}."
        gates = frozenset({PRIVACY} if before is None else ())
    elif before.to != after.to:
        kind, text = "D" if set(before.to) - set(after.to) else "B", f"Wie de brief '{name}' krijgt, is gewijzigd."
        gates = frozenset({PRIVACY})
    elif before.kind != after.kind or before.not_needed != after.not_needed or before.needed_when != after.needed_when:
        fewer = set(after.not_needed) - set(before.not_needed) or set(after.needed_when) - set(before.needed_when)
        weaker = bool(fewer) or before.kind == "besluit" != after.kind
        kind, note = ("D", _PARTS) if weaker else ("C", "")
        text = f"Welke onderdelen de brief '{name}' moet hebben, is gewijzigd."
    was, now = before_after.letters(old.files.get(file, b""), new.files.get(file, b""))
    return Change(kind, file, name, text, gates, was=was, now=now, note=note)


def _settings(old: Route, new: Route) -> Iterator[Change]:
    before, after = old.settings, new.settings
    if before.may_start != after.may_start:
        text = f"Wie mag beginnen: {', '.join(before.may_start)} wordt {', '.join(after.may_start)}."
        yield Change("B", "route.toml", "may_start", text)
    texts = ("title", "description", "begin", "season", "owner", "legal_basis")
    if any(getattr(before, key) != getattr(after, key) for key in texts):
        yield Change("A", "route.toml", "", "De tekst over de route is gewijzigd.")
    if before.promises != after.promises:
        yield Change("B", "route.toml", "promises", "Welke datum wordt beloofd, is gewijzigd.")
    shown = ("renewal", "banners", "watch", "summary", "frame", "without_pupil", "risk_weeks")
    if any(getattr(before, key) != getattr(after, key) for key in shown):
        yield Change("B", "route.toml", "", "Wat de route op schermen toont of vervolgt, is gewijzigd.")
    if before.takeover != after.takeover and _with_new_steps(before.takeover, after.takeover, old, new):
        text = "Zaken uit een ander systeem hebben de nieuwe stap al gehad."
        yield Change("A", "route.toml", "takeover", text)
    elif before.takeover != after.takeover:
        text = "Hoe lopende zaken uit een ander systeem binnenkomen, is gewijzigd."
        yield Change("C", "route.toml", "takeover", text, frozenset({PRIVACY}))


def _with_new_steps(before: Takeover | None, after: Takeover | None, old: Route, new: Route) -> bool:
    """Whether all that differs is that the way to a place passes steps which the route did not have before."""
    if before is None or after is None:
        return False
    fresh = set(new.elements) - set(old.elements)
    known = [
        replace(place, steps=tuple(step for step in place.steps if step.completes not in fresh))
        for place in after.places
    ]
    return replace(after, places=tuple(known)) == before
