"""What is on file of a case beside what is open in it: answers, letters, whom it is about, who works on it.

An act that needs any of it reads all of it, with one statement, the first time it asks: a letter, a question about who
did what and a mandate need much the same, and every statement costs more than the few rows it brings.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from operator import attrgetter
from typing import Any, NamedTuple

from sqlalchemy import String, and_, bindparam, or_, select
from sqlalchemy import cast as as_type
from sqlalchemy.orm import aliased

from workflows.persistence.cases import table_of
from workflows.persistence.models import (
    Case,
    Entry,
    Letter,
    Mandate,
    Membership,
    Organisation,
    Party,
    Person,
    Pupil,
    Tlv,
)
from workflows.persistence.models import Relation as Around
from workflows.persistence.relations import COLUMNS as RELATION_COLUMNS
from workflows.persistence.relations import RelationRow
from workflows.persistence.together import Part, Together
from workflows.persistence.unit_of_work import UnitOfWork

TAKEN_BACK = "taken_back"
BEGINNINGS = ("started", "taken_over")  #: kinds of acts that are no step of anybody


class Done(NamedTuple):
    """Somebody began the case, completed a task or told of a message; *details* None: none, or destroyed."""

    seq: int
    kind: str
    element_id: str | None
    nr: int | None
    on: date
    actor_id: int | None
    details: Mapping[str, Any] | None


class LetterSent(NamedTuple):
    """The last version of a letter that was made, and posted if that is how it goes."""

    letter: str
    channel: str
    addressee_name: str
    posted_on: date | None


class OrganisationOfCase(NamedTuple):
    """An organisation that is a party of the case, as letters name it; once for each party that it is."""

    party: str
    id: int
    code: str
    name: str
    address: str | None


class About(NamedTuple):
    """The case itself and the pupil it is about, if any."""

    route: str
    pupil_id: int | None
    first_name: str | None
    infix: str | None
    last_name: str | None
    born_on: date | None

    @property
    def pupil(self) -> str:
        return " ".join(part for part in (self.first_name, self.infix, self.last_name) if part)


class TlvOfChild(NamedTuple):
    """A TLV of this case, or of the same child: two schools may each have entered it."""

    id: int
    number: str
    case_id: int | None
    kind: str
    valid_from: date
    valid_until: date
    revoked_on: date | None


class Colleague(NamedTuple):
    """What somebody who can sign in is today in an organisation of the case."""

    person_id: int
    name: str
    role: str
    organisation_id: int


class MandateOfCase(NamedTuple):
    """A mandate that an organisation of the case gave, whenever it holds."""

    id: int
    what: str
    organisation_id: int
    person_id: int | None
    role: str | None
    on_behalf_of: str
    from_on: date
    until_on: date | None
    amount: int | None  #: whole euros, where the mandate has a limit


@dataclass(frozen=True, slots=True)
class OnFile:
    """As it was when it was first asked for in this unit: what the act itself adds, the act knows."""

    case_id: int
    about: About
    done: Sequence[Done]
    letters: Sequence[LetterSent]
    of_parties: Sequence[OrganisationOfCase]
    tlvs: Sequence[TlvOfChild]
    colleagues: Sequence[Colleague]
    mandates: Mapping[int, MandateOfCase]
    relations: Sequence[RelationRow]  #: the people around the pupil, as last known

    def answers(self) -> dict[str, dict[str, Any]]:
        """Return the last answers given at each element, by element (``element#nr``); only what was not destroyed."""
        return {
            str(each.element_id) if each.nr is None else f"{each.element_id}#{each.nr}": dict(each.details)
            for each in self.done
            if each.details is not None
        }

    def last_answers(self) -> dict[str, Any]:
        """Return the last answer given to each question, by field."""
        return {field: answer for answers in self.answers().values() for field, answer in answers.items()}

    @property
    def parties(self) -> dict[str, OrganisationOfCase]:
        """The organisations by what they are in the case."""
        return {each.party: each for each in self.of_parties}

    @property
    def organisations(self) -> dict[int, OrganisationOfCase]:
        return {each.id: each for each in self.of_parties}

    @property
    def tlv_number(self) -> str | None:
        """The number of the last TLV that this case gave."""
        return next((each.number for each in reversed(self.tlvs) if each.case_id == self.case_id), None)

    def overlapping_tlv(self, kind: str, starts_on: date, until: date) -> TlvOfChild | None:
        """Return the TLV of this kind that the child has already, valid on a day from *starts_on* up to *until*."""
        valid = (each for each in self.tlvs if each.valid_from <= until and each.valid_until >= starts_on)
        found = (each for each in valid if each.kind == kind and each.revoked_on is None)
        return max(found, key=attrgetter("valid_until"), default=None)

    def last_done(self, elements: Iterable[str]) -> Done | None:
        """Return the last time that somebody did any of *elements*: completed the task, or told of the message."""
        among = set(elements)
        found = (each for each in reversed(self.done) if each.element_id in among and each.kind not in BEGINNINGS)
        return next(found, None)

    def who_did(self, elements: Iterable[str]) -> dict[int, tuple[str, date]]:
        """Return who completed any of *elements*: person to the element and its date in law.

        What the office registered for another counts as done by the person it was meant for by name, if there was one.
        """
        among, people = set(elements), dict[int, tuple[str, date]]()
        for each in self.done:
            if each.kind == "completed" and each.element_id in among:
                registered = (each.details or {}).get("_namens")
                person = registered.get("voor") if registered is not None else each.actor_id
                if person is not None:
                    people[person] = str(each.element_id), each.on
        return people

    def by_post(self, names: Iterable[str]) -> list[LetterSent]:
        """Return the letters of these names that the office sends by post or e-mail, sent or not."""
        among = set(names)
        return [each for each in self.letters if each.letter in among and each.channel != "portaal"]

    def in_role(self, role: str, organisation: int) -> dict[int, str]:
        """Return who can sign in and has *role* today in an organisation of the case: id to name, by name."""
        found = [each for each in self.colleagues if (each.role, each.organisation_id) == (role, organisation)]
        return {each.person_id: each.name for each in found}

    def mandate_for(
        self,
        what: str,
        organisation: int,
        *,
        person: int | None,
        roles: Collection[str],
        on: date,
        amount: Decimal | None = None,
        standing_in: Collection[int] = (),
    ) -> MandateOfCase | None:
        """Return the mandate by which *person*, else whoever has one of *roles*, may do *what* for *organisation*.

        A mandate with a limit does not hold for more than that *amount*. Who is *standing_in* for others has their
        mandates as well.

        Source: Awb art. 10:1-10:12.
        """
        holding = [
            each
            for each in self.mandates.values()
            if (each.what, each.organisation_id) == (what, organisation)
            and each.from_on <= on
            and (each.until_on is None or each.until_on >= on)
            and (amount is None or each.amount is None or amount <= each.amount)
        ]
        persons = [*([person] if person is not None else []), *sorted(standing_in)]
        theirs = [each for who in persons for each in holding if each.person_id == who]
        return next(iter([*theirs, *(each for each in holding if each.role in roles)]), None)


_CASE: Any = bindparam("case_id")
_DONE = ("completed", "received", TAKEN_BACK, *BEGINNINGS)
_ORGANISATIONS = select(Party.organisation_id).where(Party.case_id == _CASE)
_PUPIL = select(Case.pupil_id).where(Case.id == _CASE).scalar_subquery()
_child, _same = aliased(Pupil), aliased(Pupil)
_SAME_CHILD = (
    select(_same.id)
    .join(_child, _child.sort_name == _same.sort_name)
    # As texts, so that no database goes by the day: on one day many children are born, and few have the same name.
    .where(_child.id == _PUPIL, as_type(_child.born_on, String) == as_type(_same.born_on, String))
)
_ON_FILE = Together(
    Part(
        About,
        [Case.route, Case.pupil_id, Pupil.first_name, Pupil.infix, Pupil.last_name, Pupil.born_on],
        Case.id == _CASE,
        table_of(Case).outerjoin(table_of(Pupil)),
    ),
    Part(
        Done,
        [
            Entry.seq, Entry.kind, Entry.element_id, Entry.nr, Entry.on, Entry.actor_id, Entry.details,
        ],
        (Entry.case_id == _CASE) & or_(*(Entry.kind == kind for kind in _DONE)),
    ),
    Part(
        LetterSent,
        [Letter.letter, Letter.channel, Letter.addressee_name, Letter.posted_on],
        (Letter.case_id == _CASE) & ~Letter.replaced,
    ),
    Part(
        OrganisationOfCase,
        [Party.party, Organisation.id, Organisation.code, Organisation.name, Organisation.address],
        (Party.case_id == _CASE) & (Organisation.id == Party.organisation_id),
    ),
    Part(
        TlvOfChild,
        [Tlv.id, Tlv.number, Tlv.case_id, Tlv.kind, Tlv.valid_from, Tlv.valid_until, Tlv.revoked_on],
        Tlv.case_id == _CASE,
    ),
    Part(
        TlvOfChild,
        [Tlv.id, Tlv.number, Tlv.case_id, Tlv.kind, Tlv.valid_from, Tlv.valid_until, Tlv.revoked_on],
        Tlv.pupil_id.in_(_SAME_CHILD),
    ),
    Part(
        Colleague,
        [
            Person.id, Person.name, Membership.role, Membership.organisation_id,
        ],
        and_(
            Membership.organisation_id.in_(_ORGANISATIONS),
            Person.id == Membership.person_id,
            Person.blocked_at.is_(None),
            Membership.from_on <= bindparam("today"),
            or_(Membership.until_on.is_(None), Membership.until_on >= bindparam("today")),
        ),
    ),
    Part(
        MandateOfCase,
        [
            Mandate.id, Mandate.what, Mandate.organisation_id, Mandate.person_id, Mandate.role, Mandate.on_behalf_of,
            Mandate.from_on, Mandate.until_on, Mandate.amount,
        ],
        Mandate.organisation_id.in_(_ORGANISATIONS),
    ),
    Part(RelationRow, RELATION_COLUMNS, (Around.pupil_id == _PUPIL) & ~Around.replaced),
)  # fmt: skip


def _standing(done: Sequence[Done]) -> list[Done]:
    """Return what was done, in order, without what was taken back."""
    found: list[Done] = []
    for each in done:
        if each.kind != TAKEN_BACK:
            found.append(each)
            continue
        there = (
            n for n in reversed(range(len(found))) if (found[n].element_id, found[n].nr) == (each.element_id, each.nr)
        )
        del found[next(there)]
    return found


def on_file(uow: UnitOfWork, case_id: int) -> OnFile:
    """Return what is on file of a case; read once in a unit."""
    if ("on file", case_id) not in uow.known:
        asked = {"case_id": case_id, "today": uow.today}
        [about], done, letters, of_parties, given, had, colleagues, mandates, around = _ON_FILE.read(
            uow.connection, asked
        )
        uow.known["on file", case_id] = OnFile(
            case_id=case_id,
            about=about,
            done=_standing(sorted(done, key=attrgetter("seq"))),
            letters=letters,
            of_parties=of_parties,
            tlvs=sorted({*given, *had}, key=attrgetter("id")),
            colleagues=sorted(colleagues, key=attrgetter("name", "person_id")),
            mandates={each.id: each for each in sorted(mandates, key=attrgetter("id"))},
            relations=sorted(around, key=attrgetter("id")),
        )
    found: OnFile = uow.known["on file", case_id]
    return found
