"""The files of the register, open for changes: what is not touched stays as it was written, remarks included.

A change of the register is a new version of its files and nothing else, so that what is frozen, compared, exported
and played again is one thing.
"""

import copy
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from functools import lru_cache
from typing import Any, cast

import tomlkit
from tomlkit.items import AoT, Comment, Table, Whitespace
from tomlkit.toml_document import TOMLDocument

from workflows.domain.calendar import SchoolHoliday
from workflows.routes.register import REGIONS

DAY = timedelta(days=1)
#: The parts that are changed, compared and put back as one; those of a rule and a ladder have a name behind a colon.
KB_DAYS, SCHOOL, CLOSINGS, CHOICES = "kb", "school", "closing", "choices"
PARAGRAPHS = "paragraphs/"  #: where the standard paragraphs of letters stand, each a part of its own
_LISTS = {KB_DAYS: "kb_day", SCHOOL: "school_year", CLOSINGS: "closing"}
_SINGLE = {KB_DAYS: ("known_from", "known_through"), SCHOOL: ("region",), CHOICES: ("choices",)}


@lru_cache(maxsize=256)
def _plain(data: bytes) -> Mapping[str, Any]:
    """Return what a file says, to look at and not to change: the same files are read over and over."""
    return tomllib.loads(data.decode("utf-8-sig"))


