"""Reads what a person typed into one field: the value for the diagram and the detail that is kept."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import zip_longest

from workflows.domain.expressions import EmptyValue, Value
from workflows.domain.fields import JSON, MAX_FILES, MAX_ROWS, MEDIA_TYPES, Field, FormContext
from workflows.domain.national_numbers import explanation, national_number_in
from workflows.domain.value_words import in_words
from workflows.domain.values import MAX_LIST, order
from workflows.domain.wording import Said, said

Raw = Mapping[str, Sequence[str]]

_DUTCH_DATE = re.compile(r"([0-9]{1,2})[-/. ]([0-9]{1,2})[-/. ]([0-9]{4})")
_ISO_DATE = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_NUMBER = re.compile(r"(-?(?:[0-9]{1,15}|[0-9]{1,3}(?:\.[0-9]{3}){1,4}))(?:,([0-9]{1,6}))?")
_MONEY = re.compile(r"([0-9]{1,12}|[0-9]{1,3}(?:\.[0-9]{3}){1,3})(?:,(-|[0-9]{2}))?|([0-9]{1,12})\.([0-9]{2})")
_EMAIL = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9.-]{1,180}")
_DOMAIN = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?")
_NUMERIC_ID = re.compile(r"[1-9][0-9]{0,17}")
_CHOOSE = frozenset({"choice", "yesno", "person", "organisation"})


class Refused(Exception):
    """What is wrong with one answer and what to do about it; the words that follow the label."""


@dataclass(frozen=True)
class Reading:
    """One answer: the value in expressions and facts, and the detail as JSON (None: not filled in)."""

    value: Value
    detail: JSON


def read_field(field: Field, raw: Raw, known: Mapping[str, Value], context: FormContext) -> Reading:
    """Return what was answered to *field*; *known* are the values its limits may refer to.

    Raises:
        Refused: absent though required, impossible, not allowed, or out of bounds.
    """
    if field.kind == "table":
        return _read_table(field, raw, known, context)
    answers = given(raw, field.id)
    many = field.kind in ("choices", "file")
    if not answers:
        if field.required:
            raise Refused(_missing(field))
        return Reading([] if many else None, [] if many else None)
    if len(answers) > 1 and not many:
        raise Refused(said("er zijn twee antwoorden gegeven. Geef er één."))
    reading = _read_many(field, answers, context) if many else _read_one(field, answers[0], context)
    _check_bounds(field, reading.value, known)
    return reading


def given(raw: Raw, name: str) -> list[str]:
    """Return what was answered to a field; nothing but spaces is no answer."""
    return [item for item in _given(raw, name) if item.strip()]


def _given(raw: Raw, name: str) -> Sequence[str]:
    given = raw.get(name, ())
    return [given] if isinstance(given, str) else given


def _missing(field: Field) -> Said:
    if field.kind in _CHOOSE:
        return said("kies een antwoord.")
    if field.or_document:
        return said("vul dit in of voeg een stuk toe.")
    return {
        "choices": said("kies er minstens één."),
        "date": said("vul een datum in, bijvoorbeeld 23-11-2026."),
        "file": said("voeg het stuk toe."),
        "table": said("vul minstens één regel in."),
    }.get(field.kind, said("vul dit in."))


def _read_one(field: Field, given: str, context: FormContext) -> Reading:
    if len(given) > 2 * field.limit + 1_000:
        raise Refused(_too_long(field.limit))
    match field.kind:
        case "date":
            day = read_date(given)
            return Reading(day, day.isoformat())
        case "number":
            number = _read_number(given)
            return Reading(number, number if isinstance(number, int) else str(number))
        case "money":
            amount = _read_money(given)
            return Reading(amount, str(amount))
        case "yesno":
            return Reading(*[_chosen(field, given, context) == "ja"] * 2)
        case "choice":
            chosen = _chosen(field, given, context)
            return Reading(chosen, chosen)
        case "person" | "organisation":
            number = _read_somebody(field, given, context)
            return Reading(number, number)
        case _:
            words = _read_text(field, given)
            return Reading(words, words)


def _read_many(field: Field, given: Sequence[str], context: FormContext) -> Reading:
    read, most = (_file, MAX_FILES) if field.kind == "file" else (_chosen, MAX_LIST)
    if len(given) > most:
        raise Refused(said("dit zijn er te veel; hoogstens {most}.", most=most))
    items = list(dict.fromkeys(read(field, item, context) for item in given))
    return Reading(list(items), list(items))


def _read_text(field: Field, given: str) -> str:
    words = unicodedata.normalize("NFC", given.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " "))
    if field.kind == "long":
        words = "\n".join(line.rstrip() for line in words.split("\n")).strip()
    else:
        words = " ".join(words.split())
    if any(unicodedata.category(character) in ("Cc", "Cs") and character != "\n" for character in words):
        raise Refused(said("er staat een onleesbaar teken in. Typ de tekst opnieuw."))
    if len(words) > field.limit:
        raise Refused(_too_long(field.limit, len(words)))
    refuse_national_number(words)
    if field.kind == "email":
        _check_email(words)
    if field.pattern is not None and not field.pattern.matches(words):
        own = Said(field.pattern_message)
        raise Refused(own or said("dit heeft niet de juiste vorm. Kijk naar het voorbeeld."))
    return words


def refuse_national_number(words: str) -> None:
    found = national_number_in(words)
    if found:
        raise Refused(explanation(found))


def _too_long(limit: int, length: int | None = None) -> Said:
    if length is None:
        return said("gebruik hoogstens {limit} tekens. Kort de tekst in of voeg een bijlage toe.", limit=limit)
    return said(
        "gebruik hoogstens {limit} tekens (nu {length}). Kort de tekst in of voeg een bijlage toe.",
        limit=limit,
        length=length,
    )


def read_date(given: str) -> date:
    """Return the day that was typed, as 23-11-2026 or 2026-11-23; raises Refused with what to do."""
    typed = given.strip()
    dutch, iso = _DUTCH_DATE.fullmatch(typed), _ISO_DATE.fullmatch(typed)
    if dutch:
        day, month, year = (int(part) for part in dutch.groups())
    elif iso:
        year, month, day = (int(part) for part in iso.groups())
    else:
        raise Refused(
            said(
                "‘{typed}’ is geen datum. Schrijf dag-maand-jaar, bijvoorbeeld 23-11-2026.",
                typed=_shown(typed),
            )
        )
    try:
        read = date(year, month, day)
    except ValueError:
        raise Refused(said("{typed} bestaat niet. Kijk de dag, de maand en het jaar na.", typed=typed)) from None
    if not 1900 <= year <= 2100:
        raise Refused(said("het jaar {year} kan niet kloppen. Kijk het jaar na.", year=year))
    return read


def parse_date(given: str) -> date | None:
    """Return the day that was typed, None where it is no existing day."""
    try:
        return read_date(given)
    except Refused:
        return None


def _read_number(given: str) -> int | Decimal:
    typed = given.strip().replace("−", "-")
    found = _NUMBER.fullmatch(typed)
    if not found:
        raise Refused(
            said(
                "‘{typed}’ is geen getal. Schrijf cijfers, met een komma voor decimalen: 12,5.",
                typed=_shown(typed),
            )
        )
    whole, decimals = found[1].replace(".", ""), found[2]
    refuse_national_number(whole)
    return Decimal(f"{whole}.{decimals}") if decimals else int(whole)


def _read_money(given: str) -> Decimal:
    typed = given.strip().removeprefix("€").strip()
    found = _MONEY.fullmatch(typed)
    if not found:
        raise Refused(said("‘{typed}’ is geen bedrag. Schrijf bijvoorbeeld 1.234,50.", typed=_shown(typed)))
    whole = (found[1] or found[3]).replace(".", "")
    cents = (found[2] or found[4] or "00").replace("-", "00")
    refuse_national_number(whole)
    return Decimal(f"{whole}.{cents}")


def _check_email(words: str) -> None:
    domain = words.rpartition("@")[2].split(".")
    if not (_EMAIL.fullmatch(words) and len(domain) > 1 and all(_DOMAIN.fullmatch(part) for part in domain)):
        raise Refused(said("dit is geen e-mailadres. Schrijf bijvoorbeeld naam@school.nl."))


def _shown(typed: str) -> str:
    return typed if len(typed) <= 30 else f"{typed[:30]}…"


def _chosen(field: Field, given: str, context: FormContext) -> str:
    options = context.options_of(field)
    if (options is None and len(given) > 200) or (
        options is not None and given not in [option.value for option in options]
    ):
        raise Refused(said("kies een antwoord uit de lijst."))
    return given


def _read_somebody(field: Field, given: str, context: FormContext) -> int:
    chosen = _chosen(field, given, context)
    if not _NUMERIC_ID.fullmatch(chosen):
        raise Refused(said("kies een antwoord uit de lijst."))
    objection = context.objection(field, chosen) if field.kind == "person" else None
    if objection:
        options = context.options_of(field) or ()
        name = next((option.label for option in options if option.value == chosen), said("deze persoon"))
        raise Refused(said("{name} {objection}. Kies iemand anders.", name=name, objection=objection))
    return int(chosen)


def _file(field: Field, given: str, context: FormContext) -> str:
    info = context.files.get(given)
    if info is None:
        raise Refused(said("dit stuk is er niet meer. Voeg het opnieuw toe."))
    accepted = field.accept or tuple(MEDIA_TYPES)
    if info.media_type not in [MEDIA_TYPES[extension] for extension in accepted]:
        kinds = ", ".join(extension.removeprefix(".").upper() for extension in accepted)
        raise Refused(said("bijlage {name} kan niet worden aangenomen. Wel: {kinds}.", name=info.name, kinds=kinds))
    if info.size == 0:
        raise Refused(said("bijlage {name} is leeg. Voeg haar opnieuw toe.", name=info.name))
    if info.size > field.limit:
        words = said("bijlage {name} is groter dan {size}. Maak haar kleiner of knip haar in delen.")
        raise Refused(words.of(name=info.name, size=_size(field.limit)))
    found = national_number_in(info.name)
    if found:
        raise Refused(said("in de naam van de bijlage staat een nummer: {why}", why=explanation(found)))
    return given


def _size(count: int) -> str:
    return f"{count // 1_000_000} MB" if count >= 1_000_000 else f"{max(count // 1_000, 1)} kB"


def _check_bounds(field: Field, value: Value, known: Mapping[str, Value]) -> None:
    measure = len(value) if isinstance(value, list) else value
    for sign, limit, words in ((-1, field.min, _least), (1, field.max, _most)):
        if limit is None:
            continue
        try:
            bound = limit.evaluate(known)
            if order(measure, bound) == sign:
                raise Refused(words(field, bound))
        except EmptyValue:
            continue  # a limit that depends on what is not filled in limits nothing yet


def _least(field: Field, bound: Value) -> Said:
    if isinstance(bound, date):
        return said("kies een datum op of na {day}.", day=f"{bound:%d-%m-%Y}")
    return _count_words(field, said("minstens {n}", n=_count(bound)), bound)


def _most(field: Field, bound: Value) -> Said:
    if isinstance(bound, date):
        return said("kies een datum op of vóór {day}.", day=f"{bound:%d-%m-%Y}")
    return _count_words(field, said("hoogstens {n}", n=_count(bound)), bound)


def _count(bound: Value) -> int | Decimal | str:
    return bound if isinstance(bound, int | Decimal) else in_words(bound)


def _count_words(field: Field, how_many: Said, bound: Value) -> Said:
    match field.kind:
        case "choices":
            words = said("kies er {how_many}.")
        case "file":
            words = said("voeg {how_many} stuk toe.") if bound == 1 else said("voeg {how_many} stukken toe.")
        case "table":
            words = said("vul {how_many} regel in.") if bound == 1 else said("vul {how_many} regels in.")
        case _:
            words = said("vul {how_many} in.")
    return words.of(how_many=how_many)


def _read_table(field: Field, raw: Raw, known: Mapping[str, Value], context: FormContext) -> Reading:
    """Read a table column by column; rows without any answer are left out, the rest keep their order."""
    columns = [_given(raw, f"{field.id}.{column.id}") for column in field.columns]
    typed = [row for row in zip_longest(*columns, fillvalue="") if any(cell.strip() for cell in row)]
    if not typed and field.required:
        raise Refused(_missing(field))
    if len(typed) > MAX_ROWS:
        raise Refused(said("vul hoogstens {most} regels in.", most=MAX_ROWS))
    rows: list[JSON] = []
    for number, cells in enumerate(typed, start=1):
        row: dict[str, JSON] = {}
        for column, cell in zip(field.columns, cells, strict=True):
            try:
                row[column.id] = read_field(column, {column.id: [cell]}, known, context).detail
            except Refused as refusal:
                words = said("regel {number}, {label}: {what}")
                raise Refused(words.of(number=number, label=Said(column.label), what=str(refusal))) from None
        rows.append(row)
    count: Value = [*range(1, len(rows) + 1)]
    if rows:
        _check_bounds(field, count, known)
    return Reading(count, rows)
