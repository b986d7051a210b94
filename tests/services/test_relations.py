"""The people around a pupil: learned from forms, written down by the office, and who gets the letters."""

from datetime import date

import pytest

from tests.world import World
from workflows.domain.errors import InvalidAnswers, NotFound, WorkflowError
from workflows.persistence import models
from workflows.services import letter_pages, links, relation_edits, relations, task_pages
from workflows.services.parents import SECRET

FORM = {"ouder1_naam": "Moeder Voorbeeld", "ouder1_gezag": "ja"}


def page(world: World, number: str, by: str = "Ria") -> relations.PeoplePage:
    return world.system.perform(relations.page, number, world.person(by))


def names(world: World, number: str, by: str = "Ria") -> list[str]:
    return [card.name for card in page(world, number, by).now]


def write(world: World, number: str, key: str = "", by: str = "Ria", reason: str = "Telefoon", **told: object) -> str:
    """Let the office write somebody down: what is not told stays as it is."""
    asked = world.system.perform(relation_edits.relation_page, number, key, world.person("Ria"))
    given = {**asked.given, "_seen": [str(asked.seen)]}
    days = {name: told.pop(name, None) for name in ("from_on", "until_on", "authorised_on")}
    given |= {name: text if isinstance(text, list) else [str(text)] for name, text in told.items()}
    return world.system.perform(relation_edits.save, number, key, world.person(by), given, days, reason)  # type: ignore[arg-type]


def addressed(world: World) -> list[tuple[str, str, str | None]]:
    return [(row.addressee_kind, row.addressee_name, row.address) for row in world.rows(models.Letter)[1:]]


# ------------------------------------------------------------------ the register
def test_the_register_learns_whom_a_form_names_and_nobody_types_it_again(world: World) -> None:
    first = world.submits()
    (row,) = world.rows(models.Relation)
    assert (row.kind, row.name, row.authority, row.slot, row.replaced) == (
        "parent", "Moeder Voorbeeld", "ja", "ouder1", False,
    )  # fmt: skip
    world.completes("Ria", "beoordelen", oordeel="ja")
    assert len(world.rows(models.Relation)) == 1
    assert names(world, first) == ["Moeder Voorbeeld", "Milan Voorbeeld"]
    assert [row.what for row in world.rows(models.ReadLog)][-1] == "people"


def test_what_the_office_wrote_down_stands_and_every_earlier_version_stays(world: World) -> None:
    number = world.submits()
    key = world.rows(models.Relation)[0].key
    write(world, number, key, address="Geheimweg 1", secret="ja", reason="Moeder belde")
    write(world, number, key, phone="06 0000 0000", reason="Nieuw nummer")
    rows = world.rows(models.Relation)
    assert [(row.key == key, row.address, row.secret, row.phone, row.replaced) for row in rows] == [
        (True, "", False, "", True),
        (True, "Geheimweg 1", True, "", True),
        (True, "Geheimweg 1", True, "06 0000 0000", False),
    ]
    seen = world.system.perform(relation_edits.relation_page, number, key, world.person("Ria"))
    assert [str(change.why) for change in seen.history] == [
        "Nieuw nummer",
        "Moeder belde",
        f"Ingevuld in zaak {number}",
    ]
    assert [entry.kind for entry in world.history(number, "relation")] == ["relation"] * 2
    assert world.broken() == {}


def test_what_another_case_says_of_somebody_adds_only_what_the_office_left_empty(small_world: World) -> None:
    number = small_world.submits()
    key = small_world.rows(models.Relation)[0].key
    write(small_world, number, key, authority="nee", address="Straat 2", reason="Uittreksel gezien")
    parties = {row.party: row.organisation_id for row in small_world.rows(models.Party)}
    later = small_world.system.perform(
        links.open_case, "proef", pupil_id=small_world.case(number).pupil_id, parties=parties
    )
    small_world.completes("Anna", "vragen", vraag="Hulp", **FORM)
    assert [row.key for row in small_world.rows(models.Relation) if not row.replaced] == [key]
    (card, _) = page(small_world, later).now
    assert (str(card.authority and card.authority.nl), card.address) == ("zonder gezag", "Straat 2")
    assert [str(label) for label in card.differs] == ["Gezag"]
    assert page(small_world, later).nobody_decides


