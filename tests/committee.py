"""A committee in the small world, with a small route whose advice is given in its meetings."""

from datetime import date
from typing import Any

from tests.routes.samples import bpmn, call, end, start, terminate, user, way
from tests.world import World, listed
from workflows.persistence.unit_of_work import UnitOfWork
from workflows.routes.route import Route
from workflows.services import advising, deployments, meeting_agenda, meeting_year, meetings, recusal, sitting

SETTINGS = """
name = "commissiezaak"
title = "Zaak voor de commissie"
owner = "De tests"
legal_basis = "geen"
may_start = ["ib_er"]
frame = "commissiezaak"
[[summary]]
title = "De vraag"
fields = ["vraag"]
"""
FORMS = {
    "vragen": '[[field]]\nid = "vraag"\nkind = "text"\nlabel = "Wat vraagt u?"\nrequired = true\nblock = "request"\n',
    "adviseren": '[[field]]\nid = "op"\nkind = "date"\nlabel = "Vergadering van"\nprefill = "vergaderd_op"\n'
    'required = true\nmax = "on"\nblock = "decision"\n'
    '[[field]]\nid = "er_waren"\nkind = "text"\nlabel = "Er waren"\nprefill = "aanwezig_in_vergadering"\n'
    'block = "decision"\n'
    '[[field]]\nid = "advies"\nkind = "choice"\nlabel = "Advies"\nrequired = true\nfact = true\nblock = "decision"\n'
    'options = { ja = "Toekennen", nee = "Weigeren" }\n'
    '[[field]]\nid = "anders"\nkind = "long"\nlabel = "Wie denkt er anders over?"\nblock = "decision"\n',
    "besluiten": '[[field]]\nid = "besluit"\nkind = "text"\nlabel = "Besluit"\nrequired = true\nblock = "decision"\n',
}
KEY = "commissie-1"


def for_the_committee() -> Route:
    """A school asks, the committee advises in a meeting, the office goes on."""
    frame = bpmn(
        start("begin"), user("vragen"), call("laten_adviseren", "advisering"), call("laten_besluiten", "besluit"),
        terminate("besloten", outcome="GRANTED"),
        way("begin", "vragen", "laten_adviseren", "laten_besluiten", "besloten"),
        process="commissiezaak", lane={"role": "ib_er"},
    )  # fmt: skip
    advising_ = bpmn(
        start("gevraagd", starts="T1 T2"),
        user("adviseren", due="T2", meeting="commissie", not_by="vragen"),
        end("geadviseerd"),
        way("gevraagd", "adviseren", "geadviseerd"),
        process="advisering", lane={"role": "commissie"},
    )  # fmt: skip
    deciding = bpmn(
        start("te_besluiten"), user("besluiten", stops="T1 T2"), end("klaar"),
        way("te_besluiten", "besluiten", "klaar"), process="besluit", lane={"role": "secretariaat"},
    )  # fmt: skip
    files = {"route.toml": SETTINGS.encode(), "frame.bpmn": frame, "advisering.bpmn": advising_, "b.bpmn": deciding}
    return Route(files | {f"forms/{name}.toml": text.encode() for name, text in FORMS.items()})


class Committee:
    """The committee of the small world: Frank, Annelies and Noa; Ria is its secretary."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.perform, self.read = world.system.perform, world.system.read
        self.perform(self._found)
        self.perform(deployments.deploy, for_the_committee())
        world.on("2026-11-26")

    @staticmethod
    def _found(uow: UnitOfWork) -> None:
        for name in ("Frank", "Annelies", "Noa"):
            World.joins(uow, name, "commissie:PO9901")

    def case(self, last_name: str = "Voorbeeld") -> str:
        number = self.world.starts(last_name=last_name, route="commissiezaak")
        self.world.completes("Anna", "vragen", vraag=f"Hulp voor {last_name}")
        return number

    def plans(self, day: str, kind: str = "extra", capacity: str = "8") -> int:
        return self.perform(
            meeting_year.plan_one, self.who("Ria"), KEY, kind=kind, held_on=date.fromisoformat(day), starts_at="09:30",
            place="Kantoor", capacity=capacity,
        )  # fmt: skip

    def who(self, name: str) -> Any:
        return self.world.person(name)

    def waiting(self) -> tuple[meetings.WaitingRow, ...]:
        return self.read(meetings.page, self.who("Ria"), KEY).waiting

    def puts_all_on(self, meeting: int) -> None:
        self.perform(meeting_agenda.put_on, self.who("Ria"), meeting, [row.task_id for row in self.waiting()])

    def page(self, meeting: int, name: str = "Ria") -> sitting.MeetingPage:
        return self.read(sitting.page, self.who(name), meeting)

    def item(self, meeting: int, number: str) -> sitting.ItemRow:
        return next(each for each in self.page(meeting).items if each.number == number)

    def answers(self, name: str, meeting: int, *known: str) -> None:
        rows = self.read(recusal.questions, self.who(name), meeting).rows
        given = {row.item_id: "ja" if row.number in known else "nee" for row in rows}
        self.perform(recusal.answer, self.who(name), meeting, given)

    def opens(self, name: str, meeting: int, number: str) -> sitting.ItemPage:
        return self.perform(sitting.item_page, self.who(name), meeting, self.item(meeting, number).id)

    def is_there(self, meeting: int, *names: str) -> None:
        present = {self.who(name).id: "orthopedagoog" for name in names}
        self.perform(advising.set_present, self.who("Ria"), meeting, present)

    def advises(self, by: str, meeting: int, number: str, **more: str) -> Any:
        raw = listed({"op": "26-11-2026", "advies": "ja", **more})
        item = self.item(meeting, number).id
        return self.perform(advising.advise, self.who(by), meeting, item, raw, f"{number}-{by}")
