"""The register read from its files: deadline rules with their ladders, days equated by decree, school holidays."""

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from typing import TypeVar, cast, get_args

from workflows.domain.calendar import Closing, SchoolHoliday, WorkingCalendar
from workflows.domain.errors import InvalidRoute
from workflows.domain.findings import Finding
from workflows.domain.periods import Period, YearDay
from workflows.domain.rules import (
    NO_LENGTH,
    NO_WORDS,
    REGIMES,
    THE_START,
    Amount,
    Choices,
    DeadlineRule,
    Direction,
    Ladders,
    Norm,
    Rolls,
    Rules,
    Rung,
    StartChoice,
)
from workflows.domain.wording import MONTHS, Text
from workflows.routes.toml_text import Table, read_table

OWNERS = ("swv", "school", "board", "municipality", "expert", "parents", "objector", "other")
TONES = ("amber", "red", "overdue")
CERTAINTIES = ("V", "S", "K", "?")
REGIONS = ("Noord", "Midden", "Zuid")
ESCALATION = "escalation"  #: in a ladder: whoever the rule escalates to

Option = TypeVar("Option", bound=str)


def read_rules(files: Mapping[str, bytes]) -> Rules:
    """Read the files of the register: any of them may hold rules, ladders and choices; one has the choices.

    Raises:
        InvalidRoute: with a finding for every entry that cannot be used.
    """
    findings: list[Finding] = []
    contents = []
    for file, data in files.items():
        with _collecting(findings):
            contents.append(_Row(file, "", read_table(file, data)))
    choices = Choices()
    ladders: dict[str, tuple[Rung, ...]] = {}
    rules: dict[tuple[str, date], tuple[_Row, DeadlineRule]] = {}
    for content in contents:
        with _collecting(findings):
            if content.has("choices"):
                choices = _choices(content.row("choices"))
        for row in content.rows("ladder", "name"):
            with _collecting(findings):
                ladders[row.name] = tuple(_rung(each) for each in row.rows("rungs", "name"))
                row.done()
    for content in contents:
        for row in content.rows("rule", "id"):
            with _collecting(findings):
                rule = _rule(row, ladders)
                if rules.setdefault((rule.id, rule.valid_from), (row, rule))[1] is not rule:
                    raise row.refusal(
                        "staat er twee keer met dezelfde begindatum", "Geef de nieuwe rij een 'valid_from'."
                    )
        with _collecting(findings):
            content.done()
    known = {rule.id: rule for _, rule in rules.values()}
    for row, rule in rules.values():
        with _collecting(findings):
            _refuse_loose_ends(row, rule, known)
    if findings:
        raise InvalidRoute(findings)
    return Rules((rule for _, rule in rules.values()), choices, ladders)


def _refuse_loose_ends(row: "_Row", rule: DeadlineRule, known: Mapping[str, DeadlineRule]) -> None:
    if rule.extension_of == rule.id:
        raise row.refusal("heeft zichzelf als grondslag", "Verbeter 'extension_of'.")
    for key, other in (("then", rule.then), ("extension_of", rule.extension_of)):
        if other and (other not in known or known[other].moment or known[other].extension_of):
            raise row.refusal(f"de termijn '{other}' bestaat niet of heeft geen lengte", f"Verbeter '{key}'.")
    if rule.beside and (rule.statutory or rule.beside not in known or not known[rule.beside].statutory):
        raise row.refusal("staat naast iets dat geen wettelijke termijn is", "Verbeter 'beside'.")


