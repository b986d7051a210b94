"""A small samenwerkingsverband to test the services in: a route of its own, organisations, people, a clock."""

from collections.abc import Mapping
from datetime import date, time, timedelta
from pathlib import Path
from typing import Any

from tests.databases import begins_with
from tests.routes.samples import (
    Flow,
    boundary,
    bpmn,
    call,
    catch,
    end,
    message,
    node,
    several,
    start,
    terminate,
    timer,
    user,
    way,
    xor,
)
from workflows.domain.clock import FrozenClock, at_local, local_date
from workflows.domain.people import Person
from workflows.persistence import models, people, queries
from workflows.persistence.unit_of_work import Database, UnitOfWork
from workflows.routes.route import Route
from workflows.scheduler import drain
from workflows.services import accounts, deployments, inbox, instances, messages, publishing, route_versions, tasks
from workflows.services.views import CasePage, Completed, OnBehalf, TaskRow
from workflows.system import Settings, System

BPMN = Path(__file__).parent.parent / "bpmn"
PASSWORD = "een lang wachtwoord"
PASSWORD_HASH = accounts.HASHER.hash(PASSWORD)

SETTINGS = """
name = "proef"
title = "Proefaanvraag"
owner = "De tests"
legal_basis = "geen"
description = "Een kleine route."
may_start = ["ib_er"]
frame = "proef"
begin = ["Een stuk"]
promises = ["T2"]
"""
FORMS = {
    "vragen": '[[field]]\nid = "vraag"\nkind = "text"\nlabel = "Wat vraagt u?"\nrequired = true\nblock = "request"\n'
    '[[field]]\nid = "ouder1_naam"\nkind = "text"\nlabel = "Naam ouder 1"\nblock = "identity"\n'
    '[[field]]\nid = "ouder1_gezag"\nkind = "yesno"\nlabel = "Heeft ouder 1 gezag?"\nblock = "identity"\n'
    '[[field]]\nid = "bijlage"\nkind = "file"\nlabel = "Bijlage"\nblock = "health"\naccept = ["pdf"]\n',
    "beoordelen": '[[field]]\nid = "oordeel"\nkind = "choice"\nlabel = "Wat is uw oordeel?"\nrequired = true\n'
    'fact = true\nblock = "decision"\noptions = { ja = "Ja", nee = "Nee"}\n'
    '[[check]]\nunless = \'oordeel != "nee"\'\nmessage = "Weet u het zeker?"\nlevel = "warning"\n',
    "aanmanen": '[[field]]\nid = "gebeld"\nkind = "yesno"\nlabel = "Is er gebeld?"\nblock = "deadlines"\n',
    "ingetrokken": '[[field]]\nid = "reden"\nkind = "text"\nlabel = "Reden"\nblock = "request"\n',
}
LETTER = """+++
subject = "Uw aanvraag {{ zaaknummer }}"
kind = "brief"
+++
Beste {{ aan }},

Het oordeel is {{ oordeel }}.
"""


def proef() -> Route:
    """A school asks, the office judges; a reminder when it takes too long; it can be withdrawn."""
    frame = bpmn(
        start("begin"), user("vragen"), call("laten_beoordelen", "beoordeling"),
        boundary("ingetrokken", "laten_beoordelen", message("ingetrokken"), role="ib_er", stops="T2"),
        xor("welk_oordeel", "afgewezen"), terminate("toegekend", outcome="GRANTED"),
        terminate("afgewezen", outcome="REFUSED"), terminate("teruggetrokken", outcome="WITHDRAWN"),
        way("begin", "vragen", "laten_beoordelen", "welk_oordeel", "afgewezen"),
        Flow("welk_oordeel", "toegekend", 'oordeel == "ja"'), Flow("ingetrokken", "teruggetrokken"),
        process="proef", lane={"role": "ib_er"},
    )  # fmt: skip
    judging = bpmn(
        start("ontvangen", starts="T0C T2"), user("beoordelen", due="T0C"),
        boundary("te_laat", "beoordelen", timer('due_at("T0C")'), interrupting=False),
        user("aanmanen"), end("aangemaand"),
        node("sendTask", "brief_sturen", letter="oordeel", to="applicant parents", stops="T2"),
        end("beoordeeld"),
        way("ontvangen", "beoordelen", "brief_sturen", "beoordeeld"),
        way("te_laat", "aanmanen", "aangemaand"),
        process="beoordeling", lane={"role": "secretariaat"},
    )  # fmt: skip
    files = {"route.toml": SETTINGS.encode(), "proef.bpmn": frame, "beoordeling.bpmn": judging}
    files |= {f"forms/{name}.toml": text.encode() for name, text in FORMS.items()}
    return Route(files | {"notices/oordeel.txt": LETTER.encode()})


