"""A route as its files say it: a mapping from path to bytes, read when asked, wherever it came from."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from workflows.domain.calendar import WorkingCalendar
from workflows.domain.expressions import Expression
from workflows.domain.meetings import Committee
from workflows.domain.people import RoleDefinition
from workflows.domain.rules import Rules
from workflows.domain.signing import SigningRules
from workflows.routes.committees import read_committees
from workflows.routes.diagram import Element, Process, read_diagram
from workflows.routes.duo import DuoColumns, read_duo
from workflows.routes.duties import Duty, read_duties
from workflows.routes.folders import files_in_zip, files_of, refusal
from workflows.routes.imports import WordForm, read_word_form
from workflows.routes.incoming import IncomingKind, read_incoming
from workflows.routes.records import RecordKind, read_records
from workflows.routes.register import read_calendar, read_rules
from workflows.routes.renewal import Renewal, read_renewal
from workflows.routes.roles import read_roles
from workflows.routes.season import Season, read_season
from workflows.routes.signing import read_signing
from workflows.routes.takeover import Takeover, read_takeover
from workflows.routes.toml_text import Table, read_table, read_tables
from workflows.routes.vocabulary import EFFECTS, GIVEN_FACTS
from workflows.routes.watching import Watch, read_watch

if TYPE_CHECKING:
    from workflows.domain.answers import Form, Option
    from workflows.domain.decisions import DecisionTable
    from workflows.domain.letters import Letter, Paragraph
    from workflows.routes.letter_rules import LetterRules


#: The parties of a case from its start, unless its route names fewer.
AT_START = ("applicant", "board", "swv")


@dataclass(frozen=True)
class Banner:
    """What stands above a case as long as *when* holds, for who may read *block*."""

    when: Expression
    title: str
    text: str
    block: str


@dataclass(frozen=True)
class SummaryPart:
    """Some questions with their answers in the summary of a case; *beside*: each time they were asked, side by side."""

    title: str
    fields: tuple[str, ...]
    beside: bool = False


@dataclass(frozen=True)
class RouteSettings:
    """What ``route.toml`` says. *frame* is the id of the process that is the case; *begin* is what to have at hand.

    *promises* are the rules whose due date is promised to who submits. *may_start* holds roles; *season* is free text
    for people ("november - februari"). *banners* stand above a case and its tasks while they hold.
    A *closed* case is for who has a task in it, whatever else they may see.
    *risk_weeks*: the director is told how many of its cases are open for longer than so many weeks; 0 counts all.
    *documents*: may anything be added to its cases? *names_when*: only while it holds, who works at the SWV sees names.
    *begins* says on which day of the year a case of each school begins by itself.
    *watch* says what the monitor shows of its open cases; *summary* what the one page about a case shows; *takeover*
    how open cases of another system come in. *parties* are what a case has from its start: without the school it is of
    the SWV alone. *pupil* says whether it is about one. *without_pupil*: a case may also be about nobody in particular;
    these answers come along when it becomes a case of a pupil.
    """

    name: str
    title: str
    owner: str
    legal_basis: str
    may_start: tuple[str, ...]
    frame: str
    season: str = ""
    description: str = ""
    begin: tuple[str, ...] = ()
    promises: tuple[str, ...] = ()
    documents: bool = True
    names_when: Expression | None = None
    begins: Season | None = None
    renewal: Renewal | None = None
    banners: tuple[Banner, ...] = ()
    watch: Watch | None = None
    summary: tuple[SummaryPart, ...] = ()
    parties: tuple[str, ...] = AT_START
    pupil: bool = True
    closed: bool = False
    risk_weeks: tuple[int, ...] = ()
    without_pupil: tuple[str, ...] = ()
    takeover: Takeover | None = None


@dataclass(frozen=True, eq=False)
class Route:
    """The files of one route. Every property reads its own kind of file.

    Raises, from each property:
        InvalidRoute: the files it needs cannot be read; with the findings.
    """

    files: Mapping[str, bytes] = field(repr=False)

    @classmethod
    def from_folder(cls, folder: Path) -> "Route":
        """Read a folder; hidden files are passed over."""
        return cls(files_of(folder))

    @classmethod
    def from_zip(cls, data: bytes) -> "Route":
        """Read a ZIP file; one folder around everything is taken off.

        Raises:
            InvalidRoute: it is no ZIP file, too large, or has paths that lead elsewhere.
        """
        return cls(files_in_zip(data))

    @cached_property
    def settings(self) -> RouteSettings:
        return _settings(self._file("route.toml"))

    @property
    def name(self) -> str:
        return self.settings.name

    @cached_property
    def processes(self) -> Mapping[str, Process]:
        found: dict[str, Process] = {}
        for file, data in self._in("", ".bpmn").items():
            for process in read_diagram(file, data):
                if process.id in found:
                    problem = f"Het proces '{process.id}' staat ook in {found[process.id].file}."
                    raise refusal(file, process.id, "id-twice", problem, "Geef één van beide een ander id.")
                found[process.id] = process
        return found

    @property
    def frame(self) -> Process:
        """The process that is the case itself."""
        try:
            return self.processes[self.settings.frame]
        except KeyError:
            problem = f"Het proces '{self.settings.frame}' staat in geen enkel diagram."
            raise refusal("route.toml", "frame", "frame", problem, "Noem het id van het hoofdproces.") from None

    @cached_property
    def elements(self) -> Mapping[str, Element]:
        """Every element of every process; ids are unique over the diagrams of a route."""
        return {element.id: element for process in self.processes.values() for element in process.elements.values()}

    @cached_property
    def forms(self) -> Mapping[str, "Form"]:
        from workflows.routes.forms import read_form

        return {_stem(file): read_form(file, data) for file, data in self._in("forms", ".toml").items()}

    @cached_property
    def decisions(self) -> Mapping[str, "DecisionTable"]:
        from workflows.routes.decisions import read_decision

        return {_stem(file): read_decision(file, data) for file, data in self._in("decisions", ".dmn").items()}

    @cached_property
    def letters(self) -> Mapping[str, "Letter"]:
        from workflows.routes.notices import read_letter

        return {_stem(file): read_letter(file, data) for file, data in self._in("notices", "").items()}

    @cached_property
    def word_forms(self) -> Mapping[str, WordForm]:
        """The Word forms that fill in a form of this route, by name."""
        return {_stem(file): read_word_form(file, data) for file, data in self._in("imports", ".toml").items()}

    def word_form_for(self, form: str) -> WordForm | None:
        """Return the Word form that fills in a form, if there is one."""
        return next((each for each in self.word_forms.values() if each.form == form), None)

    @cached_property
    def facts(self) -> frozenset[str]:
        """The names of everything the route can come to know: given, from forms, decisions and effects."""
        names = {field.id for form in self.forms.values() for field in form.facts}
        names |= {output.name for table in self.decisions.values() for output in table.outputs}
        return frozenset(names.union(GIVEN_FACTS, *(self.facts_of(element) for element in self.elements.values())))

    def facts_of(self, element: Element) -> frozenset[str]:
        """Return the names of the facts that an element answers, when it is done."""
        effect = EFFECTS.get(element.properties.get("does", ""))
        table = self.decisions.get(element.properties.get("decision", ""))
        form = self.forms.get(element.properties.get("form", element.id if element.kind == "userTask" else ""))
        return frozenset(
            [
                *(effect.facts if effect else ()),
                *(output.name for output in (table.outputs if table else ())),
                *(field.id for field in (form.facts if form else ())),
            ]
        )

    @cached_property
    def fields(self) -> frozenset[str]:
        """The ids of every field of every form."""
        return frozenset(field.id for form in self.forms.values() for field in form.fields)

    @cached_property
    def letters_ahead(self) -> Mapping[str, frozenset[str]]:
        """Which letters may be made when a step is done, before anybody or anything is waited for again."""
        from workflows.routes.letters_ahead import letters_ahead

        return letters_ahead(self.processes, self.frame)

    @cached_property
    def paths(self) -> list[dict[str, Any]]:
        """The route's own examples."""
        paths = self._table("paths.toml").get("path", []) if "paths.toml" in self.files else []
        if not isinstance(paths, list) or not all(isinstance(path, dict) for path in paths):
            raise refusal("paths.toml", "path", "toml", "'path' is geen lijst.", "Begin elk voorbeeld met [[path]].")
        return paths

    @cached_property
    def content_hash(self) -> str:
        return content_hash_of(self.files)

    def _in(self, folder: str, suffix: str) -> dict[str, bytes]:
        """Return the files directly in *folder* whose name ends with *suffix*, in order of path."""
        return {
            path: data
            for path, data in sorted(self.files.items())
            if str(PurePosixPath(path).parent) == (folder or ".") and path.endswith(suffix)
        }

    def _table(self, file: str) -> dict[str, Any]:
        return read_table(file, self._file(file))

    def _file(self, file: str) -> bytes:
        if file not in self.files:
            raise refusal(file, "", "missing-file", "Het bestand ontbreekt.", "Voeg het toe.")
        return self.files[file]


