"""A proposal beside the version it changes: every difference under its subject, on the drawing, and on paper."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from workflows.domain.errors import NotFound
from workflows.domain.people import Person
from workflows.domain.wording import date_in_words
from workflows.paper.drawn import Arrow, Picture, Shape
from workflows.paper.pdf import proposed_pdf
from workflows.paper.sheets import ChangeRow, Proposed
from workflows.paper.word_proposal import proposed_docx
from workflows.persistence import models, people, routes
from workflows.persistence.unit_of_work import UnitOfWork
from workflows.routes.changes import Change
from workflows.routes.diagram import reading_of
from workflows.routes.elements import Box, Process
from workflows.routes.weighing import MANDATE, PRIVACY
from workflows.services import publishing
from workflows.services.printing import PDF, WORD, File
from workflows.services.studio import ProposalPage

#: By the folder of a file: under which subject its changes stand, in this order.
SUBJECTS = {"": "tekeningen", "term": "termijnen", "forms": "formulieren", "decisions": "beslistabellen",
            "notices": "brieven", "rest": "overig"}  # fmt: skip
_TITLES = {"tekeningen": "Stappen en pijlen", "termijnen": "Termijnen", "formulieren": "Vragen",
           "beslistabellen": "Beslistabellen", "brieven": "Brieven", "overig": "Overig"}  # fmt: skip
_CLASSES = {"A": "tekst", "B": "werkwijze", "C": "ondersteuningsplan", "D": "beschermd door de wet"}
_GATES = {MANDATE: "mandaat", PRIVACY: "privacy"}
_REASONS = {"note": "Wat er verandert voor wie ermee werkt", "plan": "Ondersteuningsplan", "mandate": "Mandaat",
            "warnings": "Waarschuwingen", "privacy": "Functionaris gegevensbescherming"}  # fmt: skip


@dataclass(frozen=True)
class Comparison:
    """A proposal with its changes by subject, the drawings that differ, and whether the live version went on since."""

    page: ProposalPage
    parts: tuple[tuple[str, tuple[Change, ...]], ...]
    drawings: tuple[tuple[str, str], ...]  #: (path, name)
    live_version: int


@dataclass(frozen=True)
class Drawings:
    """One drawing as the version in use has it and as the proposal has it; empty where it is not there."""

    old: str
    new: str


def compared(uow: UnitOfWork, by: Person, proposal_id: int) -> Comparison:
    """Return what a proposal changes; refuses as ``studio.page`` does."""
    page = publishing.page(uow, by, proposal_id)
    row = uow.session.get_one(models.Proposal, proposal_id)
    base = uow.session.get_one(models.Deployment, row.base_id)
    found: dict[str, list[Change]] = {subject: [] for subject in SUBJECTS.values()}
    for change in page.changes:
        found[_subject(change)].append(change)
    differ = [path for path in sorted(page.changed) if path.endswith(".bpmn") and "/" not in path]
    live = routes.live(uow, row.route)
    return Comparison(
        page,
        tuple((subject, tuple(changes)) for subject, changes in found.items() if changes),
        tuple((path, _name_of(path, row.files, base.files)) for path in differ),
        live.version if live is not None else page.base_version,
    )


def _subject(change: Change) -> str:
    if change.file.endswith(".bpmn"):
        return SUBJECTS["term" if change.term else ""]
    return SUBJECTS.get(change.file.rpartition("/")[0] or "rest", "overig")


def _name_of(path: str, *versions: Mapping[str, bytes]) -> str:
    names = [each.name for files in versions if path in files for each in reading_of(path, files[path]).processes]
    return next((name for name in names if name), path)


def drawings(uow: UnitOfWork, by: Person, proposal_id: int, path: str) -> Drawings:
    """Return one drawing twice.

    Raises:
        NotFound: neither version has it, or it is not for this person.
    """
    publishing.page(uow, by, proposal_id)
    row = uow.session.get_one(models.Proposal, proposal_id)
    both = [files.get(path, b"") for files in (uow.session.get_one(models.Deployment, row.base_id).files, row.files)]
    if not path.endswith(".bpmn") or not any(both):
        raise NotFound(f"no drawing {path!r} in proposal {proposal_id}")
    return Drawings(*(data.decode(errors="replace") for data in both))


# ------------------------------------------------------------------ on paper
def as_pdf(uow: UnitOfWork, by: Person, proposal_id: int) -> File:
    """Return a proposal as a PDF, for who decides about it without a login (WPO art. 18a: OPR and OOGO)."""
    paper = _paper(uow, by, proposal_id)
    return File(f"wijzigingsvoorstel-{proposal_id}.pdf", PDF, proposed_pdf(paper))


def as_word(uow: UnitOfWork, by: Person, proposal_id: int) -> File:
    """Return a proposal as a Word file."""
    paper = _paper(uow, by, proposal_id)
    return File(f"wijzigingsvoorstel-{proposal_id}.docx", WORD, proposed_docx(paper))


def _paper(uow: UnitOfWork, by: Person, proposal_id: int) -> Proposed:
    found = compared(uow, by, proposal_id)
    page = found.page
    row = uow.session.get_one(models.Proposal, proposal_id)
    base = uow.session.get_one(models.Deployment, row.base_id)
    about = [("Route", page.title), ("Wijzigt", f"versie {page.base_version}, nu in gebruik")]
    if found.live_version != page.base_version:
        about[1] = ("Wijzigt", f"versie {page.base_version}; intussen is versie {found.live_version} in gebruik")
    about.append(("Samen klasse", f"{page.change_class}: {_CLASSES[page.change_class]}"))
    about += [("Vraagt ook om", ", ".join(_GATES[gate] for gate in sorted(page.gates)))] if page.gates else []
    if page.live_from is not None:
        about.append(("In gebruik vanaf", date_in_words(page.live_from)))
    about += [(label, page.reasons[name]) for name, label in _REASONS.items() if page.reasons.get(name)]
    swvs = people.organisations(uow, "swv")
    parts = tuple(
        (_TITLES[subject], tuple(ChangeRow(each.text, _kind(each), each.was, each.now) for each in changes))
        for subject, changes in found.parts
    )
    pictures = [
        picture for path, name in found.drawings for picture in _pictures(path, name, base.files, row.files, page)
    ]
    author = ", ".join(each.name for each in swvs)
    return Proposed(f"Wijzigingsvoorstel {page.title}", author, tuple(about), parts, tuple(pictures))


def _kind(change: Change) -> str:
    return "; ".join([_CLASSES[change.kind], *(_GATES[gate] for gate in sorted(change.gates))])


def _pictures(
    path: str, name: str, old: Mapping[str, bytes], new: Mapping[str, bytes], page: ProposalPage
) -> Iterable[Picture]:
    before, after = (reading_of(path, files[path]).processes if path in files else [] for files in (old, new))
    was, now = (_ids(processes) for processes in (before, after))
    changed = {change.element for change in page.changes if change.file == path} & was & now
    marks = dict.fromkeys(changed, "changed")
    in_use, proposed = f"{name}: nu, versie {page.base_version}", f"{name}: voorstel"
    if before:
        yield _picture(in_use, before, marks | dict.fromkeys(was - now, "gone"))
    if after:
        yield _picture(proposed, after, marks | dict.fromkeys(now - was, "new"))


def _ids(processes: Iterable[Process]) -> set[str]:
    return {number for each in processes for number in (*each.elements, *each.flows, *each.lanes)}


def _picture(title: str, processes: Iterable[Process], marks: Mapping[str, str]) -> Picture:
    shapes, arrows, told = [], [], []
    for process in processes:
        drawn = process.drawing
        shapes += [
            Shape("lane", lane.name, drawn.shapes[lane.id], mark=marks.get(lane.id, ""))
            for lane in process.lanes.values()
            if lane.id in drawn.shapes
        ]
        for each in process.elements.values():
            if (box := drawn.shapes.get(each.id)) is not None:
                label = drawn.labels.get(each.id)
                mark = marks.get(each.id, "")
                shapes.append(Shape(each.kind, each.name, box, label, each.event or "", mark, each.interrupting))
                told += [f"{each.name or each.id} ({_SAID[mark]})"] if mark else []
        for flow in process.flows.values():
            if points := drawn.edges.get(flow.id):
                label = drawn.labels.get(flow.id) or _beside(points[0], points[1] if len(points) > 1 else points[0])
                arrows.append(Arrow(tuple(points), flow.name, label, marks.get(flow.id, "")))
    said = f"Tekening. Anders zijn: {', '.join(told)}." if told else "Tekening. Geen onderdeel is anders."
    return Picture(title, said, tuple(shapes), tuple(arrows))


_SAID = {"new": "nieuw", "gone": "weg", "changed": "gewijzigd"}


def _beside(first: tuple[float, float], second: tuple[float, float]) -> Box:
    """Return where the words of an arrow stand that has no place of its own for them."""
    return Box((first[0] + second[0]) / 2 - 40, (first[1] + second[1]) / 2 - 18, 80, 14)