class RegisterText:
    """The register as text; read it again after a change: what cannot be used is refused then."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self._files = dict(files)
        self._open: dict[str, TOMLDocument] = {}
        self._keys = {path: set(_plain(data)) for path, data in files.items() if path.endswith(".toml")}

    @property
    def files(self) -> dict[str, bytes]:
        """The files as they are now."""
        return self._files | {path: tomlkit.dumps(document).encode() for path, document in self._open.items()}

    @property
    def register_files(self) -> set[str]:
        """The paths of the files in which parts of the register stand."""
        keys = {"rule", "ladder", *_LISTS.values(), *(key for keys in _SINGLE.values() for key in keys)}
        return {path for path, here in self._keys.items() if here & keys} | set(self._paragraphs)

    # -------------------------------------------------------------- days equated by royal decree
    def add_kb_days(self, days: Sequence[date], source: str) -> None:
        row = tomlkit.table()
        row.update({"days": sorted(days), "source": source, "certainty": "V"})
        self._append("kb_day", row)

    def remove_kb_day(self, day: date) -> None:
        for rows in self._lists("kb_day"):
            for row in [row for row in rows if day in row["days"]]:
                row["days"] = [each for each in row["days"] if each != day]

    def know_kb_days_through(self, year: int) -> None:
        self._document("known_through")["known_through"] = year

    # -------------------------------------------------------------- school holidays
    def set_holiday(self, year: str, name: str, spans: Mapping[str, tuple[date, date]], checked: str) -> None:
        """Enter a holiday of a school year, or change it."""
        row = self._row("school_year", lambda row: row["name"] == year)
        if row is None:
            row = tomlkit.parse(f'[[school_year]]\nname = "{year}"\ncertainty = ""\nholidays = [\n]\n')["school_year"][
                0
            ]
            self._append("school_year", row)
        row["certainty"] = checked
        values = {region: list(spans[region]) for region in REGIONS}
        for holiday in row["holidays"]:
            if holiday["name"] == name:
                holiday.update(values)
                return
        row["holidays"].add_line(_inline({"name": name, **values}), indent="  ")

    def remove_holiday(self, year: str, name: str) -> None:
        row = self._row("school_year", lambda row: row["name"] == year)
        if row is not None:
            for number in reversed(range(len(row["holidays"]))):
                if row["holidays"][number]["name"] == name:
                    del row["holidays"][number]

    # -------------------------------------------------------------- days on which our own office is closed
    def add_closing(self, closing: SchoolHoliday) -> None:
        row = tomlkit.table()
        row.update({"name": closing[2], "days": list(closing[:2])})
        self._append("closing", row)

    def remove_closing(self, first: date) -> None:
        for rows in self._lists("closing"):
            for number in reversed(range(len(rows))):
                if rows[number]["days"][0] == first:
                    _remove(rows, number)
        self._drop_if_empty("closing")

    # -------------------------------------------------------------- rules
    def correct_rule(self, rule_id: str, valid_from: date, values: Mapping[str, Any]) -> None:
        """Change the version of a rule that holds from *valid_from*, as if it had been written so at once."""
        for row in self._versions(rule_id):
            if row.get("valid_from", date.min) == valid_from:
                _set(row, values)

    def change_rule(self, rule_id: str, valid_from: date, values: Mapping[str, Any]) -> None:
        """Let another version of a rule hold from *valid_from*; the one before it stays, until the day before."""
        for rows in self._lists("rule", rule_id):
            numbers = [number for number, row in enumerate(rows) if row["id"] == rule_id]
            if numbers:
                last = numbers[-1]
                before = copy.deepcopy(rows[last])
                _take_tail(before)
                _set(before, {"valid_until": valid_from - DAY})
                before.add(tomlkit.nl())
                rows.insert(last, before)
                _set(rows[last + 1], {**values, "valid_from": valid_from})

    def add_norm_beside(self, norm: str, rule_id: str, valid_from: date, values: Mapping[str, Any]) -> None:
        """Add a local norm that starts, stands still and stops with a statutory term."""
        row = copy.deepcopy(self._versions(rule_id)[-1])
        _take_tail(row)
        for key in ("extension", "then", "valid_until", "by_law", "outlives_case", "ladder", "doubt", "amounts"):
            if key in row:
                del row[key]
        values = {"id": norm, "norm": "local", "rolls": "backward", "beside": rule_id, **values}
        _set(row, {**values, "valid_from": valid_from})
        path = next(path for path in self._paths("rule") if self._holds(path, "rule", rule_id))
        self._append("rule", row, path)

    def add_rule(self, values: Mapping[str, Any]) -> None:
        """Add a rule behind the last one."""
        row = tomlkit.table()
        _set(row, values)
        self._append("rule", row)

    def set_ladder(self, rule_id: str, rungs: Sequence[Mapping[str, Any]]) -> None:
        """Give a rule reminders of its own, in every version of it: that is how running terms are minded as well."""
        rows = tomlkit.array()
        for rung in rungs:
            rows.add_line(_inline(rung), indent="  ")
        rows.add_line(indent="")
        own = self._row("ladder", lambda row: row["name"] == rule_id, rule_id)
        if own is None:
            own = tomlkit.table()
            own.update({"name": rule_id, "rungs": rows})
            self._append("ladder", own)
        else:
            own["rungs"] = rows
        for row in self._versions(rule_id):
            _set(row, {"ladder": rule_id})

    def rungs_of(self, rule_id: str) -> list[dict[str, Any]]:
        """Return the rungs of the newest version of a rule, as they are written."""
        name = self._versions(rule_id)[-1].get("ladder", "")
        row = self._row("ladder", lambda row: row["name"] == name, name)
        return [dict(each) for each in row.unwrap()["rungs"]] if row is not None else []

    # -------------------------------------------------------------- standard paragraphs of letters
    @property
    def _paragraphs(self) -> dict[str, str]:
        """The files of the standard paragraphs, with the name of each."""
        names = (path.removeprefix(PARAGRAPHS).removesuffix(".txt") for path in self._files)
        return {path: name for path, name in zip(self._files, names, strict=True) if path == f"{PARAGRAPHS}{name}.txt"}

    def set_paragraph(self, name: str, text: str) -> None:
        self._files[f"{PARAGRAPHS}{name}.txt"] = text.encode()

    # -------------------------------------------------------------- parts
    def parts(self) -> dict[str, Any]:
        """Return what each part holds, to compare two registers."""
        found: dict[str, Any] = {part: [] for part in _LISTS}
        files = self.files
        for path in self._keys:
            content = _plain(files[path])
            for part, key in _LISTS.items():
                found[part] += content.get(key, [])
            for part, keys in _SINGLE.items():
                found.setdefault(part, []).extend((key, content[key]) for key in keys if key in content)
            for row in content.get("ladder", []):
                found.setdefault(f"ladder:{row['name']}", []).append(row)
            for row in content.get("rule", []):
                found.setdefault(f"rule:{row['id']}", []).append(row)
        for part in [part for part in found if part.startswith("rule:")]:
            found[part] += found.pop(f"ladder:{part.partition(':')[2]}", [])
        found |= {f"paragraph:{name}": files[path].decode() for path, name in self._paragraphs.items()}
        return found

    def put_back(self, part: str, then: "RegisterText") -> None:
        """Make a part as it was *then*. A norm that was not there stays, for its clocks, but is not started again."""
        kind, _, name = part.partition(":")
        if kind == "rule":
            self._put_rows_back("ladder", lambda row: row["name"] == name, then, name)
            if not then._versions(name):
                for row in self._versions(name):
                    row.pop("beside", None)
                return
            self._put_rows_back("rule", lambda row: row["id"] == name, then, name)
        elif kind == "paragraph":
            self.set_paragraph(name, then._files[f"{PARAGRAPHS}{name}.txt"].decode())
        elif kind == "ladder":
            self._put_rows_back("ladder", lambda row: row["name"] == name, then, name)
        else:
            for key in _SINGLE.get(part, ()):
                self._document(key)[key] = then._document(key)[key]
            if part in _LISTS:
                self._put_rows_back(_LISTS[part], lambda _row: True, then)

    def _put_rows_back(
        self, key: str, which: Callable[[Table], bool], then: "RegisterText", name: str | None = None
    ) -> None:
        """Make the rows that *which* picks as they were then; from behind, since remarks stand behind a row."""
        wanted = [row for rows in then._lists(key, name) for row in rows if which(row)]
        for rows in self._lists(key, name):
            here = [number for number, row in enumerate(rows) if which(row)]
            while here and wanted:
                _become(rows[here.pop()], wanted.pop())
            for number in reversed(here):
                _remove(rows, number)
        self._drop_if_empty(key)
        for row in wanted:
            fresh = tomlkit.table()
            _become(fresh, row)
            self._append(key, fresh)

    # -------------------------------------------------------------- where it stands
    def _document(self, key: str) -> TOMLDocument:
        return self._opened(self._paths(key)[0])

    def _opened(self, path: str) -> TOMLDocument:
        if path not in self._open:
            self._open[path] = tomlkit.parse(self._files[path].decode("utf-8-sig"))
        return self._open[path]

    def _paths(self, key: str) -> list[str]:
        return [path for path, keys in self._keys.items() if key in keys]

    def _list(self, path: str, key: str) -> AoT:
        return cast(AoT, self._opened(path)[key])

    def _lists(self, key: str, name: str | None = None) -> Iterator[AoT]:
        """Yield the lists of a kind; of rows with one *name* only where they stand, so that no other file is opened."""
        for path in self._paths(key):
            if name is None or self._holds(path, key, name):
                yield self._list(path, key)

    def _holds(self, path: str, key: str, name: str) -> bool:
        rows = self._list(path, key) if path in self._open else _plain(self._files[path])[key]
        return any(name in (row.get("id"), row.get("name")) for row in rows)

    def _row(self, key: str, which: Callable[[Table], bool], name: str | None = None) -> Table | None:
        return next((row for rows in self._lists(key, name) for row in rows if which(row)), None)

    def _versions(self, rule_id: str) -> list[Table]:
        found = [row for rows in self._lists("rule", rule_id) for row in rows if row["id"] == rule_id]
        return sorted(found, key=lambda row: row.get("valid_from", date.min))

    def _append(self, key: str, row: Table, path: str = "") -> None:
        """Add a row after the last of its kind, in *path* where given; the remarks behind that one stay behind all."""
        _take_tail(row)
        paths = [path] if path else self._paths(key)
        if paths:
            rows = self._list(paths[-1], key)
            for each in _take_tail(rows[-1]):
                row.add(each)
            rows[-1].add(tomlkit.nl())
            rows.append(row)
            return
        beside = "known_through" if key in _LISTS.values() else "rule"
        path = self._paths(beside)[0]
        rows = tomlkit.aot()
        rows.append(row)
        document = self._opened(path)
        document.add(tomlkit.nl())
        document.append(key, rows)
        self._keys[path].add(key)

    def _drop_if_empty(self, key: str) -> None:
        for path in self._paths(key):
            if path in self._open and not self._list(path, key):
                del self._opened(path)[key]
                self._keys[path].remove(key)


def _inline(values: Mapping[str, Any]) -> Any:
    written = (
        f"{key} = {(_inline(value) if isinstance(value, Mapping) else tomlkit.item(value)).as_string()}"
        for key, value in values.items()
    )
    return tomlkit.value(f"{{ {', '.join(written)} }}")


def _take_tail(row: Table) -> list[Any]:
    """Take the white lines and remarks off the end of a row: those belong to what follows it."""
    body = row.value.body
    tail: list[Any] = []
    while body and body[-1][0] is None:
        tail.insert(0, body.pop()[1])
    return [each for each in tail if isinstance(each, Comment | Whitespace)]


def _set(row: Table, values: Mapping[str, Any]) -> None:
    tail = _take_tail(row)
    for key, value in values.items():
        row[key] = _inline(value) if isinstance(value, Mapping) else value
    for each in tail:
        row.add(each)


def _become(row: Table, then: Table) -> None:
    wanted = then.unwrap()
    for key in [key for key in row if key not in wanted]:
        del row[key]
    written = row.unwrap()
    changed: Iterable[str] = (key for key, value in wanted.items() if written.get(key) != value)
    _set(row, {key: copy.deepcopy(then[key]) for key in changed})


def _remove(rows: AoT, number: int) -> None:
    """Take a row away; the remarks behind it stay, behind the row before it."""
    tail = _take_tail(rows[number])
    del rows[number]
    if number and number == len(rows):
        _take_tail(rows[number - 1])
    if number and len(rows):
        for each in tail if number == len(rows) else tail[1:]:
            rows[number - 1].add(each)
