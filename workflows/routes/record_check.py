"""Whether a route asks well for what parents and pupil declare: the kinds, the forms, what nothing can satisfy."""

from collections.abc import Iterator, Sequence

from workflows.domain.answers import Field, Form
from workflows.domain.findings import REFUSED, Finding
from workflows.domain.records import condition_of
from workflows.routes.elements import Element
from workflows.routes.entries import remedy_for
from workflows.routes.inlined import Inlined
from workflows.routes.records import RecordKind, needed_by, recorded_by
from workflows.routes.remarks import Remarks
from workflows.routes.route import Route, Shared
from workflows.routes.vocabulary import RECORDS

#: To whom answers about health may go: who asked, its board, the samenwerkingsverband, and those it is about.
MAY_KNOW = frozenset({"applicant", "board", "swv", "parents", "pupil"})
#: The blocks of which nobody can say that there is nothing about health in it: what is said and advised about a pupil.
ABOUT_HEALTH = frozenset({"health", "meeting", "advice", "notes"})
CONSENT = "toestemming"
TO_OTHERS = "health-to-others"  #: the code of a letter that tells others what only some may know
_ALIKE = {"receiver": {"beoogde_school", "andere_school"}}  #: a party, as the list of receivers calls it


def words_of(kind: RecordKind, shared: Shared) -> tuple[str, ...]:
    """Return what a diagram can need of a kind: the kind, and the kind with each of those to whom it may go."""
    if not kind.to:
        return (kind.id,)
    field = next(each for each in shared.forms[kind.id].asking if each.id == kind.to)
    options = shared.lists.get(field.options_from or "", ()) or field.options
    return (kind.id, *(f"{kind.id}:{option.value}" for option in options))


def known_words(shared: Shared) -> frozenset[str]:
    """Return every word that ``needs`` may say."""
    return frozenset(word for kind in shared.records.values() for word in words_of(kind, shared))


def condition_names(shared: Shared) -> frozenset[str]:
    """Return what conditions may ask about declarations: ``geldt_<word>``."""
    return frozenset(condition_of(word) for word in known_words(shared))


def check_kinds(shared: Shared) -> list[Finding]:
    """Return a finding for a kind whose form is not there or lacks a field that the kind names."""
    remarks = Remarks("records.toml")
    for kind in shared.records.values():
        form = shared.forms.get(kind.id)
        if form is None:
            remarks.refuse(kind.id, "unknown-form", f"Het formulier {kind.files} ontbreekt.", "Voeg het toe.")
            continue
        known = {field.id for field in form.asking}
        for name in (kind.by, kind.result, kind.to, kind.on, kind.until):
            if name and name not in known:
                problem = f"Het veld '{name}' staat niet in {kind.files}."
                remarks.refuse(kind.id, "unknown-field", problem, remedy_for(name, known))
    return remarks.findings


def check_records(route: Route, shared: Shared) -> list[Finding]:
    """Return what is wrong with ``records``, ``needs`` and ``withdraws``."""
    findings: list[Finding] = []
    for process in route.processes.values():
        remarks = Remarks(process.file)
        for element in process.elements.values():
            _check_element(element, route, shared, remarks)
            _check_health(element, route, shared, remarks)
        findings += remarks.findings
    return findings


def _check_element(element: Element, route: Route, shared: Shared, remarks: Remarks) -> None:
    kinds, words = shared.records, known_words(shared)
    for name in RECORDS:
        for word in element.properties.get(name, "").split():
            known = words if name == "needs" else frozenset(kinds)
            if word not in known:
                problem = f"De verklaring '{word}' bestaat niet."
                remarks.refuse(element.id, "unknown-record", problem, remedy_for(word, known))
    for kind_id in element.properties.get("withdraws", "").split():
        if kind_id in kinds and not kinds[kind_id].withdrawable:
            problem = f"'{kind_id}' kan niet worden ingetrokken."
            remarks.refuse(element.id, "not-withdrawable", problem, "Zie records.toml.")
    form = route.forms.get(element.properties.get("form", element.id))
    for kind_id in recorded_by(element):
        if kind_id in kinds and kind_id in shared.forms:
            _check_form(element, form, shared.forms[kind_id], remarks)


