"""A task added to a route in words and choices: where, what, who, with which questions and by when; no drawing needed.

The task is written into the drawing, its questions into a form, and the examples of the route do it where it waits.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from workflows.domain.errors import FieldError, InvalidAnswers, InvalidRoute, NotFound
from workflows.domain.findings import Finding, errors_in
from workflows.domain.people import Person
from workflows.domain.wording import Said, Text, said
from workflows.persistence import models
from workflows.persistence.unit_of_work import UnitOfWork
from workflows.routes.changes import Change, changes_between
from workflows.routes.check import check_file
from workflows.routes.elements import Process
from workflows.routes.feasibility_check import Season, check_feasible, lateness
from workflows.routes.form_text import FormText
from workflows.routes.route import Route, Shared
from workflows.routes.step_text import NewStep, places_for_a_step, with_step
from workflows.services import studio, studio_new_norm
from workflows.services.deployments import shared_of
from workflows.services.examples import past_new_step
from workflows.services.feasibility import seasons
from workflows.services.register_given import Given, Raw
from workflows.services.register_norms import NORM_UNITS
from workflows.services.register_words import told
from workflows.services.studio_forms import slug
from workflows.services.studio_new_norm import NewNorm
from workflows.services.studio_steps import due_choices, in_order, reading_in

NEW = "new"
QUESTIONS = ("long", "yesno", "date", "text")
LONGEST = {"name": 80, "explanation": 1_000, "question": 200}


@dataclass(frozen=True)
class PlaceForStep:
    """An arrow on which a task can stand: *after* which step it comes, on which *way* out of it, and what follows."""

    path: str
    process: str
    flow: str
    after: str
    way: str
    before: str


@dataclass(frozen=True)
class StepChoices:
    """The place of a new task, with everything that can be chosen for it: who does it, its questions, its term."""

    place: PlaceForStep
    lanes: tuple[tuple[str, str | Text], ...]
    forms: tuple[tuple[str, str], ...]
    terms: tuple[tuple[str, str | Text], ...]


@dataclass(frozen=True)
class StepPreview:
    """What adding a task changes in the route, before anything is saved."""

    place: PlaceForStep
    name: str
    who: str | Text
    norm: str | Text
    own_norm: bool  #: a norm that the register does not have yet, and keeps
    asks: tuple[str, ...]  #: who must have agreed to that norm
    changes: tuple[Change, ...]
    findings: tuple[Finding, ...]  #: statutory terms that are late more often with it


@dataclass(frozen=True)
class _Wanted:
    step: NewStep
    who: str | Text
    norm: str | Text
    question: Mapping[str, str] | None
    own: NewNorm | None  #: a norm that the register does not have yet
    role: str


# ------------------------------------------------------------------ where
def places(uow: UnitOfWork, by: Person, proposal_id: int) -> tuple[PlaceForStep, ...]:
    """Return where in the drawings of a proposal a task can come, as far as these can be read.

    Raises:
        NotFound: there is no such proposal, or not for this person.
    """
    files = studio.files_of(uow, by, proposal_id)
    return tuple(
        place
        for path in sorted(files)
        if path.endswith(".bpmn")
        for process in reading_in(files, path).processes
        for place in _places(path, process)
    )


def _places(path: str, process: Process) -> Iterator[PlaceForStep]:
    order = [element.id for element in in_order(process)]
    for flow in sorted(places_for_a_step(process), key=lambda flow: order.index(flow.source)):
        ways = len(process.elements[flow.source].outgoing) > 1
        way = flow.name or (flow.condition.source if flow.condition else "") if ways else ""
        yield PlaceForStep(
            path, process.name or process.id, flow.id, _named(process, flow.source, True), way,
            _named(process, flow.target, False),
        )  # fmt: skip


def _named(process: Process, number: str, before: bool) -> str:
    """Return what a step is called; of a crossing without a name, the nearest steps that have one."""
    names = list(dict.fromkeys(_nearest(process, number, before, set())))
    if len(names) < 2:
        return names[0] if names else number.replace("_", " ")
    word = "en" if process.elements[number].kind == "parallelGateway" else "of"
    return f"{', '.join(names[:-1])} {word} {names[-1]}"


def _nearest(process: Process, number: str, before: bool, seen: set[str]) -> Iterator[str]:
    at = process.elements[number]
    if at.name:
        yield at.name
    elif number not in seen:
        seen.add(number)
        for flow in (process.flows[each] for each in (at.incoming if before else at.outgoing)):
            yield from _nearest(process, flow.source if before else flow.target, before, seen)


# ------------------------------------------------------------------ what
def choices(uow: UnitOfWork, by: Person, proposal_id: int, path: str, flow: str) -> StepChoices:
    """Return what can be chosen for a task on an arrow.

    Raises:
        NotFound: there is no such arrow, or not for this person.
    """
    files, shared = studio.files_of(uow, by, proposal_id), shared_of(uow)
    process = _process_with(files, path, flow)
    lanes: list[tuple[str, str | Text]] = [
        (f"lane:{each.id}", each.name or each.id) for each in process.lanes.values() if each.role
    ]
    here = {role for each in process.lanes.values() for role in (each.role or "").split()}
    lanes += [
        (f"role:{each.id}", each.label)
        for each in shared.roles.values()
        if each.scope != "none" and each.id not in here
    ]
    forms = [(PurePosixPath(each).stem, PurePosixPath(each).stem.replace("_", " "))
             for each in sorted(files) if each.startswith("forms/") and each.endswith(".toml")]  # fmt: skip
    place = next(each for each in _places(path, process) if each.flow == flow)
    return StepChoices(place, tuple(lanes), tuple(forms), due_choices(uow, shared))


def _process_with(files: Mapping[str, bytes], path: str, flow: str) -> Process:
    for process in reading_in(files, path).processes:
        if any(each.id == flow for each in places_for_a_step(process)):
            return process
    raise NotFound(f"no arrow {flow!r} on which a task can stand")


def preview(uow: UnitOfWork, by: Person, proposal_id: int, path: str, flow: str, raw: Raw) -> StepPreview:
    """Return what adding a task changes; nothing is saved.

    Raises:
        NotFound: there is no such arrow, or not for this person.
        InvalidAnswers: field by field, in words.
    """
    files, shared = studio.files_of(uow, by, proposal_id), shared_of(uow)
    found = choices(uow, by, proposal_id, path, flow)
    wanted = _wanted(uow, files, shared, found, raw)
    before, after = Route(files), Route(_with_step(files, path, wanted))
    own_norm = wanted.own is not None
    register = studio_new_norm.register_with(uow, by, shared, wanted.own) if wanted.own is not None else shared
    return StepPreview(
        found.place,
        wanted.step.name,
        wanted.who,
        wanted.norm,
        own_norm,
        studio_new_norm.asked(by) if own_norm else (),
        tuple(changes_between(before, after)),
        _made_later(before, after, seasons(uow, register)),
    )


def _made_later(before: Route, after: Route, year: Sequence[Season]) -> tuple[Finding, ...]:
    try:
        return tuple(check_feasible(after, year, lateness(before, year), worse_only=True))
    except InvalidRoute:  # the check of the proposal says why
        return ()


def add(uow: UnitOfWork, by: Person, proposal_id: int, path: str, flow: str, raw: Raw) -> str:
    """Add a task to a proposal; return its id. Its own norm, if it gets one, stands in the register from now on.

    Raises:
        NotFound, NotAllowed: as ``studio.save``.
        InvalidAnswers: field by field, in words; the drawing cannot be used with the task in it; or it does not say
            when the director agreed to its norm.
    """
    row: models.Proposal = studio.editable(uow, by, proposal_id)
    shared = shared_of(uow)
    wanted = _wanted(uow, row.files, shared, choices(uow, by, proposal_id, path, flow), raw)
    agreed = studio_new_norm.consent(by, raw) if wanted.own is not None else ""
    files = _with_step(row.files, path, wanted)
    known = {(each.element, each.code) for each in check_file(path, row.files[path])}
    wrong = [each for each in errors_in(check_file(path, files[path])) if (each.element, each.code) not in known]
    if wrong:
        raise InvalidAnswers([FieldError("", Said(f"{each.problem} {each.remedy}")) for each in wrong])
    if wanted.own is not None:
        shared = studio_new_norm.add(uow, by, shared, wanted.own, agreed)
    try:
        route = Route(files)
        facts = _facts_for(route, wanted.step)
        files = {**files, **past_new_step(route, shared, wanted.step.id, wanted.role, facts)}
    except InvalidRoute:  # something else in the proposal is not whole yet; the check says so
        pass
    studio.put(uow, row, by, files, said("Stap ‘{name}’ toegevoegd", name=wanted.step.name))
    return wanted.step.id


def _wanted(uow: UnitOfWork, files: Mapping[str, bytes], shared: Shared, found: StepChoices, raw: Raw) -> _Wanted:
    given = Given(raw, uow.today, shared)
    name = given.text("name", said("Naam"), LONGEST["name"])
    explanation = given.text("explanation", said("Uitleg"), LONGEST["explanation"])
    who, lanes = given.text("who"), dict(found.lanes)
    if who not in lanes:
        given.wrong("who", said("Wie dit doet: kies iemand."))
    number = _new_id(name, files)
    form, question = given.text("form"), None
    if form == NEW:
        question = _question(given, number)
    elif form not in dict(found.forms):
        given.wrong("form", said("Vragen: kies of maak een eerste vraag."))
    term, terms = given.text("term"), dict(found.terms)
    own, norm = None, terms.get(term, "")
    if term == NEW:
        period = given.period("norm", said("Eigen norm"), NORM_UNITS)
        source = given.text("source", said("Artikel in het ondersteuningsplan"))
        own = NewNorm(studio_new_norm.free_code(shared), name, period, source)
        term, norm = own.rule, told(period)
    elif term and term not in terms:
        given.wrong("term", said("Termijn: kies iets uit de lijst."))
    given.refuse()
    kind, _, chosen = who.partition(":")
    label = lanes[who]
    lane = chosen if kind == "lane" else f"baan_{number}"
    role = chosen if kind == "role" else _role_of(files, found.place, chosen)
    properties = {**({} if form == NEW else {"form": form}), **({"due": term} if term else {})}
    lane_name = label.nl if isinstance(label, Text) else label
    new_role = role if kind == "role" else ""
    step = NewStep(number, name, explanation, found.place.flow, lane, lane_name, new_role, properties)
    return _Wanted(step, label, norm, question, own, role.split()[0])


def _question(given: Given, number: str) -> dict[str, str]:
    label = given.text("question", said("De eerste vraag"), LONGEST["question"])
    kind, block = given.text("kind"), given.text("block")
    if kind not in QUESTIONS:
        given.wrong("kind", said("Soort antwoord: kies iets uit de lijst."))
    if not block:
        given.wrong("block", said("Wiens gegevens: kies iets uit de lijst."))
    purpose = given.text("purpose", said("Waarvoor dit nodig is"))
    return {"id": f"{number}_antwoord", "kind": kind, "label": label, "block": block, "purpose": purpose}


def _role_of(files: Mapping[str, bytes], place: PlaceForStep, lane: str) -> str:
    return _process_with(files, place.path, place.flow).lanes[lane].role or ""


def _new_id(name: str, files: Mapping[str, bytes]) -> str:
    """Return an id for the task that nothing in the drawings and no form has."""
    taken = {PurePosixPath(path).stem for path in files}
    for path in files:
        if path.endswith(".bpmn"):
            for process in reading_in(files, path).processes:
                taken |= {process.id, *process.elements, *process.flows, *process.lanes}
    first = slug(name)
    return next(each for each in (first, *(f"{first}_{n}" for n in range(2, 1_000))) if each not in taken)


def _with_step(files: Mapping[str, bytes], path: str, wanted: _Wanted) -> dict[str, bytes]:
    made = {**files, path: with_step(path, files[path], wanted.step)}
    if wanted.question is not None:
        form = f"forms/{wanted.step.id}.toml"
        text = FormText(form, b"")
        text.add(0, wanted.question)
        made[form] = text.data.lstrip()
    return made


def _facts_for(route: Route, step: NewStep) -> Mapping[str, object]:
    """Return what the examples answer to the same questions elsewhere."""
    form = (step.properties or {}).get("form")
    asks = {each.id for each in route.elements.values() if each.properties.get("form", each.id) == form}
    for path in route.paths if form else ():
        for each in path["steps"]:
            if each.get("completes") in asks - {step.id}:
                return dict(each.get("facts", {}))
    return {}