def test_a_version_cannot_be_changed_afterwards(world: World) -> None:
    world.submits()

    def change(uow: object) -> None:
        uow.session.query(models.Relation).update({"name": "Ander"})  # type: ignore[attr-defined]

    with pytest.raises(Exception, match="final"):
        world.system.perform(change)


def test_a_colleague_who_was_faster_is_not_overwritten_unseen(small_world: World) -> None:
    number = small_world.submits()
    key = small_world.rows(models.Relation)[0].key
    asked = small_world.system.perform(relation_edits.relation_page, number, key, small_world.person("Ria"))
    write(small_world, number, key, phone="06 0000 0000")
    with pytest.raises(InvalidAnswers, match="intussen gewijzigd"):
        small_world.system.perform(
            relation_edits.save, number, key, small_world.person("Sjaak"),
            {**asked.given, "_seen": [str(asked.seen)]}, {}, "Adres",
        )  # fmt: skip


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({"name": " "}, "name"),
        ({"kind": "oom"}, "kind"),
        ({"kind": "pupil"}, "kind"),
        ({"authority": ""}, "authority"),
        ({"kind": "representative"}, "behalf_of"),
        ({"digital": ["besluit"]}, "email"),
        ({"from_on": date(2026, 2, 1), "until_on": date(2026, 1, 1)}, "until_on"),
        ({"reason": " "}, "reason"),
    ],
)
def test_what_cannot_be_is_refused_field_by_field(small_world: World, told: dict[str, object], field: str) -> None:
    number = small_world.submits()
    with pytest.raises(InvalidAnswers) as refused:
        write(small_world, number, **{"name": "Oma", "authority": "nee", **told})  # type: ignore[arg-type]
    assert [error.field for error in refused.value.errors] == [field]
    assert len(small_world.rows(models.Relation)) == 1


def test_a_next_application_of_the_same_school_asks_nothing_that_is_known(small_world: World) -> None:
    number = small_world.submits()
    key = small_world.rows(models.Relation)[0].key
    write(small_world, number, key, authority="nee")
    pupil = small_world.case(number).pupil_id
    for who, school, known in (("Anna", "De Wilg", True), ("Cees", "De Es", False)):
        organisation = next(row for row in small_world.rows(models.Organisation) if row.name == school)
        parties = {"applicant": organisation.id, "board": organisation.parent_id, "swv": organisation.swv_id}
        small_world.system.perform(links.open_case, "proef", pupil_id=pupil, parties=parties)
        task = small_world.task(who, "vragen").id
        shown = small_world.system.perform(task_pages.task_page, task, small_world.person(who))
        assert (shown.raw.get("ouder1_naam"), shown.raw.get("ouder1_gezag")) == (
            (["Moeder Voorbeeld"], ["nee"]) if known else (None, None)
        )


# ------------------------------------------------------------------ who sees it
@pytest.mark.parametrize("stranger", ["Cees", "Els", "Ad"])
def test_for_others_the_people_around_a_pupil_do_not_exist(small_world: World, stranger: str) -> None:
    number = small_world.submits()
    key = small_world.rows(models.Relation)[0].key
    with pytest.raises(NotFound):
        page(small_world, number, stranger)
    with pytest.raises(NotFound):
        write(small_world, number, key, stranger, name="X")


def test_a_school_sees_whom_its_own_case_named_and_no_secret_address(small_world: World) -> None:
    number = small_world.submits()
    key = small_world.rows(models.Relation)[0].key
    write(small_world, number, key, address="Geheimweg 1", secret="ja")
    write(small_world, number, kind="contact", name="Wijkteam", authority="", reason="Moeder belde")
    (mother, _) = page(small_world, number, "Anna").now
    assert str(mother.source) == "Vastgelegd op ma 23-11-2026."
    assert (mother.address, mother.secret) == (SECRET, True)
    assert page(small_world, number).now[0].address == "Geheimweg 1"
    with pytest.raises(NotFound):
        write(small_world, number, key, by="Anna", name="X")