ADVICE_SETTINGS = """
name = "advies"
title = "Adviesaanvraag"
owner = "De tests"
legal_basis = "geen"
description = "Twee deskundigen adviseren."
may_start = ["ib_er"]
frame = "advies"
"""
ADVICE_FORMS = {
    "benoemen": "".join(
        f'[[field]]\nid = "deskundige_{n}"\nkind = "person"\nlabel = "Deskundige {n}"\nrequired = true\nfact = true\n'
        'block = "request"\n'
        for n in (1, 2)
    ),
    "adviseren": '[[field]]\nid = "advies"\nkind = "long"\nlabel = "Wat is uw advies?"\nrequired = true\n'
    'block = "health"\n',
    "aanvulling_vragen": '[[field]]\nid = "wat_ontbreekt"\nkind = "text"\nlabel = "Wat ontbreekt?"\n'
    'block = "request"\n',
    "aangevuld": '[[field]]\nid = "aanvulling"\nkind = "text"\nlabel = "Aanvulling"\nblock = "request"\n',
    "besluiten": '[[field]]\nid = "besluit"\nkind = "text"\nlabel = "Besluit"\nrequired = true\nblock = "decision"\n',
}


def advies() -> Route:
    """The office appoints two experts, who advise; something is missing, time stands still; another decides."""
    frame = bpmn(
        start("begin", starts="T2"), user("benoemen"), call("laten_adviseren", "advisering"),
        user("aanvulling_vragen", suspends="T2", regime="awb4:15"),
        catch("aangevuld", message("aangevuld"), role="ib_er", resumes="T2"),
        user("besluiten", due="T2", not_by="benoemen"), terminate("besloten", outcome="ADVISED"),
        way("begin", "benoemen", "laten_adviseren", "aanvulling_vragen", "aangevuld", "besluiten", "besloten"),
        process="advies", lane={"role": "secretariaat"},
    )  # fmt: skip
    advising = bpmn(
        start("gevraagd"),
        user("adviseren", several("2"), assign="[deskundige_1, deskundige_2][nr - 1]", not_by="benoemen"),
        end("geadviseerd"),
        way("gevraagd", "adviseren", "geadviseerd"),
        process="advisering", lane={"role": "deskundige"},
    )  # fmt: skip
    files = {"route.toml": ADVICE_SETTINGS.encode(), "advies.bpmn": frame, "advisering.bpmn": advising}
    return Route(files | {f"forms/{name}.toml": text.encode() for name, text in ADVICE_FORMS.items()})


