"""What came in outside any task, until it is handled: put with a case, its date of receipt set right."""

from datetime import date

from workflows.domain.answers import JSON
from workflows.domain.errors import FieldError, InvalidAnswers, NotAllowed, NotFound
from workflows.domain.people import OFFICE, Person
from workflows.domain.wording import said
from workflows.persistence import cases, models
from workflows.persistence import incoming as table
from workflows.persistence.rows import NewEntry
from workflows.persistence.unit_of_work import UnitOfWork
from workflows.services import access, documents, outages
from workflows.services.deployments import shared_of
from workflows.services.handing_in import EARLIEST


def groups_of(uow: UnitOfWork, by: Person) -> list[tuple[int, str]]:
    """Return for which samenwerkingsverband and role this person handles what comes in.

    Raises:
        NotFound: for none.
    """
    closed: dict[str, set[str]] = {}
    for kind in shared_of(uow).incoming.values():
        closed.setdefault(kind.role, set()).update(kind.closed_to)
    theirs = [
        (hat.organisation_id, hat.role)
        for hat in by.memberships
        if hat.role in closed and not closed[hat.role] & by.roles_in(hat.organisation_id)
    ]
    if not theirs:
        raise NotFound("incoming post")
    return theirs


def join(uow: UnitOfWork, by: Person, number: str, case_number: str) -> None:
    """Put what came in with the case to which it belongs, its files among the documents.

    Raises:
        NotFound: it is not theirs, or there is no such case for them.
        NotAllowed: it belongs to a case already, has files and that case keeps none, or is about who would read it
            there.
    """
    row = theirs_to_handle(uow, by, number, lock=True)
    found = access.case_for(uow, case_number.strip().upper(), by, needs="request")
    if row.case_id is not None:
        raise NotAllowed(said("Dit stuk hoort al bij een zaak."))
    if row.role != OFFICE:
        raise NotAllowed(said("Dit stuk blijft buiten de zaken: daar zou lezen over wie het gaat."))
    if table.files_of(uow, row.id):
        documents.refuse_where_none_are_kept(uow, found)
    case = cases.lock_case(uow, found.id)
    put_with(uow, by, row, case.id)
    facts: dict[str, JSON] = {"incoming": row.number, "kind": row.kind}
    if row.outage_id is not None:
        facts["outage"] = row.outage_id
    cases.append_entries(uow, case, [NewEntry("incoming", row.received_on, actor_id=by.id, facts=facts)])
    cases.save_case(uow, case)
    note(uow, row, by, "joined", case=case.number)


def put_with(uow: UnitOfWork, by: Person, row: models.Incoming, case_id: int) -> None:
    """Let what came in belong to a case, its files among the documents."""
    kind = shared_of(uow).incoming[row.kind]
    for kept in table.files_of(uow, row.id):
        documents.put(
            uow, case_id, name=kept.name, data=kept.content, found=_looked(kept), kind=kind.label.nl,
            block=documents.IN_A_CASE, by=by.id,
        )  # fmt: skip
    row.case_id = case_id


def _looked(kept: models.IncomingFile) -> documents.Looked:
    """Return what was found in a file as it came in; it is not refused now that it belongs to a case."""
    looked: documents.Outcome = "clean" if kept.looked == "clean" else "doubt" if kept.looked == "doubt" else "unread"
    return documents.Looked(kept.media_type, looked, kept.doubt_at or "")


def blame_outage(uow: UnitOfWork, by: Person, number: str, outage_id: int) -> None:
    """Say that something came late because of what did not work: its day of receipt stays, and its reason stands by it.

    Raises:
        NotFound: it is not theirs, it was handled, or nothing of the kind did not work.

    Source: Awb art. 6:11 (late through no fault of one's own).
    """
    row = theirs_to_handle(uow, by, number, lock=True)
    words = dict(outages.before(uow, row.received_on)).get(outage_id)
    if row.handled_at is not None or words is None:
        raise NotFound(f"no outage {outage_id} for {number}")
    row.outage_id = outage_id
    note(uow, row, by, "outage", why=str(words))
    if row.case_id is not None:
        case = cases.lock_case(uow, row.case_id)
        facts: dict[str, JSON] = {"incoming": row.number, "outage": outage_id}
        cases.append_entries(uow, case, [NewEntry("incoming.late", row.received_on, actor_id=by.id, facts=facts)])
        cases.save_case(uow, case)


