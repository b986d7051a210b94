"""A school sends a supplement to what it submitted, without being asked: it is received today, and the office sees it.

It moves no term: time stands still only while a supplement that was asked for is awaited (Awb art. 4:15). Where one was
asked for, the case waits for it as a message, and that is the way.
"""

from workflows.domain.answers import JSON
from workflows.domain.errors import FieldError, InvalidAnswers, NotFound
from workflows.domain.national_numbers import explanation, national_number_in
from workflows.domain.people import CaseAccess, Person, writable_blocks
from workflows.domain.wording import said
from workflows.persistence import cases, models
from workflows.persistence import incoming as table
from workflows.persistence.rows import NewEntry
from workflows.persistence.unit_of_work import UnitOfWork
from workflows.services import access, documents, dossier
from workflows.services.deployments import definition_of, shared_of
from workflows.services.handing_in import MOST_FILES, WEBSITE, Files
from workflows.services.views import CaseHead

KIND = "aanvulling"  #: of what comes in
LONGEST = 2_000


def may_send(uow: UnitOfWork, case: models.Case, by: Person, reach: CaseAccess) -> bool:
    """May *by* send a supplement: of the school of an open case that was submitted, which keeps documents?"""
    if case.ended_at is not None or reach.closed or KIND not in shared_of(uow).incoming:
        return False
    roles = shared_of(uow).roles
    hats = tuple(hat for hat in by.memberships if hat.role in roles and roles[hat.role].party == "applicant")
    there = Person(by.id, by.name, by.email, by.locale, hats)
    waits_for_us = any(_is_ours(uow, line["actor"]) for line in case.awaits)
    keeps = definition_of(uow, case.deployment_id).route.settings.documents
    return keeps and waits_for_us and "request" in writable_blocks(there, reach, roles)


def _is_ours(uow: UnitOfWork, actor: str) -> bool:
    role = shared_of(uow).roles.get(actor.partition(":")[0])
    return role is not None and role.party == "swv"


def page(uow: UnitOfWork, number: str, by: Person) -> CaseHead:
    """Return the case to which somebody may send a supplement.

    Raises:
        NotFound: there is none for this person.
    """
    case = _theirs(uow, number, by)
    return dossier.head(uow, case, definition_of(uow, case.deployment_id), by)


def _theirs(uow: UnitOfWork, number: str, by: Person) -> models.Case:
    case = access.case_for(uow, number, by, needs="request", to_add=True)
    if not may_send(uow, case, by, access.access_to(uow, case.id)):
        raise NotFound(f"no supplement to {number} by them")
    return case


def send(uow: UnitOfWork, number: str, by: Person, text: str, files: Files, key: str) -> str:
    """Send a supplement; its files are documents of the case at once. Return its number. The same submit is one.

    Raises:
        NotFound: there is no such case for this person, or none that waits for the samenwerkingsverband.
        InvalidAnswers: there are no words, a number of the state among them, or a file is refused.
    """
    locked = cases.lock_case_numbered(uow, number)
    case = _theirs(uow, number, by)
    if (known := table.handed_in(uow, key)) is not None:
        return known.number
    text, errors, label = "\n".join(text.strip().splitlines()), [], said("Wat vult u aan")
    if not 1 <= len(text) <= LONGEST:
        words = said("{label}: vul in wat u wilt zeggen, in hoogstens {most} tekens.", label=label, most=LONGEST)
        errors.append(FieldError("text", words))
    if found := national_number_in(text):
        errors.append(FieldError("text", said("{label}: {what}", label=label, what=explanation(found))))
    if len(files) > MOST_FILES:
        errors.append(FieldError("file", said("Bijlagen: hoogstens vijf. Voeg de rest later toe.")))
    looked = []
    for name, data in files[:MOST_FILES]:
        try:
            looked.append((documents.tidy_name(name), data, documents.look_into(name, data, "file")))
        except InvalidAnswers as refused:
            errors += refused.errors
    if errors:
        raise InvalidAnswers(errors)
    kind = shared_of(uow).incoming[KIND]
    row = models.Incoming(
        number=f"IN-{uow.today.year}-{cases.next_number(uow, f'incoming:{uow.today.year}'):06}",
        kind=KIND,
        channel=WEBSITE,
        received_on=uow.today,
        recorded_at=uow.now,
        recorded_by_id=by.id,
        swv_id=access.access_to(uow, case.id).parties["swv"],
        role=kind.role,
        answers={"naam": by.name, "verhaal": text},
        submit_key=key[:64],
        case_id=case.id,
    )
    uow.session.add(row)
    uow.session.flush()
    for name, data, found_in in looked:
        documents.put(
            uow, case.id, name=name, data=data, found=found_in, kind=kind.label.nl, block=documents.IN_A_CASE,
            by=by.id,
        )  # fmt: skip
    facts: dict[str, JSON] = {"incoming": row.number, "kind": KIND}
    entry = NewEntry("supplement", uow.today, actor_id=by.id, facts=facts, details={"tekst": text})
    cases.append_entries(uow, locked, [entry])
    cases.save_case(uow, locked)
    return row.number
