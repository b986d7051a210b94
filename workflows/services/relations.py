"""The people around the pupil of a case: who they are, what they may know and get, and how that came to be known."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from workflows.domain.clock import local_date
from workflows.domain.errors import NotFound
from workflows.domain.names import same_person
from workflows.domain.people import Person
from workflows.domain.relations import AUTHORITY, KINDS, PUPIL, Circle, Relation
from workflows.domain.rights import Right, standing
from workflows.domain.wording import Said, Text, said
from workflows.persistence import dossiers, models, people
from workflows.persistence import relations as table
from workflows.persistence.on_file import OnFile, on_file
from workflows.persistence.relations import RelationRow
from workflows.persistence.unit_of_work import UnitOfWork
from workflows.services import access, merging, overview
from workflows.services.circle import people_in, secret_names
from workflows.services.deployments import definition_of
from workflows.services.merging import DoubleView, MergeView
from workflows.services.parents import SECRET
from workflows.services.relation_words import DIGITAL, TEXTS
from workflows.services.views import CasePage

OFFICE_ONLY = ("supervisor", "contact")  #: who neither decides nor acts for who does


@dataclass(frozen=True)
class Card:
    """Somebody around the pupil, as one needs it on the telephone: who, how to reach them, what they may be told."""

    key: str
    name: str
    kind: Text
    authority: Text | None
    from_on: date | None
    until_on: date | None
    address: str | Said
    secret: bool
    phone: str | Said
    email: str | Said
    digital: tuple[Said, ...]
    language: str
    behalf_of: tuple[str, ...]
    authorised_on: date | None
    document: tuple[int, str] | None
    advice: Said
    told: str
    rights: tuple[Right, ...]
    source: Said
    differs: tuple[Said, ...]  #: what the form of this case says otherwise


@dataclass(frozen=True)
class PeoplePage:
    """Everybody around the pupil of a case, and whether this pupil is here twice."""

    case: CasePage
    age: int | None
    now: tuple[Card, ...]
    former: tuple[Card, ...]
    nobody_decides: bool
    without_address: tuple[str, ...]  #: who should get the letters, but nobody knows where
    office: bool
    doubles: tuple[DoubleView, ...]
    merges: tuple[MergeView, ...]


def page(uow: UnitOfWork, number: str, by: Person) -> PeoplePage:
    """Return who is around the pupil of a case, with what each may know and get; the reading is logged.

    The office sees everybody. Others see who decides, as far as their own case named them, without a secret address; of
    a case that has ended as they were known then: what a later school tells us is not theirs.

    Raises:
        NotFound: there is no such case with a pupil for this person.

    Source: AVG art. 5 lid 1 sub c, 15; domain rule N31 (access by relation at a date).
    """
    case = access.case_for(uow, number, by, needs="identity")
    if case.pupil_id is None:
        raise NotFound(f"no pupil in {number}")
    access.log_read(uow, case.id, by, "people")
    circle, now, former, office = around(uow, case, case.pupil_id, by)
    swv = on_file(uow, case.id).parties["swv"].id
    definition = definition_of(uow, case.deployment_id)
    return PeoplePage(
        case=overview.case_page(uow, case, definition, by),
        age=circle.age,
        now=now,
        former=former,
        nobody_decides=not circle.deciders(),
        without_address=_without_address(circle) if office else (),
        office=office,
        doubles=merging.doubles(uow, case.pupil_id, swv) if office else (),
        merges=merging.merges(uow, case.pupil_id) if office else (),
    )


def around(
    uow: UnitOfWork, case: models.Case, pupil_id: int, by: Person
) -> tuple[Circle, tuple[Card, ...], tuple[Card, ...], bool]:
    """Return who is around the pupil of a case now, who was or will be, and whether *by* sees it as the office."""
    filed = on_file(uow, case.id)
    office = access.is_office(by, filed.parties["swv"].id)
    every = table.versions(uow, pupil_id)
    rows, on = _seen(every, case, office=office, today=uow.today)
    known = people_in(case.id, rows, filed.last_answers())
    circle = Circle.at(filed.about.pupil, filed.about.born_on, on, known)
    shown = [*known, *([] if any(each.kind == "pupil" for each in known) else [circle.the_pupil])]
    making = _Cards(uow, case, filed, rows, circle, shown, office=office)
    cards = [making.card(each) for each in shown]
    holding = {each.key for each in shown if each.holds(on)}
    return (
        circle,
        tuple(card for card in cards if card.key in holding),
        tuple(card for card in cards if card.key not in holding),
        office,
    )


def _without_address(circle: Circle) -> tuple[str, ...]:
    who = [each.relation for each in circle.recipients()]
    return tuple(each.name for each in who if not each.address and not (each.email and each.digital))


def _seen(
    every: Sequence[RelationRow], case: models.Case, *, office: bool, today: date
) -> tuple[list[RelationRow], date]:
    """Return the last version of everybody whom somebody may see, and the day for which it counts."""
    if office:
        return [row for row in every if not row.replaced], today
    until = case.ended_at
    own = {row.key for row in every if row.case_id == case.id and row.kind not in OFFICE_ONLY}
    known = {row.key: row for row in every if row.key in own and (until is None or row.entered_at <= until)}
    return list(known.values()), local_date(until) if until is not None else today


class _Cards:
    """Makes the cards of one page: names, numbers and documents are looked up once."""

    def __init__(
        self,
        uow: UnitOfWork,
        case: models.Case,
        filed: OnFile,
        rows: Sequence[RelationRow],
        circle: Circle,
        shown: Sequence[Relation],
        *,
        office: bool,
    ) -> None:
        self._case, self._circle, self._office = case, circle, office
        self._rows = {row.key: row for row in rows}
        self._names = {PUPIL: circle.pupil, **{each.key: each.name for each in shown}}
        self._secret = secret_names(filed)
        self._who = people.names_of(uow, {row.entered_by_id for row in rows if row.entered_by_id is not None})
        self._numbers = table.numbers_of(uow, sorted({row.case_id for row in rows}))
        self._documents = {row.id: row.name for row in dossiers.documents_of(uow, case.id)} if office else {}
        self._in_forms = people_in(case.id, (), filed.last_answers()) if office else []

    def card(self, one: Relation) -> Card:
        row, found = self._rows.get(one.key), standing(self._circle, one)
        hide = not self._office and (one.secret or any(same_person(one.name, name) for name in self._secret))
        document = row.document_id if row is not None else None
        return Card(
            key=one.key,
            name=one.name,
            kind=KINDS[one.kind],
            authority=AUTHORITY[one.authority or "onbekend"] if one.kind == "parent" else None,
            from_on=one.from_on,
            until_on=one.until_on,
            address=_hidden(one.address, hide),
            secret=one.secret,
            phone=_hidden(one.phone, hide),
            email=_hidden(one.email, hide),
            digital=tuple(words for kind, words in DIGITAL.items() if kind in one.digital),
            language=one.language,
            behalf_of=tuple(self._names.get(key, "") for key in one.behalf_of),
            authorised_on=one.authorised_on,
            document=(document, self._documents[document]) if document in self._documents and document else None,
            advice=_ADVICE[found.told],
            told=found.told,
            rights=found.rights,
            source=self._source(row),
            differs=self._differs(one, row),
        )

    def _source(self, row: RelationRow | None) -> Said:
        if row is None:
            return said("Alleen uit het dossier van deze zaak.")
        number = self._numbers[row.case_id][0]
        day = local_date(row.entered_at)
        if not self._office and (row.reason or row.case_id != self._case.id):
            return said("Vastgelegd op {day}.", day=day)  # another school, and why, is nobody's business there
        if not row.reason:
            return said("Ingevuld in zaak {case} op {day}.", case=number, day=day)
        return said(
            "Vastgelegd door {who} op {day}: {why}", who=self._who.get(row.entered_by_id or 0, ""), day=day,
            why=Said(row.reason),
        )  # fmt: skip

    def _differs(self, one: Relation, row: RelationRow | None) -> tuple[Said, ...]:
        """Return what the form of this case says otherwise than what the office wrote down by hand."""
        if row is None or not row.by_hand or not row.slot or row.case_id != self._case.id:
            return ()
        said_there = next((each for each in self._in_forms if each.key == row.slot), None)
        if said_there is None:
            return ()
        pairs = [(TEXTS["name"][0], "name"), (said("Gezag"), "authority"), (TEXTS["address"][0], "address")]
        return tuple(label for label, what in pairs if getattr(said_there, what) not in ("", getattr(one, what)))


def _hidden(text: str, hide: bool) -> str | Said:
    return SECRET if text and hide else text


_ADVICE = {
    "all": said("Mag aan de telefoon alles horen over deze leerling."),
    "some": said("Vertel niet alles: kijk hieronder wat wel mag."),
    "nothing": said("Vertel niets over deze leerling."),
}
