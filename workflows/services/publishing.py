"""From proposal to use: offered by who made it, agreed to by somebody else, live from a day, and back in one step."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time

from workflows.domain.clock import at_local
from workflows.domain.errors import FieldError, InvalidAnswers, NotAllowed, NotFound
from workflows.domain.findings import errors_in
from workflows.domain.people import Person
from workflows.domain.wording import said
from workflows.persistence import models, people, proposals, routes
from workflows.persistence.unit_of_work import UnitOfWork
from workflows.routes.changes import changes_between, gates_of, heaviest
from workflows.routes.route import Route
from workflows.routes.weighing import MANDATE, PRIVACY
from workflows.services import deployments, following, releasing, studio
from workflows.services.studio import AUTHOR, DIRECTOR, PRIVACY_OFFICER, ProposalPage

LONGEST_REASON = 1_000
#: what must be filled in before a change of a class, or with a gate, is offered
ASKED = {
    "C": ("plan",),
    MANDATE: ("mandate",),
    "warnings": ("warnings",),
}


@dataclass(frozen=True)
class VersionLine:
    """A version of a route: when and by whom it was made, since when it is in use, how many open cases run on it."""

    id: int
    version: int
    at: datetime
    by: str
    note: str
    change_class: str
    live_from: datetime | None
    is_live: bool
    running: int
    may_follow: bool = False  #: its open cases can follow to the version in use


def page(uow: UnitOfWork, by: Person, proposal_id: int) -> ProposalPage:
    """Return a change with what this person may decide about it; refuses as ``studio.page`` does."""
    found = studio.page(uow, by, proposal_id)
    row = uow.session.get_one(models.Proposal, proposal_id)
    may = may_agree(uow, by, row)
    asks = may and following.only_texts_in(found.changes)
    follow = following.can_follow(uow, row.route, Route(row.files)) if asks else {}
    looks = by.has(PRIVACY_OFFICER) and row.state == "offered" and PRIVACY in found.gates
    return replace(found, may_agree=may, may_look_along=looks, may_follow=sum(follow.values()))


def versions(uow: UnitOfWork, by: Person, route: str) -> tuple[VersionLine, ...]:
    """Return the versions of a route, the latest first.

    Raises:
        NotFound: there is no such route, or not for this person.
    """
    studio.lines(uow, by)
    rows = routes.versions(uow, route)
    if not rows or route == routes.SHARED:
        raise NotFound(f"no route {route}")
    live = routes.live(uow, route)
    since = routes.live_since(uow, route)
    names = people.names_of(uow, {row.by_id for row in rows if row.by_id is not None})
    in_use = next((row for row in rows if live is not None and row.id == live.id), None)
    follow = following.can_follow(uow, route, Route(in_use.files)) if in_use is not None else {}
    return tuple(
        VersionLine(
            id=row.id,
            version=row.version,
            at=row.at,
            by=names.get(row.by_id or 0, ""),
            note=row.note,
            change_class=row.change_class or "",
            live_from=since.get(row.id),
            is_live=live is not None and live.id == row.id,
            running=proposals.running(uow, row.id),
            may_follow=row.id in follow,
        )
        for row in rows
    )


def offer(uow: UnitOfWork, by: Person, proposal_id: int, reasons: Mapping[str, str], live_from: date | None) -> None:
    """Offer a change to who must agree.

    *reasons* are, where the change asks for them: ``plan`` (the article of the support plan it stays within, or the
    days of OOGO and OPR), ``mandate`` (day and number of the decision of the board), ``warnings`` (why what the check
    warns of is accepted), and a ``note`` for who works with the route.

    Raises:
        InvalidAnswers: nothing changed, the check has errors, the law forbids it, or a reason or the day is missing.
        NotFound, NotAllowed: it is not theirs to offer.
    """
    row = studio.editable(uow, by, proposal_id)
    base = uow.session.get_one(models.Deployment, row.base_id)
    changes = studio.changes_of(uow, base.files, row.files)
    errors: list[FieldError] = []
    if not changes:
        errors.append(FieldError("", said("Er is niets gewijzigd.")))
    refused = said("Geweigerd: {change} {law}")
    by_law = str(said("Dit staat in de wet; strenger kan wel."))
    errors += [FieldError("", refused.of(change=each.text, law=each.note or by_law))
               for each in changes if each.kind == "D"]  # fmt: skip
    live = routes.live(uow, row.route)
    if live is not None and live.id != row.base_id:
        errors.append(
            FieldError("", said("Er is intussen een nieuwe versie in gebruik. Begin opnieuw vanaf die versie."))
        )
    found = studio.findings(uow, by, proposal_id)
    if wrong := len(errors_in(found)):
        errors.append(FieldError("", said("De controle vond {count} fouten. Los ze eerst op.", count=wrong)))
    asked = {"note", *(ASKED["C"] if heaviest(changes) == "C" else ())}
    asked |= {"mandate"} if MANDATE in gates_of(changes) else set()
    warned = {each for each in found if each.level == "warning"}
    if warned and warned - set(studio.check_of(uow, Route(base.files))):  # what was accepted before needs no reason now
        asked.add("warnings")
    labels = {
        "note": said("Wat er verandert voor wie ermee werkt"),
        "plan": said("Ondersteuningsplan"),
        "mandate": said("Mandaat"),
        "warnings": said("Waarschuwingen"),
    }
    for name in sorted(asked):
        if not 1 <= len(reasons.get(name, "").strip()) <= LONGEST_REASON:
            errors.append(FieldError(name, said("{label}: vul dit in.", label=labels[name])))
    if live_from is not None and live_from < uow.today:
        errors.append(FieldError("live_from", said("In gebruik vanaf: kies vandaag of een latere dag.")))
    if errors:
        raise InvalidAnswers(errors)
    row.state, row.offered_by_id, row.offered_at, row.live_from = "offered", by.id, uow.now, live_from
    row.reasons = {name: text.strip() for name, text in reasons.items() if text.strip()}
    people.note_change(uow, "route.offered", by.id, route=row.route, kind=heaviest(changes))


def may_agree(uow: UnitOfWork, by: Person, row: models.Proposal) -> bool:
    """May *by* agree: not who made or offered it; the director for all but texts, the privacy officer looks along.

    Source: four eyes; WPO art. 18a lid 8 (plan), Awb 10:3 (mandate), AVG art. 39 (privacy).
    """
    if row.state != "offered" or by.id in (row.offered_by_id, row.saved_by_id):
        return False
    base = uow.session.get_one(models.Deployment, row.base_id)
    changes = changes_between(Route(base.files), Route(row.files))
    return by.has(DIRECTOR) or (heaviest(changes) == "A" and by.has(AUTHOR))


def look_along(uow: UnitOfWork, by: Person, proposal_id: int, remark: str) -> None:
    """Note that the data protection officer looked at a change that touches personal data.

    Raises:
        NotFound: it is not theirs to look at.
        NotAllowed: it is not offered.
    """
    row = proposals.locked(uow, proposal_id)
    if row is None or not by.has(PRIVACY_OFFICER):
        raise NotFound(f"no proposal {proposal_id} to look at")
    if row.state != "offered":
        raise NotAllowed(said("Dit voorstel ligt niet ter goedkeuring."))
    row.reasons = {**row.reasons, "privacy": remark.strip() or "gezien", "privacy_by": by.name}


def agree(uow: UnitOfWork, by: Person, proposal_id: int, *, running: bool = False) -> int:
    """Agree to a change: it is frozen, and new cases take it from its day on; return its version.

    With *running*, open cases that can, follow on that day as well.

    Raises:
        NotFound: there is no such proposal for this person.
        NotAllowed: they made it themselves, may not decide on this class, or the privacy officer did not look yet.
        InvalidRoute: the check finds errors by now.
    """
    row = _offered(uow, by, proposal_id)
    base = uow.session.get_one(models.Deployment, row.base_id)
    route = Route(row.files)
    changes = changes_between(Route(base.files), route)
    if not may_agree(uow, by, row):
        raise NotAllowed(said("Wie een wijziging maakt of aanbiedt, keurt haar niet zelf goed. Vraag de directeur."))
    if PRIVACY in gates_of(changes) and "privacy" not in row.reasons:
        raise NotAllowed(said("De functionaris gegevensbescherming moet eerst meekijken."))
    from_at = None if row.live_from is None or row.live_from <= uow.today else at_local(row.live_from, time(0))
    note = row.reasons.get("note", "")
    version = deployments.deploy(uow, route, note=note, by=row.offered_by_id, from_at=from_at)
    frozen = routes.by_hash(uow, route.content_hash)
    if frozen is not None:
        made = uow.session.get_one(models.Deployment, frozen.id)
        made.change_class = heaviest(changes)
        made.approvals = [{"by": by.id, "at": uow.now.isoformat(), "reasons": dict(row.reasons)}]
        row.deployment_id = frozen.id
        releasing.plan(uow, frozen.id)
        if running:
            following.plan(uow, by, frozen.id)
    row.state = "published"
    people.note_change(uow, "route.published", by.id, route=row.route, version=str(version))
    return version


def send_back(uow: UnitOfWork, by: Person, proposal_id: int, remark: str) -> None:
    """Give a change back to who made it, with what must be different.

    Raises:
        NotFound: there is no such proposal for this person.
        InvalidAnswers: no remark.
    """
    row = _offered(uow, by, proposal_id)
    if not remark.strip():
        raise InvalidAnswers([FieldError("remark", said("Opmerking: vul in wat er anders moet."))])
    row.state, row.reasons = "open", {**row.reasons, "remark": f"{by.name}: {remark.strip()}"[:LONGEST_REASON]}


def roll_back(uow: UnitOfWork, by: Person, route: str, deployment_id: int, reason: str) -> int:
    """Let new cases take an earlier version again, at once; return its version. Running cases keep theirs.

    Raises:
        NotFound: there is no such version, or this person is not the director or a policy maker.
        InvalidAnswers: no reason.
    """
    if not by.has(AUTHOR, DIRECTOR):
        raise NotFound("the making of routes")
    if not reason.strip():
        raise InvalidAnswers([FieldError("reason", said("Reden: vul in waarom u teruggaat."))])
    row = uow.session.get(models.Deployment, deployment_id)
    if row is None or row.route != route or route == routes.SHARED:
        raise NotFound(f"no version {deployment_id} of {route}")
    version = deployments.deploy(uow, Route(row.files), by=by.id)
    people.note_change(uow, "route.rolled_back", by.id, route=route, version=str(version), reason=reason.strip())
    return version


def _offered(uow: UnitOfWork, by: Person, proposal_id: int) -> models.Proposal:
    row = proposals.locked(uow, proposal_id)
    if row is None or not by.has(AUTHOR, DIRECTOR):
        raise NotFound(f"no proposal {proposal_id}")
    if row.state != "offered":
        raise NotAllowed(said("Dit voorstel ligt niet ter goedkeuring."))
    return row
