"""Schools and people from a list: tried row by row, changed only when confirmed, passwords by a link."""

from datetime import time, timedelta

import pytest

from tests.world import PASSWORD, PASSWORD_HASH, World
from workflows.domain.errors import NotFound
from workflows.persistence import models
from workflows.services import accounts, invitations, jobs, listed, people
from workflows.services.listed import Trial
from workflows.services.sheets import sheet_of

MARIE, ANNA = "marie@wilg.test", "anna@wilg.test"


def tried(world: World, kind: str, *rows: tuple[str, ...], columns: tuple[str, ...] = ()) -> Trial:
    ad = world.person("Ad")
    data = sheet_of(columns or listed.LISTS[kind].columns, rows)
    number = world.system.perform(listed.offer, ad, kind, "lijst.xlsx", data)
    return world.system.try_out(listed.enter, ad, kind, number)


def confirmed(world: World, kind: str, *rows: tuple[str, ...]) -> Trial:
    return world.system.perform(listed.enter, world.person("Ad"), kind, tried(world, kind, *rows).file_id)


def invitation(world: World) -> str:
    [job] = [job for job in world.rows(models.Job) if job.payload.get("notice") == "invitation"]
    return str(job.payload["path"]).removeprefix(invitations.PATH)


def test_a_board_and_its_school_come_in_together_and_what_is_there_is_changed(world: World) -> None:
    rows = (
        ("", "11AA00", "De Nieuwe", "41234", "", "midden", "Laan 1; 0000 AA Dorp", "info@nieuwe.test"),
        ("schoolbestuur", "41234", "Stichting Nieuw", "", "", "", "", ""),
        ("school", "99aa00", "De Grote Wilg", "99901", "", "", "Plein 2", ""),
        ("school", "99AB00", "De Es", "", "", "", "", ""),
    )
    trial = tried(world, "organisations", *rows)
    assert {(row.title, tuple(map(str, row.changes))) for row in trial.rows} == {
        ("Stichting Nieuw", ("nieuw",)), ("De Nieuwe", ("nieuw",)), ("De Grote Wilg", ("naam (was De Wilg)", "adres")),
    }  # fmt: skip
    assert (trial.known, trial.mistakes, len(world.rows(models.Organisation))) == (1, (), 4)
    confirmed(world, "organisations", *rows)
    found = {row.code: row for row in world.rows(models.Organisation)}
    assert (found["11AA00"].parent_id, found["11AA00"].address) == (found["41234"].id, "Laan 1\n0000 AA Dorp")
    assert (found["99AA00"].name, found["99AA00"].region) == ("De Grote Wilg", None)
    assert world.rows(models.AdminEntry)[-1].what == "organisations.listed"


@pytest.mark.parametrize(
    ("kind", "row", "column", "said"),
    [
        ("organisations", ("swv", "PO9902", "Ander", "", "", "", "", ""), "Soort", "kennen wij niet"),
        ("organisations", ("", "12", "Kort", "99901", "", "", "", ""), "Nummer", "het ziet eruit als 12AB00"),
        ("organisations", ("", "11AA00", "Geen bestuur", "", "", "", "", ""), "Schoolbestuur", "kies er een"),
        ("organisations", ("", "99AA00", "De Wilg", "41234", "", "", "", ""), "Schoolbestuur", "dit is nu 99901"),
        ("people", (MARIE, "Marie", "koffiezetter", "99AA00", ""), "Rol", "kennen wij niet"),
        ("people", (MARIE, "Marie", "IB'er", "00XX00", ""), "Bij", "vul het nummer in"),
        ("people", ("marie", "Marie", "IB'er", "99AA00", ""), "E-mailadres", "is geen e-mailadres"),
        ("people", (MARIE, "Marie", "IB'er", "99AA00", "01-08-2027"), "Laatste dag", "kennen wij niet"),
        ("people", (ANNA, "Anna", "IB'er", "99AB00", "01-08-2027"), "Laatste dag", "heeft deze rol hier niet"),
    ],
)
def test_what_is_wrong_is_named_by_row_and_column_and_nothing_of_it_comes_in(
    small_world: World, kind: str, row: tuple[str, ...], column: str, said: str
) -> None:
    before = len(small_world.rows(models.Person))
    done = confirmed(small_world, kind, row)
    assert [(each.row, each.column) for each in done.mistakes] == [(2, column)]
    assert said in done.mistakes[0].message
    assert (done.rows, len(small_world.rows(models.Person))) == ((), before)


