"""One PDF of a case: what was chosen, in its order, for a purpose on record; data of others stay out where asked."""

from io import BytesIO

import pytest
from pypdf import PdfReader

from tests.paper import files
from tests.world import World
from workflows.domain.errors import InvalidAnswers, NotFound
from workflows.persistence import models
from workflows.services import case_bundle, documents, printing
from workflows.services.case_bundle import Order


def holding(world: World) -> str:
    """Return the number of a case with two documents and the letters of its decision."""
    number = world.submits()
    for name, text in (("verslag.pdf", "Het verslag"), ("gesprek.pdf", "Het gesprek met vader")):
        world.system.perform(
            documents.add, number, world.person("Ria"), name=name, data=files.pdf(text), kind="verslag"
        )
    world.completes("Ria", "beoordelen", oordeel="ja")
    return number


def makes(world: World, number: str, order: Order, by: str = "Ria") -> list[str]:
    """Let somebody make a bundle; return the text of each of its pages."""
    made = printing.dossier_as_pdf(world.system.perform(case_bundle.make, number, world.person(by), order))
    return [" ".join(page.extract_text().split()) for page in PdfReader(BytesIO(made.content)).pages]


def keys(world: World, number: str) -> dict[str, str]:
    """Return the keys of what can go in, by title; of two letters alike the last."""
    page = world.system.read(case_bundle.choice, number, world.person("Ria"))
    return {piece.title: piece.key for piece in page.pieces}


def test_the_chosen_pieces_stand_in_their_order_with_an_index_and_their_reader_and_it_is_on_record(
    small_world: World,
) -> None:
    number = holding(small_world)
    can = keys(small_world, number)
    order = Order((can["gesprek.pdf"], can["verslag.pdf"], can[f"Uw aanvraag {number}"]), "advies van de commissie")
    pages = makes(small_world, number, order)
    assert len(pages) == 5, "index, answers, three pieces"
    assert "1 gesprek.pdf" in pages[0]
    assert pages[0].index("gesprek.pdf") < pages[0].index("verslag.pdf") < pages[0].index("brief aan")
    assert "voor: advies van de commissie" in pages[0]
    assert "Hulp bij lezen" in pages[1]
    assert "Het gesprek" in pages[2]
    assert "Het oordeel is" in pages[4]
    assert all("Ria" in page and f"bladzijde {nr} van 5" in page for nr, page in enumerate(pages, 1))
    told = small_world.page(number, "Ria").history[0]
    assert (told.who, str(told.text)) == ("Ria", "Dossierbundel gemaakt, aantal stukken: 3: advies van de commissie")
    logged = [row.what for row in small_world.rows(models.ReadLog)]
    assert (logged.count("document"), logged.count("dossierbundel")) == (2, 1)
    assert not small_world.broken()


def test_without_data_of_others_a_marked_piece_is_only_told_of(small_world: World) -> None:
    number = holding(small_world)
    can = keys(small_world, number)
    marked = can["gesprek.pdf"]
    order = Order((marked, can["verslag.pdf"]), "inzage door moeder", True, frozenset({marked}), sure=True)
    pages = makes(small_world, number, order)
    assert "gesprek" not in " ".join(pages)
    assert "niet opgenomen: gegevens van anderen" in pages[0]
    read = [row.document_id for row in small_world.rows(models.ReadLog) if row.what == "document"]
    assert read == [int(can["verslag.pdf"].removeprefix("stuk-"))]


def test_a_bundle_needs_a_purpose_something_in_it_and_a_look_for_data_of_others(small_world: World) -> None:
    number = holding(small_world)
    with pytest.raises(InvalidAnswers) as refused:
        makes(small_world, number, Order((), " ", without_others=True))
    assert [error.field for error in refused.value.errors] == ["piece", "purpose", "sure"]


def test_only_who_reads_the_correspondence_takes_a_case_along_and_nothing_of_another(small_world: World) -> None:
    number = holding(small_world)
    for stranger in ("Anna", "Cees", "Joke", "Ad"):
        with pytest.raises(NotFound):
            small_world.system.read(case_bundle.choice, number, small_world.person(stranger))
    assert not small_world.page(number, "Anna").bundles
    other = small_world.starts(last_name="Ander")
    with pytest.raises(NotFound):
        makes(small_world, other, Order(tuple(keys(small_world, number).values()), "verkeerde zaak"))


def test_the_order_is_as_typed_and_what_has_no_place_comes_last() -> None:
    assert case_bundle.in_order(["a", "b", "c", "d"], ["3", "x", "1", ""]) == ("c", "a", "b", "d")
