"""The closed list of properties: which one may stand on what, and what it may say.

Whoever extends the language adds it here, to the page that describes it, and to the room that does it.
"""

import difflib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from workflows.domain.errors import InvalidExpression
from workflows.domain.expressions import compile_expression
from workflows.domain.rules import REGIMES
from workflows.routes.bpmn_text import WORD, shown
from workflows.routes.elements import TASKS, Element, Process
from workflows.routes.part_words import label
from workflows.routes.remarks import Remarks
from workflows.routes.roles import PARTIES


@dataclass(frozen=True)
class EffectWord:
    """Something a service task can do: the properties it needs and may have, and the facts it leaves behind."""

    needs: tuple[str, ...] = ()
    may: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()


#: What a service task can do.
EFFECTS: Mapping[str, EffectWord] = {
    "check_mandate": EffectWord(may=("mandate", "amount"), facts=("staand_mandaat",)),
    "number_tlv": EffectWord(facts=("tlv_tot",)),
    "record_placement": EffectWord(),
    "revoke_tlv": EffectWord(may=("of",)),
    "set_party": EffectWord(needs=("party", "fact")),
    "start_case": EffectWord(needs=("route",), may=("carries", "each", "party")),
    "tell_case": EffectWord(needs=("message",)),
}
#: What a letter can quote of a term: its last day, and the steps that led to it, as in ``uiterlijk_T2``.
DATED_NAMES = ("uiterlijk", "waarom")
#: What a letter can quote besides these and the facts and fields of the route.
LETTER_NAMES = frozenset(
    {
        *("aan", "aan_leerling", "zaaknummer", "vandaag", "leerling", "geboren", "school", "schoolbestuur"),
        *("swv_naam", "namens", "ontvangen_op", "besloten_door", "tlv_nummer", "on", "nr"),
    }
)
#: What the expressions of a form can ask besides the facts and its own fields, as the system knows it: the day on
#: which the decision was taken, the day on which the last letter that the task `posts` was posted (empty while one
#: waits), how many other cases of this route are open for the pupil, and the day on which the pupil was born; of the
#: meeting that the case is on the agenda of: its day, who is there, and who does not take part (all empty without one).
FORM_NAMES = frozenset(
    {
        *("besloten_op", "gepost_op", "open_aanvragen", "geboren_op"),
        *("vergaderd_op", "aanwezig_in_vergadering", "teruggetrokken_leden"),
    }
)
#: What a condition can ask besides the facts: ``uiterlijk_<rule>``, the last day of a term (empty without one).
LAST_DAY = "uiterlijk_"
#: What a form can ask of the case that this one came from: the last day of a term there (empty without one).
ORIGIN_DAY = "vorige_uiterlijk_"
#: Facts that the system gives a case when it starts: is it of an SWV for PO or for VO, which school holidays does its
#: school have, and is it about nobody in particular?
GIVEN_FACTS = ("swv_soort", "vakantieregio", "zonder_leerling")
#: To whom a letter can go, besides roles.
ADDRESSEES = (*PARTIES, "parents", "pupil")

#: What a diagram says about declarations of parents and pupil (``records.toml``).
RECORDS = ("records", "needs", "withdraws")

VERBS = frozenset({"starts", "suspends", "resumes", "stops", "extends"})
#: The list with whom a case may wait for outside it (property ``awaits``).
AWAITED = "aan_zet"
NOBODY = "niemand"  #: it may be recorded, and nobody waits for it
_VERB_BEARERS = TASKS | {"startEvent", "intermediateCatchEvent", "boundaryEvent", "sequenceFlow"}
_MESSAGE = frozenset({"message"})  # not a kind of element: an event that waits for a message
_ELEMENTS = TASKS | {
    *("startEvent", "endEvent", "boundaryEvent", "intermediateCatchEvent", "intermediateThrowEvent", "callActivity"),
    *("exclusiveGateway", "parallelGateway", "inclusiveGateway", "eventBasedGateway"),
}
_USER_TASK = frozenset({"userTask"})