def _check_health(element: Element, route: Route, shared: Shared, remarks: Remarks) -> None:
    """Refuse a letter with something about health, or what may be, to others than the board, without consent for them.

    Consent for one receiver is none for another. Source: WPO art. 18a lid 13, WVO 2020 art. 2.47 lid 16; AVG art. 4
    onder 11 (specific).
    """
    letter = route.letters.get(element.properties.get("letter", ""))
    others = set(element.properties.get("to", "").split()) - MAY_KNOW
    agreed = {word.partition(":")[2] for word in needed_by(element) if word.partition(":")[0] == CONSENT}
    if letter is None or not (left := {each for each in others if not agreed & _ALIKE.get(each, {each})}):
        return
    asked = [field for form in route.forms.values() for field in form.asking]
    health = {
        field.id: field.label
        for field in asked
        if field.block == "health" or (field.block in ABOUT_HEALTH and not field.fact)  # a fact is about nobody
    }
    told = letter.asks(shared.paragraphs) | set(element.properties.get("encloses", "").split())
    if quoted := sorted(told & set(health)):
        what = ", ".join(f"'{health[each]}'" for each in quoted)
        who = min(left)
        consent = f"{CONSENT}:{min(_ALIKE.get(who, {who}))}"
        problem = f"{REFUSED}deze brief noemt {what}, en dat kan over gezondheid gaan; hij gaat ook naar {who}."
        remedy = (
            "Gezondheidsgegevens gaan alleen naar het bestuur van aanmelding of inschrijving (WPO art. 18a lid 13). Wel"
            " mogelijk: alleen de gegevens die nodig zijn, met vastgelegde toestemming per ontvanger. Kies dan bij 'Kan"
            f" alleen met deze verklaring' de toestemming voor deze ontvanger: needs = {consent}."
        )
        remarks.refuse(element.id, TO_OTHERS, problem, remedy)


def _check_form(element: Element, form: Form | None, wanted: Form, remarks: Remarks) -> None:
    own = {field.id: field for field in form.asking} if form is not None else {}
    lacking = [field for field in wanted.asking if field.required and field.id not in own]
    if lacking:
        problem = (
            f"Het formulier van deze stap mist wat '{wanted.id}' vraagt: {', '.join(each.id for each in lacking)}."
        )
        remedy = f"Neem deze velden over uit shared/forms/{wanted.id}.toml."
        remarks.refuse(element.id, "record-form", problem, remedy)
    for field in wanted.asking:
        if field.id in own and not _alike(own[field.id], field):
            problem = f"Het veld '{field.id}' is anders dan in shared/forms/{wanted.id}.toml."
            remarks.refuse(element.id, "record-form", problem, "Geef het dezelfde soort, en keuzes die daar ook staan.")


def _alike(own: Field, wanted: Field) -> bool:
    kinds = {own.kind, wanted.kind}
    if len(kinds) > 1 and kinds != {"choice", "choices"}:
        return False
    known = {option.value for option in wanted.options}
    return not known or {option.value for option in own.options} <= known


def check_satisfied(graph: Inlined) -> list[Finding]:
    """Warn where a step needs what nothing before it, and nothing beside it, puts on record."""
    return list(_never_satisfied(graph))


def _never_satisfied(graph: Inlined) -> Iterator[Finding]:
    before = [set[int]() for _ in graph.nodes]
    into: list[list[int]] = [[] for _ in graph.nodes]
    for edge in graph.edges:
        into[edge.target].append(edge.source)
    recording: dict[str, list[int]] = {}
    for number, node in enumerate(graph.nodes):
        for kind in recorded_by(node.element):
            recording.setdefault(kind, []).append(number)

    def upstream(node: int) -> set[int]:
        if not before[node]:
            todo, seen = list(into[node]), set[int]()
            while todo:
                each = todo.pop()
                if each not in seen:
                    seen.add(each)
                    todo += into[each]
            before[node] = seen
        return before[node]

    told: set[tuple[str, str]] = set()
    for number, node in enumerate(graph.nodes):
        for word in needed_by(node.element):
            kind = word.partition(":")[0]
            makers = recording.get(kind, [])
            ways = upstream(number) if makers else set()
            if any(
                each in ways or (_beside(graph, upstream(each) & ways) and number not in upstream(each))
                for each in makers
            ):
                continue
            if (node.element.id, kind) not in told:
                told.add((node.element.id, kind))
                problem = f"Geen stap op weg hierheen legt '{kind}' vast."
                remedy = f"Zet records = {kind} op een stap ervoor; anders kan het alleen buiten een taak om."
                yield Finding("warning", node.process.file, node.element.id, "never-satisfied", problem, remedy)


def _beside(graph: Inlined, common: Sequence[int] | set[int]) -> bool:
    """Whether two elements with these ones before both can be busy at the same time."""
    return any(
        graph.nodes[each].element.kind in ("parallelGateway", "inclusiveGateway")
        or (graph.nodes[each].element.kind == "boundaryEvent" and not graph.nodes[each].element.interrupting)
        for each in common
    )