def read_calendar(file: str, data: bytes) -> WorkingCalendar:
    """Read ``holidays.toml``.

    Raises:
        InvalidRoute: with a finding for every entry that cannot be used.
    """
    content = _Row(file, "", read_table(file, data))
    findings: list[Finding] = []
    kb_days: set[date] = set()
    school_holidays: dict[str, list[SchoolHoliday]] = {region: [] for region in REGIONS}
    calendar = WorkingCalendar()
    with _collecting(findings):
        calendar = WorkingCalendar(
            kb_known_from=content.year("known_from"),
            kb_known_through=content.year("known_through"),
            region=content.one_of("region", REGIONS),
        )
    for row in content.rows("kb_day", "source"):
        with _collecting(findings):
            for day in row.days("days"):
                if day in kb_days:
                    raise row.refusal(f"{day:%d-%m-%Y} staat er twee keer", "Haal er een weg.")
                kb_days.add(day)
            row.one_of("certainty", CERTAINTIES)
            row.done()
    for row in content.rows("school_year", "name"):
        with _collecting(findings):
            row.text("certainty")
            for holiday in row.rows("holidays", "name"):
                for region in REGIONS:
                    first, last = holiday.span(region)
                    _refuse_overlap(holiday, school_holidays[region], first, last, f" in {region}")
                    school_holidays[region].append((first, last, holiday.name))
                holiday.done()
            row.done()
    closings: list[Closing] = []
    for row in content.rows("closing", "name"):
        with _collecting(findings):
            first, last = row.span("days")
            _refuse_overlap(row, closings, first, last)
            closings.append((first, last, row.name))
            row.done()
    with _collecting(findings):
        content.done()
    if findings:
        raise InvalidRoute(findings)
    closings.sort()
    return replace(calendar, kb_days=frozenset(kb_days), school_holidays=school_holidays, closings=tuple(closings))


def _refuse_overlap(row: "_Row", spans: Iterable[SchoolHoliday], first: date, last: date, where: str = "") -> None:
    for other_first, other_last, name in spans:
        if first <= other_last and other_first <= last:
            raise row.refusal(f"overlapt met {name} ({other_first:%d-%m-%Y}){where}", "Verbeter een van beide.")


def _rule(row: "_Row", ladders: Ladders) -> DeadlineRule:
    if not re.fullmatch(r"[A-Z][A-Za-z0-9_]{0,19}", row.name):
        raise row.refusal("heeft een id dat niet kan", "Begin met een hoofdletter; hoogstens 20 letters en cijfers.")
    if sum(map(row.has, ("period", "ends", "moment"))) != 1:
        remedy = 'Schrijf period = { weeks = 6 }, ends = "24 maart" of moment = { nl = "…", en = "…" }.'
        raise row.refusal("heeft één van 'period', 'ends' en 'moment' nodig", remedy)
    extension = row.row("extension")
    longest = extension.period("max") if extension.has("max") else None
    ladder = row.text("ladder", "")
    escalates_to = row.texts("escalates_to", ())
    if ladder and ladder not in ladders:
        raise row.refusal(f"de ladder '{ladder}' bestaat niet", f"Kies uit: {', '.join(ladders)}.")
    rule = DeadlineRule(
        id=row.name,
        label=row.words("label"),
        period=row.period("period") if row.has("period") else NO_LENGTH,
        direction=row.one_of("direction", cast(tuple[Direction, ...], get_args(Direction)), "forward"),
        rolls=row.one_of("rolls", cast(tuple[Rolls, ...], get_args(Rolls))),
        source=row.text("source"),
        norm=row.one_of("norm", cast(tuple[Norm, ...], get_args(Norm))),
        owner=row.one_of("owner", OWNERS),
        max_extension=longest,
        regimes=row.texts("suspended_by", ()),
        ladder=tuple(_addressed(rung, escalates_to) for rung in ladders.get(ladder, ())),
        consequence=row.words("consequence"),
        remedy=row.words("remedy", NO_WORDS),
        valid_from=row.day("valid_from", date.min),
        valid_until=row.day("valid_until", date.max),
        certainty=row.one_of("certainty", CERTAINTIES),
        checked_on=row.day("checked_on"),
        checked_by=row.text("checked_by"),
        start=row.words("start", THE_START),
        extension_proposal=extension.period("propose") if extension.has("propose") else longest,
        extension_source=extension.text("source") if longest or extension.has("source") else "",
        escalates_to=escalates_to,
        by_law=row.flag("by_law", False),
        outlives_case=row.flag("outlives_case", False),
        then=row.text("then", ""),
        ends=row.year_day("ends"),
        opens=row.year_day("opens"),
        anchor=row.text("anchor", ""),
        moment=row.words("moment", NO_WORDS),
        extension_of=row.text("extension_of", ""),
        doubt=row.words("doubt", NO_WORDS),
        start_choice=row.one_of("start_choice", cast(tuple[StartChoice, ...], get_args(StartChoice)), ""),
        amounts=tuple(each.amount() for each in row.rows("amounts", "")),
        beside=row.text("beside", ""),
        least=row.period("least") if row.has("least") else None,
    )
    extension.done()
    row.done()
    _refuse_contradictions(row, rule)
    return replace(rule, suspendable=bool(rule.regimes))


