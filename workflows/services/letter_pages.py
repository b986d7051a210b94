"""Letters as they are read: by whom, as they go out, and whether they are still what was sealed."""

from collections.abc import Mapping, Sequence
from datetime import date

from workflows.domain.clock import local_date
from workflows.domain.errors import NotFound
from workflows.domain.people import Person
from workflows.domain.seals import seal_of
from workflows.domain.wording import date_in_words
from workflows.persistence import dossiers, models
from workflows.persistence.unit_of_work import UnitOfWork
from workflows.services import access, dossier
from workflows.services.addressing import BY_HAND
from workflows.services.deployments import definition_of
from workflows.services.views import CaseHead, Enclosure, LetterPage, LetterView

CORRESPONDENCE = "correspondence"  #: the data block of who reads letters to others


def letter(uow: UnitOfWork, letter_id: int, by: Person) -> LetterPage:
    """Return a letter as it goes out; the reading is logged.

    Raises:
        NotFound: there is none, or not for this person; a secret address is only for the office.
    """
    row = uow.session.get(models.Letter, letter_id)
    if row is None or row not in readable(uow, row.case_id, [row], by):
        raise NotFound(f"no letter {letter_id}")
    access.log_read(uow, row.case_id, by, "letter")
    case = uow.session.get_one(models.Case, row.case_id)
    head = dossier.head(uow, case, definition_of(uow, case.deployment_id), by)
    return page_of(uow, row, case, dossiers.parties_of(uow, case.id)["swv"], by, head)


def page_of(
    uow: UnitOfWork,
    row: models.Letter,
    case: models.Case,
    swv: models.Organisation,
    by: Person,
    head: CaseHead | None = None,
) -> LetterPage:
    """Return a letter as it goes out, as *by* sees it."""
    kind = definition_of(uow, case.deployment_id).route.letters[row.letter].kind
    blocks = tuple((each, tuple(lines)) for each, lines, *_ in row.body)
    if kind == "besluit":
        blocks += (("paragraph", (sent_in_words(row, uow.today, by),)),)
    return LetterPage(
        letter=view_of(row, case.number),
        enclosed=tuple(row.encloses or ()),
        case=head,
        kind=kind,
        dated=sent_on(row, uow.today, by) or local_date(row.made_at),
        sender=(swv.name, *(swv.address or "").splitlines()),
        address=tuple((row.address or "").splitlines()),
        blocks=blocks,
        seal=row.seal or "",
        change=row.change or "",
        replaces=row.replaces_id,
        broken=not is_whole(row, case.number),
    )


def enclosed(uow: UnitOfWork, page: LetterPage, by: Person) -> tuple[Enclosure, ...]:
    """Return the documents that go along with a letter, as far as *by* may read them; each reading is logged.

    To be asked after the letter itself was read: only who reads that comes here.
    """
    found = []
    for row in dossiers.documents_by_id(uow, page.enclosed):
        if row.removed_at is None and row.block in access.blocks_of_case(uow, row.case_id, by):
            access.log_read(uow, row.case_id, by, "document", row.id)
            found.append(Enclosure(row.name, row.media_type, dossiers.content_of(uow, row.id)))
    return tuple(found)


def is_whole(row: models.Letter, number: str) -> bool:
    """Is a letter still what it was when it was sealed? One from before there were seals is."""
    to = (row.addressee_name, row.address or "")
    return row.seal in (None, seal_of(number, row.letter, row.version, row.subject, row.body, to, row.made_at))


def readable(uow: UnitOfWork, case_id: int, rows: Sequence[models.Letter], by: Person) -> list[models.Letter]:
    """Return which of the letters of a case *by* may read.

    Who reads the correspondence reads them all, but for those with a secret address: those are for the office. Others
    who read decisions read what was written to their own organisation.
    """
    return readable_with(access.blocks_of_case(uow, case_id, by), access.access_to(uow, case_id).parties, rows, by)


def readable_with(
    blocks: frozenset[str], parties: Mapping[str, int], rows: Sequence[models.Letter], by: Person
) -> list[models.Letter]:
    """Return what ``readable`` does, where it is known already which *blocks* of the case they read."""
    office = access.is_office(by, parties["swv"])
    own = {membership.organisation_id for membership in by.memberships}
    to_us = {party for party, organisation in parties.items() if organisation in own}
    return [
        row
        for row in rows
        if (CORRESPONDENCE in blocks and (office or not row.secret_address))
        or ("decision" in blocks and row.addressee_kind in to_us)
    ]


def sent_on(row: models.Letter, today: date, by: Person) -> date | None:
    """Return the day of sending, as it stands on the letter; who prints it to post it today reads today.

    Source: Awb art. 6:8: the term to object begins on the day after.
    """
    day = row.posted_on if row.channel in BY_HAND else local_date(row.made_at)
    return today if day is None and access.offices_of(by) else day


def sent_in_words(row: models.Letter, today: date, by: Person) -> str:
    """Return the day of sending as it stands on a decision."""
    day = sent_on(row, today, by)
    return f"Verzonden op {date_in_words(day)}." if day is not None else "Nog niet verzonden."


def view_of(row: models.Letter, number: str = "") -> LetterView:
    return LetterView(
        id=row.id,
        subject=row.subject,
        addressee=row.addressee_name,
        channel=row.channel,
        made_at=row.made_at,
        posted_on=row.posted_on,
        returned_on=row.returned_on,
        case_number=number,
        version=row.version,
        replaced=row.replaced,
    )