#: On what each property may stand.
VOCABULARY: Mapping[str, frozenset[str]] = {
    "role": frozenset({"lane"}) | _MESSAGE,
    "party": frozenset({"lane", "serviceTask"}),
    "form": _USER_TASK | _MESSAGE,
    "due": _USER_TASK | _MESSAGE,
    "assign": _USER_TASK,
    "not_by": _USER_TASK,
    "meeting": _USER_TASK,
    "mandate": _USER_TASK | _MESSAGE | {"serviceTask"},
    "amount": _USER_TASK | {"serviceTask"},
    "on": _USER_TASK | _MESSAGE,
    "posts": _USER_TASK,
    **dict.fromkeys(("explains", "cause"), _USER_TASK),
    **dict.fromkeys(("progress", "awaits"), _MESSAGE),
    "records": _USER_TASK | _MESSAGE,
    "needs": _USER_TASK | {"sendTask"},
    "withdraws": _MESSAGE,
    **dict.fromkeys((*VERBS, "from", "until", "not_before", "hour", "regime"), _VERB_BEARERS),
    "decision": frozenset({"businessRuleTask"}),
    "letter": frozenset({"sendTask"}),
    **dict.fromkeys(("to", "encloses"), frozenset({"sendTask"})),
    "does": frozenset({"serviceTask"}),
    **dict.fromkeys(("fact", "route", "carries", "each", "message", "of"), frozenset({"serviceTask"})),
    "outcome": frozenset({"endEvent"}),
    "duty": _ELEMENTS,
    "node": _ELEMENTS,
}
#: What must stand on a kind of element.
REQUIRED: Mapping[str, tuple[str, ...]] = {
    "businessRuleTask": ("decision",),
    "sendTask": ("letter",),
    "serviceTask": ("does",),
}
#: Properties that say nothing without another: either needs the other, or only the first needs the second.
TOGETHER = (
    ("suspends", "regime"),
    ("extends", "until"),
    ("until", "extends"),
    ("from", "starts"),
    ("not_before", "starts"),
    ("hour", "from"),
    ("posts", "on"),
    ("amount", "mandate"),
    ("explains", "cause"),
    ("cause", "explains"),
)
#: Properties that hold one value out of a closed list.
CLOSED: Mapping[str, Iterable[str]] = {"party": PARTIES, "regime": REGIMES, "does": EFFECTS, "of": ("origin",)}
#: How ``not_by`` names who did a step under mandate in the case that this one came from.
MANDATED = "mandated:"
#: Properties that hold several words, separated by a space.
SEVERAL = VERBS | {
    "from",
    "not_before",
    "to",
    "not_by",
    "role",
    "duty",
    "node",
    "posts",
    "progress",
    "carries",
    *RECORDS,
    "encloses",
}
_OUTCOME = re.compile(r"[A-Z][A-Z0-9_]*")
_RULE = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")


@dataclass(frozen=True)
class Bearer:
    """Something that carries properties: an element, a flow or a lane."""

    id: str
    kind: str
    properties: Mapping[str, str]
    is_message: bool = False

    @classmethod
    def of(cls, element: Element) -> "Bearer":
        waits_for_message = element.event == "message" and element.kind in ("intermediateCatchEvent", "boundaryEvent")
        return cls(element.id, element.kind, element.properties, waits_for_message)


def bearers(process: Process) -> Iterator[Bearer]:
    """Yield everything in *process* that can carry properties."""
    yield from (Bearer.of(element) for element in process.elements.values())
    yield from (Bearer(flow.id, "sequenceFlow", flow.properties) for flow in process.flows.values())
    yield from (Bearer(lane.id, "lane", lane.properties) for lane in process.lanes.values())
    yield Bearer(process.id, "process", process.properties)


def check_words(process: Process, remarks: Remarks) -> None:
    """Refuse unknown and misplaced properties, missing ones, and values outside a closed list."""
    for bearer in bearers(process):
        for name, value in bearer.properties.items():
            if remarks.full:
                return
            _check_place(bearer, name, remarks)
            if name in VOCABULARY:
                _check_value(bearer, name, value, remarks)
        for name in REQUIRED.get(bearer.kind, ()):
            if not bearer.properties.get(name):
                remarks.refuse(
                    bearer.id, "missing-property", f"{label(name)} is nog niet ingevuld.", f"Vul {label(name)} in."
                )
        for name, needed in TOGETHER:
            if name in bearer.properties and needed not in bearer.properties:
                problem = f"{label(name)} zegt niets zonder {label(needed)}."
                remarks.refuse(
                    bearer.id, "missing-property", problem, f"Vul {label(needed)} in, of maak {label(name)} leeg."
                )
        if "regime" in bearer.properties and not {"suspends", "extends"} & bearer.properties.keys():
            problem = f"{label('regime')} zegt niets zonder {label('suspends')} of {label('extends')}."
            remarks.refuse(
                bearer.id, "missing-property", problem, f"Vul er een van in, of maak {label('regime')} leeg."
            )
        if bearer.kind == "serviceTask" and (effect := EFFECTS.get(bearer.properties.get("does", ""))):
            _check_effect(bearer, effect, remarks)


