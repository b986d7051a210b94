"""Linked cases: one that another case called for, about the same pupil, with clocks and people of its own."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from workflows.domain.answers import JSON
from workflows.domain.errors import NotFound
from workflows.domain.expressions import Value
from workflows.persistence import cases, dossiers, models
from workflows.persistence import jobs as table
from workflows.persistence.on_file import on_file
from workflows.persistence.rows import JobRow, NewEntry
from workflows.persistence.unit_of_work import UnitOfWork
from workflows.routes.carried import Carried
from workflows.routes.linking import PUPIL, carries_of, comes_along, fields_of
from workflows.routes.route import Route
from workflows.services import route_starts
from workflows.services.deployments import definition_of, live_definition
from workflows.services.entering import Standing
from workflows.services.stepping import begin, begin_where_it_stands, stepping


def start_linked(uow: UnitOfWork, job: JobRow) -> bool:
    """Start the case that a job asks for; False if it was done already or somebody else is at it.

    While its route is not in use yet, the history of the first case says so instead.
    """
    origin = cases.lock_free_case(uow, job.payload["from"])
    if origin is None or not table.end_job(uow, job.key):
        return False
    route = job.payload["route"]
    there = dossiers.parties_of(uow, origin.id)
    called_for = definition_of(uow, origin.deployment_id).route.elements.get(job.payload.get("element", ""))
    properties = called_for.properties if called_for is not None else {}
    parties = {party: organisation.id for party, organisation in there.items()}
    if (applies := properties.get("party")) is not None:
        parties = parties_for(there[applies])
    try:
        row = _row_of(uow, job, properties["each"]) if "each" in properties else {}
        pupil = _pupil_of(uow, row, parties["applicant"]) if row else origin.pupil_id
        number = open_case(uow, route, pupil_id=pupil, parties=parties, linked_from_id=origin.id)
        fill_in(uow, number, carries=carries_of(properties), row=row)
        cases.append_entries(uow, origin, [NewEntry("link.started", uow.today, facts={"case": number})])
    except NotFound:
        cases.append_entries(uow, origin, [NewEntry("link.missing", uow.today, facts={"route": route})])
    cases.save_case(uow, origin)
    return True


def _row_of(uow: UnitOfWork, job: JobRow, table: str) -> Mapping[str, Any]:
    """Return the row of a table for which a case begins.

    Raises:
        NotFound: what was answered was destroyed by now.
    """
    for each in on_file(uow, job.payload["from"]).done:
        if each.seq == job.payload["entry"] and each.details is not None:
            row: Mapping[str, Any] = each.details[table][job.payload["row"]]
            return row
    raise NotFound(f"row {job.payload['row']} of {table}")


def _pupil_of(uow: UnitOfWork, row: Mapping[str, Any], school: int) -> int:
    """Return the pupil whom a row names: one of this school whom we know by this name and birthday, or a new one."""
    first, infix, last = (str(row.get(name) or "") for name in PUPIL[:3])
    born_on = date.fromisoformat(row[PUPIL[3]])
    name = dossiers.sort_name(last, first)
    known = [each for each in dossiers.pupils_born(uow, born_on, [school]) if each.sort_name == name]
    if known:
        return known[0].id
    return dossiers.add_pupil(
        uow, first_name=first, infix=infix[:20], last_name=last, born_on=born_on, school_id=school
    ).id


def tell_origin(uow: UnitOfWork, job: JobRow) -> bool:
    """Let the message of a job reach the case that another came from; False if it was done, or somebody is at it.

    What comes after the end of the case is only noted.

    Raises:
        Conflict: the case does not wait for it (yet); it is tried again, and becomes an incident.
    """
    case = cases.lock_free_case(uow, job.case_id) if job.case_id is not None else None
    if case is None or not table.end_job(uow, job.key):
        return False
    told_by = uow.session.get_one(models.Case, job.payload["from"]).number
    if case.ended_at is not None:
        cases.append_entries(uow, case, [NewEntry("link.too_late", uow.today, facts={"case": told_by})])
        cases.save_case(uow, case)
        return True
    with stepping(uow, case, cases.open_rows(uow, case.id)) as step:
        step.hear(job.payload["message"], told_by)
    return True


def fill_in(
    uow: UnitOfWork,
    number: str,
    *,
    carries: Sequence[Carried],
    row: Mapping[str, object] | None = None,
    known: Mapping[str, object] | None = None,
    typed: Mapping[str, list[str]] | None = None,
    by: int | None = None,
) -> models.Case:
    """Let a new case begin with what is known already, as the draft of its first task that asks for any of it.

    *carries* comes once from the case it is linked from, or the *row* of a table there; *known* are answers as they are
    stored, *typed* as a person types them. What means something else in the new route, or may be read by others there,
    does not come along.

    Raises:
        NotFound: there is no such case.
    """
    case = dossiers.case_by_number(uow, number)
    if case is None:
        raise NotFound(f"no case {number}")
    route = definition_of(uow, case.deployment_id).route
    stored = {**_carried(uow, case, route, carries, row or {}), **(known or {})}
    for task in dossiers.tasks_of(uow, case.id):
        element = route.elements[task.element_id]
        form = route.forms[element.properties.get("form", element.id)]
        asked = {field.id for field in form.asking}
        draft = form.raw(stored) | {name: texts for name, texts in (typed or {}).items() if name in asked}
        if draft:
            dossiers.save_draft(uow, task.id, draft, by, int(task.actor.partition(":")[2]))
            break
    return case


def _carried(
    uow: UnitOfWork, case: models.Case, route: Route, carries: Sequence[Carried], row: Mapping[str, object]
) -> dict[str, object]:
    """Return the answers that come along from the case that this one is linked from."""
    origin = uow.session.get(models.Case, case.linked_from_id) if case.linked_from_id is not None else None
    if origin is None or not carries:
        return {}
    before, here = {**on_file(uow, origin.id).last_answers(), **row}, fields_of(route)
    there = fields_of(definition_of(uow, origin.deployment_id).route)
    return {
        new: before[old]
        for new, old in carries
        if before.get(old) is not None and old in there and new in here and comes_along(there[old], here[new])
    }


def open_case(
    uow: UnitOfWork,
    route: str,
    *,
    pupil_id: int | None,
    parties: Mapping[str, int],
    by: int | None = None,
    number: str = "",
    linked_from_id: int | None = None,
    start_key: str | None = None,
) -> str:
    """Let a case begin on the version of the route that new cases take, and return its number.

    Raises:
        NotFound: the route is not in use, or not yet.
    """
    if not route_starts.begins_here(uow, route):
        raise NotFound(f"route {route} is not in use yet")
    deployment, definition = live_definition(uow, route)
    number = number or new_number(uow)
    case = cases.add_case(
        uow,
        number=number,
        route=route,
        deployment_id=deployment,
        pupil_id=pupil_id,
        linked_from_id=linked_from_id,
        started_on=uow.today,
        start_key=start_key,
    )
    for party, organisation in parties.items():
        cases.set_party(uow, case.id, party, organisation)
    facts = given_facts(uow, parties) | ({"zonder_leerling": True} if pupil_id is None else {})
    begin(uow, case, definition, facts, by)
    return number


def take_over_case(
    uow: UnitOfWork,
    route: str,
    standing: Standing,
    *,
    pupil_id: int,
    parties: Mapping[str, int],
    by: int,
    start_key: str,
    details: dict[str, JSON],
) -> str:
    """Let a case of another system go on here where it stands, with the day it was received; return its number.

    Raises:
        NotFound: the route is not there.
        DoesNotEnter, LedgerRefused: it cannot be as it is said to be.
    """
    deployment, definition = live_definition(uow, route)
    number = new_number(uow)
    case = cases.add_case(
        uow,
        number=number,
        route=route,
        deployment_id=deployment,
        pupil_id=pupil_id,
        started_on=standing.received_on,
        start_key=start_key,
    )
    for party, organisation in parties.items():
        cases.set_party(uow, case.id, party, organisation)
    begin_where_it_stands(uow, case, definition, given_facts(uow, parties), standing, by, details)
    return number


def parties_for(school: models.Organisation) -> dict[str, int]:
    """Return what is what in a case in which a school applies: itself, its board and its samenwerkingsverband."""
    named = {"applicant": school.id, "board": school.parent_id, "swv": school.swv_id}
    return {party: organisation for party, organisation in named.items() if organisation is not None}


def given_facts(uow: UnitOfWork, parties: Mapping[str, int]) -> dict[str, Value]:
    """Return what the system tells a case of itself: the kind of SWV, and the region of the holidays of its school."""
    swv = uow.session.get_one(models.Organisation, parties["swv"])
    school = uow.session.get(models.Organisation, parties["applicant"]) if "applicant" in parties else None
    facts: dict[str, Value] = {"swv_soort": swv.code[:2]}
    return facts | {"vakantieregio": school.region} if school is not None and school.region else facts


def new_number(uow: UnitOfWork) -> str:
    """Hand out the number of a new case; it says nothing about the pupil."""
    return f"ZA-{uow.today.year}-{cases.next_number(uow, f'case:{uow.today.year}'):06}"
