"""Letters: one per addressee, on the post, and sometimes back again."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

import pytest

from tests.world import LETTER, World, proef
from workflows.domain.errors import InvalidAnswers, NotAllowed, NotFound, WorkflowError
from workflows.domain.relations import Circle, Relation
from workflows.persistence import models
from workflows.persistence.unit_of_work import UnitOfWork
from workflows.routes.route import Route
from workflows.services import accounts, addressing, deployments, letter_pages, notices, post, printing, rectifying
from workflows.services.parents import in_answers


def with_authority(answers: dict[str, object]) -> list[Relation]:
    """Return who gets the letters where a form is all that is known."""
    return [
        each.relation for each in Circle.at("", None, date(2026, 11, 23), in_answers(answers).values()).recipients()
    ]


def decided(world: World, last_name: str = "Voorbeeld") -> str:
    number = world.submits(last_name)
    world.completes("Ria", "beoordelen", oordeel="ja")
    return number


def test_each_addressee_gets_a_letter_of_their_own(world: World) -> None:
    number = decided(world)
    school, parent = world.rows(models.Letter)
    assert [(row.addressee_kind, row.addressee_name, row.channel) for row in (school, parent)] == [
        ("applicant", "De Wilg", "portaal"),
        ("parent", "Moeder Voorbeeld", "post"),
    ]
    assert (school.posted_on, parent.posted_on) == (date(2026, 11, 23), None)
    assert school.subject == parent.subject == f"Uw aanvraag {number}"
    assert parent.body == [["paragraph", ["Beste Moeder Voorbeeld,"]], ["paragraph", ["Het oordeel is ja."]]]
    page = world.system.perform(letter_pages.letter, parent.id, world.person("Ria"))
    assert page.blocks[0] == ("paragraph", ("Beste Moeder Voorbeeld,",))
    assert world.rows(models.ReadLog)[-1].what == "letter"


@pytest.mark.parametrize(
    ("answers", "who"),
    [
        ({"ouder1_naam": "A", "ouder1_gezag": "ja", "ouder2_naam": "B", "ouder2_gezag": True}, ["A", "B"]),
        ({"ouder1_naam": "A", "ouder1_gezag": "nee", "ouder2_naam": "B", "ouder2_gezag": True}, ["B"]),
        ({"ouder1_naam": "A", "ouder1_gezag": None}, []),
        ({"ouder1_gezag": True}, []),
        ({}, []),
    ],
)
def test_only_parents_with_authority_are_written_to(answers: dict[str, object], who: list[str]) -> None:
    assert [each.name for each in with_authority(answers)] == who


@pytest.mark.parametrize(
    ("on", "who"),
    [
        (date(2026, 11, 23), ["parent"]),  # the day before the birthday
        (date(2026, 11, 24), ["parent", "pupil"]),
        (date(2028, 11, 23), ["parent", "pupil"]),
        (date(2028, 11, 24), ["pupil"]),  # of age, the pupil decides, and gets one letter
    ],
)
def test_a_pupil_of_sixteen_gets_a_letter_of_their_own_beside_who_decides(on: date, who: list[str]) -> None:
    """UAVG art. 5, Awb art. 3:41."""
    answers = {"ouder1_naam": "Moeder", "ouder1_gezag": "ja"}
    circle = Circle.at("Sem Voorbeeld", date(2010, 11, 24), on, in_answers(answers).values())
    found = addressing.addressees({}, ["parents", "pupil"], circle, answers, "besluit")
    assert [each.kind for each in found] == who


def test_a_secret_address_stands_on_its_own_letter_only() -> None:
    first, second = with_authority(
        {
            "ouder1_naam": "A", "ouder1_gezag": True, "ouder1_adres": "Geheim 1", "ouder1_geheim": True,
            "ouder2_naam": "B", "ouder2_gezag": True, "ouder2_adres": "Straat 2",
        }
    )  # fmt: skip
    assert (first.address, first.secret) == ("Geheim 1", True)
    assert (second.address, second.secret) == ("Straat 2", False)


@pytest.mark.parametrize(("who", "sees"), [("Ria", True), ("Anna", False), ("Dirk", False), ("Coen", False)])
def test_a_letter_with_a_secret_address_is_for_the_office_only(small_world: World, who: str, sees: bool) -> None:
    decided(small_world)
    parent = small_world.rows(models.Letter)[1].id

    def hide(uow: UnitOfWork) -> None:
        row = uow.session.get_one(models.Letter, parent)
        row.address, row.secret_address = "Geheim 1", True

    small_world.system.perform(hide)
    if sees:
        page = small_world.system.perform(letter_pages.letter, parent, small_world.person(who))
        assert page.address == ("Geheim 1",)
    else:
        with pytest.raises(NotFound):
            small_world.system.perform(letter_pages.letter, parent, small_world.person(who))


@pytest.mark.parametrize("stranger", ["Cees", "Els", "Ad"])
def test_who_may_not_read_the_decision_reads_no_letter(small_world: World, stranger: str) -> None:
    decided(small_world)
    for unknown in (1, 2, 999):
        with pytest.raises(NotFound):
            small_world.system.perform(letter_pages.letter, unknown, small_world.person(stranger))


# ------------------------------------------------------------------ the post
def test_the_post_waits_in_order_and_each_letter_is_posted_once(world: World) -> None:
    first = decided(world)
    second = decided(world, "Ander")
    ria = world.person("Ria")
    queue = world.system.read(post.to_post, ria)
    assert [(row.case_number, row.addressee) for row in queue] == [
        (first, "Moeder Voorbeeld"),
        (second, "Moeder Voorbeeld"),
    ]
    world.on("2026-11-24")
    today = date(2026, 11, 24)
    assert world.system.perform(post.mark_posted, [row.id for row in queue], today, ria) == 2
    assert world.system.read(post.to_post, ria) == ()
    posted = world.history(first, "letter.posted")
    assert [(row.on, row.actor_id, row.facts["letter"]) for row in posted] == [(today, ria.id, "oordeel")]
    with pytest.raises(NotFound):
        world.system.perform(post.mark_posted, [queue[0].id], today, ria)
    assert world.broken() == {}


def test_two_people_who_empty_the_post_at_once_post_each_letter_once(world: World) -> None:
    numbers = [decided(world, f"Kind{n}") for n in range(4)]
    together, by = Barrier(2, timeout=30), (world.person("Ria"), world.person("Sjaak"))
    wanted = [row.id for row in world.system.read(post.to_post, by[0])]

    def empty(n: int) -> int:
        done = 0
        for letter in wanted:
            together.wait()
            try:
                done += world.system.perform(post.mark_posted, [letter], date(2026, 11, 23), by[n])
            except WorkflowError as refused:
                assert isinstance(refused, NotFound)  # noqa: PT017 (counted, not expected)
        return done

    with ThreadPoolExecutor(2) as pool:
        assert sum(pool.map(empty, range(2))) == 4
    assert [len(world.history(number, "letter.posted")) for number in numbers] == [1, 1, 1, 1]


@pytest.mark.parametrize("day", [date(2026, 11, 24), date(2026, 11, 22)])
def test_a_letter_is_posted_on_or_after_the_day_it_was_made_and_not_tomorrow(small_world: World, day: date) -> None:
    decided(small_world)
    ria = small_world.person("Ria")
    ids = [row.id for row in small_world.system.read(post.to_post, ria)]
    with pytest.raises(InvalidAnswers, match="Gepost op"):
        small_world.system.perform(post.mark_posted, ids, day, ria)
    assert len(small_world.system.read(post.to_post, ria)) == 1


def test_a_letter_that_comes_back_is_noted_with_its_day(small_world: World) -> None:
    number = decided(small_world)
    ria = small_world.person("Ria")
    (waiting,) = small_world.system.read(post.to_post, ria)
    with pytest.raises(NotFound):  # it did not leave yet
        small_world.system.perform(post.mark_returned, waiting.id, date(2026, 11, 23), ria)
    small_world.system.perform(post.mark_posted, [waiting.id], date(2026, 11, 23), ria)
    small_world.on("2026-11-30")
    for impossible in (date(2026, 12, 1), date(2026, 11, 22)):
        with pytest.raises(InvalidAnswers, match="Terug op"):
            small_world.system.perform(post.mark_returned, waiting.id, impossible, ria)
    small_world.system.perform(post.mark_returned, waiting.id, date(2026, 11, 27), ria)
    view = small_world.page(number, "Ria").letters[1]
    assert (view.posted_on, view.returned_on) == (date(2026, 11, 23), date(2026, 11, 27))
    assert [row.on for row in small_world.history(number, "letter.returned")] == [date(2026, 11, 27)]


@pytest.mark.parametrize("stranger", ["Anna", "Dirk", "Ad"])
def test_only_the_office_handles_the_post(small_world: World, stranger: str) -> None:
    decided(small_world)
    by = small_world.person(stranger)
    with pytest.raises(NotFound):
        small_world.system.read(post.to_post, by)
    with pytest.raises(NotFound):
        small_world.system.perform(post.mark_posted, [2], date(2026, 11, 23), by)
    with pytest.raises(NotFound):
        small_world.system.perform(post.mark_returned, 2, date(2026, 11, 23), by)


# ------------------------------------------------------------------ the portal
def test_a_letter_in_the_portal_is_there_at_once_and_the_school_hears_of_it_by_mail(world: World) -> None:
    number = decided(world)
    mails = [row for row in world.rows(models.Job) if row.payload.get("notice") == "letter"]
    assert [row.payload["to"] for row in mails] == [world.person("Anna").id, world.person("Bart").id]
    notice = world.system.read(notices.notice_of, mails[0].key, mails[0].payload)
    assert notice is not None
    assert notice.to == "anna@wilg.test"
    assert notice.subject == f"Er staat een brief voor u klaar: zaak {number}"
    for personal in ("Voorbeeld", "Milan", "De Wilg", "oordeel"):
        assert personal not in notice.subject + notice.text


def test_a_mail_is_in_the_language_of_its_receiver(small_world: World) -> None:
    number = decided(small_world)
    anna = small_world.person("Anna")
    view = small_world.system.read(accounts.person_by_id, anna.id, 0)
    assert view is not None
    small_world.system.perform(accounts.set_locale, view, "en")
    for notice, more, subject, words in (
        ("letter", {}, f"A letter is ready for you: case {number}", "a letter is ready for you"),
        ("assigned", {}, f"A task waits for you: case {number}", "a task is assigned to you"),
        ("rung", {"rule": "T2", "due_on": "2027-01-18"}, f"Reminder: case {number}, due on Mon 18 Jan 2027",
         "the statutory term 'Decide on the TLV application' is running"),
        ("rung", {"rule": "T2", "due_on": "2026-11-20"}, f"Overdue: case {number}, due on Fri 20 Nov 2026",
         "has passed. The last day was Fri 20 Nov 2026."),
    ):  # fmt: skip
        payload = {"notice": notice, "to": anna.id, "case": number, **more}
        mail = small_world.system.read(notices.notice_of, "key", payload)
        assert mail is not None
        assert mail.subject == subject
        assert words in mail.text
        assert mail.text.endswith("This message holds no names, on purpose. Nobody reads a reply to it.")


def test_a_letter_in_the_portal_waits_for_no_post_and_cannot_come_back(small_world: World) -> None:
    decided(small_world)
    school, parent = small_world.rows(models.Letter)
    ria, today = small_world.person("Ria"), date(2026, 11, 23)
    assert [row.id for row in small_world.system.read(post.to_post, ria)] == [parent.id]
    with pytest.raises(NotFound):
        small_world.system.perform(post.mark_posted, [school.id], today, ria)
    with pytest.raises(NotFound):
        small_world.system.perform(post.mark_returned, school.id, today, ria)


# ------------------------------------------------------------------ whole, or not at all
DECISION = """+++
subject = "Besluit op {{ zaaknummer }}"
kind = "besluit"