def _check_effect(bearer: Bearer, effect: EffectWord, remarks: Remarks) -> None:
    does = bearer.properties["does"]
    for name in effect.needs:
        if name not in bearer.properties:
            problem = f"Deze stap ('{does}') weet niet wat te doen zonder {label(name)}."
            remarks.refuse(bearer.id, "missing-property", problem, f"Vul {label(name)} in.")
    for name in ("party", "fact", "mandate", "amount", "route", "carries", "each", "message", "of"):
        if name in bearer.properties and name not in (*effect.needs, *effect.may):
            problem = f"{label(name)} doet niets bij deze stap ('{does}')."
            remarks.refuse(bearer.id, "misplaced-property", problem, "Maak het leeg.")


def _check_place(bearer: Bearer, name: str, remarks: Remarks) -> None:
    places = VOCABULARY.get(name)
    if places is None:
        near = difflib.get_close_matches(name[:40], VOCABULARY, 1)
        remedy = f"Bedoelt u '{near[0]}'?" if near else f"Kies uit: {', '.join(allowed_on(bearer))}."
        remarks.refuse(bearer.id, "unknown-property", f"‘{shown(name)}’ bestaat hier niet.", remedy)
    elif name not in allowed_on(bearer):
        problem = f"{label(name)} doet hier niets."
        choice = ", ".join(map(label, allowed_on(bearer)))
        remedy = f"Maak het leeg. {f'Hier passen: {choice}.' if choice else ''}".strip()
        remarks.refuse(bearer.id, "misplaced-property", problem, remedy)


def allowed_on(bearer: Bearer) -> list[str]:
    """Return the properties that may stand on *bearer*, in alphabetical order."""
    kinds = {bearer.kind, "message"} if bearer.is_message else {bearer.kind}
    return sorted(name for name, places in VOCABULARY.items() if places & kinds)


def _check_value(bearer: Bearer, name: str, value: str, remarks: Remarks) -> None:
    if not value:
        remarks.refuse(bearer.id, "value", f"{label(name)} is leeg.", "Vul het in, of haal het weg.")
        return
    if name in CLOSED and value not in CLOSED[name]:
        choice = ", ".join(CLOSED[name])
        remarks.refuse(bearer.id, "value", f"'{shown(value)}' past niet bij {label(name)}.", f"Kies uit: {choice}.")
    if name == "outcome" and not _OUTCOME.fullmatch(value):
        problem = f"De uitkomst '{shown(value)}' is geen woord in hoofdletters."
        remarks.refuse(bearer.id, "value", problem, "Schrijf bijvoorbeeld GRANTED of WITHDRAWN.")
    if name == "assign":
        try:
            compile_expression(value)
        except InvalidExpression as error:
            problem = f"Bij {label('assign')} staat iets dat niet te lezen is: {error}"
            remarks.refuse(bearer.id, "expression", problem, f"Nu staat er '{shown(value)}'; verbeter dit.")
    if name == "assign" or name in CLOSED or name == "outcome":
        return
    words = value.split() if name in SEVERAL else [value]
    for word in words:
        if name == "not_by":
            word = word.removeprefix("role:").removeprefix(MANDATED)
        if name == "carries":
            word = word.replace("=", "_", 1)  # new=old: two names in one word
        if name == "needs":
            word = word.replace(":", "_", 1)  # kind:to whom
        if not (_RULE if name in VERBS or name in ("due", "explains") else WORD).fullmatch(word):
            problem = f"'{shown(word)}' bij {label(name)} is geen naam."
            remarks.refuse(bearer.id, "value", problem, "Gebruik letters, cijfers en _; scheid namen met een spatie.")
    if len(set(words)) < len(words):
        remarks.refuse(bearer.id, "value", f"{label(name)} noemt iets twee keer.", "Haal één van beide weg.")
