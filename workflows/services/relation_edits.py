"""Writing down who is around a pupil; what was known before stays."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import cast

from workflows.domain.errors import FieldError, InvalidAnswers, NotFound
from workflows.domain.people import Person
from workflows.domain.relations import AUTHORITY, KINDS, PUPIL, Authority, Circle, Relation
from workflows.domain.wording import Said, Text, said
from workflows.persistence import cases, dossiers, people
from workflows.persistence import relations as table
from workflows.persistence.relations import RelationRow
from workflows.persistence.rows import NewEntry
from workflows.persistence.unit_of_work import UnitOfWork
from workflows.services import access
from workflows.services.circle import new_key, people_in, version
from workflows.services.merging import LONGEST_REASON, case_of_office
from workflows.services.parents import SLOTS
from workflows.services.relation_words import DAYS, DIGITAL, LABELS, TEXTS, in_words

Given = Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class Change:
    """A version of what was known: when, by whom, why, and what became other than before."""

    at: datetime
    who: str
    why: Said
    rows: tuple[tuple[Said, str], ...]


@dataclass(frozen=True)
class RelationPage:
    """The questions about somebody around the pupil, as they stand, and the versions, the latest first.

    *seen* tells the version that is looked at from the next.
    """

    number: str
    pupil: str
    key: str
    seen: int
    given: Given
    kinds: tuple[tuple[str, Text], ...]
    principals: tuple[tuple[str, str], ...]
    documents: tuple[tuple[str, str], ...]
    history: tuple[Change, ...]


def relation_page(uow: UnitOfWork, number: str, key: str, by: Person) -> RelationPage:
    """Return the questions about somebody around the pupil, or about somebody new (an empty *key*).

    Raises:
        NotFound: there is no such case or person, or it is not theirs to write down.
    """
    case, filed = case_of_office(uow, number, by)
    access.log_read(uow, case.id, by, "people")
    every = table.versions(uow, filed.about.pupil_id or 0)
    known = people_in(case.id, [row for row in every if not row.replaced], filed.last_answers())
    circle = Circle.at(filed.about.pupil, filed.about.born_on, uow.today, known)
    one = _found(key, known, circle)
    row = next((row for row in every if row.key == key and not row.replaced), None)
    documents = [row for row in dossiers.documents_of(uow, case.id) if row.submitted]
    return RelationPage(
        number=number,
        pupil=filed.about.pupil,
        key=key,
        seen=row.id if row is not None else 0,
        given=_as_given(one, row),
        kinds=tuple((kind, words) for kind, words in KINDS.items() if (kind == "pupil") == (one.kind == "pupil")),
        principals=_principals(known, circle),
        documents=tuple((str(row.id), row.name) for row in documents),
        history=_changes(uow, [row for row in every if row.key == key]),
    )  # fmt: skip


def _found(key: str, known: Sequence[Relation], circle: Circle) -> Relation:
    if not key:
        return Relation("", "parent", "")
    found = next((each for each in known if each.key == key), None)
    if found is None and key == PUPIL and not any(each.kind == "pupil" for each in known):
        return circle.the_pupil
    if found is None:
        raise NotFound("nobody with this key")
    return found


def _principals(known: Sequence[Relation], circle: Circle) -> tuple[tuple[str, str], ...]:
    """Return for whom a representative may act."""
    able = [each for each in known if each.kind not in ("representative", "contact", "pupil")]
    return tuple((each.key, each.name) for each in [*able, circle.the_pupil])


def _as_given(one: Relation, row: RelationRow | None) -> dict[str, list[str]]:
    given = {name: [getattr(one, name)] for name in ("kind", "authority", *TEXTS)}
    given |= {name: [f"{day:%d-%m-%Y}" if (day := getattr(one, name)) is not None else ""] for name in DAYS}
    given |= {"secret": ["ja"] if one.secret else [], "digital": sorted(one.digital), "behalf_of": [*one.behalf_of]}
    return given | {"document": [str(row.document_id)] if row is not None and row.document_id is not None else []}


def save(
    uow: UnitOfWork, number: str, key: str, by: Person, given: Given, days: Mapping[str, date | None], reason: str
) -> str:
    """Write down somebody around the pupil, or what became other; return their key. The version before stays.

    *days* are the days among the answers, read.

    Raises:
        NotFound: there is no such case or person, or it is not theirs to write down.
        InvalidAnswers: field by field, in words.

    Source: AVG art. 5 lid 1 sub d, 16 (right, and put right without delay); Awb art. 2:1 lid 2 (machtiging).
    """
    lock = cases.lock_case_numbered(uow, number)
    case, filed = case_of_office(uow, number, by)
    rows, pupil = list(filed.relations), filed.about.pupil_id or 0
    known = people_in(case.id, rows, filed.last_answers())
    circle = Circle.at(filed.about.pupil, filed.about.born_on, uow.today, known)
    was = _found(key, known, circle)
    before = next((row for row in rows if row.key == key), None)
    if before is not None and str(before.id) != (given.get("_seen") or [""])[0]:
        words = said("Een collega heeft dit intussen gewijzigd; zie onderaan. Gaat u verder, dan geldt wat hier staat.")
        raise InvalidAnswers([FieldError("", words)])
    one, document = _read(uow, case.id, was, given, days, reason, dict(_principals(known, circle)))
    if before is None:
        one = replace(one, key=new_key())
    elif one == before.relation and document == before.document_id:
        return key
    slot = key if key in SLOTS else ""
    others, one = _with_keys(uow, one, known, pupil=pupil, case=case.id)
    row = version(
        uow, one, before, pupil=pupil, case=case.id, by=by.id, slot=slot, reason=reason.strip(), document=document
    )
    table.add(uow, [*others, row])
    entry = NewEntry("relation", uow.today, actor_id=by.id, facts={"relation": row.key})
    cases.append_entries(uow, lock, [entry])
    cases.save_case(uow, lock)
    return row.key


def _with_keys(
    uow: UnitOfWork, one: Relation, known: Sequence[Relation], *, pupil: int, case: int
) -> tuple[list[RelationRow], Relation]:
    """Return for whom somebody acts by keys that stay: who stands in a form only comes into the register too."""
    in_form = {each.key: each for each in known if each.key in SLOTS and each.key in one.behalf_of}
    keys = {slot: new_key() for slot in in_form}
    rows = [
        version(uow, replace(each, key=keys[slot]), None, pupil=pupil, case=case, by=None, slot=slot)
        for slot, each in in_form.items()
    ]
    return rows, replace(one, behalf_of=tuple(keys.get(key, key) for key in one.behalf_of))


def _read(
    uow: UnitOfWork,
    case_id: int,
    was: Relation,
    given: Given,
    days: Mapping[str, date | None],
    reason: str,
    principals: Mapping[str, str],
) -> tuple[Relation, int | None]:
    """Return what was typed as a relation, with the document of the machtiging.

    Raises:
        InvalidAnswers: field by field.
    """
    texts = {name: (given.get(name) or [""])[0].replace("\r\n", "\n").strip() for name in TEXTS}
    errors = [
        FieldError(name, said("{label}: hoogstens {most} tekens.", label=TEXTS[name][0], most=TEXTS[name][1]))
        for name, text in texts.items()
        if len(text) > TEXTS[name][1]
    ]
    if not texts["name"]:
        errors.append(FieldError("name", said("Naam: vul een naam in.")))
    if texts["email"] and "@" not in texts["email"]:
        errors.append(FieldError("email", said("E-mail: dit is geen e-mailadres.")))
    kind = (given.get("kind") or [""])[0]
    if kind not in KINDS or (kind == "pupil") != (was.kind == "pupil"):
        errors.append(FieldError("kind", said("Wie is dit: kies een antwoord.")))
        kind = was.kind
    authority = (given.get("authority") or [""])[0] if kind == "parent" else ""
    if kind == "parent" and authority not in AUTHORITY:
        errors.append(FieldError("authority", said("Gezag: kies een antwoord.")))
    behalf_of = (
        tuple(key for key in given.get("behalf_of", ()) if key in principals) if kind == "representative" else ()
    )
    if kind == "representative" and not behalf_of:
        errors.append(FieldError("behalf_of", said("Namens: kies voor wie deze gemachtigde optreedt.")))
    digital = frozenset(given.get("digital", ())) & DIGITAL.keys()
    if digital and not texts["email"]:
        errors.append(FieldError("email", said("E-mail: vul het adres in waarop deze persoon brieven wil krijgen.")))
    first, last = days.get("from_on"), days.get("until_on")
    if first is not None and last is not None and last < first:
        errors.append(FieldError("until_on", said("Tot en met: deze dag ligt voor de eerste dag.")))
    seen = days.get("authorised_on") if kind == "representative" else None
    if seen is not None and seen > uow.today:
        errors.append(FieldError("authorised_on", said("Machtiging van: deze dag moet nog komen.")))
    document = _document(uow, case_id, given) if kind == "representative" else None
    if not 1 <= len(reason.strip()) <= LONGEST_REASON:
        words = said("Reden: vul in waarom, in hoogstens {most} tekens.", most=LONGEST_REASON)
        errors.append(FieldError("reason", words))
    if errors:
        raise InvalidAnswers(errors)
    made = Relation(
        key=was.key,
        kind=kind,
        authority=cast(Authority, authority),
        secret=bool(given.get("secret")),
        digital=digital,
        behalf_of=behalf_of,
        authorised_on=seen,
        from_on=first,
        until_on=last,
        **texts,
    )  # fmt: skip
    return made, document


def _document(uow: UnitOfWork, case_id: int, given: Given) -> int | None:
    chosen = (given.get("document") or [""])[0]
    ids = {str(row.id): row.id for row in dossiers.documents_of(uow, case_id) if row.submitted}
    return ids.get(chosen)


# ------------------------------------------------------------------ earlier versions
def _changes(uow: UnitOfWork, rows: Sequence[RelationRow]) -> tuple[Change, ...]:
    who = people.names_of(uow, {row.entered_by_id for row in rows if row.entered_by_id is not None})
    numbers = table.numbers_of(uow, sorted({row.case_id for row in rows}))
    found, before = [], dict[str, str]()
    for row in rows:
        now = in_words(row.relation)
        told = tuple((label, now[name] or "–") for name, label in LABELS.items() if now[name] != before.get(name, ""))
        by_form = said("Ingevuld in zaak {case}", case=numbers[row.case_id][0])
        why = Said(row.reason) if row.reason else by_form
        found.append(Change(row.entered_at, who.get(row.entered_by_id or 0, ""), why, told))
        before = now
    return tuple(reversed(found))