@dataclass(frozen=True, eq=False)
class Shared:
    """What all routes share: the files of ``bpmn/shared``.

    Raises, from each property:
        InvalidRoute: its file is missing or cannot be read; with the findings.
    """

    files: Mapping[str, bytes] = field(repr=False)

    @classmethod
    def from_folder(cls, folder: Path) -> "Shared":
        return cls(files_of(folder))

    @cached_property
    def roles(self) -> Mapping[str, RoleDefinition]:
        return read_roles("roles.toml", self._file("roles.toml"))

    @cached_property
    def rules(self) -> Rules:
        """The register of deadline rules: how they are read and reminded of, and the rules by subject."""
        self._file("deadlines.toml")
        return read_rules({path: data for path, data in self.files.items() if _in_register(path)})

    @cached_property
    def calendar(self) -> WorkingCalendar:
        return read_calendar("holidays.toml", self._file("holidays.toml"))

    def calendar_for(self, facts: Mapping[str, object]) -> WorkingCalendar:
        """Return the calendar of a case: with the school holidays of the region of its school, where that is known."""
        region = facts.get("vakantieregio")
        return self.calendar.in_region(region) if isinstance(region, str) and region else self.calendar

    @cached_property
    def duties(self) -> Mapping[str, Duty]:
        return read_duties("duties.toml", self._file("duties.toml"))

    @cached_property
    def lists(self) -> Mapping[str, tuple["Option", ...]]:
        """Lists of options that fields of several routes offer: ``[name]`` with ``value = "label"``."""
        from workflows.domain.answers import Option

        return {
            table.name: tuple(Option(value, label) for value, label in table.all_texts().items())
            for table in read_tables("lists.toml", self._file("lists.toml"))
        }

    def check(self) -> None:
        """Read everything.

        Raises:
            InvalidRoute: something cannot be used.
        """
        _ = self.roles, self.rules, self.calendar, self.duties, self.lists, self.committees, self.records
        _ = self.signing
        _ = self.duo

    @cached_property
    def incoming(self) -> Mapping[str, IncomingKind]:
        """What may come in outside any task; nothing where the file is left out."""
        return read_incoming("incoming.toml", self.files.get("incoming.toml", b""))

    @cached_property
    def duo(self) -> DuoColumns | None:
        """How the columns of an overview of DUO are called; None where the file is left out."""
        return read_duo("duo.toml", self.files["duo.toml"]) if "duo.toml" in self.files else None

    @cached_property
    def committees(self) -> Mapping[str, Committee]:
        """The committees that meet; nothing where the file is left out."""
        return read_committees("committees.toml", self.files.get("committees.toml", b""))

    @cached_property
    def records(self) -> Mapping[str, RecordKind]:
        """What parents and pupil may declare; nothing where the file is left out."""
        return read_records("records.toml", self.files.get("records.toml", b""))

    @cached_property
    def signing(self) -> SigningRules:
        """How decisions are signed; as we propose it where the file is left out."""
        return read_signing("signing.toml", self.files.get("signing.toml", b""))

    @cached_property
    def forms(self) -> Mapping[str, "Form"]:
        """The forms that belong to no route."""
        from workflows.routes.forms import read_form

        return {_stem(file): read_form(file, data) for file, data in self.files.items() if file.startswith("forms/")}

    @cached_property
    def letter_rules(self) -> "LetterRules":
        """What a decision must say, and what makes any letter hard to read."""
        from workflows.routes.letter_rules import FILE, read_letter_rules

        return read_letter_rules(FILE, self._file(FILE))

    @cached_property
    def paragraphs(self) -> Mapping[str, "Paragraph"]:
        """The standard paragraphs that letters insert by name."""
        from workflows.routes.letter_rules import read_paragraphs

        return read_paragraphs(self.files)

    @cached_property
    def content_hash(self) -> str:
        return content_hash_of(self.files)

    def _file(self, file: str) -> bytes:
        if file not in self.files:
            raise refusal(file, "", "missing-file", "Het bestand ontbreekt in bpmn/shared.", "Voeg het toe.")
        return self.files[file]


