"""Whether everything that a route names exists: roles, rules, forms, letters, decisions, duties, processes, facts."""

import difflib
from collections import Counter
from collections.abc import Callable, Iterable, Mapping

from workflows.domain.expressions import Expression, Value, compile_expression
from workflows.domain.findings import Finding
from workflows.domain.rules import DeadlineRule, Rules
from workflows.routes.elements import MAX_INSTANCES, Process, verbs_of
from workflows.routes.form_trial import always_answered, samples_of, try_count, try_expression
from workflows.routes.forms import BLOCKS
from workflows.routes.part_words import label
from workflows.routes.record_check import condition_names
from workflows.routes.remarks import Remarks
from workflows.routes.route import AT_START, Route, Shared
from workflows.routes.vocabulary import (
    ADDRESSEES,
    AWAITED,
    DATED_NAMES,
    FORM_NAMES,
    LAST_DAY,
    LETTER_NAMES,
    MANDATED,
    NOBODY,
    ORIGIN_DAY,
    Bearer,
    bearers,
)
from workflows.routes.watching import check_watch

#: Properties that name facts of kind date.
_DATES = ("from", "until", "on", "not_before")


def check_references(route: Route, shared: Shared) -> list[Finding]:
    """Return a finding for every name that leads nowhere. Route and shared files must be readable."""
    findings: list[Finding] = []
    for process in route.processes.values():
        remarks = Remarks(process.file)
        check = _References(route, shared, remarks)
        for bearer in bearers(process):
            check.properties(bearer)
        check.process(process)
        findings += remarks.findings
    return findings + _in_settings(route, shared) + _in_texts(route, shared) + _unused(route)


