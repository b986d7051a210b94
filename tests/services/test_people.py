"""The administrator: who there is, as what, for which organisations, and who changed any of it."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from tests.routes.samples import bpmn, node, start, terminate, user, way
from tests.services.test_links import field, settings
from tests.world import World, proef
from workflows.domain.errors import InvalidAnswers, NotAllowed, NotFound
from workflows.persistence import models
from workflows.persistence.on_file import on_file
from workflows.persistence.unit_of_work import UnitOfWork
from workflows.routes.route import Route
from workflows.scheduler import drain
from workflows.services import accounts, deployments, instances, mandate_amounts, mandates, organisations, people, tasks
from workflows.services.views import PersonView

HASH = accounts.HASHER.hash("een lang wachtwoord")
TODAY, TOMORROW, YESTERDAY = date(2026, 11, 23), date(2026, 11, 24), date(2026, 11, 22)


@pytest.fixture
def ad(small_world: World) -> int:
    return small_world.person("Ad").id


def school_of(world: World, name: str) -> int:
    return world.person(name).memberships[0].organisation_id


def claims(world: World, by: str) -> int:
    """Let somebody take their first task."""
    task = world.task(by).id
    world.system.perform(tasks.claim, task, world.person(by))
    return task


def assignee(world: World, task_id: int) -> int | None:
    row: models.UserTask = next(row for row in world.rows(models.UserTask) if row.id == task_id)
    return row.assignee_id


def fields(refused: pytest.ExceptionInfo[InvalidAnswers]) -> list[str]:
    return [error.field for error in refused.value.errors]


# ------------------------------------------------------------------ people and roles
def test_only_the_administrator_sees_and_changes_who_there_is(small_world: World) -> None:
    world, ad = small_world, small_world.person("Ad")
    new = world.system.perform(
        people.add_person, ad, name="Nina", email="nina@wilg.test", password_hash=HASH, role="ib_er", code="99AA00"
    )
    world.system.perform(people.add_membership, ad, new, role="ib_er", code="99AB00")
    school = school_of(world, "Nina")
    world.system.perform(people.end_membership, ad, new, "ib_er", school, TOMORROW)
    with pytest.raises(InvalidAnswers):
        world.system.perform(people.end_membership, ad, new, "ib_er", school, YESTERDAY)
    with pytest.raises(InvalidAnswers, match="niet blokkeren"):
        world.system.perform(people.block, ad, ad.id, blocked=True)
    assert "Nina" in [row.name for row in world.system.read(people.people, ad)]
    assert len(world.system.read(organisations.organisations, ad)) == 4
    assert world.system.read(mandates.mandates, ad) == ()
    assert ("ib_er", "IB'er") in world.system.read(people.role_choices, ad)
    for name in ("Dirk", "Ria", "Anna"):
        by = world.person(name)
        for ask in (
            people.people, people.role_choices, people.changes,
            organisations.organisations, mandates.mandates, organisations.choices,
        ):  # fmt: skip
            with pytest.raises(NotFound):
                world.system.read(ask, by)
        with pytest.raises(NotFound):
            world.system.perform(people.block, by, new, blocked=True)
        with pytest.raises(NotFound):
            world.system.perform(people.reset_password, by, new, HASH)
        with pytest.raises(NotFound):
            world.system.perform(people.add_membership, by, by.id, role="beheerder", code="PO9901")
        with pytest.raises(NotFound):
            world.system.perform(organisations.add_organisation, by, kind="board", code="41234", name="X")
        with pytest.raises(NotFound):
            world.system.perform(organisations.close_organisation, by, school, TODAY)
    world.on("2026-11-25")
    assert [each.organisation for each in world.person("Nina").memberships] == ["De Es"]


def test_a_role_is_given_once_and_a_role_that_was_to_end_can_go_on(small_world: World) -> None:
    world, ad, anna = small_world, small_world.person("Ad"), small_world.person("Anna")
    with pytest.raises(InvalidAnswers, match="is al ib'er bij De Wilg"):
        world.system.perform(people.add_membership, ad, anna.id, role="ib_er", code="99AA00")
    world.system.perform(people.end_membership, ad, anna.id, "ib_er", school_of(world, "Anna"), TOMORROW)
    world.system.perform(people.add_membership, ad, anna.id, role="ib_er", code="99AA00")
    task = world.starts()
    claimed = claims(world, "Anna")
    world.lives_until("2026-11-30")
    assert [each.until_on for each in world.person("Anna").memberships] == [None]
    assert assignee(world, claimed) == anna.id
    assert world.history(task, "released") == []


@pytest.mark.parametrize("last_day", [TODAY, TOMORROW])
def test_a_role_that_has_ended_gives_its_tasks_back_at_once(small_world: World, last_day: date) -> None:
    world = small_world
    world.system.perform(
        people.add_membership, world.person("Ad"), world.person("Coen").id, role="ib_er", code="99AA00"
    )
    world.on("2026-11-24")
    number = world.starts()
    task, ad, coen = world.task("Coen").id, world.person("Ad"), world.person("Coen")
    world.system.perform(tasks.claim, task, coen)
    world.system.perform(people.end_membership, ad, coen.id, "ib_er", school_of(world, "Anna"), last_day)
    assert assignee(world, task) is None
    assert [row.actor_id for row in world.history(number, "released")] == [ad.id]
    assert world.task("Anna").claimable
    assert "IB'er van De Wilg is aan zet" in world.page(number, "Anna").status.text
    assert world.broken() == {}


def test_a_role_that_will_end_gives_its_tasks_back_after_its_last_day(world: World) -> None:
    number = world.starts()
    task, ad, anna = claims(world, "Anna"), world.person("Ad"), world.person("Anna")
    world.system.perform(people.end_membership, ad, anna.id, "ib_er", school_of(world, "Anna"), TOMORROW)
    world.lives_until("2026-11-24")
    assert assignee(world, task) == anna.id
    world.lives_until("2026-11-25")
    assert assignee(world, task) is None
    assert [row.actor_id for row in world.history(number, "released")] == [ad.id]
    assert world.rows(models.Incident) == []
    assert drain(world.system) == 0


def test_only_what_was_taken_in_the_role_that_ends_goes_back(small_world: World) -> None:
    world, ad = small_world, small_world.person("Ad")
    world.system.perform(people.add_membership, ad, world.person("Ria").id, role="ib_er", code="99AA00")
    world.submits("Eerste")
    office = world.task("Ria", "beoordelen").id
    world.system.perform(tasks.claim, office, world.person("Ria"))
    world.starts(last_name="Tweede")
    school = world.task("Ria", "vragen").id
    world.system.perform(tasks.claim, school, world.person("Ria"))
    world.system.perform(people.end_membership, ad, world.person("Ria").id, "ib_er", school_of(world, "Anna"), TODAY)
    assert (assignee(world, office), assignee(world, school)) == (world.person("Ria").id, None)


def test_who_is_blocked_leaves_their_tasks_to_their_groups(world: World) -> None:
    numbers = [world.starts(last_name=name) for name in ("Eerste", "Tweede")]
    taken = []
    for row in world.inbox("Anna"):
        world.system.perform(tasks.claim, row.id, world.person("Anna"))
        taken.append(row.id)
    world.system.perform(people.block, world.person("Ad"), world.person("Anna").id, blocked=True)
    assert [assignee(world, task) for task in taken] == [None, None]
    assert [len(world.history(number, "released")) for number in numbers] == [1, 1]
    assert {row.id for row in world.inbox("Bart") if row.claimable} == set(taken)
    assert world.broken() == {}


def test_what_is_meant_for_somebody_by_name_who_cannot_come_back_is_offered_to_the_group(advising: World) -> None:
    number = advising.starts(route="advies")
    advising.appoints()
    task = advising.task("Els", "adviseren").id
    advising.system.perform(tasks.save_draft, task, advising.person("Els"), {"advies": ["Een voorlopige gedachte"]})
    advising.system.perform(people.block, advising.person("Ad"), advising.person("Els").id, blocked=True)
    assert assignee(advising, task) is None
    assert advising.rows(models.Draft) == []
    assert len(advising.history(number, "released")) == 1
    with pytest.raises(NotAllowed, match="u is in deze zaak al voor deze stap gevraagd"):
        advising.system.perform(tasks.claim, task, advising.person("Fred"))  # two experts are two people
    advising.system.perform(tasks.claim, task, advising.person("Gijs"))
    advising.system.perform(tasks.release, task, advising.person("Gijs"))
    advising.completes_task(task, "Gijs", advies="Goed.")
    advising.completes("Fred", "adviseren", advies="Goed.")
    assert advising.broken() == {}


# ------------------------------------------------------------------ passwords
def test_a_password_that_was_handed_out_works_and_has_to_be_changed(small_world: World) -> None:
    world, ad, anna = small_world, small_world.person("Ad"), small_world.person("Anna")
    before = world.rows(models.Person)
    new = accounts.one_time_password()
    assert len(new) >= 12
    assert new != accounts.one_time_password()
    assert world.system.perform(people.reset_password, ad, anna.id, accounts.hashed(new)) == "Anna"
    epoch = next(row.session_epoch for row in before if row.id == anna.id)
    assert world.system.read(accounts.person_by_id, anna.id, epoch) is None
    proof = world.system.read(accounts.proof_for, anna.email)
    view = world.system.perform(accounts.sign_in, proof, proof.holds(new))
    assert isinstance(view, PersonView)
    assert view.must_change
    world.system.perform(accounts.change_password, view, proof, HASH)
    again = world.system.read(accounts.person_by_id, anna.id, view.session_epoch + 1)
    assert again is not None
    assert not again.must_change


def test_a_new_password_ends_the_waiting_after_wrong_ones(small_world: World) -> None:
    world, anna = small_world, small_world.person("Anna")
    for _ in range(9):
        proof = world.system.read(accounts.proof_for, anna.email)
        world.system.perform(accounts.sign_in, proof, False)
    world.system.perform(people.reset_password, world.person("Ad"), anna.id, HASH)
    proof = world.system.read(accounts.proof_for, anna.email)
    assert isinstance(world.system.perform(accounts.sign_in, proof, proof.holds("een lang wachtwoord")), PersonView)


# ------------------------------------------------------------------ organisations
def school(**more: str) -> dict[str, str]:
    return {
        "kind": "school", "code": "99AC00", "name": "De Linde", "board": "99901", "swv": "PO9901", "region": "Midden",
    } | more  # fmt: skip


def test_an_installation_can_be_filled_without_demo_data(world: World) -> None:
    """Everything from the samenwerkingsverband to the first case, by use cases alone."""
    add, ad = organisations.add_organisation, world.person("Ad")
    world.system.perform(add, ad, kind="swv", code="vo9903", name="SWV De Heuvel", address="Postbus 1\n 1234 AB Dal ")
    world.system.perform(add, ad, kind="board", code="99907", name="Stichting Heuvel")
    world.system.perform(add, ad, **school(board="99907", swv="VO9903", email="info@linde.test"))
    world.system.perform(
        people.add_person, ad, name="Nina", email="nina@wilg.test", password_hash=HASH, role="ib_er", code="99AC00"
    )
    row = next(row for row in world.system.read(organisations.organisations, ad) if row.code == "99AC00")
    assert (row.parent, row.swv, row.region, row.email) == (
        "Stichting Heuvel",
        "SWV De Heuvel",
        "Midden",
        "info@linde.test",
    )
    assert ("VO9903", "SWV De Heuvel") in world.system.read(organisations.choices, ad, "swv")
    start = world.system.read(instances.before_start, "proef", world.person("Nina"))
    assert start.schools == ((str(row.id), "De Linde"),)


@pytest.mark.parametrize(
    ("given", "wrong"),
    [
        (school(kind="klas"), ["kind"]),
        (school(code="99AA"), ["code"]),
        (school(code="99aa00"), ["code"]),  # there is one already
        (school(name=" "), ["name"]),
        (school(board="", swv=""), ["board", "swv"]),
        (school(board="PO9901", swv="99901"), ["board", "swv"]),
        (school(region="Oost"), ["region"]),
        (school(email="geen adres"), ["email"]),
        ({"kind": "swv", "code": "9901", "name": "X"}, ["code"]),
        ({"kind": "board", "code": "PO9901", "name": "X"}, ["code"]),
    ],
)
def test_an_organisation_with_something_wrong_is_not_added(
    small_world: World, given: dict[str, str], wrong: list[str]
) -> None:
    with pytest.raises(InvalidAnswers) as refused:
        small_world.system.perform(organisations.add_organisation, small_world.person("Ad"), **given)
    assert fields(refused) == wrong
    assert len(small_world.rows(models.Organisation)) == 4


def test_a_school_that_closed_is_chosen_no_more_but_keeps_its_name_and_cases(small_world: World) -> None:
    world, ad = small_world, small_world.person("Ad")
    number = world.starts()
    where = school_of(world, "Anna")
    world.system.perform(
        organisations.change_organisation, ad, where, name="De Nieuwe Wilg", address="Straat 1", email=""
    )
    world.system.perform(organisations.close_organisation, ad, where, TODAY)
    assert world.page(number, "Anna").head.school == "De Nieuwe Wilg"
    world.on("2026-11-24")
    with pytest.raises(NotFound):
        world.system.read(instances.before_start, "proef", world.person("Anna"))
    with pytest.raises(InvalidAnswers, match="gesloten"):
        world.system.perform(people.add_membership, ad, world.person("Cees").id, role="ib_er", code="99AA00")
    assert "99AA00" not in dict(world.system.read(organisations.choices, ad))
    assert world.page(number, "Anna").head.school == "De Nieuwe Wilg"
    with pytest.raises(InvalidAnswers) as refused:
        world.system.perform(organisations.change_organisation, ad, where, name="", address="", email="x")
    assert fields(refused) == ["name", "email"]


# ------------------------------------------------------------------ mandates
@pytest.fixture
def deciding(small_world: World) -> World:
    """The world in which the office needs a mandate to judge, and a school one to apply."""
    files = dict(proef().files)
    due = b'<s:property name="due" value="T0C"/>'
    files["beoordeling.bpmn"] = files["beoordeling.bpmn"].replace(
        due, due + b'<s:property name="mandate" value="oordelen"/>'
    )
    small_world.system.perform(deployments.deploy, Route(files))
    small_world.starts()
    return small_world


def mandate(**more: object) -> dict[str, object]:
    return {
        "what": "oordelen", "code": "PO9901", "email": "dirk@wilg.test", "from_on": TODAY,
        "act": "Besluit 2026-01", "on_behalf_of": "het bestuur van SWV De Vallei",
    } | more  # fmt: skip


def holds(world: World, name: str, amount: Decimal | None = None) -> bool:
    """Does somebody's mandate to decide, so far, hold today?"""

    def find(uow: UnitOfWork) -> bool:
        [case] = uow.session.query(models.Case)
        filed = on_file(uow, case.id)
        swv, by = filed.parties["swv"].id, world.person(name)
        roles, today = by.roles_in(swv), uow.today
        found = filed.mandate_for("oordelen", swv, person=by.id, roles=roles, on=today, amount=amount)
        return found is not None

    return world.system.read(find)


