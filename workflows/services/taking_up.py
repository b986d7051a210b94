"""What came in begins a case of its own, about the case it is against if there is one, from its true day of receipt."""

from workflows.domain.errors import NotAllowed, NotFound
from workflows.domain.people import Person
from workflows.domain.wording import said
from workflows.persistence import cases, dossiers, models
from workflows.persistence import incoming as table
from workflows.persistence.rows import NewEntry
from workflows.persistence.unit_of_work import UnitOfWork
from workflows.routes.incoming import IncomingKind
from workflows.services import access, incoming, links
from workflows.services.deployments import shared_of


def begin(uow: UnitOfWork, by: Person, number: str, case_number: str = "") -> str:
    """Let a case begin with what came in, and return its number.

    What was written, and the answers of the case it is about that the kind names, are filled in already; the files
    are among its documents. Its clocks count from the day of receipt, whenever somebody began it.

    Raises:
        NotFound: it is not theirs, no case begins with this kind, or there is no such case to begin from.
        NotAllowed: it belongs to a case already.

    Source: Awb art. 4:13, 6:14, 9:11 (receipt counts).
    """
    row = incoming.theirs_to_handle(uow, by, number, lock=True)
    kind = shared_of(uow).incoming[row.kind]
    if not kind.route:
        raise NotFound(f"no case begins with {row.kind}")
    if row.case_id is not None or row.handled_at is not None:
        raise NotAllowed(said("Dit stuk hoort al bij een zaak."))
    origin = _about(uow, by, kind, case_number)
    parties = {party: each.id for party, each in dossiers.parties_of(uow, origin.id).items()} if origin else {}
    begun = links.open_case(
        uow, kind.route, pupil_id=origin.pupil_id if origin else None, parties={"swv": row.swv_id, **parties},
        by=by.id, linked_from_id=origin.id if origin else None,
    )  # fmt: skip
    known = {**row.answers, "received_on": row.received_on.isoformat(), "channel": row.channel}
    given = {new: known[old] for new, old in kind.answers if known.get(old) not in (None, "")}
    case = links.fill_in(uow, begun, carries=kind.carries, known=given)
    incoming.put_with(uow, by, row, case.id)
    if origin is not None:
        first = cases.lock_case(uow, origin.id)
        cases.append_entries(uow, first, [NewEntry("link.started", uow.today, actor_id=by.id, facts={"case": begun})])
        cases.save_case(uow, first)
    row.handled_at, row.handled_by_id, row.note = uow.now, by.id, f"Zaak {begun}"
    incoming.note(uow, row, by, "begun", case=begun)
    return begun


def _about(uow: UnitOfWork, by: Person, kind: IncomingKind, number: str) -> models.Case | None:
    """Return the case that it is about; a kind that names no route is about none."""
    if not kind.about:
        return None
    found = access.case_for(uow, number.strip().upper(), by, needs="request")
    if found.route != kind.about:
        raise NotFound(f"{number} is no case of {kind.about}")
    return found


def split(uow: UnitOfWork, by: Person, number: str, kind_id: str) -> str:
    """Register the same letter as another kind too, with the same day of receipt; return the number of the other.

    Raises:
        NotFound: it is not theirs, or that kind is none that may be handed in.

    Source: Awb art. 9:8 lid 1 (what is open to objection is no complaint; a letter may be both).
    """
    row = incoming.theirs_to_handle(uow, by, number, lock=True)
    kind = shared_of(uow).incoming.get(kind_id)
    if kind is None or not kind.route or kind.id == row.kind:
        raise NotFound(f"{number} is not split into {kind_id}")
    year = uow.today.year
    other = models.Incoming(
        number=f"IN-{year}-{cases.next_number(uow, f'incoming:{year}'):06}", kind=kind.id, channel=row.channel,
        received_on=row.received_on, recorded_at=uow.now, recorded_by_id=by.id, swv_id=row.swv_id, role=kind.role,
        answers=dict(row.answers),
    )  # fmt: skip
    uow.session.add(other)
    uow.session.flush()
    for kept in table.files_of(uow, row.id):
        uow.session.add(
            models.IncomingFile(
                incoming_id=other.id, name=kept.name, media_type=kept.media_type, size=kept.size,
                content=kept.content, looked=kept.looked, doubt_at=kept.doubt_at,
            )
        )  # fmt: skip
    incoming.note(uow, row, by, "split", other=other.number)
    incoming.note(uow, other, by, "split", other=row.number)
    return other.number