[needed_when]
afwijking = 'oordeel == "nee"'
+++
Beste {{ aan }},

{% blok besluit gegevens zienswijzen overwegingen %}
Wij besluiten: {{ oordeel }}.
{% endblok %}
{% blok grondslag %}
WPO art. 40.
{% endblok %}
{% if not empty(vraag) and vraag != "Hulp bij lezen" %}
{% blok afwijking %}
Wij wijken af: {{ vraag }}.
{% endblok %}
{% endif %}

{{ alinea("bezwaar") }}

{% blok ondertekening %}
Namens {{ namens }}
{% endblok %}
"""


def deciding(world: World, letter: str) -> None:
    world.system.perform(deployments.deploy, Route(dict(proef().files) | {"notices/oordeel.txt": letter.encode()}))


def test_a_decision_that_lacks_a_part_cannot_be_signed(world: World) -> None:
    deciding(world, DECISION)
    number = world.submits()
    with pytest.raises(InvalidAnswers, match="Er staat nog niet in: waarom van een advies is afgeweken"):
        world.completes("Ria", "beoordelen", oordeel="nee")
    assert world.rows(models.Letter) == []
    world.completes("Ria", "beoordelen", oordeel="ja")
    assert len(world.rows(models.Letter)) == 2
    assert world.history(number, "letter") != []


def test_a_letter_with_a_hole_says_what_to_fill_in(small_world: World) -> None:
    deciding(small_world, LETTER + "\n{{ gebeld }}\n")
    small_world.submits()
    with pytest.raises(InvalidAnswers, match=r"De brief noemt gebeld, maar dat is leeg\. Vul dat eerst in"):
        small_world.completes("Ria", "beoordelen", oordeel="ja")


def test_a_standard_paragraph_is_in_the_letter_that_goes_out(small_world: World) -> None:
    deciding(small_world, DECISION)
    decided(small_world)
    letter = small_world.rows(models.Letter)[0]
    assert ["heading", ["Bent u het niet eens met dit besluit?"]] in letter.body


# ------------------------------------------------------------------ sealed
@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("subject", "Iets anders"),
        ("addressee_name", "B. Ander"),
        ("address", "Elders 1"),
        ("body", [["paragraph", ["Toch niet."]]]),
        ("version", 2),
    ],
)
def test_a_sealed_letter_that_somebody_changed_does_not_go_out(world: World, column: str, value: object) -> None:
    decided(world)
    ria, letter_id = world.person("Ria"), world.rows(models.Letter)[1].id
    page = world.system.perform(letter_pages.letter, letter_id, ria)
    assert (len(page.seal), page.broken) == (64, False)
    assert printing.as_pdf(page).content.startswith(b"%PDF-")

    def change(uow: UnitOfWork) -> None:
        setattr(uow.session.get_one(models.Letter, letter_id), column, value)

    world.system.perform(change)
    page = world.system.perform(letter_pages.letter, letter_id, ria)
    assert page.broken
    for file in (printing.as_pdf, printing.as_word):
        with pytest.raises(NotAllowed, match="niet meer de brief die is verzegeld"):
            file(page)
    with pytest.raises(NotAllowed):
        printing.post_as_pdf(world.system.perform(post.all_to_post, ria))


# ------------------------------------------------------------------ by e-mail, to who said so
@pytest.mark.parametrize(
    ("email", "digital", "kind", "wants"),
    [
        ("a@voorbeeld.test", ["besluit", "brief"], "besluit", True),
        ("a@voorbeeld.test", ["brief"], "besluit", False),
        ("a@voorbeeld.test", ["brief"], "brief", True),
        ("a@voorbeeld.test", ["brief"], "bericht", True),
        ("a@voorbeeld.test", ["besluit"], "bericht", False),
        ("a@voorbeeld.test", None, "brief", False),
        ("", ["besluit", "brief"], "brief", False),
    ],
)
def test_a_parent_gets_by_email_what_they_said_and_nothing_else(
    email: str, digital: list[str] | None, kind: str, wants: bool
) -> None:
    (parent,) = with_authority(
        {"ouder1_naam": "A", "ouder1_gezag": "ja", "ouder1_email": email, "ouder1_digitaal": digital}
    )
    assert parent.wants_by_email(kind) is wants


def emailed(world: World) -> None:
    """Decide on an application of a parent who wants letters by e-mail."""
    more = (
        '[[field]]\nid = "ouder1_email"\nkind = "email"\nlabel = "E-mail"\nblock = "identity"\n'
        '[[field]]\nid = "ouder1_digitaal"\nkind = "choices"\nlabel = "Per e-mail"\nblock = "identity"\n'
        'options = { besluit = "Besluiten", brief = "Brieven" }\n'
    )
    asked = dict(proef().files)["forms/vragen.toml"].decode() + more
    world.system.perform(deployments.deploy, Route(dict(proef().files) | {"forms/vragen.toml": asked.encode()}))
    world.starts()
    world.completes(
        "Anna", "vragen", vraag="hulp", ouder1_naam="Moeder Voorbeeld", ouder1_gezag="ja",
        ouder1_email="moeder@voorbeeld.test", ouder1_digitaal="brief",
    )  # fmt: skip
    world.completes("Ria", "beoordelen", oordeel="ja")


def test_a_letter_by_email_waits_for_the_office_and_is_sent_once_it_says_so(world: World) -> None:
    emailed(world)
    ria, letter = world.person("Ria"), world.rows(models.Letter)[1]
    assert (letter.channel, letter.address, letter.posted_on) == ("e-mail", "moeder@voorbeeld.test", None)
    assert [row.id for row in world.system.read(post.to_post, ria)] == [letter.id]
    with pytest.raises(NotFound):  # nothing to print
        world.system.perform(post.all_to_post, ria)
    assert world.system.perform(post.mark_posted, [letter.id], date(2026, 11, 23), ria) == 1
    world.system.perform(post.mark_returned, letter.id, date(2026, 11, 23), ria)
    world.system.perform(rectifying.send_again, letter.id, ria, "Laan 1\n1234 AB Dal", None)
    again = world.rows(models.Letter)[2]
    assert (again.channel, again.address) == ("post", "Laan 1\n1234 AB Dal")