def _in_register(path: str) -> bool:
    return path == "deadlines.toml" or (path.startswith("deadlines/") and path.endswith(".toml"))


@lru_cache(maxsize=256)  # many pages ask for the name of a route, of files that are new to them
def _settings(data: bytes) -> RouteSettings:
    raw = read_table("route.toml", data)
    renewal = raw.pop("renewal", None)
    watch, takeover = read_watch(raw.pop("watch", None)), raw.pop("takeover", None)
    begins = read_season(raw.pop("begins", None))
    table = Table("route.toml", "", raw)
    settings = RouteSettings(
        name=table.text("name"),
        title=table.text("title"),
        owner=table.text("owner"),
        legal_basis=table.text("legal_basis"),
        may_start=table.texts("may_start"),
        frame=table.text("frame"),
        season=table.text("season", ""),
        description=table.text("description", ""),
        begin=table.texts("begin", ()),
        promises=table.texts("promises", ()),
        documents=table.flag("documents", True),
        names_when=table.expression("names_when") if table.has("names_when") else None,
        begins=begins,
        renewal=read_renewal(renewal) if renewal is not None else None,
        banners=tuple(_banner(each) for each in table.tables("banner")),
        watch=watch,
        without_pupil=table.texts("without_pupil", ()),
        summary=tuple(_summary_part(each) for each in table.tables("summary")),
        parties=table.texts("parties", AT_START),
        pupil=table.flag("pupil", True),
        closed=table.flag("closed"),
        risk_weeks=tuple(sorted(table.numbers("risk_weeks", ()))),
        takeover=read_takeover(takeover) if takeover is not None else None,
    )
    table.done()
    if "swv" not in settings.parties or not set(settings.parties) <= set(AT_START):
        raise table.refusal(f"'parties' is één of meer van {', '.join(AT_START)}, en altijd swv", "Verbeter het.")
    return settings


def _banner(table: Table) -> Banner:
    banner = Banner(table.expression("when"), table.text("title"), table.text("text"), table.text("block"))
    table.done()
    return banner


def _summary_part(table: Table) -> SummaryPart:
    part = SummaryPart(table.text("title"), table.texts("fields"), table.flag("beside"))
    table.done()
    return part


def _stem(file: str) -> str:
    return PurePosixPath(file).stem


def content_hash_of(files: Mapping[str, bytes]) -> str:
    """Return the identity of files: SHA-256 over paths and bytes, in order of path."""
    digest = hashlib.sha256()
    for path, data in sorted(files.items()):
        digest.update(f"{path}\0{len(data)}\0".encode())
        digest.update(data)
    return digest.hexdigest()
