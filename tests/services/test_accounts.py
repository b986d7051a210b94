"""Signing in: who you are, how often you may guess, and sessions that can be ended everywhere."""

from datetime import date, timedelta

import pytest
from argon2 import PasswordHasher

from tests.world import World
from workflows.domain.errors import Conflict, InvalidAnswers, NotAllowed, NotFound
from workflows.persistence import models
from workflows.services import accounts, people
from workflows.services.accounts import TooManyTries
from workflows.services.views import PersonView

PASSWORD = "een lang wachtwoord"
QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)  # a good hash is slow on purpose


@pytest.fixture
def world(small_world: World) -> World:
    """The world in which Anna's and Bart's passwords are quick to check."""

    def quicken(uow: object) -> None:
        for row in uow.session.query(models.Person):  # type: ignore[attr-defined]
            row.password_hash = QUICK.hash(PASSWORD)

    small_world.system.perform(quicken)
    return small_world


def signs_in(world: World, password: str = PASSWORD, email: str = "anna@wilg.test") -> PersonView | NotAllowed:
    return world.system.perform(accounts.sign_in, email, password)


def signed_in(world: World, password: str = PASSWORD, email: str = "anna@wilg.test") -> PersonView:
    view = signs_in(world, password, email)
    assert isinstance(view, PersonView)
    return view


def test_who_signs_in_gets_their_roles(world: World) -> None:
    view = signed_in(world, email=" ANNA@Wilg.test ")
    assert (view.name, view.locale, view.is_admin, view.roles) == ("Anna", "nl", False, {"ib_er"})
    assert [(each.role_label.nl, each.organisation) for each in view.memberships] == [("IB'er", "De Wilg")]
    assert signed_in(world, email="ad@wilg.test").is_admin


def test_a_wrong_password_and_an_unknown_address_look_the_same(world: World) -> None:
    wrong, unknown = signs_in(world, "fout"), signs_in(world, email="niemand@wilg.test")
    assert type(wrong) is type(unknown) is NotAllowed
    assert str(wrong) == str(unknown) == "Dit e-mailadres en wachtwoord horen niet bij elkaar."


def test_an_unknown_address_costs_as_much_as_a_wrong_password(world: World) -> None:
    checked = PasswordHasher().check_needs_rehash
    assert not checked(accounts._NOBODY)  # the same work, with the parameters of today


def test_after_five_wrong_passwords_the_wait_doubles_each_time_up_to_an_hour(world: World) -> None:
    for _ in range(4):
        assert not isinstance(signs_in(world, "fout"), TooManyTries)
    signs_in(world, "fout")
    waits = []
    for _ in range(8):
        refused = signs_in(world)  # the right password does not help
        assert isinstance(refused, TooManyTries)
        waits.append(int(str(refused).split("over ")[1].split()[0]))
        world.clock.advance(timedelta(minutes=waits[-1]))
        assert not isinstance(signs_in(world, "weer fout"), TooManyTries)
    assert waits == [1, 2, 4, 8, 16, 32, 60, 60]
    world.clock.advance(timedelta(hours=1))
    signed_in(world)
    assert not isinstance(signs_in(world, "fout"), TooManyTries)  # forgiven: the count starts anew
    signed_in(world)


def test_guessing_at_one_account_does_not_lock_another(world: World) -> None:
    for _ in range(6):
        signs_in(world, "fout")
    assert isinstance(signs_in(world), TooManyTries)
    signed_in(world, email="bart@wilg.test")


def test_signing_out_everywhere_ends_every_session(world: World) -> None:
    view = signed_in(world)
    again = world.system.read(accounts.person_by_id, view.id, view.session_epoch)
    assert again is not None
    assert again.person == view.person
    world.system.perform(accounts.sign_out_everywhere, view)
    assert world.system.read(accounts.person_by_id, view.id, view.session_epoch) is None
    assert signed_in(world).session_epoch == view.session_epoch + 1


