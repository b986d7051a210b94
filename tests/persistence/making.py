"""Small worlds for the tests of the tables."""

from dataclasses import replace
from datetime import date
from typing import Any

from workflows.domain.clock import FrozenClock
from workflows.persistence import cases, models
from workflows.persistence.rows import CaseRow, TaskRow
from workflows.persistence.unit_of_work import Database, UnitOfWork


def people(uow: UnitOfWork) -> None:
    """A school (1), the SWV (2); Anna (1) and Bart (2); a deployment (1) and a pupil (1)."""
    uow.session.add_all(
        [
            models.Organisation(kind="school", code="99ZZ00", name="De Wilg"),
            models.Organisation(kind="swv", code="PO0001", name="SWV Voorbeeld"),
            models.Person(email="anna@example.nl", name="Anna", created_at=uow.now),
            models.Person(email="bart@example.nl", name="Bart", created_at=uow.now),
        ]
    )
    uow.session.flush()
    uow.session.add_all(
        [
            models.Deployment(route="tlv", version=1, content_hash="0" * 64, files={"tlv.bpmn": b"<x/>"}, at=uow.now),
            models.Pupil(
                first_name="Noor", last_name="Jansen", sort_name="jansen noor", born_on=date(2018, 4, 5), school_id=1,
                created_at=uow.now,
            ),
        ]
    )  # fmt: skip
    uow.session.flush()


def a_case(uow: UnitOfWork, number: str = "ZA-2026-000001", **more: Any) -> CaseRow:
    case = cases.add_case(
        uow, number=number, route="tlv", deployment_id=1, started_on=uow.today, pupil_id=more.pop("pupil_id", 1)
    )
    cases.set_party(uow, case.id, "applicant", 1)
    cases.set_party(uow, case.id, "swv", 2)
    return case


def a_task(uow: UnitOfWork, case: CaseRow, token: str = "t1", **more: Any) -> TaskRow:
    task = TaskRow(case.id, token, "besluit_nemen", "Besluit nemen", "tlv", "directeur:2", uow.now)
    return cases.write_tasks(uow, (), [replace(task, **more)])[0]


def a_world(database: Database, clock: FrozenClock) -> tuple[CaseRow, TaskRow]:
    """A case with one open task."""
    with database.working(clock.now()) as uow:
        people(uow)
        case = a_case(uow)
        return case, a_task(uow, case)
