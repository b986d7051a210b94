"""The other lists: cases by organisation, terms that are due or breached, pupils by name."""

from dataclasses import replace
from datetime import date, timedelta

from sqlalchemy import text

from tests.persistence.making import a_case, people
from workflows.domain.clock import FrozenClock
from workflows.persistence import cases, models, queries
from workflows.persistence.rows import DeadlineRow
from workflows.persistence.unit_of_work import Database

TODAY = date(2026, 11, 23)


def test_an_organisation_sees_its_open_cases_newest_first_once_each(database: Database, clock: FrozenClock) -> None:
    with database.working(clock.now()) as uow:
        people(uow)
        numbers = [f"ZA-{number}" for number in range(6)]
        rows = [a_case(uow, number) for number in numbers]
        cases.set_party(uow, rows[0].id, "applicant", 2)
        for party in ("board", "receiver"):
            cases.set_party(uow, rows[4].id, party, 1)
        rows[5].ended_at, rows[5].outcome = uow.now, "GRANTED"
        cases.save_case(uow, rows[5])

        def listed(organisations: list[int] | None, **more: object) -> list[str]:
            parties = ("applicant", "board", "swv", "receiver")
            theirs = None if organisations is None else [(party, each) for each in organisations for party in parties]
            return [line.number for line in queries.cases(uow, theirs, **more)]  # type: ignore[arg-type]

        assert listed([1]) == ["ZA-4", "ZA-3", "ZA-2", "ZA-1"]
        assert listed([1, 2]) == listed(None) == ["ZA-4", "ZA-3", "ZA-2", "ZA-1", "ZA-0"]
        assert listed([1, 2], before=rows[3].id, limit=2) == ["ZA-2", "ZA-1"]
        assert listed(None, open_only=False, route="tlv")[0] == "ZA-5"
        assert listed(None, route="klacht") == listed([]) == listed([3]) == []
        assert queries.cases(uow, [("applicant", 1)])[0].last_name == "Jansen"
        assert queries.cases(uow, [("swv", 1)]) == []
        assert listed(None, matching="za-3") == listed([1, 2], matching=" ZA-3 ") == ["ZA-3"]
        assert listed([1], matching="Jans", limit=2) == ["ZA-4", "ZA-3"]
        assert listed([1], matching="Jans", before=rows[3].id) == ["ZA-2", "ZA-1"]
        assert listed([3], matching="ZA-3") == listed(None, matching="ansen") == []


def test_the_terms_that_are_due_come_oldest_first_without_those_that_stand_still(
    database: Database, clock: FrozenClock
) -> None:
    with database.working(clock.now()) as uow:
        people(uow)
        case = a_case(uow)
        term = DeadlineRow(case.id, "T1", date(2020, 1, 1), "swv", TODAY, TODAY - timedelta(days=2), "running")
        cases.write_deadlines(
            uow,
            (),
            [
                term,
                replace(term, rule="T2", due_on=TODAY - timedelta(days=5), breached_on=TODAY - timedelta(days=4)),
                replace(term, rule="T4", due_on=None, state="suspended"),
                replace(term, rule="T5", owner="school"),
                replace(term, rule="T6", due_on=TODAY + timedelta(days=9)),
                replace(term, rule="T7", state="stopped", stopped_on=TODAY),
            ],
        )
        due = queries.deadlines_due(uow, TODAY)
        assert [line.rule for line in due] == ["T2", "T1", "T5"]
        assert due[1].due_on is not None
        assert [line.rule for line in queries.deadlines_due(uow, TODAY, after=(due[1].due_on, due[1].id))] == ["T5"]
        assert [line.rule for line in queries.deadlines_due(uow, TODAY, owner="swv", organisations=[1])] == ["T2", "T1"]
        assert queries.deadlines_due(uow, TODAY, organisations=[3]) == []
        assert [line.rule for line in queries.breaches(uow, date(2026, 11, 1), TODAY)] == ["T2"]
        assert queries.breaches(uow, TODAY, TODAY) == []


def test_files_of_a_deployment_come_back_byte_for_byte(database: Database, clock: FrozenClock) -> None:
    files = {"tlv.bpmn": "<x>é</x>".encode(), "logo.png": b"\x89PNG\x00\xff", "nul.txt": b"a\x00b"}
    with database.working(clock.now()) as uow:
        uow.session.add(models.Deployment(route="tlv", version=1, content_hash="f" * 64, files=files, at=uow.now))
    with database.reading(clock.now()) as uow:
        found = uow.session.get(models.Deployment, 1)
        assert found is not None
        assert found.files == files
        stored = uow.session.execute(text("SELECT files FROM deployment")).scalar_one()
    assert "<x>é</x>" in stored