class World:
    """Who there is, and what they do.

    Anna and Bart (IB'ers of De Wilg), Cees (IB'er of De Es), Coen (of their board); of the samenwerkingsverband Ria and
    Sjaak (office), Dirk (director), Joke (coordinator), Els, Fred and Gijs (experts) and Ad (administrator).
    """

    def __init__(self, database: Database, clock: FrozenClock, home: Path, smtp_url: str | None = None) -> None:
        settings = Settings(home, "", smtp_url, "http://zorgroute.test", None)
        self.clock = clock
        self.system = System(settings, clock=clock, database=database)
        begins_with(database, ("world", clock.now()), self._begin)

    def _begin(self) -> None:
        self.system.perform(self._found)
        self.system.perform(deployments.deploy, proef())

    @staticmethod
    def _found(uow: UnitOfWork) -> None:
        deployments.seed_shared(uow, BPMN / "shared")
        swv = models.Organisation(kind="swv", code="PO9901", name="SWV De Vallei")
        board = models.Organisation(kind="board", code="99901", name="Stichting Proef")
        uow.session.add_all([swv, board])
        uow.session.flush()
        for code, name in (("99AA00", "De Wilg"), ("99AB00", "De Es")):
            uow.session.add(models.Organisation(kind="school", code=code, name=name, parent_id=board.id, swv_id=swv.id))
        uow.session.flush()
        for name, role in (
            ("Anna", "ib_er:99AA00"), ("Bart", "ib_er:99AA00"), ("Cees", "ib_er:99AB00"),
            ("Coen", "contactpersoon:99901"), ("Ria", "secretariaat:PO9901"), ("Sjaak", "secretariaat:PO9901"),
            ("Dirk", "directeur:PO9901"), ("Joke", "coordinator:PO9901"), ("Els", "deskundige:PO9901"),
            ("Fred", "deskundige:PO9901"), ("Gijs", "deskundige:PO9901"), ("Ad", "beheerder:PO9901"),
        ):  # fmt: skip
            World.joins(uow, name, role)

    @staticmethod
    def joins(uow: UnitOfWork, name: str, role: str) -> None:
        """Let somebody come to work here."""
        accounts.add_person(uow, name=name, email=f"{name}@wilg.test", password_hash=PASSWORD_HASH, roles=[role])

    def person(self, name: str) -> Person:
        def find(uow: UnitOfWork) -> Person:
            row = people.person_by_email(uow, f"{name}@wilg.test")
            assert row is not None
            return people.person(uow, row)

        return self.system.read(find)

    def starts(
        self,
        by: str = "Anna",
        *,
        key: str = "",
        last_name: str = "Voorbeeld",
        born: str = "12-05-2018",
        route: str = "proef",
    ) -> str:
        """Let somebody start a case for a pupil; return its number."""
        who = self.person(by)
        schools = [row for row in self.rows(models.Organisation) if row.kind == "school"]
        own = next((row for row in schools if f"ib_er:{row.id}" in who.actors), schools[0])
        raw = {"school": [str(own.id)], "roepnaam": ["Milan"], "achternaam": [last_name], "geboortedatum": [born]}
        return self.system.perform(
            instances.start_case, route, who, raw, key or f"start-{last_name}-{born}-{by}", accept_warnings=True
        )

    def offers(self, name: str, proposal_id: int, reasons: Mapping[str, str], live_from: date | None = None) -> None:
        """Check a change of a route, and offer it."""
        by = self.person(name)
        checked = self.system.read(publishing.check_to_offer, by, proposal_id)
        self.system.perform(publishing.offer, by, proposal_id, reasons, live_from, checked)

    def agrees(self, name: str, proposal_id: int, *, running: bool = False) -> int:
        """Check a change of a route once more, and agree to it; return its version."""
        by = self.person(name)
        checked = self.system.read(publishing.check_to_agree, by, proposal_id)
        return self.system.perform(publishing.agree, by, proposal_id, checked, running=running)

    def rolls_back(self, name: str, route: str, deployment_id: int, reason: str) -> int:
        by = self.person(name)
        checked = self.system.read(route_versions.check_to_roll_back, by, route, deployment_id)
        return self.system.perform(route_versions.roll_back, by, route, deployment_id, reason, checked)

    def submits(self, last_name: str = "Voorbeeld") -> str:
        """Let Anna start a case and ask her question, so that the office is to judge; return the number."""
        number = self.starts(last_name=last_name)
        self.completes("Anna", "vragen", vraag="Hulp bij lezen", ouder1_naam="Moeder Voorbeeld", ouder1_gezag="ja")
        return number

    def inbox(self, by: str, view: str = "alles") -> list[TaskRow]:
        return list(self.system.read(inbox.page, self.person(by), view).rows)

    def task(self, by: str, name: str = "") -> TaskRow:
        """Return the first task in somebody's inbox (with this element in its name)."""
        return next(row for row in self.inbox(by) if name in row.name)

    def appoints(self, by: str = "Ria") -> None:
        """Let somebody appoint Els and Fred as experts."""
        els, fred = (str(self.person(name).id) for name in ("Els", "Fred"))
        self.completes(by, "benoemen", deskundige_1=els, deskundige_2=fred)

    def receives(self, number: str, by: str, on_behalf: OnBehalf | None = None, **raw: str) -> None:
        """Let somebody tell a case what it waits for."""
        token = self.page(number, "Ria").listeners[0].token
        self.system.perform(messages.receive, number, token, self.person(by), listed(raw), on_behalf)

    def completes(self, by: str, name: str, key: str = "", on_behalf: OnBehalf | None = None, **raw: str) -> Completed:
        """Let somebody complete their first task of this name."""
        return self.completes_task(self.task(by, name).id, by, key, on_behalf, **raw)

    def completes_task(
        self, task_id: int, by: str, key: str = "", on_behalf: OnBehalf | None = None, **raw: str
    ) -> Completed:
        """Let somebody complete this task, seeing and accepting its warnings."""
        return self.system.perform(
            tasks.complete_task, task_id, self.person(by), listed(raw), key or f"{task_id}", on_behalf, True
        )

    def page(self, number: str, by: str) -> CasePage:
        return self.system.perform(instances.case_page, number, self.person(by))

    def on(self, day: str, at: time = time(12)) -> None:
        """Move the clock to a day."""
        self.clock.instant = at_local(date.fromisoformat(day), at)

    def lives_until(self, day: str) -> None:
        """Let the days pass with the scheduler at work, up to and including noon of *day*."""
        last = date.fromisoformat(day)
        today = local_date(self.clock.now())
        while today <= last:
            for hour in (0, 8, 12):
                moment = at_local(today, time(hour))
                self.clock.instant = max(self.clock.instant, moment)
                drain(self.system)
            today += timedelta(days=1)

    def rows(self, model: Any) -> list[Any]:
        """Return all rows of a table, in the order of their keys."""
        keys = model.__table__.primary_key.columns

        def find(uow: UnitOfWork) -> list[Any]:
            return list(uow.session.query(model).order_by(*keys).all())

        return self.system.read(find)

    def history(self, number: str, *kinds: str) -> list[models.Entry]:
        """Return what happened in a case, of these kinds only where given."""
        case = self.case(number)
        return [row for row in self.rows(models.Entry) if row.case_id == case.id and (not kinds or row.kind in kinds)]

    def case(self, number: str) -> models.Case:
        case: models.Case = next(row for row in self.rows(models.Case) if row.number == number)
        return case

    def broken(self) -> dict[str, list[int]]:
        """Return the entries of each case that are not what was recorded: nothing, if all is well."""
        found = {row.number: self.system.read(queries.broken_history, row.id) for row in self.rows(models.Case)}
        return {number: entries for number, entries in found.items() if entries}


def listed(raw: Mapping[str, str]) -> dict[str, list[str]]:
    """Return answers as a browser sends them: a list of texts per field."""
    return {field: [text] for field, text in raw.items()}
