"""A drawing of a proposal: shown, kept as it is drawn, and what the check says of it."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from workflows.domain.errors import FieldError, InvalidAnswers, InvalidRoute, NotFound
from workflows.domain.findings import Finding
from workflows.domain.people import Person
from workflows.domain.wording import said
from workflows.persistence import models, people, proposals
from workflows.persistence.unit_of_work import UnitOfWork
from workflows.routes.bpmn_text import tree_of
from workflows.routes.check import check_route
from workflows.routes.part_names import part_names
from workflows.routes.remarks import Remarks
from workflows.routes.route import Route
from workflows.routes.tidy import tidied
from workflows.services import studio, studio_law
from workflows.services.deployments import live_others, shared_of

#: For how long the saves of one person who goes on drawing are one step of the history.
ONE_SITTING = timedelta(minutes=10)


@dataclass(frozen=True)
class DrawingPage:
    """A drawing as it stands; *mark* changes with every change of it."""

    proposal_id: int
    title: str
    path: str
    name: str
    text: str
    mark: str
    saved_by: str
    saved_at: datetime
    may_edit: bool


class DrawingMoved(studio.ProposalMoved):
    """The drawing is no longer the one that this person began with; nothing was written over."""


def drawing(uow: UnitOfWork, by: Person, proposal_id: int, path: str) -> DrawingPage:
    """Return a drawing of a proposal.

    Raises:
        NotFound: there is none, or not for this person.
    """
    text = studio.text_of(uow, by, proposal_id, path)
    if not path.endswith(".bpmn"):
        raise NotFound(f"{path!r} is no drawing")
    row = uow.session.get_one(models.Proposal, proposal_id)
    return DrawingPage(
        proposal_id=row.id,
        title=studio.title_of(row.files, uow.session.get_one(models.Deployment, row.base_id).files),
        path=path,
        name=part_names({path: row.files[path]}).get(path, path),
        text=text,
        mark=_mark(row.files[path]),
        saved_by=people.names_of(uow, {row.saved_by_id})[row.saved_by_id],
        saved_at=row.saved_at,
        may_edit=row.state == "open" and by.has(studio.AUTHOR),
    )


def keep(
    uow: UnitOfWork, by: Person, proposal_id: int, path: str, text: str, mark: str, *, going_on: bool = False
) -> str:
    """Keep a drawing, whatever is wrong with it; return its new mark.

    Who is *going_on* with what they kept a moment ago makes no new step of the history.

    Raises:
        NotFound: there is no such proposal or drawing, or it is not theirs to change.
        NotAllowed: it was offered or published meanwhile.
        DrawingMoved: it is no longer the one that *mark* stands for.
        InvalidAnswers: it is too large.
    """
    row = studio.editable(uow, by, proposal_id)
    if path not in row.files or not path.endswith(".bpmn"):
        raise NotFound(f"no drawing {path!r}")
    if _mark(row.files[path]) != mark:
        raise DrawingMoved(said("Deze tekening is intussen ergens anders gewijzigd. Wat u tekende, staat nog hier."))
    data = studio.bytes_of(text)
    last = next(iter(proposals.edits(uow, row.id, limit=1)), None)
    mine = last if last and not last.undone and (last.by_id, last.paths) == (by.id, [path]) else None
    if going_on and mine and uow.now - mine.at < ONE_SITTING:
        studio.put_again(uow, row, by, path, data, mine)
    else:
        studio.put(uow, row, by, {path: data}, said("{path} getekend", path=path))
    return _mark(data)


def tidy(uow: UnitOfWork, by: Person, proposal_id: int, path: str, mark: str) -> None:
    """Draw a drawing anew from what it means, as one step of the history; nothing but the drawing changes.

    Raises:
        NotFound, NotAllowed, DrawingMoved: as for ``keep``.
        InvalidAnswers: it cannot be laid out; says why.
    """
    row = studio.editable(uow, by, proposal_id)
    if path not in row.files or not path.endswith(".bpmn"):
        raise NotFound(f"no drawing {path!r}")
    if _mark(row.files[path]) != mark:
        raise DrawingMoved(said("Deze tekening is intussen ergens anders gewijzigd. Wat u tekende, staat nog hier."))
    if tree_of(row.files[path], Remarks(path)) is None:
        raise InvalidAnswers([FieldError("", said("Deze tekening kan niet worden gelezen. Los eerst de fouten op."))])
    studio.put(uow, row, by, {path: tidied(row.files[path])}, said("{path} netjes gemaakt", path=path))


def remarks_on(uow: UnitOfWork, by: Person, proposal_id: int, path: str) -> tuple[Finding, ...]:
    """Return what the check says of one drawing beside the rest of its route; the examples are not walked here."""
    drawing(uow, by, proposal_id, path)
    route = Route(uow.session.get_one(models.Proposal, proposal_id).files)
    try:
        others = live_others(uow, route)
    except InvalidRoute:
        others = {}
    found = [each for each in check_route(route, shared_of(uow), others) if each.file == path]
    known = {(each.element, each.code) for each in found}
    found += [
        each
        for each in studio_law.refused(uow, by, proposal_id, path)
        if not {(each.element, each.code), (each.element, "duty-avoided")} & known
    ]
    return tuple(sorted(found, key=lambda finding: finding.level != "error"))


def _mark(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:16]
