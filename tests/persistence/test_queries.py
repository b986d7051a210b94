"""The other lists: cases by organisation, terms that are due or breached, pupils by name."""

from dataclasses import replace
from datetime import date, timedelta

from sqlalchemy import text

from tests.persistence.making import a_case, people
from workflows.domain.clock import FrozenClock
from workflows.persistence import cases, models, queries, terms
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
                replace(term, rule="T5", owner="school", due_on=TODAY),
                replace(term, rule="T6", due_on=TODAY + timedelta(days=9)),
                replace(term, rule="T7", state="stopped", stopped_on=TODAY),
            ],
        )
        school, swv = [("applicant", 1)], [("swv", 2)]

        def due(owners: list[str], **more: object) -> list[str]:
            return [line.rule for line in terms.due(uow, more.pop("theirs", swv), owners, TODAY, **more)]  # type: ignore[arg-type]

        assert due(["swv", "school"]) == due(["school", "swv"], theirs=school) == ["T2", "T1", "T5"]
        last = terms.due(uow, swv, ["swv"], TODAY)[-1]
        assert last.due_on is not None
        assert due(["swv", "school"], after=(last.due_on, last.id)) == ["T5"]
        assert due(["swv"]) == due(["swv", "school"], limit=2) == ["T2", "T1"]
        assert due(["swv"], rules=["T1", "T5"]) == ["T1"]
        assert due(["swv"], theirs=[("applicant", 3)]) == due(["swv"], theirs=[("swv", 1)]) == []
        case.ended_at = uow.now
        cases.save_case(uow, case)
        assert due(["swv", "school"]) == ["T5"]  # what outlives a case is shown until its day, and not as overdue


def test_breaches_come_latest_first_and_keep_their_cause(database: Database, clock: FrozenClock) -> None:
    with database.working(clock.now()) as uow:
        people(uow)
        case = a_case(uow)
        late = [TODAY - timedelta(days=days) for days in (9, 4, 4, 1)]
        rows = [
            DeadlineRow(
                case.id, f"T{n % 3}", date(2020, 1, 1), owner, TODAY, day - timedelta(days=1), "stopped", TODAY, day
            )
            for n, (day, owner) in enumerate(zip(late, ("swv", "swv", "school", "swv"), strict=True))
        ]
        cases.write_deadlines(uow, (), rows)
        ids = list(uow.connection.execute(text("SELECT id FROM deadline ORDER BY id")).scalars())
        swv, all_of_them = [("swv", 2)], terms.Late(date(2026, 1, 1), TODAY)
        found = terms.breaches(uow, swv, all_of_them)
        assert [line.id for line in found] == ids[::-1]
        assert terms.breaches(uow, [("applicant", 1)], all_of_them) == found
        assert terms.breaches(uow, [("applicant", 3)], all_of_them) == []
        assert found[0].breached_on is not None
        assert terms.breaches(uow, swv, all_of_them, before=(late[1], ids[2]), limit=1) == [found[2]]
        assert [line.rule for line in terms.breaches(uow, swv, terms.Late(late[1], late[2], "school"))] == ["T2"]
        terms.set_cause(uow, ids[0], "stukken", 1)
        explained = terms.breach(uow, ids[0])
        assert explained is not None
        assert (explained.cause, explained.cause_by, explained.cause_at) == ("stukken", "Anna", uow.now)
        assert terms.last_breach(uow, case.id, "T0") == ids[3]
        assert terms.last_breach(uow, case.id, "T9") is terms.breach(uow, 99) is None
        assert terms.totals(uow, swv, all_of_them) == [
            terms.Total("T0", "swv", 2, 0, 1), terms.Total("T1", "swv", 1, 0, 1), terms.Total("T2", "school", 1, 0, 1)
        ]  # fmt: skip


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