def test_people_come_in_with_their_roles_and_choose_a_password_by_a_link_that_ends(world: World) -> None:
    rows = (
        (MARIE, "Marie Nieuw", "IB'er", "99AA00", ""), (MARIE, "Marie Nieuw", "schooldirecteur", "99AB00", ""),
        (ANNA, "Anna Anders", "ib_er", "99AA00", "31-07-2027"), ("bart@wilg.test", "Bart", "IB'er", "99AA00", ""),
    )  # fmt: skip
    trial = tried(world, "people", *rows)
    assert (len(trial.rows), trial.known, trial.mistakes) == (3, 1, ())
    assert [job for job in world.rows(models.Job) if job.kind == "mail"] == []
    confirmed(world, "people", *rows)
    assert {hat.role for hat in world.person("Marie").memberships} == {"ib_er", "schooldirecteur"}
    anna = next(row for row in world.rows(models.Person) if row.email == ANNA)
    assert (anna.name, [str(row.until_on) for row in world.rows(models.Membership) if row.person_id == anna.id]) == (
        "Anna Anders", ["2027-07-31"],
    )  # fmt: skip
    token = invitation(world)
    assert world.system.read(invitations.invited, token).email == MARIE
    assert token not in str([row.token_hash for row in world.rows(models.Invitation)])
    world.system.perform(invitations.accept, token, PASSWORD_HASH)
    proof = world.system.read(accounts.proof_for, MARIE)
    assert world.system.perform(accounts.sign_in, proof, proof.holds(PASSWORD)).name == "Marie Nieuw"  # type: ignore[union-attr]
    with pytest.raises(NotFound):
        world.system.perform(invitations.accept, token, PASSWORD_HASH)


def test_a_link_ends_by_itself_by_a_newer_one_and_when_somebody_is_blocked(small_world: World) -> None:
    world = small_world
    ad, anna = world.person("Ad"), world.person("Anna").id
    world.system.perform(invitations.invite, ad, anna)
    first = invitation(world)
    world.clock.advance(invitations.VALID - timedelta(seconds=1))
    assert world.system.read(invitations.invited, first).person_id == anna
    world.clock.advance(timedelta(seconds=1))
    with pytest.raises(NotFound):
        world.system.read(invitations.invited, first)
    world.system.perform(invitations.invite, ad, anna)
    with pytest.raises(NotFound):
        world.system.perform(invitations.accept, first, PASSWORD_HASH)


def test_only_an_administrator_offers_these_lists_and_only_the_office_the_others(small_world: World) -> None:
    data = sheet_of(listed.LISTS["people"].columns, [listed.LISTS["people"].example])
    for stranger in ("Ria", "Coen", "Dirk"):
        with pytest.raises(NotFound):
            small_world.system.perform(listed.offer, small_world.person(stranger), "people", "x.xlsx", data)
        with pytest.raises(NotFound):
            small_world.system.perform(invitations.invite, small_world.person(stranger), 1)
    trial = tried(small_world, "people", (MARIE, "Marie"), columns=("E-mailadres", "Naam"))
    assert [(each.row, each.column) for each in trial.mistakes] == [(1, "Rol")]


def test_who_forgot_their_password_gets_a_link_at_once_and_nobody_learns_who_is_known(small_world: World) -> None:
    world = small_world
    world.on("2026-11-24", time(2))  # in the night: they wait for it
    world.system.perform(invitations.forgotten, "niemand@wilg.test")
    assert [job for job in world.rows(models.Job) if job.kind == "mail"] == []
    world.system.perform(invitations.forgotten, ANNA)
    [mail] = world.system.read(jobs.due, 10)
    assert world.system.perform(jobs.claim_mail, mail)
    token = str(mail.payload["path"]).removeprefix(invitations.PATH)
    world.clock.advance(invitations.SHORT)
    with pytest.raises(NotFound):
        world.system.read(invitations.invited, token)
    world.system.perform(people.block, world.person("Ad"), world.person("Anna").id, blocked=True)
    world.system.perform(invitations.forgotten, ANNA)
    assert len([job for job in world.rows(models.Job) if job.kind == "mail"]) == 1