def _refuse_contradictions(row: "_Row", rule: DeadlineRule) -> None:
    for regime in rule.regimes:
        if regime not in REGIMES:
            raise row.refusal(f"de grond '{regime}' voor opschorting bestaat niet", f"Kies uit: {', '.join(REGIMES)}.")
    if rule.statutory and rule.rolls == "backward":
        raise row.refusal(
            "een wettelijke termijn mag niet korter worden door een vrije dag", 'Schrijf rolls = "atw" of "none".'
        )
    if not rule.statutory and rule.rolls in ("atw", "eu"):
        raise row.refusal(
            "de Algemene termijnenwet geldt alleen voor wettelijke termijnen", 'Schrijf rolls = "backward" of "none".'
        )
    if (rule.ends or rule.moment) and rule.rolls != "none":
        raise row.refusal("een vaste dag of een plicht zonder lengte schuift niet", 'Schrijf rolls = "none".')
    if rule.opens and not rule.ends:
        raise row.refusal("'opens' hoort bij een vaste dag", "Voeg 'ends' toe, of haal 'opens' weg.")
    if rule.certainty == "?" and not rule.doubt:
        raise row.refusal("zegt niet waaraan getwijfeld wordt", 'Schrijf doubt = { nl = "…", en = "…" }.')
    if rule.valid_until < rule.valid_from:
        raise row.refusal("'valid_until' ligt vóór 'valid_from'", "Verbeter een van beide datums.")


def _rung(row: "_Row") -> Rung:
    before = row.period("before") if row.has("before") else None
    after = row.period("after") if row.has("after") else None
    if (before is None) == (after is None):
        raise row.refusal("heeft 'before' of 'after' nodig", "Schrijf bijvoorbeeld before = { days = 14 }.")
    offset = Period(-after.n, after.unit) if after else cast(Period, before)
    rung = Rung(row.name, offset, row.one_of("tone", TONES), row.texts("to"), row.words("text", NO_WORDS))
    row.done()
    return rung


def _addressed(rung: Rung, escalates_to: Iterable[str]) -> Rung:
    to = [each for name in rung.to for each in (escalates_to if name == ESCALATION else (name,))]
    return replace(rung, to=tuple(dict.fromkeys(to)))


def _choices(row: "_Row") -> Choices:
    default = Choices()
    choices = Choices(
        placement_rolls=row.flag("placement_rolls", default.placement_rolls),
        extension_from=row.one_of("extension_from", ("nominal", "rolled"), default.extension_from),
        lapse_day_suspended=row.flag("lapse_day_suspended", default.lapse_day_suspended),
        objection_from=row.one_of("objection_from", ("term_end", "receipt"), default.objection_from),
        placement_suspended=row.flag("placement_suspended", default.placement_suspended),
        placement_from=row.one_of("placement_from", ("receipt", "request"), default.placement_from),
        sending_day_counts=row.flag("sending_day_counts", default.sending_day_counts),
    )
    row.done()
    return choices


@contextmanager
def _collecting(findings: list[Finding]) -> Iterator[None]:
    """Keep what is refused, and let the reading go on with the next entry."""
    try:
        yield
    except InvalidRoute as refusal:
        findings.extend(refusal.findings)