class _References:
    def __init__(self, route: Route, shared: Shared, remarks: Remarks) -> None:
        self.route, self.shared, self.remarks = route, shared, remarks
        self.samples = _samples(route)
        asked = [(always_answered(form), {field.id for field in form.facts}) for form in route.forms.values()]
        self.certain = {
            name
            for name, answer in self.samples.items()
            if isinstance(answer, list) or all(name in always for always, facts in asked if name in facts)
        }

    def unknown(self, element: str, code: str, what: str, name: str, known: Iterable[str]) -> None:
        remedy = _choice(name, known)
        self.remarks.refuse(element, code, f"{what} '{name}' bestaat niet.", remedy)

    def properties(self, bearer: Bearer) -> None:
        """Look up what the properties of an element, flow or lane name."""
        route, shared = self.route, self.shared
        awaited = [NOBODY, *(option.value for option in shared.lists.get(AWAITED, ()))]
        known: Mapping[str, tuple[str, str, Iterable[str]]] = {
            "role": ("unknown-role", "De rol", shared.roles),
            "to": ("unknown-addressee", "De geadresseerde", (*ADDRESSEES, *shared.roles, *addressed(route))),
            **dict.fromkeys(("due", "explains"), ("unknown-rule", "De termijn", shared.rules.ids)),
            **dict.fromkeys(
                ("starts", "suspends", "resumes", "stops", "extends"),
                ("unknown-rule", "De termijn", shared.rules.ids),
            ),
            "decision": ("unknown-decision", "De beslistabel", route.decisions),
            **dict.fromkeys(("letter", "posts"), ("unknown-letter", "De brief", route.letters)),
            "meeting": ("unknown-committee", "De commissie", shared.committees),
            "duty": ("unknown-duty", "De wettelijke plicht", shared.duties),
            "form": ("unknown-form", "Het formulier", route.forms),
            "fact": ("unknown-fact", "Het gegeven", route.facts),
            "hour": ("unknown-fact", "Het gegeven", route.facts),
            "amount": ("unknown-fact", "Het gegeven", route.facts),
            "cause": ("unknown-fact", "Het gegeven", route.facts),
            **dict.fromkeys(_DATES, ("unknown-fact", "Het gegeven", route.facts)),
            "awaits": ("unknown-option", "In shared/lists.toml, onder [aan_zet],", awaited),
            **dict.fromkeys(("progress", "encloses"), ("unknown-field", "Het veld", route.fields)),
        }
        for name, (code, what, names) in known.items():
            for word in dict.fromkeys(bearer.properties.get(name, "").split()):
                if word not in names:
                    self.unknown(bearer.id, code, what, word, names)
                elif name in _DATES and not _may_be_date(route, word):
                    problem = f"Het gegeven '{word}' is geen datum."
                    self.remarks.refuse(bearer.id, "not-a-date", problem, "Kies een veld van de soort date.")
        for word in bearer.properties.get("not_by", "").split():
            self.not_by(bearer.id, word)
        if len(bearer.properties.get("from", "").split()) > 2:
            problem = f"{label('from')} noemt meer dan twee gegevens."
            remedy = "Noem de gewone begindag, en hoogstens één andere waar de wet twijfel laat."
            self.remarks.refuse(bearer.id, "from", problem, remedy)
        self.progress(bearer)
        self.clocks(bearer)
        self.suspensions(bearer)

    def clocks(self, bearer: Bearer) -> None:
        """Refuse to start what has no length of its own."""
        for rule in dict.fromkeys((*verbs_of(bearer.properties).starts, *bearer.properties.get("due", "").split())):
            if not _any_version(self.shared.rules, rule, lambda row: not row.moment and not row.extension_of):
                problem = f"Termijn {rule} heeft geen eigen lengte: er kan geen klok voor lopen."
                self.remarks.refuse(bearer.id, "no-length", problem, "Kijk in het termijnenregister.")

    def progress(self, bearer: Bearer) -> None:
        """Refuse what cannot be counted: it takes a field with what came and one with what is still to come."""
        if "progress" not in bearer.properties:
            return
        words = bearer.properties["progress"].split()
        kinds = {field.kind for form in self.route.forms.values() for field in form.fields if field.id in words}
        if len(words) != 2 or not kinds <= {"choices"}:
            problem = f"{label('progress')} noemt niet precies twee velden met meer keuzes."
            remedy = "Noem het veld met wat er is en dat met wat nog komt, allebei een vraag met meer keuzes."
            self.remarks.refuse(bearer.id, "progress", problem, remedy)

    def not_by(self, element: str, word: str) -> None:
        if word.startswith("role:"):
            if (role := word.removeprefix("role:")) not in self.shared.roles:
                self.unknown(element, "unknown-role", "De rol", role, self.shared.roles)
        elif word.startswith(MANDATED):
            return  # a step of another route: see linking
        elif word not in self.route.elements and word not in self.route.fields:
            self.unknown(element, "unknown-element", "De stap of het veld", word, self.route.elements)

    def suspensions(self, bearer: Bearer) -> None:
        """Refuse what the register does not allow to any version of the rule."""
        verbs = verbs_of(bearer.properties)
        for rule in verbs.suspends:
            if not _any_version(self.shared.rules, rule, lambda row: row.suspendable and _fits(row, verbs.regime)):
                problem = f"Termijn {rule} kan op deze grond ({verbs.regime}) niet worden opgeschort."
                self.remarks.refuse(bearer.id, "not-suspendable", problem, "Kijk in het termijnenregister.")
        for rule in verbs.extends:
            if not _any_version(self.shared.rules, rule, lambda row: row.extendable):
                problem = f"Termijn {rule} kan niet worden verlengd."
                self.remarks.refuse(bearer.id, "not-extendable", problem, "Kijk in het termijnenregister.")
            elif verbs.regime and not _any_version(
                self.shared.rules, rule, lambda row: row.suspendable and _fits(row, verbs.regime)
            ):
                problem = f"Termijn {rule} kan op deze grond ({verbs.regime}) niet verder worden verlengd."
                self.remarks.refuse(bearer.id, "not-extendable", problem, "Kijk in het termijnenregister.")

    def process(self, process: Process) -> None:
        """Look up forms, timers, called processes and the names in expressions."""
        route = self.route
        for lane in process.lanes.values():
            for role in lane.properties.get("role", "").split():
                party = lane.properties.get("party") or (
                    self.shared.roles[role].party if role in self.shared.roles else ""
                )
                if party in AT_START and party not in route.settings.parties:
                    problem = f"Een zaak van deze route heeft geen '{party}': wie '{role}' is, krijgt deze taken niet."
                    self.remarks.refuse(lane.id, "party-missing", problem, "Noem hem bij parties in route.toml.")
        for element in process.elements.values():
            if element.kind == "userTask" and "form" not in element.properties and element.id not in route.forms:
                problem = f"Bij deze taak horen nog geen vragen (forms/{element.id}.toml)."
                self.remarks.refuse(element.id, "unknown-form", problem, "Maak ze, of kies ze bij ‘Welke vragen’.")
            if element.due_at and element.due_at.rule not in self.shared.rules:
                self.unknown(element.id, "unknown-rule", "De termijn", element.due_at.rule, self.shared.rules.ids)
            letter = route.letters.get(element.properties.get("letter", ""))
            if letter and not letter.to and "to" not in element.properties:
                problem = "Er staat niet bij aan wie deze brief gaat."
                self.remarks.refuse(element.id, "missing-property", problem, f"Vul {label('to')} in.")
            if element.called and element.called not in route.processes:
                self.unknown(element.id, "called", "De tekening", element.called, route.processes)
            if element.multi:
                self.names(element.id, element.multi.cardinality, {"on"})
                try_count(element.multi.cardinality, self.samples, self.remarks, element.id)
            if assign := element.properties.get("assign"):
                self.names(element.id, compile_expression(assign), {"on", "nr"})
        for flow in process.flows.values():
            if flow.condition:
                self.names(flow.id, flow.condition, {"on"} | _last_days(self.shared) | condition_names(self.shared))
                try_expression(flow.condition, self.samples, self.certain, self.remarks, flow.id, "Voorwaarde")

    def names(self, element: str, expression: Expression, besides: set[str]) -> None:
        for name in sorted(expression.names - self.route.facts - besides):
            self.unknown(element, "unknown-fact", "Het gegeven", name, self.route.facts)


