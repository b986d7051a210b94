"""From proposal to use: offered by who made it, agreed to by somebody else, live from a day."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, time

from workflows.domain.clock import at_local
from workflows.domain.errors import FieldError, InvalidAnswers, NotAllowed, NotFound
from workflows.domain.findings import errors_in
from workflows.domain.people import Person
from workflows.domain.wording import Said, said
from workflows.persistence import models, people, proposals, routes
from workflows.persistence.unit_of_work import UnitOfWork
from workflows.routes.changes import Change, changes_between, gates_of, heaviest
from workflows.routes.law_behind import STRICTER
from workflows.routes.route import Route, content_hash_of
from workflows.routes.weighing import MANDATE, PRIVACY
from workflows.services import consequences, deployments, following, releasing, studio
from workflows.services.deployments import Checked, Contents
from workflows.services.studio import AUTHOR, DIRECTOR, PRIVACY_OFFICER, ProposalPage
from workflows.services.told import Told, told

LONGEST_REASON = 1_000
#: what must be filled in before a change of a class, or with a gate, is offered
ASKED = {
    "C": ("plan",),
    MANDATE: ("mandate",),
    "warnings": ("warnings",),
}


@dataclass(frozen=True)
class ToOffer:
    """What a change is, what the check says of it, and the contents that these are about."""

    contents: Contents
    changes: tuple[Change, ...]
    told: Told


def page(uow: UnitOfWork, by: Person, proposal_id: int) -> ProposalPage:
    """Return a change with what this person may decide about it; refuses as ``studio.page`` does."""
    found = studio.page(uow, by, proposal_id)
    row = uow.session.get_one(models.Proposal, proposal_id)
    may = may_agree(uow, by, row)
    asks = may and following.only_texts_in(found.changes)
    follow = following.can_follow(uow, row.route, Route(row.files)) if asks else {}
    looks = by.has(PRIVACY_OFFICER) and row.state == "offered" and PRIVACY in found.gates
    counted: tuple[Said, ...] = ()
    if row.state in proposals.BEING_MADE:
        base = uow.session.get_one(models.Deployment, row.base_id)
        counted = consequences.counted(uow, Route(base.files), Route(row.files), found.changes)
    return replace(found, may_agree=may, may_look_along=looks, may_follow=sum(follow.values()), counted=counted)


def check_to_offer(uow: UnitOfWork, by: Person, proposal_id: int) -> ToOffer:
    """Check a change before it is offered. This takes long, so it is done while nobody waits for what is written.

    Raises:
        NotFound: there is no such proposal, or not for this person.
    """
    files = studio.files_of(uow, by, proposal_id)
    row = uow.session.get_one(models.Proposal, proposal_id)
    base = uow.session.get_one(models.Deployment, row.base_id)
    changes = studio.changes_of(uow, base.files, files)
    looked_at = deployments.contents(uow, row.route, content_hash_of(files))
    return ToOffer(looked_at, tuple(changes), told(uow, by, proposal_id))


def offer(
    uow: UnitOfWork,
    by: Person,
    proposal_id: int,
    reasons: Mapping[str, str],
    live_from: date | None,
    checked: ToOffer,
) -> None:
    """Offer a change, that was *checked* just before, to who must agree.

    *reasons* are, where the change asks for them: ``plan`` (the article of the support plan it stays within, or the
    days of OOGO and OPR), ``mandate`` (day and number of the decision of the board), ``warnings`` (why what the check
    warns of is accepted), and a ``note`` for who works with the route.

    Raises:
        InvalidAnswers: nothing changed, the check has errors, the law forbids it, or a reason or the day is missing.
        NotFound, NotAllowed: it is not theirs to offer.
        CheckedOther: something changed since it was checked.
    """
    row = studio.editable(uow, by, proposal_id)
    deployments.verify(uow, row.route, content_hash_of(row.files), checked.contents)
    changes = checked.changes
    errors: list[FieldError] = []
    if not changes:
        errors.append(FieldError("", said("Er is niets gewijzigd.")))
    refused = said("Geweigerd: {change} {law}")
    errors += [FieldError("", refused.of(change=each.text, law=each.note or STRICTER))
               for each in changes if each.kind == "D"]  # fmt: skip
    live = routes.live(uow, row.route)
    if live is not None and live.id != row.base_id:
        errors.append(
            FieldError("", said("Er is intussen een nieuwe versie in gebruik. Begin opnieuw vanaf die versie."))
        )
    found = (*checked.told.rows, *checked.told.before)
    if wrong := len([each for each in errors_in(found) if each.code != "law"]):
        errors.append(FieldError("", said("De controle vond {count} fouten. Los ze eerst op.", count=wrong)))
    asked = {"note", *(ASKED["C"] if heaviest(changes) == "C" else ())}
    asked |= {"mandate"} if MANDATE in gates_of(changes) else set()
    if any(each.level == "warning" for each in checked.told.rows):  # what was accepted before needs no reason now
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


def check_to_agree(uow: UnitOfWork, by: Person, proposal_id: int) -> Checked:
    """Check a change once more before somebody agrees to it. This takes long, so it is done in a reading unit.

    Raises:
        NotFound, NotAllowed: as for ``agree``.
    """
    studio.files_of(uow, by, proposal_id)
    row = uow.session.get_one(models.Proposal, proposal_id)
    _may_agree_now(uow, by, row)
    return deployments.check_for_use(uow, Route(row.files))


def agree(uow: UnitOfWork, by: Person, proposal_id: int, checked: Checked, *, running: bool = False) -> int:
    """Agree to a change, that was *checked* just before: new cases take it from its day on; return its version.

    With *running*, open cases that can, follow on that day as well.

    Raises:
        NotFound: there is no such proposal for this person.
        NotAllowed: they made it themselves, may not decide on this class, or the privacy officer did not look yet.
        InvalidRoute: the check finds errors by now.
        CheckedOther: something changed since it was checked.
    """
    row = proposals.locked(uow, proposal_id)
    if row is None:
        raise NotFound(f"no proposal {proposal_id}")
    changes = _may_agree_now(uow, by, row)
    route = Route(row.files)
    from_at = None if row.live_from is None or row.live_from <= uow.today else at_local(row.live_from, time(0))
    note = row.reasons.get("note", "")
    version = deployments.deploy(uow, route, note=note, by=row.offered_by_id, from_at=from_at, checked=checked)
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


def _offered(uow: UnitOfWork, by: Person, proposal_id: int) -> models.Proposal:
    row = proposals.locked(uow, proposal_id)
    if row is None:
        raise NotFound(f"no proposal {proposal_id}")
    _refuse_unless_offered(by, row)
    return row


def _refuse_unless_offered(by: Person, row: models.Proposal) -> None:
    if not by.has(AUTHOR, DIRECTOR):
        raise NotFound(f"no proposal {row.id}")
    if row.state != "offered":
        raise NotAllowed(said("Dit voorstel ligt niet ter goedkeuring."))


def _may_agree_now(uow: UnitOfWork, by: Person, row: models.Proposal) -> list[Change]:
    """Return what an offered change is, for who may agree to it now."""
    _refuse_unless_offered(by, row)
    changes = changes_between(Route(uow.session.get_one(models.Deployment, row.base_id).files), Route(row.files))
    if not may_agree(uow, by, row):
        raise NotAllowed(said("Wie een wijziging maakt of aanbiedt, keurt haar niet zelf goed. Vraag de directeur."))
    if PRIVACY in gates_of(changes) and "privacy" not in row.reasons:
        raise NotAllowed(said("De functionaris gegevensbescherming moet eerst meekijken."))
    return changes
