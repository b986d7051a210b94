"""Who still works at a school board and its schools: asked every year in September of who keeps them.

Source: AVG art. 32, 5 lid 1 onder f (who left must not read on); practice: a list that nobody confirms is never right.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from workflows.domain.clock import at_local
from workflows.domain.errors import FieldError, InvalidAnswers, NotFound
from workflows.domain.people import Person
from workflows.domain.wording import Said, said
from workflows.persistence import people as table
from workflows.persistence.rows import JobRow
from workflows.persistence.unit_of_work import UnitOfWork
from workflows.services import accounts, invitations, ladder, succession
from workflows.services.deployments import shared_of

BEGINS = (9, 1)  #: month and day on which the year begins for which people are confirmed
AGAIN = timedelta(days=14)  #: after so long who did not answer is asked once more
UNUSED = timedelta(days=395)  #: thirteen months: who did not sign in for so long is pointed out
CONFIRMED = "person.confirmed"
ANSWERS = {"ja": said("werkt hier nog"), "nee": said("werkt hier niet meer")}


@dataclass(frozen=True)
class ColleagueRow:
    """Somebody who works at a board, or a school of it; *confirmed_at*: when that was confirmed for this year."""

    id: int
    name: str
    email: str
    roles: tuple[Said, ...]
    last_login_at: datetime | None
    unused: bool
    confirmed_at: datetime | None


@dataclass(frozen=True)
class Board:
    """The people of a board or samenwerkingsverband."""

    id: int
    name: str
    rows: tuple[ColleagueRow, ...]

    @property
    def open(self) -> int:
        return sum(row.confirmed_at is None for row in self.rows)


@dataclass(frozen=True)
class ColleaguePage:
    """The people that somebody keeps, and since when they are to be confirmed."""

    since: date
    boards: tuple[Board, ...]


def page(uow: UnitOfWork, by: Person) -> ColleaguePage:
    """Return who works where *by* keeps the people.

    Raises:
        NotFound: they keep nobody.
    """
    kept = succession.keeps(uow, by)
    names = table.organisation_names(uow, set(kept))
    people = table.with_roles_at(uow, sorted(frozenset[int]().union(*kept.values())))
    hats = table.memberships_of(uow, [row.id for row in people])
    confirmed = table.noted_since(uow, CONFIRMED, [row.id for row in people], at_local_start(uow.today))
    boards = []
    for top, places in kept.items():
        rows = []
        for row in people:
            own = [hat for hat in hats[row.id] if hat.organisation_id in places and hat.substitute_for is None]
            if own:
                seen = row.last_login_at or row.created_at
                rows.append(
                    ColleagueRow(
                        row.id, row.name, row.email, succession.roles_in_words(uow, own), row.last_login_at,
                        uow.now - seen > UNUSED, confirmed.get((row.id, top)),
                    )
                )  # fmt: skip
        boards.append(Board(top, names[top], tuple(rows)))
    return ColleaguePage(first_day(uow.today), tuple(sorted(boards, key=lambda board: board.name)))


def first_day(today: date) -> date:
    """Return the 1st of September on or before *today*."""
    begun = today.replace(month=BEGINS[0], day=BEGINS[1])
    return begun if begun <= today else begun.replace(year=today.year - 1)


def at_local_start(today: date) -> datetime:
    return at_local(first_day(today), datetime.min.time())


def answer(uow: UnitOfWork, by: Person, board: int, answers: Mapping[int, str]) -> tuple[int, int]:
    """Record who still works at a board; return how many do, and how many do not.

    Who does not loses the roles there today, and their tasks go back to the group. Who was answered for is not asked
    about again this year.

    Raises:
        NotFound: somebody else keeps the people of this board, or one of these is not of it.
        InvalidAnswers: nothing was answered, or they say of themselves that they left.
    """
    places = succession.keeps(uow, by).get(board, frozenset())
    given = {person: word for person, word in answers.items() if word in ANSWERS}
    if not given:
        raise InvalidAnswers([FieldError("", said("Geef van minstens één persoon aan of die hier nog werkt."))])
    if given.get(by.id) == "nee":
        raise InvalidAnswers([FieldError("", said("U kunt uzelf niet uitschrijven. Vraag de beheerder."))])
    for person, word in given.items():
        row, hats = succession.hats_of(uow, by, person)
        here = [hat for hat in hats if hat.organisation_id in places]
        if not here:
            raise NotFound(f"person {person} does not work at {board}")
        if word == "ja":
            table.note_change(uow, CONFIRMED, by.id, person_id=person, organisation_id=board)
        else:
            succession.leave(uow, by.id, row, here)
    still = sum(word == "ja" for word in given.values())
    return still, len(given) - still


def role_choices(uow: UnitOfWork, by: Person) -> tuple[tuple[str, Said], ...]:
    """Return the roles that *by* may give at a board and its schools, as (value, label).

    Raises:
        NotFound: they keep nobody.
    """
    succession.keeps(uow, by)
    found = [role for role in shared_of(uow).roles.values() if role.scope == "own" and role.party != "swv"]
    return tuple((role.id, said("{role}", role=role.label)) for role in found if role.id != succession.CONTACT)


def places(uow: UnitOfWork, by: Person) -> tuple[tuple[str, str], ...]:
    """Return the boards and schools of which *by* keeps the people, as (code, name)."""
    kept = frozenset[int]().union(*succession.keeps(uow, by).values())
    return tuple((row.code, row.name) for row in table.organisations(uow) if row.id in kept and row.kind != "swv")


def add(uow: UnitOfWork, by: Person, *, name: str, email: str, role: str, code: str) -> bool:
    """Let somebody work at a board or a school of it; return whether they are new, and got a link for a password.

    Raises:
        NotFound: *by* keeps nobody.
        InvalidAnswers: field by field, in words.
    """
    errors = []
    if role not in dict(role_choices(uow, by)):
        errors.append(FieldError("role", said("Rol: kies een rol.")))
    if code not in dict(places(uow, by)):
        errors.append(FieldError("code", said("Bij: kies een school of het schoolbestuur.")))
    if errors:
        raise InvalidAnswers(errors)
    known = table.person_by_email(uow, email)
    if known is not None:
        accounts.add_membership(uow, known.id, f"{role}:{code}", by.id)
        return False
    new = accounts.add_person(uow, name=name, email=email, password_hash=None, roles=[f"{role}:{code}"], by=by.id)
    invitations.mail_link(uow, new, by.id)
    return True


def remind(uow: UnitOfWork, since: date) -> list[JobRow]:
    """Return a mail to each contact person of whom people are to be confirmed: in September, and once more."""
    first = first_day(uow.today)
    days = [day for day in (first, first + AGAIN) if since <= day <= uow.today]
    if not days:
        return []
    mails = []
    for person in table.in_role(uow, succession.CONTACT):
        if any(board.open for board in page(uow, table.person(uow, person)).boards):
            payload = {"notice": "review", "to": person.id, "path": "/wie-werkt-hier"}
            key = f"mail:review:{days[-1].isoformat()}:{person.id}"
            mails.append(JobRow(key, "mail", ladder.office_hours(uow.now), payload))
    return mails
