"""Who stands in for whom, from when until when, by which act: a role of another for a time, in the register.

What follows from it follows from the role: the tasks, the mandate, the signature; and all of it ends with it.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from workflows.domain.clock import end_of
from workflows.domain.errors import FieldError, InvalidAnswers, NotFound
from workflows.domain.people import ADMINISTRATOR, Person
from workflows.domain.wording import Sayable, said
from workflows.persistence import cases, models
from workflows.persistence import people as table
from workflows.persistence import standing_in as rows
from workflows.persistence.rows import JobRow
from workflows.persistence.unit_of_work import UnitOfWork
from workflows.services import ladder
from workflows.services.deployments import shared_of

DIRECTOR = "directeur"  #: records who stands in for the directors of their own samenwerkingsverband
LONG = 5  #: working days: for a closing from so long on somebody must stand in
AHEAD = timedelta(days=7)  #: so long before it we ask
SHOWN = timedelta(days=400)  #: how long what is over stays on the page


@dataclass(frozen=True)
class StandInRow:
    """Somebody has the role of another, from a day until a day; *state* is komt, loopt or voorbij."""

    id: int
    who: str
    absent: str
    role: Sayable
    organisation: str
    from_on: date
    until_on: date
    act: str
    state: str


@dataclass(frozen=True)
class Unattended:
    """A closing of the office during which nobody stands in for who signs."""

    name: str
    first: date
    last: date


@dataclass(frozen=True)
class StandInPage:
    """Who stands in, for whom somebody could, who could, and the closing for which nobody does."""

    rows: tuple[StandInRow, ...]
    absent: tuple[tuple[str, Sayable], ...]
    people: tuple[tuple[str, str], ...]
    unattended: Unattended | None


def page(uow: UnitOfWork, by: Person) -> StandInPage:
    """Return who stands in for whom.

    Raises:
        NotFound: this person records no such thing.
    """
    ours = _organisations(uow, by)
    hats = _signers(uow, ours)
    found = rows.since(uow, ours, uow.today - SHOWN)
    names = table.names_of(uow, {each.person_id for each in found} | {each.substitute_for_id or 0 for each in found})
    named, roles = table.organisation_names(uow, set(ours)), shared_of(uow).roles
    return StandInPage(
        rows=tuple(
            StandInRow(
                id=each.id,
                who=names[each.person_id],
                absent=names[each.substitute_for_id or 0],
                role=roles[each.role].label if each.role in roles else each.role,
                organisation=named[each.organisation_id],
                from_on=each.from_on,
                until_on=each.until_on or each.from_on,
                act=each.act or "",
                state=_state(each, uow.today),
            )
            for each in found
        ),
        absent=tuple(
            (f"{hat.person_id}.{hat.role}.{hat.organisation_id}", _signer_in_words(uow, hat, named)) for hat in hats
        ),
        people=tuple((str(id_), name) for id_, name in rows.colleagues(uow, ours)),
        unattended=next((each for swv in ours if (each := unattended(uow, swv)) is not None), None),
    )


def record(
    uow: UnitOfWork, by: Person, *, absent: str, who: str, from_on: date | None, until_on: date | None, act: str
) -> int:
    """Record that *who* (a person's id) stands in for *absent* (as the page offers it), by an act.

    Raises:
        NotFound: this person records no such thing.
        InvalidAnswers: field by field, in words.

    Source: Awb art. 10:1-10:12 (a mandate is given by who has the power, in writing, and may end at any time).
    """
    ours = _organisations(uow, by)
    hats = {f"{hat.person_id}.{hat.role}.{hat.organisation_id}": hat for hat in _signers(uow, ours)}
    hat, errors = hats.get(absent), []
    colleague = dict(rows.colleagues(uow, ours)).get(int(who)) if who.isascii() and who.isdecimal() else None
    if hat is None:
        errors.append(FieldError("absent", said("Voor wie: kies wie afwezig is.")))
    if colleague is None:
        errors.append(FieldError("who", said("Wie neemt waar: kies iemand.")))
    elif hat is not None and hat.person_id == int(who):
        errors.append(FieldError("who", said("Wie neemt waar: niemand neemt voor zichzelf waar.")))
    if from_on is None or from_on < uow.today:
        errors.append(FieldError("from_on", said("Vanaf: kies vandaag of een latere dag.")))
    elif until_on is None or until_on < from_on:
        errors.append(FieldError("until_on", said("Tot en met: kies een dag op of na de eerste dag.")))
    elif hat is not None and rows.overlapping(uow, hat, from_on, until_on):
        errors.append(FieldError("from_on", said("Vanaf: in deze dagen neemt al iemand waar.")))
    if not 1 <= len(act.strip()) <= 200:
        errors.append(FieldError("act", said("{label}: vul dit in, in hoogstens 200 tekens.", label=said("Grondslag"))))
    if errors or hat is None or from_on is None or until_on is None:
        raise InvalidAnswers(errors)
    row = models.Membership(
        person_id=int(who),
        role=hat.role,
        organisation_id=hat.organisation_id,
        from_on=from_on,
        until_on=until_on,
        substitute_for_id=hat.person_id,
        act=act.strip(),
    )
    uow.session.add(row)
    uow.session.flush()
    _give_back_after(uow, row, until_on, by.id)
    _note(uow, "stand_in.recorded", by.id, row)
    return row.id


def end(uow: UnitOfWork, by: Person, membership_id: int) -> None:
    """Let somebody stand in no longer than today; what still had to begin does not.

    Raises:
        NotFound: there is none that this person may end, or it is over.
    """
    row = uow.session.get(models.Membership, membership_id)
    if row is None or row.substitute_for_id is None or row.organisation_id not in _organisations(uow, by):
        raise NotFound(f"nobody stands in by {membership_id}")
    if row.until_on is None or row.until_on < uow.today:
        raise NotFound(f"{membership_id} is over")
    row.until_on = uow.today if row.from_on <= uow.today else row.from_on - timedelta(days=1)
    _give_back_after(uow, row, uow.today, by.id)
    _note(uow, "stand_in.ended", by.id, row)


def unattended(uow: UnitOfWork, swv: int) -> Unattended | None:
    """Return the long closing that is near or goes on, while nobody stands in on a day of it for who signs there."""
    calendar = shared_of(uow).calendar
    for first, last, name in sorted(calendar.closings):
        is_near = first - AHEAD <= uow.today <= last
        if not is_near or calendar.working_days_between(first - timedelta(days=1), last) < LONG:
            continue
        if not any(each.from_on <= last for each in rows.since(uow, [swv], max(first, uow.today))):
            return Unattended(name, first, last)
    return None


def remind(uow: UnitOfWork, since: date) -> list[JobRow]:
    """Return a mail to each director where a long closing begins a week after a day from *since* up to today."""
    mails = []
    for organisation in table.organisations(uow, "swv"):
        closing = unattended(uow, organisation.id)
        if closing is None or not since <= closing.first - AHEAD <= uow.today:
            continue
        for person in table.in_role(uow, DIRECTOR, organisation.id):
            payload = {"notice": "stand_in", "to": person.id, "first": closing.first.isoformat(), "path": "/waarneming"}
            key = f"mail:stand_in:{closing.first.isoformat()}:{person.id}"
            mails.append(JobRow(key, "mail", ladder.office_hours(uow.now), payload))
    return mails


def _organisations(uow: UnitOfWork, by: Person) -> list[int]:
    """Return the samenwerkingsverbanden for which *by* records who stands in.

    Raises:
        NotFound: there is none.
    """
    if by.has(ADMINISTRATOR):
        return [each.id for each in table.organisations(uow, "swv")]
    own = [hat.organisation_id for hat in by.memberships if hat.role == DIRECTOR and hat.substitute_for is None]
    if not own:
        raise NotFound("who stands in")
    return own


def _signers(uow: UnitOfWork, organisations: list[int]) -> list[models.Membership]:
    """Return who signs today in these organisations: by a mandate on their name, or on their role."""
    return rows.signers(uow, organisations)


def _signer_in_words(uow: UnitOfWork, hat: models.Membership, named: dict[int, str]) -> Sayable:
    name = table.names_of(uow, {hat.person_id})[hat.person_id]
    label = shared_of(uow).roles[hat.role].label
    return said("{name}, {role}, {organisation}", name=name, role=label, organisation=named[hat.organisation_id])


def _state(row: models.Membership, today: date) -> str:
    if row.from_on > today and (row.until_on or row.from_on) >= row.from_on:
        return "komt"
    return "loopt" if (row.until_on or row.from_on) >= today else "voorbij"


def _give_back_after(uow: UnitOfWork, row: models.Membership, last_day: date, by: int) -> None:
    """See to it that what was taken goes back to the group when somebody stands in no longer."""
    actor = f"{row.role}:{row.organisation_id}"
    payload = {"person": row.person_id, "actor": actor, "by": by}
    key = f"release:{row.person_id}:{actor}:{last_day.isoformat()}"
    cases.write_jobs(uow, (), [JobRow(key, "release", end_of(last_day), payload)])


def _note(uow: UnitOfWork, what: str, by: int, row: models.Membership) -> None:
    absent = table.names_of(uow, {row.substitute_for_id or 0})[row.substitute_for_id or 0]
    table.note_change(
        uow,
        what,
        by,
        person_id=row.person_id,
        organisation_id=row.organisation_id,
        role=row.role,
        absent=absent,
        first_day=row.from_on.isoformat(),
        last_day=(row.until_on or row.from_on).isoformat(),
        act=row.act,
    )
