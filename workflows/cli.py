"""The command line of who runs the system."""

import contextlib
import json
import logging
import re
import sys
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import click
import waitress

from webapp import create_app
from workflows import backup
from workflows import demo as demonstration
from workflows.domain.errors import InvalidRoute, WorkflowError
from workflows.domain.findings import Finding, errors_in
from workflows.domain.periods import Period
from workflows.domain.rules import REGIMES
from workflows.domain.wording import date_in_words
from workflows.routes.check import check_file
from workflows.routes.register import REGIONS
from workflows.routes.route import Route, Shared
from workflows.scheduler import Scheduler
from workflows.services import accounts, backups, deployments, histories, mandates, organisations, post, returns
from workflows.services.deadlines import Explanation, explain
from workflows.system import Settings, System

SOURCES = Path(__file__).resolve().parent.parent / "bpmn"


class Answering(click.Group):
    """A refusal is an answer in words, never a traceback."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except WorkflowError as refusal:
            raise click.ClickException(str(refusal)) from None


@click.group(cls=Answering)
def main() -> None:
    """Zorgroute: routes, taken en termijnen van een samenwerkingsverband passend onderwijs."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    logging.getLogger("apscheduler").setLevel(logging.WARNING)  # it would tell of every heartbeat


def _system() -> System:
    return System(Settings.from_environment())


def _ready(system: System) -> System:
    """Bring the database up to date, with a copy of what was, and seed what is not there yet."""
    if (before := backup.update(system, _told)) is not None:
        click.echo(f"De database is bijgewerkt. Wat er was, staat in {before.file}.")
    system.perform(deployments.seed, SOURCES)
    system.perform(returns.arm)
    system.perform(post.arm)
    return system


def _told(step: str, _done: int) -> None:
    """Say what takes long; each step once."""
    if _done == 0:
        click.echo(f"  {backups.STEPS[step]} …", err=True)


# ------------------------------------------------------------------ serving
@main.command()
@click.option("--demo", is_flag=True, help="Vul een lege database eerst met de voorbeeldgegevens.")
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True)
def run(demo: bool, host: str, port: int) -> None:
    """Start alles: website en planner in één proces."""
    system = _system()
    if demo:
        _fill(system)
    with Scheduler(_ready(system)):
        _serve(system, host, port)


@main.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True)
def web(host: str, port: int) -> None:
    """Start alleen de website (de planner draait elders)."""
    _serve(_ready(_system()), host, port)


@main.command()
def scheduler() -> None:
    """Start alleen de planner: termijnen, herinneringen en post; er mogen er meer naast elkaar draaien."""
    Scheduler(_ready(_system())).run_forever()


def _serve(system: System, host: str, port: int) -> None:
    click.echo(f"Zorgroute staat klaar op http://{host}:{port}")
    waitress.serve(create_app(system), host=host, port=port, threads=8)