def _samples(route: Route) -> dict[str, Value]:
    """Return an answer to each question; what several people answer is a list, here one of the greatest length."""
    several = {fact for each in route.elements.values() if each.multi for fact in route.facts_of(each)}
    once = {fact for each in route.elements.values() if not each.multi for fact in route.facts_of(each)}
    asked = {field.id: field for form in route.forms.values() for field in form.facts}
    kinds = Counter(
        name for name, _kind in {(field.id, field.kind) for form in route.forms.values() for field in form.facts}
    )
    plain = {name: field for name, field in asked.items() if kinds[name] == 1 and name not in several & once}
    answers = samples_of(plain.values())
    return {name: [each] * MAX_INSTANCES if name in several else each for name, each in answers.items()}


def _last_days(shared: Shared) -> set[str]:
    return {f"{LAST_DAY}{rule}" for rule in shared.rules.ids}


def _choice(name: str, known: Iterable[str]) -> str:
    near = difflib.get_close_matches(name, known, 1)
    return f"Bedoelt u '{near[0]}'?" if near else "Verbeter de naam, of voeg het toe."


def addressed(route: Route) -> list[str]:
    """Return who is named in the forms with an address, as ``indiener`` by ``indiener_naam`` and ``indiener_adres``."""
    names = (field.removesuffix("_naam") for field in route.fields if field.endswith("_naam"))
    return sorted(name for name in names if f"{name}_adres" in route.fields)


def _any_version(rules: Rules, rule: str, holds: Callable[[DeadlineRule], bool]) -> bool:
    """Whether some version of *rule* allows it; an unknown rule is somebody else's finding."""
    return rule not in rules or any(holds(row) for row in rules if row.id == rule)


def _fits(row: DeadlineRule, regime: str | None) -> bool:
    return not row.regimes or regime is None or regime in row.regimes


def _may_be_date(route: Route, fact: str) -> bool:
    kinds = {field.kind for form in route.forms.values() for field in form.facts if field.id == fact}
    return not kinds or kinds == {"date"}


def _word_forms(route: Route, shared: Shared, remarks: Remarks) -> None:
    """Refuse a Word form that fills in what is not there, or with a value that cannot be chosen."""
    for found in route.word_forms.values():
        form = route.forms.get(found.form)
        if form is None:
            problem = f"Het formulier '{found.form}' bestaat niet."
            remarks.refuse(f"imports/{found.id}", "unknown-form", problem, _choice(found.form, route.forms))
            continue
        fields = {field.id: field for field in form.fields}
        for name in (found.attachment, *(asked.field for asked in found.asked)):
            if name not in fields or (name == found.attachment) != (fields[name].kind == "file"):
                problem = f"'{name}' kan hier niet worden ingevuld vanuit Word."
                remarks.refuse(f"imports/{found.id}", "unknown-field", problem, _choice(name, fields))
        for asked in found.asked:
            field = fields.get(asked.field)
            options = field.options or shared.lists.get(field.options_from or "", ()) if field is not None else ()
            for value in sorted({*asked.words.values()} - {option.value for option in options}):
                problem = f"'{value}' is geen antwoord op '{asked.field}'."
                known = [option.value for option in options]
                remarks.refuse(f"imports/{found.id}", "unknown-option", problem, _choice(value, known))


