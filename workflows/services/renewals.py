"""TLVs that end: the schools are asked per pupil what comes next, and the application that follows begins filled in.

Source: WEC art. 40 lid 15 (a pupil may not stay without a new TLV); the round in December is practice.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from workflows.domain.deadlines import due_date
from workflows.domain.errors import FieldError, InvalidAnswers, NotFound
from workflows.domain.people import Person
from workflows.domain.wording import said
from workflows.persistence import models, people
from workflows.persistence import renewals as table
from workflows.persistence.unit_of_work import UnitOfWork
from workflows.routes.carried import Carried
from workflows.routes.renewal import Renewal, RenewalChoice
from workflows.routes.route import Route
from workflows.services import access, ladder, links, tlvs
from workflows.services.deployments import live_definitions, shared_of
from workflows.services.dossier import full_name

AHEAD = timedelta(days=400)  #: how long before its end a school sees a TLV in its round
LONGEST = 300  #: characters of a remark


@dataclass(frozen=True)
class SchoolRow:
    """A school in a round: how far it is."""

    id: int
    name: str
    pupils: int
    answered: int
    invited_on: date | None


@dataclass(frozen=True)
class Round:
    """All TLVs that end on a day; *apply_before* is when the new applications are wanted."""

    ends_on: date
    apply_before: date
    schools: tuple[SchoolRow, ...]
    nowhere: int  #: not used at any school
    may_invite: bool

    @property
    def pupils(self) -> int:
        return sum(school.pupils for school in self.schools)

    @property
    def answered(self) -> int:
        return sum(school.answered for school in self.schools)


@dataclass(frozen=True)
class PupilRow:
    """A pupil whose TLV ends, and what the school answered; *case_number* is the application that began with it."""

    number: str
    pupil: str
    born: date | None
    kind: str
    category: str
    choice: str
    remark: str
    case_number: str | None


@dataclass(frozen=True)
class SchoolRound:
    """The pupils of one school in a round, and the answers to choose from as (value, label)."""

    ends_on: date
    apply_before: date
    school_id: int
    school: str
    pupils: tuple[PupilRow, ...]
    choices: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class OwnRound:
    """A round that waits for a school of this person."""

    ends_on: date
    school_id: int
    school: str
    pupils: int
    answered: int


def round_of(uow: UnitOfWork, by: Person, ends_on: date) -> Round:
    """Return how far the schools are with the TLVs that end on a day.

    Raises:
        NotFound: the register is not this person's to read.
    """
    swvs = tlvs.swvs_of(uow, by)
    counted = table.counts(uow, list(swvs.values()), ends_on)
    names = people.organisation_names(uow, {row.school_id for row in counted if row.school_id is not None})
    invited = table.invitations(uow, ends_on)
    schools = [
        SchoolRow(
            row.school_id,
            names[row.school_id],
            row.pupils,
            row.answered,
            invited[row.school_id].invited_at.date() if row.school_id in invited else None,
        )
        for row in counted
        if row.school_id is not None
    ]
    return Round(
        ends_on=ends_on,
        apply_before=_apply_before(uow, ends_on),
        schools=tuple(sorted(schools, key=lambda row: (row.answered == row.pupils, row.name))),
        nowhere=sum(row.pupils for row in counted if row.school_id is None),
        may_invite=bool(access.offices_of(by)),
    )


def invite(uow: UnitOfWork, by: Person, ends_on: date) -> int:
    """Ask every school that was not asked yet about its TLVs that end on a day; return how many schools.

    Raises:
        NotFound: only the office asks.
    """
    if not access.offices_of(by):
        raise NotFound("a round of renewals")
    asked = 0
    roles = _route_and_renewal(uow)[0].settings.may_start
    for school in round_of(uow, by, ends_on).schools:
        if school.invited_on is not None:
            continue
        uow.session.add(models.RenewalRound(school_id=school.id, ends_on=ends_on, invited_at=uow.now, by_id=by.id))
        for person in sorted({row.id for role in roles for row in people.in_role(uow, role, school.id)}):
            key = f"mail:renewal:{ends_on.isoformat()}:{school.id}:{person}"
            path = f"/tlv/verlengen/{ends_on.isoformat()}/{school.id}"
            payload = {"notice": "renewal", "to": person, "ends_on": ends_on.isoformat(), "path": path}
            uow.session.add(models.Job(key=key, kind="mail", due_at=ladder.office_hours(uow.now), payload=payload))
        asked += 1
    return asked


def own_rounds(uow: UnitOfWork, by: Person) -> tuple[OwnRound, ...]:
    """Return the rounds that wait for the schools of this person, the first to end first."""
    found = []
    roles = {role for route, _ in _with_renewal(uow) for role in route.settings.may_start}
    for hat in by.memberships:
        if hat.role in roles:
            for day, pupils, answered in table.ends_of(uow, hat.organisation_id, uow.today, uow.today + AHEAD):
                found.append(OwnRound(day, hat.organisation_id, hat.organisation, pupils, answered))
    return tuple(sorted(found, key=lambda each: (each.ends_on, each.school)))


def school_round(uow: UnitOfWork, by: Person, ends_on: date, school_id: int) -> SchoolRound:
    """Return the pupils of a school whose TLV ends on a day.

    Raises:
        NotFound: there are none, or it is neither this person's school nor a school of their samenwerkingsverband.
    """
    _, renewal = _theirs(uow, by, school_id)
    lines = table.ending(uow, school_id, ends_on)
    live = {definition.route.name for definition in live_definitions(uow)}
    if not lines:
        raise NotFound(f"no TLVs of school {school_id} end on {ends_on}")
    categories = {option.value: option.label for option in shared_of(uow).lists.get("categorieen", ())}
    return SchoolRound(
        ends_on=ends_on,
        apply_before=_apply_before(uow, ends_on),
        school_id=school_id,
        school=people.organisation_names(uow, {school_id})[school_id],
        pupils=tuple(
            PupilRow(
                number=line.number,
                pupil=full_name(line.first_name, line.infix, line.last_name),
                born=line.born_on,
                kind=line.kind,
                category=categories.get(line.category or "", ""),
                choice=line.choice or "",
                remark=line.remark or "",
                case_number=line.new_case,
            )
            for line in lines
        ),
        choices=tuple((each.id, each.label) for each in renewal.choices if not each.route or each.route in live),
    )


def answer(
    uow: UnitOfWork, by: Person, ends_on: date, school_id: int, given: Mapping[str, tuple[str, str]]
) -> tuple[str, ...]:
    """Keep what the school answered per TLV number, as (choice, remark); return the cases that began with it.

    What was answered may change until an application began with it.

    Raises:
        NotFound: as ``school_round``.
        InvalidAnswers: an answer that cannot be chosen, or a remark that is too long.
    """
    route, renewal = _theirs(uow, by, school_id)
    lines = {line.number: line for line in table.ending(uow, school_id, ends_on)}
    begun = []
    for number, (name, remark) in given.items():
        line, choice = lines.get(number), renewal.choice(name)
        if line is None:
            raise NotFound(f"no TLV {number} of this school ends on {ends_on}")
        if not name or line.new_case is not None:
            continue
        if choice is None or len(remark) > LONGEST:
            words = said("{number}: kies een antwoord uit de lijst; een toelichting is hoogstens 300 tekens.")
            raise InvalidAnswers([FieldError(number, words.of(number=number))])
        row = uow.session.get(models.Renewal, line.id) or models.Renewal(tlv_id=line.id)
        row.choice, row.remark, row.by_id, row.at = choice.id, remark.strip(), by.id, uow.now
        uow.session.add(row)
        if choice.starts:
            case = _begin(uow, by, renewal, choice, line, school_id, choice.route or route.name, ends_on)
            row.case_id = case.id
            begun.append(case.number)
    return tuple(begun)


def _begin(
    uow: UnitOfWork,
    by: Person,
    renewal: Renewal,
    choice: RenewalChoice,
    line: table.EndingLine,
    school_id: int,
    route: str,
    ends_on: date,
) -> models.Case:
    """Let what follows on a TLV begin, with what is known already as its draft.

    A case of another route may ask for ``tlv_tot``, ``tlv_soort`` and ``tlv_van``: until when, of which kind, and the
    number of the TLV that ends.
    """
    school = uow.session.get_one(models.Organisation, school_id)
    swv = people.organisation_by_code(uow, line.number.partition("-")[0])
    named = {"applicant": school.id, "board": school.parent_id, "swv": swv.id if swv is not None else school.swv_id}
    number = links.open_case(
        uow,
        route,
        pupil_id=line.pupil_id,
        parties={party: organisation for party, organisation in named.items() if organisation is not None},
        by=by.id,
        linked_from_id=line.case_id,
        start_key=f"renewal-{line.id}",
    )
    known: dict[str, object] = {renewal.kind: line.kind, renewal.category: line.category, renewal.since: line.placed_on}
    if choice.route:
        known |= {"tlv_tot": ends_on, "tlv_soort": line.kind, "tlv_van": line.number}
    answers = {**renewal.answers, **renewal.of_kind.get(line.kind, {}), **choice.answers}
    return links.fill_in(
        uow,
        number,
        carries=[Carried(name, name) for name in renewal.carries],
        known={name: value for name, value in known.items() if value is not None},
        typed={name: [text] for name, text in answers.items()},
        by=by.id,
    )


def _with_renewal(uow: UnitOfWork) -> Iterator[tuple[Route, Renewal]]:
    for definition in live_definitions(uow):
        if (renewal := definition.route.settings.renewal) is not None:
            yield definition.route, renewal


def _route_and_renewal(uow: UnitOfWork) -> tuple[Route, Renewal]:
    """Return the route in use by which TLVs are renewed.

    Raises:
        NotFound: there is none.
    """
    for found in _with_renewal(uow):
        return found
    raise NotFound("no route renews TLVs")


def _theirs(uow: UnitOfWork, by: Person, school_id: int) -> tuple[Route, Renewal]:
    """Return how TLVs are renewed, for who may answer for a school: its own people, or the office on their behalf.

    Raises:
        NotFound: it is not theirs.
    """
    route, renewal = _route_and_renewal(uow)
    own = {hat.organisation_id for hat in by.memberships if hat.role in route.settings.may_start}
    school = uow.session.get(models.Organisation, school_id)
    if school is None or (school_id not in own and school.swv_id not in access.offices_of(by)):
        raise NotFound(f"school {school_id} is not theirs")
    return route, renewal


def _apply_before(uow: UnitOfWork, ends_on: date) -> date:
    shared = shared_of(uow)
    rule = shared.rules.at(_route_and_renewal(uow)[1].due, uow.today)
    return due_date(rule, ends_on, shared.calendar, choices=shared.rules.choices).on
