"""Changing a route: a proposal that is saved each time, also with errors, checked, compared and undone by steps."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import PurePosixPath

from workflows.domain.errors import Conflict, FieldError, InvalidAnswers, InvalidRoute, NotAllowed, NotFound
from workflows.domain.findings import Finding
from workflows.domain.people import Person
from workflows.domain.wording import Said, said
from workflows.persistence import models, people, proposals, routes
from workflows.persistence.unit_of_work import UnitOfWork
from workflows.routes.changes import Change, changes_between, gates_of, heaviest
from workflows.routes.folders import MAX_FILE_BYTES, MAX_FILES, zip_of
from workflows.routes.law_behind import refusals, with_law
from workflows.routes.part_names import part_names
from workflows.routes.purposes import check_purposes
from workflows.routes.route import Route
from workflows.services import checking
from workflows.services.deployments import shared_of
from workflows.services.kept import Kept
from workflows.services.studio_reach import Reached, reached

AUTHOR, DIRECTOR, PRIVACY_OFFICER = "beleidsmaker", "directeur", "fg"
READERS = (AUTHOR, DIRECTOR, PRIVACY_OFFICER)
KINDS = {"": "tekeningen", "forms": "formulieren", "notices": "brieven", "decisions": "beslistabellen"}


#: what changed between two contents, under one state of what all routes share: every page of a proposal asks it
_changes: Kept[tuple[Change, ...]] = Kept(64)


@dataclass(frozen=True)
class RouteLine:
    """A route in use: its version, since when, how many open cases run on it, and the change that is being made."""

    route: str
    title: str
    version: int
    running: int
    older: int  #: open cases on former versions
    proposal_id: int | None
    proposal_state: str


@dataclass(frozen=True)
class Edit:
    """One save of a proposal."""

    at: datetime
    by: str
    what: str
    undone: bool


@dataclass(frozen=True)
class ProposalPage:
    """A change that is being made. *files* are the paths by kind; *changed* those that differ from what it changes."""

    id: int
    route: str
    title: str
    base_version: int
    version: int
    state: str
    saved_by: str
    saved_at: datetime
    offered_by: str
    offered_at: datetime | None
    live_from: date | None
    reasons: Mapping[str, str]
    files: Mapping[str, tuple[str, ...]]
    names: Mapping[str, str]  #: what each part and element is called; that of a broken part is not known
    changed: frozenset[str]
    changes: tuple[Change, ...]
    change_class: str
    gates: frozenset[str]
    edits: tuple[Edit, ...]
    may_edit: bool
    running: int  #: open cases on the version that it changes
    reached: Reached
    may_agree: bool = False
    may_look_along: bool = False
    may_follow: int = 0  #: open cases that would show the new texts
    counted: tuple[Said, ...] = ()  #: what it would have meant for what was decided in the past year

    def called(self, path: str) -> str:
        """Return the name of a part, that of its file where it has none."""
        return self.names.get(path) or PurePosixPath(path).name

    def place(self, finding: Finding) -> str:
        """Return the name of the part, and of the element in it, that a finding is about."""
        element = self.names.get(f"{finding.file}#{finding.element}", finding.element)
        return ": ".join(filter(None, (self.called(finding.file), element)))

    @property
    def only_texts(self) -> bool:
        """Does a case run the same with it?"""
        return self.change_class == "A" and not self.gates


class ProposalMoved(Conflict):
    """Somebody else saved the same file after this person began: both are kept, nothing is written over."""


# ------------------------------------------------------------------ looking
def lines(uow: UnitOfWork, by: Person) -> tuple[RouteLine, ...]:
    """Return the routes in use, by title.

    Raises:
        NotFound: this person has nothing to do with the making of routes.
    """
    reader(by)
    making = proposals.all_being_made(uow)
    found = []
    for version in routes.live_routes(uow):
        proposal = making.get(version.route)
        former = [each.id for each in routes.versions(uow, version.route) if each.id != version.id]
        found.append(
            RouteLine(
                route=version.route,
                title=Route(routes.files(uow, version.content_hash)).settings.title,
                version=version.version,
                running=proposals.running(uow, version.id),
                older=sum(proposals.running(uow, each) for each in former),
                proposal_id=proposal.id if proposal is not None else None,
                proposal_state=proposal.state if proposal is not None else "",
            )
        )
    return tuple(sorted(found, key=lambda line: line.title.casefold()))


def page(uow: UnitOfWork, by: Person, proposal_id: int) -> ProposalPage:
    """Return a change that is being made, or was.

    Raises:
        NotFound: there is none, or not for this person.
    """
    reader(by)
    row = uow.session.get(models.Proposal, proposal_id)
    if row is None:
        raise NotFound(f"no proposal {proposal_id}")
    base = uow.session.get_one(models.Deployment, row.base_id)
    changes = tuple(changes_of(uow, base.files, row.files))
    changed = frozenset(path for path in {*base.files, *row.files} if base.files.get(path) != row.files.get(path))
    edits = proposals.edits(uow, row.id)
    names = people.names_of(
        uow, {row.saved_by_id, row.offered_by_id or row.saved_by_id, *(each.by_id for each in edits)}
    )
    return ProposalPage(
        id=row.id,
        route=row.route,
        title=title_of(row.files, base.files),
        base_version=base.version,
        version=row.version,
        state=row.state,
        saved_by=names[row.saved_by_id],
        saved_at=row.saved_at,
        offered_by=names.get(row.offered_by_id or 0, ""),
        offered_at=row.offered_at,
        live_from=row.live_from,
        reasons=row.reasons,
        files=_by_kind(row.files),
        names=part_names({**base.files, **row.files}),
        changed=changed,
        changes=changes,
        change_class=heaviest(changes),
        gates=gates_of(changes),
        edits=tuple(Edit(each.at, names[each.by_id], each.what, each.undone) for each in edits),
        may_edit=row.state == "open" and by.has(AUTHOR),
        running=proposals.running(uow, row.base_id),
        reached=reached(uow, row.base_id, Route(base.files), changed)
        if row.state in proposals.BEING_MADE
        else Reached(),
    )


def changes_of(uow: UnitOfWork, old: Mapping[str, bytes], new: Mapping[str, bytes]) -> list[Change]:
    """Return what changed between two versions of a route; what the law forbids says which law."""
    before, after, shared = Route(old), Route(new), shared_of(uow)

    def compare() -> tuple[Change, ...]:
        changes = changes_between(before, after)
        try:
            return tuple(with_law(changes, before, after, shared))
        except InvalidRoute:
            return tuple(changes)

    return list(_changes.get((before.content_hash, after.content_hash, shared.content_hash), compare))


def title_of(*versions: Mapping[str, bytes]) -> str:
    for files in versions:
        try:
            return Route(files).settings.title
        except InvalidRoute:
            continue
    return ""


def _by_kind(files: Mapping[str, bytes]) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {kind: [] for kind in (*KINDS.values(), "overig")}
    for path in sorted(files):
        folder = str(PurePosixPath(path).parent).removeprefix(".")
        kind = KINDS.get(folder, "overig")
        found["overig" if kind == "tekeningen" and not path.endswith(".bpmn") else kind].append(path)
    return {kind: tuple(paths) for kind, paths in found.items() if paths}


def findings(uow: UnitOfWork, by: Person, proposal_id: int) -> tuple[Finding, ...]:
    """Return everything the check has to say about a proposal: what the law refuses, then errors, then the rest."""
    base, route = _before_and_after(uow, by, proposal_id)
    return _in_order(uow, base, route, checking.check_of(uow, route, base))


def known_findings(uow: UnitOfWork, by: Person, proposal_id: int) -> tuple[Finding, ...] | None:
    """Return what ``findings`` found before, None where it must look first."""
    base, route = _before_and_after(uow, by, proposal_id)
    known = checking.known_of(uow, route, base)
    return None if known is None else _in_order(uow, base, route, known)


def _in_order(uow: UnitOfWork, base: Route, route: Route, checked: Sequence[Finding]) -> tuple[Finding, ...]:
    found = (*check_purposes(base, route), *checked)
    refused = [each for each in found if each.by_law]
    rest = (each for each in found if each not in refused)
    return (*refusals(changes_of(uow, base.files, route.files), found), *refused, *rest)


def _before_and_after(uow: UnitOfWork, by: Person, proposal_id: int) -> tuple[Route, Route]:
    row = _seen(uow, by, proposal_id)
    return Route(uow.session.get_one(models.Deployment, row.base_id).files), Route(row.files)


def text_of(uow: UnitOfWork, by: Person, proposal_id: int, path: str) -> str:
    """Return a file of a proposal as text.

    Raises:
        NotFound: there is no such file, or it is no text.
    """
    row = _seen(uow, by, proposal_id)
    try:
        return row.files[path].decode()
    except (KeyError, UnicodeDecodeError):
        raise NotFound(f"no text {path!r} in proposal {proposal_id}") from None


def exported(uow: UnitOfWork, by: Person, proposal_id: int) -> tuple[str, bytes]:
    """Return the name of the route and all files of a proposal as a ZIP file: the folder ``bpmn/<route>`` of it."""
    row = _seen(uow, by, proposal_id)
    return row.route, zip_of(row.files)


def files_of(uow: UnitOfWork, by: Person, proposal_id: int) -> Mapping[str, bytes]:
    """Return the files of a proposal by path.

    Raises:
        NotFound: there is none, or not for this person.
    """
    return _seen(uow, by, proposal_id).files


def _seen(uow: UnitOfWork, by: Person, proposal_id: int) -> models.Proposal:
    reader(by)
    row = uow.session.get(models.Proposal, proposal_id)
    if row is None:
        raise NotFound(f"no proposal {proposal_id}")
    return row


def reader(by: Person) -> None:
    if not by.has(*READERS):
        raise NotFound("the making of routes")


# ------------------------------------------------------------------ making
def open_proposal(uow: UnitOfWork, by: Person, route: str) -> int:
    """Begin to change a route, or go on where a colleague was; return the number of the proposal.

    Raises:
        NotFound: there is no such route, or this person does not make routes.
    """
    _author(by)
    live = routes.live(uow, route)
    if live is None or route == routes.SHARED:
        raise NotFound(f"no route {route}")
    if (row := proposals.being_made(uow, route)) is not None:
        return row.id
    row = models.Proposal(
        route=route,
        base_id=live.id,
        files=routes.files(uow, live.content_hash),
        opened_by_id=by.id,
        opened_at=uow.now,
        saved_by_id=by.id,
        saved_at=uow.now,
    )
    uow.session.add(row)
    uow.session.flush()
    return row.id


def save(uow: UnitOfWork, by: Person, proposal_id: int, path: str, text: str, seen: int) -> int:
    """Save one file, whatever is wrong with it; return the version of the proposal after it.

    *seen* is the version that this person had before them. What did not change is no save.

    Raises:
        NotFound: there is no such proposal or file, or it is not theirs to change.
        NotAllowed: it was offered or published meanwhile.
        ProposalMoved: somebody else saved this file after *seen*.
        InvalidAnswers: it is too large.
    """
    data = bytes_of(text)
    return save_as(uow, by, proposal_id, path, data, seen, said("{path} gewijzigd", path=path))


def save_as(
    uow: UnitOfWork, by: Person, proposal_id: int, path: str, data: bytes, seen: int, what: str, *, new: bool = False
) -> int:
    """Save one file as it is, also a *new* one, and say in the history *what* was done; otherwise as ``save``."""
    row = editable(uow, by, proposal_id)
    if path not in row.files and not new:
        raise NotFound(f"no file {path!r}")
    since = [each for each in proposals.edits(uow, row.id) if each.version > seen and path in each.paths]
    if any((row.saved_by_id if each.undone else each.by_id) != by.id for each in since):
        raise ProposalMoved(said("Een collega heeft dit onderdeel intussen bewaard. Kijk na wat er nu staat."))
    return put(uow, row, by, {path: small_enough(data)}, what)


def undo(uow: UnitOfWork, by: Person, proposal_id: int) -> str:
    """Take back the last save that was not taken back yet; return what it was.

    Raises:
        NotFound, NotAllowed: as for ``save``.
        InvalidAnswers: nothing is left to take back.
    """
    row = editable(uow, by, proposal_id)
    last = next((each for each in proposals.edits(uow, row.id) if not each.undone), None)
    if last is None:
        raise InvalidAnswers([FieldError("", said("Er is niets meer om ongedaan te maken."))])
    kept = {path: data for path, data in row.files.items() if path not in last.paths}
    row.files = {**kept, **last.before}
    last.undone = True
    last.version = _saved(uow, row, by)
    return last.what


def drop(uow: UnitOfWork, by: Person, proposal_id: int) -> None:
    """Stop making this change; what was made stays to be read.

    Raises:
        NotFound, NotAllowed: as for ``save``.
    """
    editable(uow, by, proposal_id).state = "dropped"


def bytes_of(text: str) -> bytes:
    """Return what was typed or drawn as a file of a route.

    Raises:
        InvalidAnswers: it is too large.
    """
    return small_enough(text.replace("\r\n", "\n").encode())


def small_enough(data: bytes) -> bytes:
    if len(data) > MAX_FILE_BYTES:
        raise InvalidAnswers([FieldError("text", said("Dit onderdeel is te groot."))])
    return data


def put_again(
    uow: UnitOfWork, row: models.Proposal, by: Person, path: str, data: bytes, edit: models.ProposalEdit
) -> None:
    """Save a file that this person saved just before, within the same step of the history: *edit*."""
    if row.files[path] != data:
        row.files = {**row.files, path: data}
        edit.version = _saved(uow, row, by)


def put(uow: UnitOfWork, row: models.Proposal, by: Person, files: Mapping[str, bytes | None], what: str) -> int:
    changed = {path: data for path, data in files.items() if row.files.get(path) != data}
    if not changed:
        return row.version
    if len({*row.files, *files}) > MAX_FILES:
        raise InvalidAnswers([FieldError("file", said("Een route heeft hoogstens {most} onderdelen.", most=MAX_FILES))])
    before = {path: row.files[path] for path in changed if path in row.files}
    edit = models.ProposalEdit(
        proposal_id=row.id, at=uow.now, by_id=by.id, what=str(what)[:200], paths=sorted(changed), before=before
    )
    uow.session.add(edit)
    row.files = {path: data for path, data in {**row.files, **changed}.items() if data is not None}
    edit.version = _saved(uow, row, by)
    return row.version


def _saved(uow: UnitOfWork, row: models.Proposal, by: Person) -> int:
    row.version, row.saved_by_id, row.saved_at = row.version + 1, by.id, uow.now
    uow.session.flush()
    return row.version


def editable(uow: UnitOfWork, by: Person, proposal_id: int) -> models.Proposal:
    _author(by)
    row = proposals.locked(uow, proposal_id)
    if row is None:
        raise NotFound(f"no proposal {proposal_id}")
    if row.state != "open":
        raise NotAllowed(said("Dit voorstel ligt ter goedkeuring of is al klaar. Wijzigen kan niet meer."))
    return row


def _author(by: Person) -> None:
    if not by.has(AUTHOR):
        raise NotFound("the making of routes")
