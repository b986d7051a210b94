"""A small samenwerkingsverband with one small route, on the real services: what the tests of the pages look at."""

from collections.abc import Mapping
from pathlib import Path

from argon2 import PasswordHasher

from tests.routes import samples
from workflows.domain.clock import FrozenClock
from workflows.persistence import models
from workflows.persistence.unit_of_work import Database, UnitOfWork
from workflows.services import accounts, deployments
from workflows.system import Settings, System

PASSWORD = "een heel lang wachtwoord"
HASH = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)  # a good hash is slow on purpose

ROLES = """
[ib_er]
label = { nl = "IB'er", en = "SEN coordinator" }
party = "applicant"
scope = "own"
reads = ["identity", "request", "health", "decision", "deadlines", "history"]
writes = ["request"]
[secretariaat]
label = { nl = "Secretariaat", en = "Office" }
party = "swv"
scope = "all"
reads = ["identity", "request", "health", "decision", "deadlines", "correspondence", "history", "terms"]
writes = ["request", "deadlines"]
[coordinator]
label = { nl = "Coördinator", en = "Coordinator" }
party = "swv"
scope = "all"
reads = ["identity", "request", "decision", "deadlines", "history"]
[beheerder]
label = { nl = "Beheerder", en = "Administrator" }
party = "swv"
scope = "none"
[beleidsmaker]
label = { nl = "Beleidsmaker", en = "Policy maker" }
party = "swv"
scope = "none"
"""
RULES = """
[[rule]]
id = "T1"
label = { nl = "Beslissen", en = "Decide" }
period = { weeks = 8 }
rolls = "atw"
norm = "statutory"
owner = "swv"
source = "Awb art. 4:13"
certainty = "V"
checked_on = 2026-11-01
checked_by = "wij"
valid_from = 2020-01-01
consequence = { nl = "De school kan ons in gebreke stellen.", en = "The school may give notice of default." }
[[rule]]
id = "RTN"
label = { nl = "Werkaantekeningen bewaren", en = "Keep working notes" }
period = { months = 3 }
rolls = "none"
norm = "local"
owner = "swv"
source = "AVG art. 5"
certainty = "K"
checked_on = 2026-11-01
checked_by = "wij"
valid_from = 2020-01-01
consequence = { nl = "Vernietigen.", en = "Destroy." }
"""
LISTS = """
[oorzaken]
drukte = "Drukte bij het SWV"
anders = "Anders"
"""
SETTINGS = """
name = "proef"
title = "Proefaanvraag"
description = "Een aanvraag om mee te oefenen."
owner = "SWV"
legal_basis = "WPO art. 18a"
may_start = ["ib_er"]
frame = "proef"
begin = ["Het OPP van de leerling"]
promises = ["T1"]
"""
APPLICATION = """
block = "request"
[[field]]
id = "kop"
kind = "heading"
label = "De vraag"
[[field]]
id = "gesproken_op"
kind = "date"
label = "Gesproken op"
required = true
[[field]]
id = "soort"
kind = "choice"
label = "Soort onderwijs"
options = { so = "SO", sbo = "SBO" }
required = true
fact = true
[[field]]
id = "categorie"
kind = "choice"
label = "Categorie"
options = { laag = "Laag", midden = "Midden", hoog = "Hoog" }
show_when = 'soort == "so"'
required = true
[[field]]
id = "beoogd"
kind = "organisation"
label = "Beoogde school"
[[field]]
id = "redenen"
kind = "choices"
label = "Redenen"
options = { leren = "Leren", gedrag = "Gedrag" }
[[field]]
id = "toelichting"
kind = "long"
label = "Toelichting"
hint = "Noem geen andere leerlingen."
[[field]]
id = "gehoord"
kind = "yesno"
label = "Is de leerling gehoord?"
[[field]]
id = "uren"
kind = "number"
label = "Uren per week"
[[field]]
id = "bedrag"
kind = "money"
label = "Bedrag"
[[field]]
id = "ouder1_naam"
kind = "text"
label = "Naam van de ouder"
block = "identity"
[[field]]
id = "ouder1_gezag"
kind = "yesno"
label = "Heeft deze ouder gezag?"
[[field]]
id = "opp"
kind = "file"
label = "OPP"
[[field]]
id = "eerder"
kind = "table"
label = "Eerdere ondersteuning"
columns = [ { id = "wat", kind = "text", label = "Wat" }, { id = "hielp", kind = "yesno", label = "Hielp het?" } ]
[[check]]
unless = 'empty(gesproken_op) or gesproken_op >= on - days(365)'
message = "Gesproken op: dit is langer dan een jaar geleden."
level = "warning"
"""
JUDGEMENT = """
block = "decision"
[[field]]
id = "akkoord"
kind = "choice"
label = "Oordeel"
options = { ja = "Toekennen", nee = "Weigeren" }
required = true
fact = true
"""
WITHDRAWAL = """
block = "request"
[[field]]
id = "reden"
kind = "text"
label = "Reden"
required = true
"""
INCOMING = """
[bezwaar]
label = { nl = "Bezwaar", en = "Objection" }
public = true
role = "secretariaat"
form = "openbaar"
confirm = "T1"
[aanvulling]
label = { nl = "Aanvulling", en = "Supplement" }
role = "secretariaat"
form = "post"
"""
HANDED_IN = """
block = "identity"
[[field]]
id = "naam"
kind = "text"
label = "Uw naam"
required = true
[[field]]
id = "verhaal"
kind = "long"
label = "Wat wilt u ons laten weten?"
required = true
"""
LETTER = """+++
subject = "Uw aanvraag {{ zaaknummer }}"
+++
Geachte {{ aan }},

{% vrij uitleg %}
Wij hebben besloten: {{ akkoord }}.
{% endvrij %}
"""
PATHS = """
[[path]]
name = "beoordeeld"
steps = [
  { on = 2026-11-23, starts = "proef" },
  { completes = "aanvragen", facts = { soort = "so" } },
  { waits_at = ["beoordelen"] },
  { completes = "beoordelen", facts = { akkoord = "ja" } },
  { ends_at = "GRANTED" } ]
[[path]]
name = "ingetrokken"
steps = [
  { on = 2026-11-23, starts = "proef" },
  { completes = "aanvragen", facts = { soort = "so" } },
  { receives = "ingetrokken" },
  { ends_at = "WITHDRAWN" } ]
"""