def test_a_mandate_of_a_role_is_of_who_has_that_role_there(deciding: World) -> None:
    deciding.system.perform(mandates.add_mandate, deciding.person("Ad"), **mandate(email="", role="ib_er"))
    assert not holds(deciding, "Anna")  # she has it at a school


def test_a_mandate_holds_from_its_first_day_to_its_last(deciding: World) -> None:
    world, ad = deciding, deciding.person("Ad")
    given = world.system.perform(mandates.add_mandate, ad, **mandate(from_on=TOMORROW))
    assert not holds(world, "Dirk")
    world.on("2026-11-24")
    assert holds(world, "Dirk")
    world.system.perform(mandates.end_mandate, ad, given, TOMORROW)
    assert holds(world, "Dirk")
    world.on("2026-11-25")
    assert not holds(world, "Dirk")
    (row,) = world.system.read(mandates.mandates, ad)
    assert (row.who, row.organisation, row.until_on) == ("Dirk", "SWV De Vallei", TOMORROW)
    with pytest.raises(InvalidAnswers):
        world.system.perform(mandates.end_mandate, ad, given, TODAY)


def test_a_mandate_reaches_up_to_its_amount(deciding: World) -> None:
    world, ad = deciding, deciding.person("Ad")
    world.system.perform(mandates.add_mandate, ad, **mandate(amount="€ 5.000"))
    assert holds(world, "Dirk")
    assert holds(world, "Dirk", Decimal("5000.00"))
    assert not holds(world, "Dirk", Decimal("5000.01"))
    world.system.perform(mandates.add_mandate, ad, **mandate())
    assert holds(world, "Dirk", Decimal("5000.01"))
    with pytest.raises(InvalidAnswers):
        world.system.perform(mandates.add_mandate, ad, **mandate(amount="veel"))