# ------------------------------------------------------------------ routes
@main.command()
@click.argument("path", type=click.Path(exists=True, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Bevindingen als JSON.")
def check(path: Path, as_json: bool) -> None:
    """Controleer een diagram (FILE), een route (DIR) of alle routes (bpmn)."""
    findings = _findings(path)
    if as_json:
        click.echo(json.dumps([finding.as_json() for finding in findings], ensure_ascii=False, indent=2))
    else:
        _say(findings)
        click.echo("In orde." if not findings else f"{len(findings)} bevinding(en).")
    sys.exit(1 if errors_in(findings) else 0)


def _say(findings: Sequence[Finding]) -> None:
    for finding in findings:
        click.echo(f"{'FOUT' if finding.level == 'error' else 'LET OP'}  {finding}")


def _findings(path: Path) -> Sequence[Finding]:
    if path.is_file():
        return check_file(path.name, path.read_bytes())
    folders = [path] if (path / "route.toml").exists() else sorted(file.parent for file in path.glob("*/route.toml"))
    if not folders:
        raise click.UsageError(f"In {path} staat geen route (een map met route.toml).")
    shared = Shared.from_folder(_shared_beside(folders[0]))
    beside = {file.parent: Route.from_folder(file.parent) for file in folders[0].parent.glob("*/route.toml")}
    return [
        finding
        for folder in folders
        for finding in deployments.check(Route.from_folder(folder), shared, _readable(beside, folder), apart=True)
    ]


def _readable(routes: Mapping[Path, Route], folder: Path) -> dict[str, Route]:
    """Return the routes beside that in *folder* that can be read, by name; the others get findings of their own."""
    found: dict[str, Route] = {}
    for path, route in routes.items():
        with contextlib.suppress(InvalidRoute):
            if path != folder and route.elements and route.forms:
                found[route.name] = route
    return found


def _shared_beside(folder: Path) -> Path:
    beside = folder.parent / "shared"
    return beside if beside.is_dir() else SOURCES / "shared"


@main.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--note", default="", help="Wat er verandert, voor de lijst van versies.")
def deploy(folder: Path, note: str) -> None:
    """Neem de route in DIR in gebruik; lopende zaken houden hun versie."""
    system, route = _ready(_system()), Route.from_folder(folder)
    findings = deployments.check(
        route, system.read(deployments.shared_of), system.read(deployments.live_others, route), apart=True
    )
    _say(findings)
    if errors_in(findings):
        raise click.ClickException("De route is niet in gebruik genomen.")
    version = system.perform(deployments.deploy, route, note=note)
    click.echo(f"{route.name} versie {version} is in gebruik voor nieuwe zaken.")


# ------------------------------------------------------------------ deadlines
class Day(click.ParamType[date]):
    """A date, ISO or Dutch."""

    name = "DATE"

    def convert(self, value: str | date, param: click.Parameter | None, ctx: click.Context | None) -> date:
        if isinstance(value, date):
            return value
        dutch = re.fullmatch(r"(\d{1,2})-(\d{1,2})-(\d{4})", value)
        try:
            return date(*map(int, reversed(dutch.groups()))) if dutch else date.fromisoformat(value)
        except ValueError:
            self.fail(f"'{value}' is geen datum; verwacht bijvoorbeeld 2026-11-23.", param, ctx)


class Span(click.ParamType[tuple[date, date]]):
    """Two dates with a colon between them."""

    name = "ASKED:DONE"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> tuple[date, date]:
        asked, colon, done = value.partition(":")
        if not colon:
            self.fail(f"'{value}': verwacht twee datums met een dubbele punt ertussen.", param, ctx)
        return Day().convert(asked, param, ctx), Day().convert(done, param, ctx)


class More(click.ParamType[Period | date]):
    """More time: a length such as 4w, 10d, 2m or 5wd, or the date until which."""

    name = "LENGTH|DATE"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> Period | date:
        if "-" in value:
            return Day().convert(value, param, ctx)
        try:
            return Period.parse(value)
        except ValueError as problem:
            self.fail(str(problem), param, ctx)


@main.command()
@click.argument("rule")
@click.option("--from", "start", type=Day(), required=True, help="Dag 0: de dag van ontvangst of verzending.")
@click.option("--suspended", type=Span(), multiple=True, help="Gevraagd:aangevuld; mag vaker.")
@click.option("--regime", help=f"Grond van de opschorting ({', '.join(REGIMES)}); anders de gewone van deze termijn.")
@click.option("--extended", type=More(), help="Verlengd met (4w, 2m) of tot en met (2027-02-01).")
@click.option("--born", type=Day(), help="Geboortedatum: niemand wordt vóór zijn vierde verjaardag geplaatst (Z3).")
@click.option("--admissible", type=Day(), help="Dag waarop aan de toelatingseisen is voldaan (Z3).")
@click.option("--region", type=click.Choice(REGIONS), help="Vakantieregio van de school, voor termijnen in schooltijd.")
@click.option("--json", "as_json", is_flag=True, help="Het antwoord als JSON.")
def deadline(
    rule: str,
    start: date,
    suspended: tuple[tuple[date, date], ...],
    regime: str | None,
    extended: Period | date | None,
    born: date | None,
    admissible: date | None,
    region: str | None,
    as_json: bool,
) -> None:
    """Reken een termijn uit en leg hem uit, zonder database.

    RULE is een id uit het termijnenregister: Z1, T2, K1c (een klacht met commissie), Z2 (Z1 met --extended 4w).
    """
    shared = Shared.from_folder(SOURCES / "shared")
    answer = explain(
        shared.rules,
        shared.calendar_for({"vakantieregio": region}),
        shared.rules.named(rule),
        start,
        suspended=suspended,
        regime=regime,
        extended=extended,
        born=born,
        admissible_on=admissible,
    )
    click.echo(json.dumps(answer.as_json(), ensure_ascii=False, indent=2) if as_json else _in_words(answer))


def _in_words(answer: Explanation) -> str:
    when = "op" if answer.rule.by_law else "uiterlijk"
    lines = [f"{answer.rule.id} {answer.rule.label.nl}: {when} {date_in_words(answer.due.on)}"]
    lines += [f"  · {step.text.nl}" + (f" ({step.source})" if step.source else "") for step in answer.due.because]
    lines += [f"  ! {warning.nl}" for warning in answer.due.warnings]
    if answer.rule.doubt:
        lines.append(f"  ? {answer.rule.doubt.nl}")
    return "\n".join(lines)


# ------------------------------------------------------------------ people, demonstration, database
@main.group()
def user() -> None:
    """Mensen die kunnen inloggen."""


@user.command("add")
@click.argument("email")
@click.argument("name")
@click.option("--role", "roles", multiple=True, help="ROL of ROL:ORGANISATIECODE; mag vaker.")
@click.password_option()
def add_user(email: str, name: str, roles: tuple[str, ...], password: str) -> None:
    """Voeg iemand toe."""
    system = _ready(_system())
    system.perform(accounts.add_person, name=name, email=email, password_hash=accounts.hashed(password), roles=roles)
    click.echo(f"{name} kan inloggen met {email}.")


@user.command("list")
def list_users() -> None:
    """Toon wie er kan inloggen."""
    for line in _ready(_system()).read(accounts.who_can_sign_in):
        click.echo(line)


@main.group()
def organisation() -> None:
    """Het samenwerkingsverband, de schoolbesturen en de scholen."""


@organisation.command("add")
@click.argument("kind", type=click.Choice(tuple(organisations.CODES)))
@click.argument("code")
@click.argument("name")
@click.option("--board", default="", help="Nummer van het schoolbestuur, voor een school.")
@click.option("--swv", default="", help="Nummer van het samenwerkingsverband, voor een school.")
@click.option("--region", default="", help="Vakantieregio: Noord, Midden of Zuid.")
@click.option("--address", default="", help="Postadres; regels gescheiden door een puntkomma.")
@click.option("--email", default="")
def add_organisation(
    kind: str, code: str, name: str, board: str, swv: str, region: str, address: str, email: str
) -> None:
    """Voeg een organisatie toe: KIND is swv, board of school; CODE is PO9903, 41234 of 12AB00."""
    _ready(_system()).perform(
        organisations.add_organisation,
        None,
        kind=kind,
        code=code,
        name=name,
        board=board,
        swv=swv,
        region=region,
        address=address.replace(";", "\n"),
        email=email,
    )
    click.echo(f"{name} is toegevoegd.")


@organisation.command("list")
def list_organisations() -> None:
    """Toon de organisaties."""
    for row in _ready(_system()).read(organisations.organisations, None):
        above = ", ".join(name for name in (row.parent, row.swv) if name)
        closed = f", gesloten na {date_in_words(row.closed_on)}" if row.closed_on is not None else ""
        click.echo(f"{row.kind:7} {row.code:8} {row.name}{f' ({above})' if above else ''}{closed}")


@main.group()
def mandate() -> None:
    """Wie mag beslissen of ondertekenen namens wie."""


@mandate.command("add")
@click.argument("what")
@click.argument("code")
@click.option("--person", "email", default="", help="E-mailadres van wie het mandaat krijgt.")
@click.option("--role", default="", help="Of de rol die het mandaat krijgt.")
@click.option("--from", "from_on", type=Day(), help="Eerste dag; anders vandaag.")
@click.option("--until", "until_on", type=Day(), help="Laatste dag; anders voor onbepaalde tijd.")
@click.option("--act", required=True, help="Het besluit waarmee het is gegeven, met datum en nummer.")
@click.option("--on-behalf-of", required=True, help="Zoals een brief het zegt: het bestuur van ...")
@click.option("--amount", default="", help="Tot en met dit bedrag, in hele euro's; anders elk bedrag.")
def add_mandate(
    what: str,
    code: str,
    email: str,
    role: str,
    from_on: date | None,
    until_on: date | None,
    act: str,
    on_behalf_of: str,
    amount: str,
) -> None:
    """Zet een mandaat in het register: WHAT is wat mag (tlv_besluiten), CODE is van welke organisatie."""
    system = _ready(_system())
    system.perform(
        mandates.add_mandate,
        None,
        what=what,
        code=code,
        email=email,
        role=role,
        from_on=from_on or system.today,
        until_on=until_on,
        act=act,
        on_behalf_of=on_behalf_of,
        amount=amount,
    )
    click.echo("Het mandaat staat in het register.")


@mandate.command("list")
def list_mandates() -> None:
    """Toon het mandaatregister."""
    for row in _ready(_system()).read(mandates.mandates, None):
        until = f" tot en met {date_in_words(row.until_on)}" if row.until_on is not None else ""
        limit = f" tot en met € {row.amount}" if row.amount is not None else ""
        click.echo(
            f"{row.who}: {row.what}{limit}, {row.on_behalf_of}, vanaf {date_in_words(row.from_on)}{until} ({row.act})"
        )


@main.command()
def demo() -> None:
    """Vul een lege database met het fictieve samenwerkingsverband."""
    system = _system()
    _fill(system)
    _ready(system)


def _fill(system: System) -> None:
    """Fill an empty database; before anything else stands in it, so that all routes are checked only once."""
    system.database.upgrade()
    if not system.read(demonstration.is_empty):
        click.echo("De database is al gevuld; er is niets veranderd.")
    else:
        click.echo("Voorbeeldgegevens maken …")
        demonstration.fill(system, report=click.echo)
    click.echo(f"Iedereen hieronder kan inloggen met het wachtwoord '{demonstration.PASSWORD}':")
    for line in system.read(accounts.who_can_sign_in):
        click.echo(f"  {line}")


@main.command("backup")
def back_up() -> None:
    """Maak een reservekopie van alle gegevens en kijk haar na; exit status 1 als dat niet lukt."""
    system = _system()
    with contextlib.closing(system.database):
        backup.update(system, _told)
        number = system.perform(backups.begin_now, backups.COPY)
        made = backup.run(system, number, backups.COPY)
        if made is None:
            raise click.ClickException(str(system.read(backups.problem_of, number)))
    click.echo(f"{made.file} ({made.size:,} bytes): {sum(made.contents.rows.values())} regels, nagekeken.")


@main.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--check", "rehearsal", is_flag=True, help="Alleen proberen; er verandert niets.")
def restore(file: Path, rehearsal: bool) -> None:
    """Zet de reservekopie FILE terug; wat er was, blijft ernaast staan. Stop Zorgroute eerst."""
    system = _system()
    if rehearsal:
        done = backup.rehearse(system, file, _told)
        click.echo(f"Van {done.made_at}, versie {done.version}: {sum(done.contents.rows.values())} regels.")
        click.echo("Proefherstel gelukt: deze reservekopie is terug te zetten.")
        return
    kept = backup.put_back(system, file, _told)
    click.echo(f"De reservekopie is teruggezet. Wat er was, staat in {kept}.")


@main.group()
def db() -> None:
    """De database."""


@db.command()
def upgrade() -> None:
    """Breng de tabellen bij de versie van dit programma: eerst een reservekopie, daarna nagaan of alles werkt."""
    before = backup.update(_system(), _told)
    if before is not None:
        click.echo(f"Nagekeken: alles werkt. Terug kan met de vorige versie en: zorgroute restore {before.file}")
    click.echo("De database is bij.")


@db.command()
def verify() -> None:
    """Ga na of de geschiedenis van elke zaak is wat is vastgelegd; exit status 1 als dat niet zo is."""
    broken = _ready(_system()).read(lambda uow: list(histories.verify_all(uow)))
    for each in broken:
        click.echo(str(each))
    wrong = f"Zaken waarvan de geschiedenis niet klopt: {len(broken)}."
    click.echo(wrong if broken else "De geschiedenis van elke zaak klopt.")
    sys.exit(1 if broken else 0)


if __name__ == "__main__":
    main()