class _Row(Table):
    """A table of the register: dates, periods, choices from a list, and tables within it."""

    def has(self, key: str) -> bool:
        return key in self._left

    def words(self, key: str, default: Text | None = None) -> Text:
        return default if default is not None and not self.has(key) else Text(*self.translated(key))

    def year(self, key: str) -> int:
        value = self._take(key, None)
        if not isinstance(value, int) or not 1900 <= value <= 9999:
            raise self.refusal(f"'{key}' is geen jaar", f"Schrijf {key} = 2028.")
        return value

    def day(self, key: str, default: date | None = None) -> date:
        value = self._take(key, default)
        return self._as_day(key, value)

    def days(self, key: str) -> list[date]:
        value = self._take(key, None)
        if not isinstance(value, list):
            raise self.refusal(f"'{key}' is geen lijst van datums", f"Schrijf {key} = [2027-05-07, 2028-04-28].")
        return [self._as_day(key, each) for each in value]

    def span(self, key: str) -> tuple[date, date]:
        days = self.days(key)
        if len(days) != 2 or days[0] > days[1]:
            raise self.refusal(f"'{key}' is geen eerste en laatste dag", f"Schrijf {key} = [2027-05-01, 2027-05-09].")
        return days[0], days[1]

    def period(self, key: str) -> Period:
        value = self._take(key, None)
        try:
            return Period.parse(value if isinstance(value, dict) else {})
        except ValueError:
            raise self.refusal(f"'{key}' is geen periode", f"Schrijf bijvoorbeeld {key} = {{ weeks = 6 }}.") from None

    def year_day(self, key: str) -> YearDay | None:
        """Return a day that returns every year, such as "24 maart"."""
        if not self.has(key):
            return None
        day, _, month = self.text(key).partition(" ")
        try:
            return YearDay(MONTHS["nl"].index(month) + 1, int(day))
        except ValueError:
            raise self.refusal(
                f"'{key}' is geen dag van het jaar", f'Schrijf bijvoorbeeld {key} = "24 maart".'
            ) from None

    def amount(self) -> Amount:
        amount = Amount(self.number("days"), self.number("euros"))
        self.done()
        return amount

    def number(self, key: str) -> int:
        value = self._take(key, None)
        if not isinstance(value, int) or isinstance(value, bool) or value < 1:
            raise self.refusal(f"'{key}' is geen getal", f"Schrijf {key} = 14.")
        return value

    def one_of(self, key: str, options: tuple[Option, ...], default: str | None = None) -> Option:
        value = self.text(key) if default is None else self.text(key, default)
        for option in options:
            if option == value:
                return option
        raise self.refusal(f"'{key}' kan niet '{value}' zijn", f"Kies uit: {', '.join(options)}.")

    def row(self, key: str) -> "_Row":
        value = self._take(key, {})
        if not isinstance(value, dict):
            raise self.refusal(f"'{key}' is geen groep van waarden", f"Schrijf {key} = {{ … }}.")
        return _Row(self.file, self.name or key, value)

    def rows(self, key: str, named_by: str) -> "list[_Row]":
        """Return the tables in a list, each named after one of its texts, else as this table itself."""
        values = self._take(key, [])
        if not isinstance(values, list) or not all(isinstance(each, dict) for each in values):
            raise self.refusal(f"'{key}' is geen lijst", f"Begin elke rij met [[{key}]].")
        rows = []
        for number, each in enumerate(values, start=1):
            name = each.get(named_by) if named_by else self.name
            row = _Row(self.file, name if isinstance(name, str) and name else f"{key} {number}", each)
            if named_by:
                row.text(named_by)
            rows.append(row)
        return rows

    def _as_day(self, key: str, value: object) -> date:
        if isinstance(value, str):
            try:
                value = date.fromisoformat(value)
            except ValueError:
                value = None
        if type(value) is not date:
            raise self.refusal(f"'{key}' is geen datum", f"Schrijf {key} = 2027-08-01.")
        return value
