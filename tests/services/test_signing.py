"""Who signs saw it first; several are signed after another, each for itself, after one password; a remark goes back."""

from datetime import date, timedelta

import pytest

from tests.routes.samples import bpmn, call, end, node, start, terminate, user, way
from tests.services.test_concepts import LETTER
from tests.world import FORMS, PASSWORD, SETTINGS, World, listed
from workflows.domain.errors import InvalidAnswers, NotAllowed, NotFound
from workflows.persistence import models
from workflows.routes.route import Route
from workflows.routes.signing import read_signing
from workflows.services import (
    accounts,
    concepts,
    deployments,
    mandates,
    people,
    signing,
    signing_series,
    standing_in,
    tasks,
)

SIGNED = LETTER.replace("Dag.", "{{ besloten_door }}")


def decisions() -> Route:
    """A school asks, the director decides under mandate, a letter goes out."""
    frame = bpmn(
        start("begin"), user("vragen"), call("laten_besluiten", "besluit"), terminate("klaar", outcome="GRANTED"),
        way("begin", "vragen", "laten_besluiten", "klaar"), process="proef", lane={"role": "ib_er"},
    )  # fmt: skip
    deciding = bpmn(
        start("te_besluiten", starts="T2"), user("beoordelen", mandate="oordelen", due="T2"),
        node("sendTask", "brief_sturen", letter="oordeel", to="applicant parents", stops="T2"), end("besloten"),
        way("te_besluiten", "beoordelen", "brief_sturen", "besloten"),
        process="besluit", lane={"role": "directeur"},
    )  # fmt: skip
    files = {"route.toml": SETTINGS.encode(), "proef.bpmn": frame, "besluit.bpmn": deciding}
    files |= {f"forms/{name}.toml": text.encode() for name, text in FORMS.items()}
    return Route(files | {"notices/oordeel.txt": SIGNED.encode()})


class Desk:
    """Ria prepares, Dirk signs under a mandate in his name."""

    def __init__(self, world: World) -> None:
        self.world, self.perform, self.read = world, world.system.perform, world.system.read
        self.perform(deployments.deploy, decisions())
        self.perform(
            mandates.add_mandate, world.person("Ad"), what="oordelen", code="PO9901", email="dirk@wilg.test",
            from_on=date(2026, 1, 1), act="Besluit 2026-01", on_behalf_of="het bestuur van SWV De Vallei",
        )  # fmt: skip

    def case(self, last_name: str) -> int:
        """Let a case wait for the director; return the task."""
        known = {row.id for row in self.world.rows(models.UserTask)}
        self.world.submits(last_name)
        return next(r.id for r in self.world.rows(models.UserTask) if r.id not in known and r.signs == "oordelen")

    def prepares(self, task: int, oordeel: str = "ja", by: str = "Ria") -> None:
        who = self.world.person(by)
        self.world.clock.instant += timedelta(seconds=1)
        self.perform(tasks.save_draft, task, who, listed({"oordeel": oordeel}))
        self.perform(signing.lay_ready, task, who)

    def sees(self, task: int, by: str = "Dirk") -> None:
        """Let somebody open the case, with the letters."""
        self.perform(signing.page, task, self.world.person(by))
        self.world.system.try_out(concepts.concepts, task, self.world.person(by))
        self.perform(signing.show, task, self.world.person(by))

    def chooses(self, *chosen: int, by: str = "Dirk") -> int:
        return self.perform(signing_series.open_series, self.world.person(by), chosen)

    def confirms(self, series: int, password: str = PASSWORD, by: str = "Dirk") -> NotAllowed | None:
        person = self.world.person(by)
        proof = self.read(accounts.proof_for, person.email)
        return self.perform(signing_series.confirm, person, series, proof, proof.holds(password))

    def signs(self, series: int, task: int, by: str = "Dirk") -> None:
        self.perform(signing_series.sign, self.world.person(by), series, task)

    def row(self, task: int, by: str = "Dirk") -> signing.SignRow:
        page = self.read(signing.queue, self.world.person(by))
        return next(each for each in (*(page.signs or ()), *(page.prepares or ())) if each.task_id == task)

    def bodies(self) -> list[str]:
        rows = self.world.rows(models.Letter)
        return ["\n".join(line for _, lines, *_ in row.body for line in lines) for row in rows]


@pytest.fixture
def desk(small_world: World) -> Desk:
    return Desk(small_world)