def test_another_amount_holds_from_the_day_that_the_board_decided(deciding: World) -> None:
    """Users, change 11: who decides up to an amount is in the mandate, with its date and number."""
    world, ad = deciding, deciding.person("Ad")
    old = world.system.perform(mandates.add_mandate, ad, **mandate(amount="5000", from_on=date(2026, 8, 1)))
    with pytest.raises(InvalidAnswers) as refused:
        world.system.perform(mandate_amounts.change_amount, ad, old, {"amount": "5000", "decided_on": "01-08-2026"})
    assert fields(refused) == ["amount", "decided_on", "number"]
    typed = {"amount": "7.500", "decided_on": "02-11-2026", "number": "2026-09"}
    world.system.perform(mandate_amounts.change_amount, ad, old, typed)
    assert holds(world, "Dirk", Decimal("7500.00"))
    assert [(row.amount, row.from_on, row.until_on) for row in world.system.read(mandates.mandates, ad)] == [
        (5000, date(2026, 8, 1), date(2026, 11, 1)),
        (7500, date(2026, 11, 2), None),
    ]
    assert world.system.read(mandates.mandates, ad)[1].act == "Bestuursbesluit van 2 november 2026, nr. 2026-09"
    with pytest.raises(NotFound):
        world.system.perform(mandate_amounts.change_amount, world.person("Dirk"), old, typed)