def files() -> Mapping[str, bytes]:
    """Return the route and what routes share, as files under a folder."""
    frame = samples.bpmn(
        samples.start(),
        samples.user("aanvragen"),
        samples.call("behandelen", "beoordeling"),
        samples.boundary("ingetrokken", "behandelen", samples.message("ingetrokken"), role="ib_er secretariaat"),
        samples.terminate("klaar", outcome="GRANTED"),
        samples.terminate("ingetrokken_einde", outcome="WITHDRAWN"),
        samples.way("begin", "aanvragen", "behandelen", "klaar"),
        samples.way("ingetrokken", "ingetrokken_einde"),
        process="proef",
        lane={"role": "ib_er"},
    )
    named = {"name": "Brief over het besluit"}
    judging = samples.bpmn(
        samples.start("begin_beoordeling"),
        samples.user("beoordelen", due="T1"),
        samples.node("sendTask", "brief_besluit", attributes=named, letter="besluit", to="applicant parents"),
        samples.end("beoordeeld"),
        samples.way("begin_beoordeling", "beoordelen", "brief_besluit", "beoordeeld"),
        process="beoordeling",
    )
    texts = {
        "shared/roles.toml": ROLES,
        "shared/deadlines.toml": RULES,
        "shared/holidays.toml": samples.HOLIDAYS,
        "shared/duties.toml": samples.DUTIES,
        "shared/lists.toml": LISTS,
        "shared/incoming.toml": INCOMING,
        "shared/forms/openbaar.toml": HANDED_IN,
        "shared/forms/post.toml": HANDED_IN,
        "shared/letters.toml": samples.LETTER_RULES,
        "shared/paragraphs/groet.txt": "Met vriendelijke groet,\n",
        "proef/route.toml": SETTINGS,
        "proef/paths.toml": PATHS,
        "proef/forms/aanvragen.toml": APPLICATION,
        "proef/forms/beoordelen.toml": JUDGEMENT,
        "proef/forms/ingetrokken.toml": WITHDRAWAL,
        "proef/notices/besluit.txt": LETTER,
    }
    return {
        "proef/proef.bpmn": frame,
        "proef/beoordeling.bpmn": judging,
        **{path: text.encode() for path, text in texts.items()},
    }


def fill(database: Database, clock: FrozenClock, folder: Path) -> None:
    """Two schools, the office, and Joost, Marieke, Ria, Bea, Pol and Pam who can sign in."""
    for path, data in files().items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)
    system = system_on(database, clock, folder)
    system.perform(deployments.seed, folder)
    system.perform(_people)


def system_on(database: Database, clock: FrozenClock, home: Path, url: str = "http://localhost") -> System:
    return System(Settings(home, "", None, url, None), clock=clock, database=database)


def _people(uow: UnitOfWork) -> None:
    swv = models.Organisation(kind="swv", code="PO9901", name="SWV De Fictieve Vallei")
    uow.session.add(swv)
    uow.session.flush()
    board = models.Organisation(kind="board", code="99901", name="Stichting Proefonderwijs", swv_id=swv.id)
    uow.session.add(board)
    uow.session.flush()
    for code, name in (("99AA00", "De Proefballon"), ("99AB00", "Het Verzonnen Veld")):
        uow.session.add(models.Organisation(kind="school", code=code, name=name, parent_id=board.id, swv_id=swv.id))
    uow.session.flush()
    for name, role in (
        ("Joost", "ib_er:99AA00"),
        ("Marieke", "ib_er:99AB00"),
        ("Ria", "secretariaat:PO9901"),
        ("Bea", "beheerder:PO9901"),
        ("Pol", "beleidsmaker:PO9901"),
        ("Pam", "beleidsmaker:PO9901"),
    ):
        email = f"{name.lower()}@voorbeeld.test"
        accounts.add_person(uow, name=name, email=email, password_hash=HASH, roles=[role])