def outage_of(uow: UnitOfWork, row: models.Incoming) -> models.Outage | None:
    return uow.session.get(models.Outage, row.outage_id) if row.outage_id is not None else None


def handle(uow: UnitOfWork, by: Person, number: str, done: str) -> None:
    """Close what came in, saying what was done with it.

    Raises:
        NotFound: it is not theirs, or it was handled.
        InvalidAnswers: nobody would know what was done.
    """
    row = theirs_to_handle(uow, by, number, lock=True)
    if row.handled_at is not None:
        raise NotFound(f"{number} was handled")
    if not 3 <= len(done.strip()) <= 1_000:
        words = said("Wat is ermee gedaan: schrijf dat in 3 tot 1.000 tekens op.")
        raise InvalidAnswers([FieldError("note", words)])
    row.handled_at, row.handled_by_id, row.note = uow.now, by.id, done.strip()
    note(uow, row, by, "handled")


def propose_date(uow: UnitOfWork, by: Person, number: str, day: date, why: str) -> None:
    """Propose another date of receipt; it holds when a second person agrees.

    Raises:
        NotFound: it is not theirs.
        InvalidAnswers: the day cannot be, or there is no reason.
    """
    row = theirs_to_handle(uow, by, number, lock=True)
    errors = []
    if not uow.today - EARLIEST <= day <= uow.today or day == row.received_on:
        words = said("Ontvangen op: kies een andere dag, van {first} tot en met vandaag.", first=uow.today - EARLIEST)
        errors.append(FieldError("day", words))
    if not 5 <= len(why.strip()) <= 500:
        errors.append(FieldError("why", said("Reden: schrijf in 5 tot 500 tekens waarom de dag anders is.")))
    if errors:
        raise InvalidAnswers(errors)
    row.proposed_on, row.proposed_why, row.proposed_by_id = day, why.strip(), by.id
    note(uow, row, by, "proposed", day=day.isoformat(), why=why.strip())


def agree_date(uow: UnitOfWork, by: Person, number: str, agreed: bool) -> None:
    """Agree to the proposed date of receipt as the second person, or not.

    Raises:
        NotFound: it is not theirs, or nothing was proposed.
        NotAllowed: who proposed it does not decide.
    """
    row = theirs_to_handle(uow, by, number, lock=True)
    if row.proposed_on is None:
        raise NotFound(f"no other date for {number}")
    if agreed and row.proposed_by_id == by.id:
        raise NotAllowed(said("Een collega moet dit bevestigen: een datum van ontvangst verandert met twee personen."))
    before, day = row.received_on, row.proposed_on
    if agreed:
        row.received_on = day
    row.proposed_on, row.proposed_why, row.proposed_by_id = None, "", None
    note(uow, row, by, "moved" if agreed else "kept", before=before.isoformat(), day=day.isoformat())


def theirs_to_handle(uow: UnitOfWork, by: Person, number: str, *, lock: bool = False) -> models.Incoming:
    """Return what came in as *number*.

    Raises:
        NotFound: there is none, or it is not theirs to handle.
    """
    row = table.numbered(uow, number, lock=lock)
    if row is None or (row.swv_id, row.role) not in groups_of(uow, by):
        raise NotFound(f"nothing came in as {number}")
    return row


def note(uow: UnitOfWork, row: models.Incoming, by: Person, what: str, **details: str) -> None:
    """Put on record what was done with it."""
    uow.session.add(models.IncomingEntry(incoming_id=row.id, at=uow.now, by_id=by.id, what=what, details=dict(details)))