def _in_settings(route: Route, shared: Shared) -> list[Finding]:
    remarks = Remarks("route.toml")
    for role in route.settings.may_start:
        if role not in shared.roles:
            remarks.refuse("may_start", "unknown-role", f"De rol '{role}' bestaat niet.", _choice(role, shared.roles))
    for rule in route.settings.promises:
        if rule not in shared.rules:
            problem = f"De termijn '{rule}' bestaat niet."
            remarks.refuse("promises", "unknown-rule", problem, _choice(rule, shared.rules.ids))
    if (renewal := route.settings.renewal) is not None:
        if renewal.due not in shared.rules:
            problem = f"De termijn '{renewal.due}' bestaat niet."
            remarks.refuse("renewal", "unknown-rule", problem, _choice(renewal.due, shared.rules.ids))
        form = route.forms.get(renewal.form)
        if form is None:
            problem = f"Het formulier '{renewal.form}' bestaat niet."
            remarks.refuse("renewal", "unknown-form", problem, _choice(renewal.form, route.forms))
        else:
            known = [field.id for field in form.fields]
            for field in sorted(renewal.fields - {*known}):
                problem = f"Het veld '{field}' staat niet in formulier '{renewal.form}'."
                remarks.refuse("renewal", "unknown-field", problem, _choice(field, known))
    _word_forms(route, shared, remarks)
    samples = samples_of(field for form in route.forms.values() for field in form.facts)
    if (shown := route.settings.names_when) is not None:
        _unknown_names(remarks, "names_when", shown.names, route.facts | condition_names(shared))
        try_expression(shown, samples, set(samples), remarks, "names_when", "names_when")
    for number, banner in enumerate(route.settings.banners, start=1):
        name = f"banner {number}"
        _unknown_names(remarks, name, banner.when.names, route.facts | {"on"} | condition_names(shared))
        if banner.block not in BLOCKS:
            problem = f"Het gegevensblok '{banner.block}' bestaat niet."
            remarks.refuse(name, "block", problem, _choice(banner.block, BLOCKS))
        try_expression(banner.when, samples, set(samples), remarks, name, "when")
    for part in route.settings.summary:
        for field in part.fields:
            if field not in route.fields:
                problem = f"Het veld '{field}' staat in geen formulier."
                remarks.refuse(part.title, "unknown-field", problem, _choice(field, route.fields))
    check_watch(route.settings.watch, route.facts, shared.rules.ids, remarks)
    return remarks.findings


def _in_texts(route: Route, shared: Shared) -> list[Finding]:
    """Look up the names that forms, decisions and letters ask for."""
    findings: list[Finding] = []
    stands = condition_names(shared)
    due = {f"{word}_{rule}" for word in DATED_NAMES for rule in shared.rules.ids}
    for name, form in route.forms.items():
        remarks = Remarks(f"forms/{name}.toml")
        known = route.facts | {field.id for field in form.fields} | {"on", "nr", *FORM_NAMES} | stands
        known |= {f"{ORIGIN_DAY}{rule}" for rule in shared.rules.ids}
        for field in form.fields:
            asked = {each for expression in field.expressions().values() for each in expression.names}
            _unknown_names(remarks, field.id, asked, known)
            if field.options_from and field.kind in ("choice", "choices") and field.options_from not in shared.lists:
                problem = f"De lijst '{field.options_from}' bestaat niet."
                remarks.refuse(field.id, "unknown-list", problem, _choice(field.options_from, shared.lists))
        for check in form.checks:
            _unknown_names(remarks, check.field or "check", check.unless.names | check.phrase.names, known)
        findings += remarks.findings
    for name, table in route.decisions.items():
        remarks = Remarks(f"decisions/{name}.dmn")
        _unknown_names(remarks, table.id, table.names, route.facts | {"on", "nr"} | stands)
        findings += remarks.findings
    for name, letter in route.letters.items():
        remarks = Remarks(f"notices/{name}.txt")
        for insert in letter.inserts:
            if insert.name not in shared.paragraphs:
                problem = f"De standaardalinea '{insert.name}' bestaat niet."
                remarks.refuse("", "unknown-paragraph", problem, _choice(insert.name, shared.paragraphs))
        _unknown_names(remarks, "", letter.asks(shared.paragraphs), route.facts | route.fields | LETTER_NAMES | due)
        for word in letter.to:
            if word not in ADDRESSEES:
                problem = f"De geadresseerde '{word}' bestaat niet."
                remarks.refuse("to", "unknown-addressee", problem, _choice(word, ADDRESSEES))
        findings += remarks.findings
    return findings


def _unknown_names(remarks: Remarks, element: str, asked: Iterable[str], known: frozenset[str] | set[str]) -> None:
    for name in sorted(set(asked) - known):
        remarks.refuse(element, "unknown-fact", f"Het gegeven '{name}' bestaat niet.", _choice(name, known))


def _unused(route: Route) -> list[Finding]:
    """Warn about files that nothing in the diagrams refers to."""
    used = {word for element in route.elements.values() for word in (element.id, *element.properties.values())}
    paths = [f"forms/{name}.toml" for name in route.forms if name not in used]
    paths += [f"decisions/{name}.dmn" for name in route.decisions if name not in used]
    paths += [f"notices/{name}.txt" for name in route.letters if name not in used]
    problem = "Geen tekening gebruikt dit."
    return [Finding("warning", path, "", "unused-file", problem, "Verwijs ernaar of haal het weg.") for path in paths]