@pytest.mark.parametrize(("amount", "may"), [("5.000", True), ("5.000,01", False)])
def test_a_diagram_asks_whether_who_does_its_lane_may_go_so_far(world: World, amount: str, may: bool) -> None:
    frame = bpmn(
        start(), user("oordelen"), terminate("af", outcome="GRANTED"),
        node("serviceTask", "nagaan", does="check_mandate", mandate="toekennen", amount="bedrag"),
        way("begin", "oordelen", "nagaan", "af"), process="steun", lane={"role": "directeur"},
    )  # fmt: skip
    asked = field("bedrag", "money", more="fact = true\n").encode()
    files = {"route.toml": settings("steun"), "steun.bpmn": frame, "forms/oordelen.toml": asked}
    world.system.perform(deployments.deploy, Route(files))
    given = mandate(what="toekennen", amount="5000", email="", role="directeur")
    world.system.perform(mandates.add_mandate, world.person("Ad"), **given)
    number = world.starts(route="steun")
    world.completes("Dirk", "oordelen", bedrag=amount)
    assert world.case(number).state["facts"]["staand_mandaat"] is may


def test_what_may_be_mandated_is_what_the_routes_in_use_ask_for(deciding: World) -> None:
    assert deciding.system.read(mandates.what_needs_a_mandate, deciding.person("Ad")) == ("oordelen",)


