"""Signing in: who you are, how often you may guess, and sessions that can be ended everywhere."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from tests.world import World
from workflows.domain.clock import FrozenClock
from workflows.domain.errors import Conflict, InvalidAnswers, NotAllowed
from workflows.persistence import models
from workflows.persistence.unit_of_work import Database, UnitOfWork
from workflows.services import accounts, people
from workflows.services.views import PersonView

PASSWORD = "een lang wachtwoord"
QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)  # a good hash is slow on purpose


@pytest.fixture
def world_on_both(database: Database, clock: FrozenClock, tmp_path: Path) -> World:
    """The same on each kind of database."""
    return quick(World(database, clock, tmp_path))


@pytest.fixture
def world(small_world: World) -> World:
    """The world in which passwords are quick to check."""
    return quick(small_world)


def quick(world: World) -> World:
    def quicken(uow: UnitOfWork) -> None:
        for row in uow.session.query(models.Person):
            row.password_hash = QUICK.hash(PASSWORD)

    world.system.perform(quicken)
    return world


def signs_in(world: World, password: str = PASSWORD, email: str = "anna@wilg.test") -> PersonView | NotAllowed:
    proof = world.system.read(accounts.proof_for, email)
    return world.system.perform(accounts.sign_in, proof, proof.holds(password))


def signed_in(world: World, password: str = PASSWORD, email: str = "anna@wilg.test") -> PersonView:
    view = signs_in(world, password, email)
    assert isinstance(view, PersonView)
    return view


def test_who_signs_in_gets_their_roles(world: World) -> None:
    view = signed_in(world, email=" ANNA@Wilg.test ")
    assert (view.name, view.locale, view.is_admin, view.roles) == ("Anna", "nl", False, {"ib_er"})
    assert [(each.role_label.nl, each.organisation) for each in view.memberships] == [("IB'er", "De Wilg")]
    assert signed_in(world, email="ad@wilg.test").is_admin


def test_a_wrong_password_an_unknown_address_and_a_locked_account_look_the_same(world: World) -> None:
    for _ in range(6):
        signs_in(world, "fout", "bart@wilg.test")
    refusals = [
        signs_in(world, "fout"),
        signs_in(world, email="niemand@wilg.test"),
        signs_in(world, email="bart@wilg.test"),
    ]
    assert {type(refusal) for refusal in refusals} == {NotAllowed}
    assert len({str(refusal) for refusal in refusals}) == 1
    assert "Wacht even en probeer het opnieuw." in str(refusals[0])


def test_an_unknown_address_costs_as_much_as_a_wrong_password(small_world: World) -> None:
    hashes = [small_world.system.read(accounts.proof_for, email).password_hash for email in ("anna@wilg.test", "x@x.x")]
    parameters = [hashed.split("$")[1:4] for hashed in hashes]
    assert parameters[0] == parameters[1]  # the same work


def test_after_five_wrong_passwords_the_wait_doubles_each_time_up_to_an_hour(world: World) -> None:
    for _ in range(5):
        signs_in(world, "fout")
    for minutes in (1, 2, 4, 8, 16, 32, 60, 60):
        world.clock.advance(timedelta(minutes=minutes, seconds=-1))
        assert isinstance(signs_in(world), NotAllowed)  # the right password does not help
        world.clock.advance(timedelta(seconds=1))
        signs_in(world, "weer fout")
    world.clock.advance(timedelta(hours=1))
    signed_in(world)
    for _ in range(4):
        signs_in(world, "fout")  # forgiven: the count starts anew
    signed_in(world)


def test_guesses_while_an_account_waits_do_not_make_the_wait_longer(world: World) -> None:
    for _ in range(50):
        signs_in(world, "fout")
    world.clock.advance(timedelta(minutes=1))
    signed_in(world)


def test_guessing_at_one_account_does_not_lock_another(world: World) -> None:
    for _ in range(6):
        signs_in(world, "fout")
    assert isinstance(signs_in(world), NotAllowed)
    signed_in(world, email="bart@wilg.test")


def test_guesses_at_the_same_moment_are_all_counted(database: Database, clock: FrozenClock, tmp_path: Path) -> None:
    world = World(database, clock, tmp_path)
    proof = world.system.read(accounts.proof_for, "anna@wilg.test")
    with ThreadPoolExecutor(5) as pool:
        list(pool.map(lambda _n: world.system.perform(accounts.sign_in, proof, False), range(5)))
    assert isinstance(world.system.perform(accounts.sign_in, proof, True), NotAllowed)


def test_signing_out_everywhere_ends_every_session(world: World) -> None:
    view = signed_in(world)
    again = world.system.read(accounts.person_by_id, view.id, view.session_epoch)
    assert again is not None
    assert again.person == view.person
    world.system.perform(accounts.sign_out_everywhere, view)
    assert world.system.read(accounts.person_by_id, view.id, view.session_epoch) is None
    assert signed_in(world).session_epoch == view.session_epoch + 1


def test_a_new_password_ends_the_other_sessions_and_the_old_one_no_longer_works(world: World) -> None:
    view, proof = signed_in(world), world.system.read(accounts.proof_for, "anna@wilg.test")
    new = QUICK.hash("een ander wachtwoord")
    world.system.perform(accounts.change_password, view, proof, new)
    assert world.system.read(accounts.person_by_id, view.id, view.session_epoch) is None
    assert isinstance(signs_in(world), NotAllowed)
    signed_in(world, "een ander wachtwoord")
    with pytest.raises(Conflict):  # the proof was of the former password
        world.system.perform(accounts.change_password, view, proof, new)


@pytest.mark.parametrize("password", ["x" * 11, "x" * 201, ""])
def test_a_password_has_twelve_characters_at_least(password: str) -> None:
    with pytest.raises(InvalidAnswers, match="12 tot 200"):
        accounts.hashed(password, "new")


def test_who_is_blocked_is_out_at_once_and_hears_it_only_with_the_right_password(world: World) -> None:
    view, ad = signed_in(world), world.person("Ad")
    world.system.perform(people.block, ad, view.id, blocked=True)
    assert world.system.read(accounts.person_by_id, view.id, view.session_epoch) is None
    assert "geblokkeerd" in str(signs_in(world))
    assert "geblokkeerd" not in str(signs_in(world, "fout"))
    assert world.system.read(accounts.person_by_id, view.id, view.session_epoch + 1) is None
    world.system.perform(people.block, ad, view.id, blocked=False)
    signed_in(world)


def test_a_password_that_was_handed_out_must_be_changed(world: World) -> None:
    view, ad, new = signed_in(world), world.person("Ad"), accounts.one_time_password()
    assert world.system.perform(people.reset_password, ad, view.id, QUICK.hash(new)) == "Anna"
    assert world.system.read(accounts.person_by_id, view.id, view.session_epoch) is None
    assert isinstance(signs_in(world), NotAllowed)
    again = signed_in(world, new)
    assert again.must_change
    proof = world.system.read(accounts.proof_for, "anna@wilg.test")
    world.system.perform(accounts.change_password, again, proof, QUICK.hash("een ander wachtwoord"))
    assert not signed_in(world, "een ander wachtwoord").must_change


def test_the_language_is_remembered(world: World) -> None:
    view = signed_in(world)
    for asked, kept in (("en", "en"), ("fr", "nl"), ("en", "en")):
        world.system.perform(accounts.set_locale, view, asked)
        assert signed_in(world).locale == kept


# ------------------------------------------------------------------ who there is
@pytest.mark.parametrize(
    ("change", "refusal", "says"),
    [
        ({"email": "geen adres"}, InvalidAnswers, "geen e-mailadres"),
        ({"email": "anna@wilg.test"}, Conflict, "al iemand"),
        ({"name": " "}, InvalidAnswers, "vul een naam in"),
        ({"roles": ["koning"]}, InvalidAnswers, "bestaat niet. Kies uit: beheerder"),
        ({"roles": ["ib_er:99XX99"]}, InvalidAnswers, "rol:organisatiecode"),
    ],
)
def test_nobody_is_added_with_something_wrong(
    world: World, change: dict[str, object], refusal: type[Exception], says: str
) -> None:
    given = {"name": "Nina", "email": "nina@wilg.test", "password_hash": "", "roles": ["ib_er:99AA00"]} | change
    before = len(world.rows(models.Person))
    with pytest.raises(refusal, match=says):
        world.system.perform(accounts.add_person, **given)
    assert len(world.rows(models.Person)) == before


def test_a_role_without_an_organisation_is_one_at_the_only_swv(world: World) -> None:
    world.system.perform(
        accounts.add_person, name="Nina", email="Nina@Wilg.Test", password_hash="x", roles=["directeur"]
    )
    assert world.person("Nina").memberships[0].organisation == "SWV De Vallei"
    lines = world.system.read(accounts.who_can_sign_in)
    assert any(line.startswith("nina@wilg.test") and "Nina (Directeur, SWV De Vallei)" in line for line in lines)