def test_after_its_case_a_school_keeps_what_was_known_then(small_world: World) -> None:
    number = small_world.submits()
    key = small_world.rows(models.Relation)[0].key
    small_world.completes("Ria", "beoordelen", oordeel="ja")
    small_world.on("2026-11-24")
    write(small_world, number, key, name="Moeder Nieuwenaam", address="Ver weg 9")
    assert names(small_world, number, "Anna") == ["Moeder Voorbeeld", "Milan Voorbeeld"]
    assert names(small_world, number) == ["Moeder Nieuwenaam", "Milan Voorbeeld"]


# ------------------------------------------------------------------ letters
def test_a_guardian_gets_the_letter_and_a_parent_who_lost_authority_does_not(world: World) -> None:
    number = world.submits()
    key = world.rows(models.Relation)[0].key
    write(world, number, key, until_on=date(2026, 11, 22))
    write(world, number, kind="institution", name="Jeugdbescherming Proef", authority="", address="Postbus 1")
    world.completes("Ria", "beoordelen", oordeel="ja")
    assert addressed(world) == [("institution", "Jeugdbescherming Proef", "Postbus 1")]


def test_a_representative_gets_the_letter_on_behalf_of_each_who_decides(world: World) -> None:
    number = world.submits()
    mother = world.rows(models.Relation)[0].key
    write(world, number, name="Vader Voorbeeld", authority="ja", address="Straat 2")
    write(
        world, number, kind="representative", name="Mr. G", behalf_of=[mother], authorised_on=date(2026, 11, 1),
        address="Kantoor 3",
    )  # fmt: skip
    world.completes("Ria", "beoordelen", oordeel="ja")
    assert addressed(world) == [
        ("representative", "Mr. G, namens Moeder Voorbeeld", "Kantoor 3"),
        ("parent", "Vader Voorbeeld", "Straat 2"),
    ]
    to_g = world.rows(models.Letter)[1]
    assert to_g.body[0] == ["paragraph", ["Beste Mr. G,"]]
    assert letter_pages.is_whole(to_g, number)


def test_a_pupil_of_age_gets_the_letter_at_their_own_address(small_world: World) -> None:
    number = small_world.starts(born="23-11-2008")
    small_world.completes("Anna", "vragen", vraag="Hulp", **FORM)
    write(small_world, number, "leerling", address="Kamer 1", reason="Zelf gezegd")
    small_world.completes("Ria", "beoordelen", oordeel="ja")
    assert addressed(small_world) == [("pupil", "Milan Voorbeeld", "Kamer 1")]
    assert page(small_world, number).age == 18


def test_a_representative_of_who_only_stands_in_a_form_finds_them_in_the_register(small_world: World) -> None:
    number = small_world.submits()

    def forget(uow: object) -> None:  # as a case from before there was a register
        uow.session.query(models.Relation).delete()  # type: ignore[attr-defined]

    small_world.system.perform(forget)
    assert names(small_world, number) == ["Moeder Voorbeeld", "Milan Voorbeeld"]
    write(
        small_world, number, kind="representative", name="Mr. G", behalf_of=["ouder1"], authorised_on=date(2026, 1, 1)
    )
    small_world.completes("Ria", "beoordelen", oordeel="ja")
    assert [name for _, name, _ in addressed(small_world)] == ["Mr. G, namens Moeder Voorbeeld"]


def test_where_only_a_form_is_known_its_parents_get_the_letters(small_world: World) -> None:
    number = small_world.submits()
    small_world.system.perform(lambda uow: uow.session.query(models.Relation).delete())
    small_world.completes("Ria", "beoordelen", oordeel="ja")
    assert [name for _, name, _ in addressed(small_world)] == ["Moeder Voorbeeld"]
    with pytest.raises(WorkflowError):
        write(small_world, number, "onbekend", name="X")