def test_a_new_password_ends_the_other_sessions_and_the_old_one_no_longer_works(world: World) -> None:
    view = signed_in(world)
    for old, new, field in (("fout", "x" * 12, "old"), (PASSWORD, "x" * 11, "new"), (PASSWORD, "x" * 201, "new")):
        with pytest.raises(InvalidAnswers) as refused:
            world.system.perform(accounts.change_password, view, old, new)
        assert refused.value.errors[0].field == field
    world.system.perform(accounts.change_password, view, PASSWORD, "een ander wachtwoord")
    assert world.system.read(accounts.person_by_id, view.id, view.session_epoch) is None
    assert isinstance(signs_in(world), NotAllowed)
    signed_in(world, "een ander wachtwoord")


def test_who_is_blocked_is_out_at_once_and_hears_it_only_with_the_right_password(world: World) -> None:
    view, ad = signed_in(world), world.person("Ad")
    world.system.perform(people.block, ad, view.id, blocked=True)
    assert world.system.read(accounts.person_by_id, view.id, view.session_epoch) is None
    assert "geblokkeerd" in str(signs_in(world))
    assert "geblokkeerd" not in str(signs_in(world, "fout"))
    assert world.system.read(accounts.person_by_id, view.id, view.session_epoch + 1) is None
    world.system.perform(people.block, ad, view.id, blocked=False)
    signed_in(world)


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
        ({"password": "te kort"}, InvalidAnswers, "12 tot 200"),
        ({"roles": ["koning"]}, InvalidAnswers, "bestaat niet. Kies uit: beheerder"),
        ({"roles": ["ib_er:99XX99"]}, InvalidAnswers, "rol:organisatiecode"),
    ],
)
def test_nobody_is_added_with_something_wrong(
    world: World, change: dict[str, object], refusal: type[Exception], says: str
) -> None:
    given = {"name": "Nina", "email": "nina@wilg.test", "password": PASSWORD, "roles": ["ib_er:99AA00"]} | change
    before = len(world.rows(models.Person))
    with pytest.raises(refusal, match=says):
        world.system.perform(accounts.add_person, **given)
    assert len(world.rows(models.Person)) == before


def test_a_role_without_an_organisation_is_one_at_the_only_swv(world: World) -> None:
    world.system.perform(
        accounts.add_person, name="Nina", email="Nina@Wilg.Test", password=PASSWORD, roles=["directeur"]
    )
    assert world.person("Nina").memberships[0].organisation == "SWV De Vallei"
    lines = world.system.read(accounts.who_can_sign_in)
    assert any(line.startswith("nina@wilg.test") and "Nina (Directeur, SWV De Vallei)" in line for line in lines)


def test_only_the_administrator_sees_and_changes_who_there_is(world: World) -> None:
    ad = world.person("Ad")
    new = world.system.perform(
        people.add_person, ad, name="Nina", email="nina@wilg.test", password=PASSWORD, role="ib_er", code="99AA00"
    )
    world.system.perform(people.add_membership, ad, new, role="ib_er", code="99AB00")
    school = world.person("Nina").memberships[0].organisation_id
    world.system.perform(people.end_membership, ad, new, "ib_er", school, date(2026, 11, 24))
    with pytest.raises(InvalidAnswers):
        world.system.perform(people.end_membership, ad, new, "ib_er", school, date(2026, 11, 22))
    with pytest.raises(InvalidAnswers, match="eigen account"):
        world.system.perform(people.block, ad, ad.id, blocked=True)
    assert "Nina" in [row.name for row in world.system.read(people.people, ad)]
    assert len(world.system.read(people.organisations, ad)) == 4
    assert world.system.read(people.mandates, ad) == ()
    assert ("ib_er", "IB'er") in world.system.read(people.role_choices, ad)
    for name in ("Dirk", "Ria", "Anna"):
        by = world.person(name)
        for ask in (people.people, people.organisations, people.mandates, people.role_choices):
            with pytest.raises(NotFound):
                world.system.read(ask, by)
        with pytest.raises(NotFound):
            world.system.perform(people.block, by, new, blocked=True)
        with pytest.raises(NotFound):
            world.system.perform(people.add_membership, by, by.id, role="beheerder", code="PO9901")
    world.on("2026-11-25")
    assert [each.organisation for each in world.person("Nina").memberships] == ["De Es"]