@pytest.mark.parametrize(
    ("change", "wrong"),
    [
        ({"what": "alles"}, ["what"]),
        ({"code": "XX"}, ["code"]),
        ({"email": "niemand@wilg.test"}, ["email"]),
        ({"email": ""}, ["email"]),
        ({"role": "directeur"}, ["email"]),
        ({"email": "", "role": "koning"}, ["role"]),
        ({"until_on": YESTERDAY}, ["until_on"]),
        ({"act": " ", "on_behalf_of": "x" * 201}, ["act", "on_behalf_of"]),
    ],
)
def test_a_mandate_with_something_wrong_is_not_entered(
    deciding: World, change: dict[str, object], wrong: list[str]
) -> None:
    with pytest.raises(InvalidAnswers) as refused:
        deciding.system.perform(mandates.add_mandate, deciding.person("Ad"), **mandate(**change))
    assert fields(refused) == wrong
    assert deciding.rows(models.Mandate) == []


# ------------------------------------------------------------------ on record
def test_everything_an_administrator_changes_is_on_record_with_their_name(deciding: World) -> None:
    world, ad = deciding, deciding.person("Ad")
    anna, before = world.person("Anna").id, len(world.rows(models.AdminEntry))
    world.system.perform(people.add_membership, ad, anna, role="ib_er", code="99AB00")
    world.system.perform(people.end_membership, ad, anna, "ib_er", school_of(world, "Cees"), TOMORROW)
    world.system.perform(people.block, ad, anna, blocked=True)
    world.system.perform(people.block, ad, anna, blocked=False)
    world.system.perform(people.reset_password, ad, anna, HASH)
    new = world.system.perform(organisations.add_organisation, ad, **school())
    world.system.perform(organisations.change_organisation, ad, new, name="De Eik", address="Straat 1", email="")
    world.system.perform(organisations.close_organisation, ad, new, TOMORROW)
    given = world.system.perform(mandates.add_mandate, ad, **mandate())
    world.system.perform(mandates.add_mandate, ad, **mandate(email="", role="directeur"))
    world.system.perform(mandates.end_mandate, ad, given, TOMORROW)
    rows = world.system.read(people.changes, ad)
    assert [row.text for row in reversed(rows)][before:] == [
        "Anna is IB'er bij De Es",
        "Anna is IB'er bij De Es tot en met di 24-11-2026",
        "Anna geblokkeerd",
        "Anna weer toegelaten",
        "Anna kreeg een nieuw wachtwoord",
        "De Eik toegevoegd",
        "De Eik gewijzigd: naam, adres (heette De Linde)",
        "De Eik gesloten na di 24-11-2026",
        "Dirk mag 'oordelen' namens SWV De Vallei",
        "Directeur mag 'oordelen' namens SWV De Vallei",
        "Dirk mag 'oordelen' namens SWV De Vallei tot en met di 24-11-2026",
    ]
    assert {row.who for row in rows[: len(rows) - before]} == {"Ad"}
    assert {row.who for row in rows[len(rows) - before :]} == {""}  # by whoever set the system up
    assert rows[0].at == world.clock.now()


@pytest.mark.parametrize("change", ["UPDATE admin_entry SET by_id = NULL", "DELETE FROM admin_entry"])
def test_the_record_of_the_administrators_cannot_be_changed(world: World, change: str) -> None:
    world.clock.advance(timedelta(minutes=1))

    def harm(uow: UnitOfWork) -> None:
        uow.connection.exec_driver_sql(change)

    before = len(world.rows(models.AdminEntry))
    assert before
    with pytest.raises(Exception, match="is final"):
        world.system.attempt(harm)
    assert len(world.rows(models.AdminEntry)) == before
