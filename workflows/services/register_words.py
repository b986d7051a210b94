"""How the changes of the register are told: kept in the history as plain values, said in either language."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from workflows.domain.periods import UNITS, Period, Unit
from workflows.domain.wording import Said, Sayable, Text, period_in_words, said
from workflows.routes.route import Shared

#: How each edit reads in the history; the names of units and roles are filled in by who tells it.
WORDS: dict[str, Said] = {
    "register.kb_days": said("KB-dagen {days} toegevoegd ({source}); bekend tot en met {through}"),
    "register.no_kb_day": said("KB-dag {day} weggehaald"),
    "register.holiday": said("{name} {year} vastgelegd"),
    "register.no_holiday": said("{name} {year} weggehaald"),
    "register.closing": said("Sluiting {name} van {first} tot en met {last} vastgelegd"),
    "register.no_closing": said("Sluiting {name} van {first} weggehaald"),
    "register.norm_changed": said("Eigen norm {rule}: {before} wordt {after} vanaf {valid_from} ({source})"),
    "register.norm_corrected": said("Eigen norm {rule} verbeterd: {before} wordt {after} ({source})"),
    "register.norm_added": said("Eigen norm {rule} van {after} naast {beside} ({source})"),
    "register.norm_of_step": said("Eigen norm {rule} van {after} voor de nieuwe stap ‘{name}’ ({source})"),
    "register.rule_checked": said("Termijn {rule} gecontroleerd op {day} door {checked_by}: {source}"),
    "register.ladder": said("Herinneringen bij {rule}: {after}"),
    "register.paragraph": said("Alinea ‘{name}’ in alle brieven gewijzigd"),
    "register.undone": said("Teruggedraaid: {what}"),
    "register.adopted": said("Overgenomen uit de nieuwe versie van Zorgroute: {name}"),
    "register.brought": said("Nieuw met deze versie van Zorgroute: {name}"),
}
_SHORT: dict[str, Unit] = {"d": "days", "w": "weeks", "wd": "working_days"}
_DAYS = ("day", "first", "last", "valid_from")


def in_words(what: str, details: Mapping[str, Any]) -> Said:
    """Return an edit as the history tells it."""
    values: dict[str, Sayable] = dict(details)
    for name in _DAYS:
        if name in details:
            values[name] = date.fromisoformat(details[name])
    for name in ("before", "after"):
        if (match := re.fullmatch(r"(\d+) (\w+)", details.get(name, ""))) and match[2] in UNITS:
            values[name] = told(Period(int(match[1]), next(unit for unit in UNITS if unit == match[2])))
    if what == "register.ladder":
        values |= {"after": _rungs(details.get("after", "")), "rule": details.get("name", details["rule"])}
    if what == "register.undone":
        undone, _, before_that = details["undone"].partition(" ")
        values["what"] = in_words(undone, {**details, "undone": before_that})
    return WORDS[what].of(**values)


def receivers_of(shared: Shared, escalates_to: Sequence[str] = ()) -> tuple[tuple[str, Text], ...]:
    """Return who can get a reminder, with the words for it; *escalates_to* are the roles of the term."""
    them = several([shared.roles[role].label for role in escalates_to if role in shared.roles])
    who = Text(f" ({them.nl})", f" ({them.en})") if them.nl else them
    words: list[tuple[str, Text]] = [
        ("assignee", Text("wie de taak heeft", "who has the task")),
        ("lane", Text("wie de taak kan oppakken", "who may claim the task")),
        ("escalation", Text(f"naar wie de termijn wordt doorgezet{who.nl}", f"who the term is escalated to{who.en}")),
    ]
    return (*words, *((role.id, role.label) for role in shared.roles.values() if role.scope != "none"))


def several(words: Sequence[Text]) -> Text:
    """Return words one after the other, with commas."""
    return Text(", ".join(each.nl for each in words), ", ".join(each.en for each in words))


def kept(period: Period) -> str:
    """Return a period as the history keeps it, to be said in either language."""
    return f"{period.n} {period.unit}"


def told(period: Period) -> Text:
    """Return a period in words."""
    return Text(period_in_words(period), period_in_words(period, "en"))


def _rungs(names: str) -> Text:
    """Return the reminders of a term in words; one with a name of its own by that name."""
    told_ = [rung_in_words(name) for name in names.split(", ")]
    return Text(", ".join(each.nl for each in told_), ", ".join(each.en for each in told_))


def rung_in_words(name: str) -> Text:
    if name == "overdue":
        return Text("1 dag erna", "1 day after")
    if (match := re.fullmatch(r"(d|w|wd)([-+])(\d+)", name)) is None:
        return Text(name, name)
    period = Period(int(match[3]), _SHORT[match[1]])
    sides = ("ervoor", "before") if match[2] == "-" else ("erna", "after")
    return Text(f"{period_in_words(period)} {sides[0]}", f"{period_in_words(period, 'en')} {sides[1]}")
