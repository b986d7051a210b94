"""Days in the register: by royal decree, school holidays, closings of our own office."""

import re
from datetime import date

from workflows.domain.errors import NotFound
from workflows.domain.field_reading import Refused, read_date
from workflows.domain.wording import Said, said
from workflows.routes.register import REGIONS
from workflows.routes.register_text import CLOSINGS, KB_DAYS, SCHOOL, RegisterText
from workflows.services.register_given import Edit, Given


# ------------------------------------------------------------------ days equated by royal decree
def kb_days(given: Given, text: RegisterText) -> Edit:
    calendar, days = given.shared.calendar, []
    label = said("Dagen")
    for typed in given.text("days").replace(",", " ").split():
        try:
            day = read_date(typed)
        except Refused as wrong:
            given.wrong("days", said("{label}: {what}", label=label, what=str(wrong)))
            continue
        if day in calendar.kb_days or day in days:
            given.wrong("days", said("{day} staat er al als KB-dag.", day=day))
        elif (name := calendar.free_day(day)) is not None:
            given.wrong("days", said("{day} is al een vrije dag: {name}.", day=day, name=name))
        elif day < given.today:
            given.wrong("days", said("{day} is voorbij; een KB-dag geldt voor dagen die nog komen.", day=day))
        days.append(day)
    source = given.text("source", said("Koninklijk besluit"))
    known = calendar.kb_known_through
    through = given.whole("through", said("Bekend tot en met"), known, known + 10)
    if days and max(days).year > through:
        words = said("Bekend tot en met: er staat een dag in {year} bij; vul minstens dat jaar in.")
        given.wrong("through", words.of(year=str(max(days).year)))
    given.refuse()
    if days:
        text.add_kb_days(days, source)
    text.know_kb_days_through(through)
    shown = ", ".join(f"{day:%d-%m-%Y}" for day in sorted(days)) or "-"
    details = {"days": shown, "source": source, "through": str(through)}
    return Edit(text.files, KB_DAYS, "register.kb_days", details)


def no_kb_day(given: Given, text: RegisterText) -> Edit:
    day = given.day("day", said("Dag"))
    if day not in given.shared.calendar.kb_days:
        raise NotFound(f"no day {day}")
    if day < given.today:
        given.wrong("day", said("{day} is voorbij en blijft staan: er zijn termijnen mee bepaald.", day=day))
    text.remove_kb_day(day)
    return Edit(text.files, KB_DAYS, "register.no_kb_day", {"day": day.isoformat()})


# ------------------------------------------------------------------ school holidays
def holiday(given: Given, text: RegisterText) -> Edit:
    year, name = given.text("year"), given.text("name", said("Naam"), most=60)
    match = re.fullmatch(r"(\d{4})-(\d{4})", year)
    if match is None or int(match[2]) != int(match[1]) + 1:
        given.wrong("year", said("Schooljaar: schrijf het zo: 2028-2029."))
    spans = {region: _span(given, region, Said(region)) for region in REGIONS}
    given.refuse()
    begins = int(year[:4])
    for region, (first, last) in spans.items():
        if not date(begins, 7, 1) <= first <= last <= date(begins + 1, 9, 30):
            given.wrong(f"{region}_first", said("{region}: valt buiten schooljaar {year}.", region=region, year=year))
        for row in RegisterText(given.shared.files).parts()[SCHOOL]:
            for holiday in row["holidays"] if isinstance(row, dict) else ():
                if (row["name"], holiday["name"]) == (year, name):
                    continue
                if first <= holiday[region][1] and holiday[region][0] <= last:
                    words = said("{region}: overlapt met {other} in schooljaar {year}.")
                    given.wrong(f"{region}_first", words.of(region=region, other=holiday["name"], year=row["name"]))
    given.refuse()
    text.set_holiday(year, name, spans, f"vastgelegd op {given.today:%d-%m-%Y}")
    return Edit(text.files, SCHOOL, "register.holiday", {"year": year, "name": name})


def no_holiday(given: Given, text: RegisterText) -> Edit:
    year, name = given.text("year"), given.text("name")
    text.remove_holiday(year, name)
    left = {each["name"] for row in text.parts()[SCHOOL] if isinstance(row, dict) for each in row["holidays"]}
    for rule in given.shared.rules:
        if rule.anchor == name and name not in left:
            words = said("{name}: termijn {rule} telt vanaf deze vakantie; laat er ten minste een staan.")
            given.wrong("name", words.of(name=name, rule=rule.id))
            break
    return Edit(text.files, SCHOOL, "register.no_holiday", {"year": year, "name": name})


def _span(given: Given, prefix: str, label: Said) -> tuple[date, date]:
    names = said("{label}, eerste dag", label=label), said("{label}, laatste dag", label=label)
    first, last = given.day(f"{prefix}_first", names[0]), given.day(f"{prefix}_last", names[1])
    if first is not date.max and last < first:
        words = said("{label}: de laatste dag ligt vóór de eerste.", label=label)
        given.wrong(f"{prefix}_last", words)
    return first, last


# ------------------------------------------------------------------ days on which our own office is closed
def closing(given: Given, text: RegisterText) -> Edit:
    name = given.text("name", said("Naam"), most=60)
    first, last = _span(given, "closing", said("Sluiting"))
    if last < given.today:
        given.wrong("closing_last", said("Deze sluiting is al voorbij."))
    for other_first, other_last, other in given.shared.calendar.closings:
        if first <= other_last and other_first <= last:
            given.wrong("closing_first", said("Sluiting: overlapt met {other}.", other=other))
    given.refuse()
    text.add_closing((first, last, name))
    details = {"name": name, "first": first.isoformat(), "last": last.isoformat()}
    return Edit(text.files, CLOSINGS, "register.closing", details)


def no_closing(given: Given, text: RegisterText) -> Edit:
    first = given.day("closing_first", said("Sluiting"))
    name = next((name for begins, _, name in given.shared.calendar.closings if begins == first), None)
    if name is None:
        raise NotFound(f"no closing on {first}")
    text.remove_closing(first)
    return Edit(text.files, CLOSINGS, "register.no_closing", {"name": name, "first": first.isoformat()})
