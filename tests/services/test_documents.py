"""Files in a case: what comes in is what it says it is, and only who may read its block sees it."""

import io
import zipfile

import pytest

from tests.paper import files
from tests.world import World
from workflows.domain.errors import InvalidAnswers, NotFound
from workflows.domain.people import Person
from workflows.persistence import models
from workflows.persistence.unit_of_work import UnitOfWork
from workflows.services import documents, task_pages, tasks

PDF = b"%PDF-1.7 een verslag"


def office_file(member: str, *others: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name in ("[Content_Types].xml", member, *others):
            archive.writestr(name, "<x/>")
    return file.getvalue()


DOCX, XLSX = office_file("word/document.xml"), office_file("xl/workbook.xml")


# ------------------------------------------------------------------ what comes in
@pytest.mark.parametrize(
    ("name", "data", "media_type"),
    [
        ("verslag.pdf", PDF, "application/pdf"),
        ("VERSLAG.PDF", PDF, "application/pdf"),
        ("foto.jpg", b"\xff\xd8\xff\xe0", "image/jpeg"),
        ("foto.jpeg", b"\xff\xd8\xff\xe0", "image/jpeg"),
        ("schets.png", b"\x89PNG\r\n\x1a\n", "image/png"),
        ("opp.docx", DOCX, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        ("toetsen.xlsx", XLSX, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ],
)
def test_a_file_that_is_what_it_says_comes_in(name: str, data: bytes, media_type: str) -> None:
    assert documents.media_type_of(name, data) == media_type


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("leeg.pdf", b"", "is leeg"),
        ("groot.pdf", b"%PDF-" + bytes(20_000_000), "groter dan 20 MB"),
        ("opp 999990019.pdf", PDF, "burgerservicenummer"),
        ("opp 9999.90.019.pdf", PDF, "burgerservicenummer"),
        ("verslag.doc", b"\xd0\xcf\x11\xe0", "nemen wij niet aan"),
        ("verslag", PDF, "nemen wij niet aan"),
        ("pagina.html", b"<script>", "nemen wij niet aan"),
        ("pagina.pdf", b"<html><script>", "is geen pdf"),
        ("archief.docx", office_file("malware.exe"), "is geen docx"),
        ("toetsen.docx", XLSX, "is geen docx"),
        ("verslag.docx", office_file("word/document.xml", "word/vbaProject.bin"), "macro"),
        ("verslag.pdf.exe", b"MZ", "nemen wij niet aan"),
    ],
)
def test_a_file_that_is_something_else_is_refused_and_says_what_to_do(name: str, data: bytes, says: str) -> None:
    with pytest.raises(InvalidAnswers, match=says) as refused:
        documents.media_type_of(name, data, "bijlage")
    assert refused.value.errors[0].field == "bijlage"
    assert refused.value.errors[0].message.startswith(f"Bijlage '{name}':")


def test_nine_digits_that_are_no_bsn_may_be_in_a_name() -> None:
    assert documents.media_type_of("dossier 123456789.pdf", PDF)


def test_a_name_is_kept_without_its_folders_and_odd_characters(small_world: World) -> None:
    small_world.starts()
    view = upload(small_world, "Anna", 'C:\\Users\\anna\\<b>"opp"\n.pdf')
    assert view.name == "_b__opp__.pdf"
    assert "/" not in upload(small_world, "Anna", "../../etc/passwd.pdf").name


# ------------------------------------------------------------------ who sees it
def upload(world: World, by: str, name: str = "opp.pdf", data: bytes = PDF) -> documents.DocumentView:
    return world.system.perform(
        documents.add, world.task(by, "vragen").id, world.person(by), name=name, data=data, field="bijlage"
    )


def may_fetch(world: World, document: int, *names: str) -> list[str]:
    def try_as(by: Person) -> bool:
        try:
            return bool(world.system.perform(documents.fetch, document, by))
        except NotFound:
            return False

    return [name for name in names if try_as(world.person(name))]


EVERYBODY = ("Anna", "Bart", "Cees", "Coen", "Ria", "Dirk", "Els", "Joke", "Ad")


def test_a_file_in_a_draft_is_seen_by_those_of_the_task_only(world: World) -> None:
    number = world.starts()
    document = upload(world, "Anna").id
    others = [name for name in EVERYBODY if name != "Ria"]  # the office may fill in the task for the school
    assert may_fetch(world, document, *others) == ["Anna", "Bart"]
    assert world.page(number, "Dirk").documents == ()
    world.completes("Anna", "vragen", vraag="Hulp", bijlage=str(document))
    # The field is in the block health: not for the contact person of the board, nor for the coordinator.
    assert may_fetch(world, document, *EVERYBODY) == ["Anna", "Bart", "Ria", "Dirk"]
    assert [row.name for row in world.page(number, "Dirk").documents] == ["opp.pdf"]
    assert world.page(number, "Coen").documents == ()
    assert "Bijlage" not in str(world.page(number, "Coen").dossier)


def test_what_was_stored_comes_out_unchanged_and_the_reading_is_noted(world: World) -> None:
    world.starts()
    document = upload(world, "Anna", data=PDF + bytes(range(256))).id
    view, data = world.system.perform(documents.fetch, document, world.person("Bart"))
    assert data == PDF + bytes(range(256))
    assert (view.size, view.media_type, view.added_by) == (len(data), "application/pdf", "Anna")
    log = world.rows(models.ReadLog)[-1]
    assert (log.person_id, log.document_id, log.what) == (world.person("Bart").id, document, "document")


def test_a_file_may_be_taken_back_until_it_is_submitted(small_world: World) -> None:
    world = small_world
    world.starts()
    wrong, right = upload(world, "Anna").id, upload(world, "Anna").id
    with pytest.raises(NotFound):
        world.system.perform(documents.remove, wrong, world.person("Cees"))
    world.system.perform(documents.remove, wrong, world.person("Bart"))
    assert may_fetch(world, wrong, *EVERYBODY) == []
    with pytest.raises(InvalidAnswers):
        world.completes("Anna", "vragen", vraag="Hulp", bijlage=str(wrong))
    world.completes("Anna", "vragen", vraag="Hulp", bijlage=str(right))
    with pytest.raises(NotFound):
        world.system.perform(documents.remove, right, world.person("Anna"))


def test_a_file_of_another_case_cannot_be_handed_in(small_world: World) -> None:
    small_world.starts("Cees")
    theirs = upload(small_world, "Cees").id
    small_world.starts("Anna")
    with pytest.raises(InvalidAnswers):
        small_world.completes("Anna", "vragen", vraag="Hulp", bijlage=str(theirs))


def test_a_file_added_to_a_case_may_be_about_health_and_is_read_as_such(small_world: World) -> None:
    number = small_world.submits()

    def add(by: str) -> None:
        small_world.system.perform(documents.add, number, small_world.person(by), name="brief.pdf", data=PDF)

    add("Anna")
    assert [row.name for row in small_world.page(number, "Dirk").documents] == ["brief.pdf"]
    assert small_world.page(number, "Joke").documents == small_world.page(number, "Coen").documents == ()
    assert small_world.history(number, "document")[0].actor_id == small_world.person("Anna").id
    for stranger in ("Coen", "Joke", "Dirk", "Cees", "Els", "Ad"):
        with pytest.raises(NotFound):
            add(stranger)


def test_an_expert_reads_what_was_submitted_only_while_advising(advising: World) -> None:
    number = advising.starts(route="advies")
    document = advising.system.perform(documents.add, number, advising.person("Anna"), name="opp.pdf", data=PDF).id
    assert may_fetch(advising, document, "Els") == []
    advising.appoints()
    assert may_fetch(advising, document, "Els", "Fred") == ["Els", "Fred"]
    advising.completes("Els", "adviseren", advies="Goed.")
    assert may_fetch(advising, document, "Els", "Fred") == ["Fred"]


def test_no_list_loads_the_bytes(small_world: World) -> None:
    small_world.starts()
    upload(small_world, "Anna")

    def columns(uow: UnitOfWork) -> set[str]:
        return {type(each).__name__ for row in uow.session.query(models.Document) for each in vars(row).values()}

    assert "bytes" not in small_world.system.read(columns)


# ------------------------------------------------------------------ no BSN
BSN = "999990019"


def test_a_document_in_which_a_bsn_is_named_is_refused_and_says_where_and_what_to_do(small_world: World) -> None:
    small_world.starts()
    with pytest.raises(InvalidAnswers) as refused:
        upload(small_world, "Anna", "verslag.pdf", files.pdf("Een verslag.", f"BSN {BSN}"))
    assert refused.value.errors[0].field == "bijlage"
    message = refused.value.errors[0].message
    assert message.startswith("Bijlage 'verslag.pdf': op bladzijde 2 staat een BSN: •••••••19.")
    assert "bewaar de bijlage opnieuw" in message
    assert BSN not in message
    assert small_world.rows(models.Document) == []


def remarks(world: World, number: str, by: str) -> list[str]:
    return [str(row.remark) for row in world.page(number, by).documents if row.remark is not None]


def test_what_may_hold_a_bsn_or_cannot_be_read_is_marked_for_who_added_it_and_for_the_office(world: World) -> None:
    number = world.starts()
    sheet = files.excel({"Groep 5": [["Naam", "Nummer"], ["Milan", int(BSN)]]})
    ids = [
        upload(world, "Anna", "dossier.pdf", files.pdf("Een verslag.", f"Dossier {BSN}")).id,
        upload(world, "Anna", "toetsen.xlsx", sheet).id,
        upload(world, "Anna", "scan.pdf", files.scan()).id,
        upload(world, "Anna", "goed.docx", files.word("Een verslag.")).id,
    ]
    anna, task = world.person("Anna"), world.task("Anna", "vragen").id
    shown = world.system.perform(task_pages.task_page, task, anna).context.files
    assert [shown[str(id_)].remark is not None for id_ in ids] == [True, True, True, False]

    raw = {"vraag": ["Hulp"], "bijlage": [str(ids[0]), str(ids[2])]}
    world.system.perform(tasks.complete_task, task, anna, raw, "k", None, True)
    told = [
        "Mogelijk een BSN op bladzijde 2: controleer en vervang",
        "Niet gelezen: kijk zelf of er geen BSN in staat",
    ]
    assert remarks(world, number, "Anna") == remarks(world, number, "Ria") == told
    assert remarks(world, number, "Bart") == remarks(world, number, "Dirk") == []


def test_a_document_that_may_hold_a_bsn_is_replaced_and_its_content_destroyed(world: World) -> None:
    number, ria = world.submits(), world.person("Ria")
    made = files.word(f"Dossier {BSN}")
    world.system.perform(documents.add, number, world.person("Anna"), name="opp.docx", data=made)
    [document] = world.page(number, "Ria").documents
    assert document.replaceable
    assert world.page(number, "Joke").documents == ()
    for again in (made, files.word(f"Ook hier {BSN}")):
        with pytest.raises(InvalidAnswers, match="ook in deze versie"):
            world.system.perform(documents.replace, document.id, ria, name="opp.docx", data=again)
    for stranger in ("Joke", "Cees", "Els"):
        with pytest.raises(NotFound):
            world.system.perform(documents.replace, document.id, world.person(stranger), name="o.docx", data=made)

    clean = files.word("Dossier zonder nummer")
    assert world.system.perform(documents.replace, document.id, ria, name="opp zonder.docx", data=clean) == number
    [document] = world.page(number, "Ria").documents
    assert (document.name, document.remark) == ("opp zonder.docx", None)
    assert world.system.perform(documents.fetch, document.id, ria)[1] == clean
    assert [row.content for row in world.rows(models.DocumentContent)] == [clean]
    [line] = world.history(number, "document.replaced")
    assert (line.facts, line.details) == ({"document": document.id}, None)
    assert BSN not in str([(row.facts, row.details) for row in world.history(number)])
    assert "de oude inhoud is vernietigd" in str(world.page(number, "Ria").history[0].text)
    assert world.broken() == {}