def test_a_series_signs_each_case_that_was_seen_for_itself_after_one_password(world: World) -> None:
    desk = Desk(world)
    first, second = desk.case("Eén"), desk.case("Twee")
    for task in (first, second):
        desk.prepares(task)
        desk.sees(task)
    series = desk.chooses(first, second)
    with pytest.raises(NotAllowed, match="wachtwoord"):
        desk.signs(series, first)
    assert isinstance(desk.confirms(series, "mis"), NotAllowed)
    assert [row.result for row in desk.read(signing_series.series, world.person("Dirk"), series).rows] == ["", ""]
    assert desk.confirms(series) is None
    desk.signs(series, first)
    done = desk.read(signing_series.series, world.person("Dirk"), series)
    assert [row.signed for row in done.rows] == [True, False]
    assert done.left == (second,)
    assert done.rows[1].gist == ("Ja",)
    desk.signs(series, second)
    assert len(world.rows(models.Letter)) == 4  # to the school and a parent, of each case
    assert world.broken() == {}


def test_what_was_not_shown_as_it_is_now_cannot_be_signed(desk: Desk) -> None:
    seen, unseen, changed = desk.case("Eén"), desk.case("Twee"), desk.case("Drie")
    for task in (seen, unseen, changed):
        desk.prepares(task)
    desk.sees(seen)
    desk.sees(changed)
    desk.prepares(changed, "nee")
    with pytest.raises(InvalidAnswers) as refused:
        desk.chooses(seen, unseen, changed)
    assert len(refused.value.errors) == 2
    assert (desk.row(seen).shown, desk.row(changed).shown) == (True, False)
    series = desk.chooses(seen)
    desk.confirms(series)
    desk.prepares(seen, "nee")  # a colleague changes it meanwhile
    with pytest.raises(NotAllowed, match="nog niet gezien"):
        desk.signs(series, seen)
    with pytest.raises(NotFound):
        desk.signs(series, unseen)


def test_the_password_holds_for_its_own_series_and_a_short_while(desk: Desk) -> None:
    first, second = desk.case("Eén"), desk.case("Twee")
    for task in (first, second):
        desk.prepares(task)
        desk.sees(task)
    one, other = desk.chooses(first), desk.chooses(second)
    desk.confirms(one)
    with pytest.raises(NotAllowed, match="wachtwoord"):
        desk.signs(other, second)
    desk.world.clock.instant += timedelta(minutes=11)
    with pytest.raises(NotAllowed, match="wachtwoord"):
        desk.signs(one, first)
    assert desk.read(signing_series.series, desk.world.person("Dirk"), one).asks


def test_whether_the_password_is_asked_is_a_setting() -> None:
    assert read_signing("signing.toml", b"").password
    assert not read_signing("signing.toml", b"[series]\npassword = false\nminutes = 5\n").password


def test_a_remark_goes_back_to_who_prepared_it_and_the_case_waits_until_it_is_laid_ready_again(desk: Desk) -> None:
    task = desk.case("Eén")
    desk.prepares(task)
    desk.sees(task)
    dirk = desk.world.person("Dirk")
    with pytest.raises(InvalidAnswers):
        desk.perform(signing.send_back, task, dirk, " ")
    desk.perform(signing.send_back, task, dirk, "De reden is te kort.")
    row = desk.row(task, "Ria")
    assert (row.state, row.remark, row.returned_by) == ("terug", "De reden is te kort.", "Dirk")
    with pytest.raises(InvalidAnswers, match="teruggegeven"):
        desk.chooses(task)
    mails = [job for job in desk.world.rows(models.Job) if job.payload.get("notice") == "returned"]
    assert [job.payload["to"] for job in mails] == [desk.world.person("Ria").id]
    assert "te kort" not in str(mails[0].payload)
    desk.prepares(task)
    assert desk.row(task).state == "klaar"
    desk.perform(signing.send_back, task, dirk, "Nog een keer.")
    desk.world.clock.instant += timedelta(seconds=1)
    desk.perform(tasks.save_draft, task, dirk, listed({"oordeel": "nee"}))  # or who signs mends it
    assert desk.row(task).state == "klaar"


def test_who_prepares_sees_the_letters_but_cannot_sign(desk: Desk) -> None:
    task, ria = desk.case("Eén"), desk.world.person("Ria")
    desk.prepares(task)
    (found,) = desk.world.system.try_out(concepts.concepts, task, ria)
    assert "Dirk, directeur" in str(found.pages[0].blocks)
    with pytest.raises(NotFound):
        desk.perform(tasks.complete_task, task, ria, listed({"oordeel": "ja"}), "sleutel")
    with pytest.raises(NotFound):
        desk.perform(signing.send_back, task, ria, "Niet goed")
    with pytest.raises(NotAllowed):
        desk.read(signing.refuse_here, task, desk.world.person("Dirk"))
    with pytest.raises(NotFound):
        desk.perform(signing.page, task, desk.world.person("Anna"))


