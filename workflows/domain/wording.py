"""Dates, periods, due dates and sentences in words, Dutch and English."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import TypeAlias

from workflows.domain.calendar import WorkingCalendar
from workflows.domain.periods import Period, YearDay

WEEKDAYS = {
    "nl": ("maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
MONTHS = {
    "nl": ("januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september", "oktober",
           "november", "december"),
    "en": ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
           "November", "December"),
}  # fmt: skip
SHORT_MONTHS = ("jan.", "febr.", "mrt.", "apr.", "mei", "juni", "juli", "aug.", "sept.", "okt.", "nov.", "dec.")
UNIT_WORDS = {
    "nl": {"hours": ("uur", "uur"), "days": ("dag", "dagen"), "weeks": ("week", "weken"),
           "months": ("maand", "maanden"), "years": ("jaar", "jaar"), "working_days": ("werkdag", "werkdagen"),
           "school_days": ("schooldag", "schooldagen"), "school_weeks": ("schoolweek", "schoolweken")},
    "en": {"hours": ("hour", "hours"), "days": ("day", "days"), "weeks": ("week", "weeks"),
           "months": ("month", "months"), "years": ("year", "years"), "working_days": ("working day", "working days"),
           "school_days": ("school day", "school days"), "school_weeks": ("school week", "school weeks")},
}  # fmt: skip
FREE_DAYS_IN_ENGLISH = {
    "zaterdag": "Saturday", "zondag": "Sunday", "KB-dag": "a day equated by royal decree",
    "Nieuwjaarsdag": "New Year's Day", "Goede Vrijdag": "Good Friday", "2e Paasdag": "Easter Monday",
    "Koningsdag": "King's Day", "Bevrijdingsdag": "Liberation Day", "Hemelvaartsdag": "Ascension Day",
    "2e Pinksterdag": "Whit Monday", "1e Kerstdag": "Christmas Day", "2e Kerstdag": "Boxing Day",
}  # fmt: skip


@dataclass(frozen=True)
class Text:
    """The same words in both languages."""

    nl: str
    en: str

    def in_(self, locale: str) -> str:
        """Return the words in English for an English *locale*, else in Dutch."""
        return self.en if _language(locale) == "en" else self.nl

    def lower(self) -> "Text":
        """Return the words as they stand inside a sentence."""
        return Text(self.nl.lower(), self.en.lower())

    def __bool__(self) -> bool:
        return bool(self.nl)


#: What may stand in a sentence; a plain text (a name, what was typed) is the same in every language.
Sayable: TypeAlias = "str | int | Decimal | date | Text"


class Said(str):
    """A Dutch sentence that remembers how it was made, so that it can be said in another language as well.

    One without a template is a route's own words, which stay Dutch.
    """

    template: str
    values: Mapping[str, Sayable]

    def __new__(cls, words: str, template: str = "", values: Mapping[str, Sayable] | None = None) -> "Said":
        self = super().__new__(cls, words)
        self.template, self.values = template, dict(values or {})
        return self

    def __str__(self) -> "Said":
        return self  # so that ``str(problem)`` of an error that carries one still remembers

    def of(self, **values: Sayable) -> "Said":
        """Return this sentence with *values* in its places."""
        return said(self.template, **values)


def said(template: str, **values: Sayable) -> Said:
    """Return the Dutch sentence of *template*; its translation stands under the template, with the same places.

    Without values the template is left as it is, to be filled in later.
    """
    if not values:
        return Said(template, template)
    return Said(template.format(**{name: value_in_words(value) for name, value in values.items()}), template, values)


def value_in_words(value: Sayable, locale: str = "nl") -> str:
    """Return a value as it stands in a sentence; one that was said before is left as it is."""
    match value:
        case Text():
            return value.in_(locale)
        case date():
            return date_in_words(value, locale)
        case int() | Decimal():
            return number_in_words(value, locale)
        case str():
            return value


def number_in_words(value: int | Decimal, locale: str = "nl") -> str:
    """Return a number with Dutch signs: 1234.5 is '1.234,5'; whole numbers below 10,000 stay as they are."""
    if isinstance(value, int) and abs(value) < 10_000:
        return str(value)
    words = f"{value:,}" if isinstance(value, int) else f"{value:,f}"
    return words if _language(locale) == "en" else words.translate(str.maketrans(",.", ".,"))


def date_in_words(day: date, locale: str = "nl", *, year: bool = True) -> str:
    """Return the short form of a date: "di 22-12-2026", or "Tue 22 Dec 2026" in English."""
    if _language(locale) == "en":
        words = f"{WEEKDAYS['en'][day.weekday()][:3]} {day.day} {MONTHS['en'][day.month - 1][:3]}"
        return f"{words} {day.year}" if year else words
    words = f"{WEEKDAYS['nl'][day.weekday()][:2]} {day.day:02}-{day.month:02}"
    return f"{words}-{day.year}" if year else words


def long_date_in_words(day: date, locale: str = "nl") -> str:
    """Return the long form, for letters: "dinsdag 22 december 2026"."""
    language = _language(locale)
    return f"{WEEKDAYS[language][day.weekday()]} {day.day} {MONTHS[language][day.month - 1]} {day.year}"


def month_date_in_words(day: date, locale: str = "nl") -> str:
    """Return the form in between, for running text: "di 22 december 2026"."""
    weekday, rest = long_date_in_words(day, locale).split(" ", 1)
    return f"{weekday[: 3 if _language(locale) == 'en' else 2]} {rest}"


def short_month_in_words(day: date) -> Text:
    """Return the month in which something was done: "sept. 2026"."""
    return Text(f"{SHORT_MONTHS[day.month - 1]} {day.year}", f"{MONTHS['en'][day.month - 1][:3]} {day.year}")


def month_in_words(day: date, locale: str = "nl") -> str:
    """Return the month of a day: "oktober 2026"."""
    return f"{MONTHS[_language(locale)][day.month - 1]} {day.year}"


def short_date_in_words(day: date, locale: str = "nl") -> str:
    """Return "26 jul": the day and the first letters of its month."""
    return f"{day.day} {MONTHS[_language(locale)][day.month - 1][:3].replace('maa', 'mrt')}"


def period_in_words(period: Period, locale: str = "nl") -> str:
    """Return "6 weken", "1 werkdag" or "14 days"."""
    one, more = UNIT_WORDS[_language(locale)][period.unit]
    return f"{period.n} {one if period.n == 1 else more}"


def year_day_in_words(ends: YearDay, opens: YearDay | None = None) -> Text:
    """Return "uiterlijk 24 maart", or "van 25 maart tot en met 31 maart" where it opens on a day as well."""
    if opens is None:
        return Text(f"uiterlijk {_day_and_month(ends, 'nl')}", f"by {_day_and_month(ends, 'en')}")
    return Text(
        f"van {_day_and_month(opens, 'nl')} tot en met {_day_and_month(ends, 'nl')}",
        f"from {_day_and_month(opens, 'en')} through {_day_and_month(ends, 'en')}",
    )


def _day_and_month(day: YearDay, language: str) -> str:
    return f"{day.day} {MONTHS[language][day.month - 1]}"


FAR_AHEAD = timedelta(days=182)  #: beyond it nobody counts in working days


def due_in_words(due: date, today: date, calendar: WorkingCalendar, locale: str = "nl") -> str:
    """Return how far off a date is: "nog 2 werkdagen", "vandaag", "2 werkdagen te laat", "nog 14 maanden".

    Counts working days; where only free days lie between, calendar days; far ahead whole months, then years.
    """
    english = _language(locale) == "en"
    if due == today:
        return "today" if english else "vandaag"
    late = due < today
    first, last = (due, today) if late else (today, due)
    if last > first + FAR_AHEAD and not late:
        months = 12 * (last.year - first.year) + last.month - first.month - (last.day < first.day)
        period = Period(months, "months") if months < 24 else Period(months // 12, "years")
    else:
        working_days = calendar.working_days_between(first, last)
        period = Period(working_days, "working_days") if working_days else Period((last - first).days, "days")
    words = period_in_words(period, locale)
    if english:
        return f"{words} late" if late else f"{words} left"
    return f"{words} te laat" if late else f"nog {words}"


def kept_in_words(due: date, done: date, calendar: WorkingCalendar, locale: str = "nl") -> str:
    """Return how a term was kept: "op tijd", "op tijd, op de laatste dag", "2 werkdagen te laat"."""
    if done > due:
        return due_in_words(due, done, calendar, locale)
    english = _language(locale) == "en"
    if done < due:
        return "in time" if english else "op tijd"
    return "in time, on the last day" if english else "op tijd, op de laatste dag"


def free_days_in_words(names: Sequence[str], *, back: bool = False) -> Text:
    """Return free days in a row as read: "Goede Vrijdag, gevolgd door zaterdag, zondag en 2e Paasdag"."""
    english = [FREE_DAYS_IN_ENGLISH.get(name, name) for name in names]
    if len(names) == 1:
        return Text(names[0], english[0])
    then = Text("voorafgegaan", "preceded") if back else Text("gevolgd", "followed")
    return Text(
        f"{names[0]}, {then.nl} door {_listed(names[1:], 'en')}",
        f"{english[0]}, {then.en} by {_listed(english[1:], 'and')}",
    )


def _listed(words: Sequence[str], last: str) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} {last} {words[-1]}"


def _language(locale: str) -> str:
    return "en" if locale.lower().startswith("en") else "nl"