# ------------------------------------------------------------------ standing in
def stands_in(desk: Desk, by: str = "Dirk", who: str = "Joke", first: int = 0, last: int = 7, **more: str) -> int:
    page = desk.read(standing_in.page, desk.world.person(by))
    today = desk.world.system.today
    given = {"absent": page.absent[0][0], "who": str(desk.world.person(who).id), "act": "Besluit 2026-09", **more}
    days = {"from_on": today + timedelta(days=first), "until_on": today + timedelta(days=last)}
    return desk.perform(standing_in.record, desk.world.person(by), **given, **days)


def test_who_stands_in_has_the_tasks_the_mandate_and_the_signature_and_only_then(desk: Desk) -> None:
    world, task = desk.world, desk.case("Eén")
    desk.perform(tasks.claim, task, world.person("Dirk"))
    desk.prepares(task)
    assert "Doe beoordelen" not in [row.name for row in world.inbox("Joke")]
    stands_in(desk, first=1, last=3)
    with pytest.raises(NotFound):
        desk.sees(task, "Joke")
    world.on("2026-11-24")
    assert "Doe beoordelen" in [row.name for row in world.inbox("Joke", "mijn")]
    desk.sees(task, "Joke")
    series = desk.chooses(task, by="Joke")
    desk.confirms(series, by="Joke")
    desk.signs(series, task, "Joke")
    assert "Joke, waarnemend directeur" in desk.bodies()[0]
    late = desk.case("Twee")
    desk.prepares(late)
    desk.sees(late, "Joke")
    series = desk.chooses(late, by="Joke")
    desk.confirms(series, by="Joke")
    world.on("2026-11-27")
    with pytest.raises(NotAllowed):
        desk.signs(series, late, "Joke")
    with pytest.raises(NotFound):
        desk.perform(tasks.complete_task, late, world.person("Joke"), listed({"oordeel": "ja"}), "sleutel")
    assert any("neemt waar voor Dirk" in row.text for row in desk.read(people.changes, world.person("Ad")))


@pytest.mark.parametrize(
    ("wrong", "field"),
    [({"act": ""}, "act"), ({"who": "Dirk"}, "who"), ({"first": -1}, "from_on"), ({"last": -1}, "until_on")],
)
def test_standing_in_takes_another_person_days_to_come_and_an_act(
    desk: Desk, wrong: dict[str, object], field: str
) -> None:
    with pytest.raises(InvalidAnswers) as refused:
        stands_in(desk, **wrong)  # type: ignore[arg-type]
    assert [each.field for each in refused.value.errors] == [field]


def test_only_one_stands_in_at_a_time_and_ends_when_it_is_ended(desk: Desk) -> None:
    given = stands_in(desk, by="Ad")
    with pytest.raises(InvalidAnswers):
        stands_in(desk, who="Sjaak", first=3, last=9)
    with pytest.raises(NotFound):
        desk.read(standing_in.page, desk.world.person("Joke"))  # who stands in, passes it on to nobody
    desk.perform(standing_in.end, desk.world.person("Dirk"), given)
    desk.world.on("2026-11-24")
    assert desk.world.person("Joke").roles == {"coordinator"}
    stands_in(desk, who="Sjaak", first=3, last=9)


def test_a_week_before_a_long_closing_the_director_is_asked_who_stands_in(desk: Desk) -> None:
    shared = dict(desk.read(deployments.shared_of).files)
    closing = b'\n[[closing]]\nname = "Zomersluiting"\ndays = [2027-07-19, 2027-08-06]\n'
    desk.perform(deployments.publish_shared, {**shared, "holidays.toml": shared["holidays.toml"] + closing}, "", None)
    desk.world.on("2027-07-12")
    dirk = desk.world.person("Dirk")
    unattended = desk.read(standing_in.page, dirk).unattended
    assert unattended is not None
    assert unattended.name == "Zomersluiting"
    swv = dirk.memberships[0].organisation_id
    mails = desk.read(standing_in.remind, date(2027, 7, 12))
    assert [mail.payload["to"] for mail in mails] == [dirk.id]
    stands_in(desk, first=7, last=30)
    assert desk.read(standing_in.unattended, swv) is None
    assert desk.read(standing_in.remind, date(2027, 7, 12)) == []
