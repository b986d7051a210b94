"""The date that follows from a rule, a start, suspensions and extensions, with the reason for every step."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from workflows.domain.calendar import DAY, WorkingCalendar
from workflows.domain.errors import LedgerRefused
from workflows.domain.periods import Period
from workflows.domain.rules import Choices, DeadlineRule, Regime
from workflows.domain.wording import (
    Text,
    date_in_words,
    free_days_in_words,
    month_date_in_words,
    period_in_words,
    said,
    short_date_in_words,
    year_day_in_words,
)

ATW = "Algemene termijnenwet"
EU = "Verordening (EEG, Euratom) 1182/71 art. 3"


@dataclass(frozen=True)
class Suspension:
    """Days that do not count, from *first* through *last*; *last* is None while the clock stands still."""

    regime: Regime
    first: date
    last: date | None = None


@dataclass(frozen=True)
class Extension:
    """More time, given *on* a day: *until* a named date, else a *period*; *source* where it is not the rule's own."""

    on: date
    period: Period | None = None
    until: date | None = None
    source: str = ""


@dataclass(frozen=True)
class Step:
    """One step on the way to a due date: the words, the article, the date reached."""

    text: Text
    source: str
    on: date


@dataclass(frozen=True)
class DueDate:
    """The last day on which an act is in time, and why; *nominal* is the end before free days moved it."""

    on: date
    nominal: date
    because: tuple[Step, ...]
    warnings: tuple[Text, ...] = ()

    @property
    def day_after(self) -> date:
        """The first day after the term: from when a file must be destroyed, or an objection is late."""
        return self.on + DAY


def due_date(
    rule: DeadlineRule,
    start: date,
    calendar: WorkingCalendar,
    *,
    suspensions: Sequence[Suspension] = (),
    extensions: Sequence[Extension] = (),
    choices: Choices | None = None,
    not_before: date | None = None,
) -> DueDate:
    """Return the last day of the term that runs from *start* (which itself does not count), with every step.

    Suspensions and extensions act in order of date. A suspension counts if it begins within the term as it then is;
    days that fall in two suspensions count once; a suspension without an end is left out. *not_before* is the first
    day on which the child may be admitted, and matters only to what happens by law.

    Source: Awb art. 4:14, 4:15, 6:8 and 7:10; Algemene termijnenwet art. 1 to 4.
    """
    reckoning = _Reckoning(rule, start, calendar, choices or Choices())
    changes: list[tuple[date, Suspension | Extension]] = [(each.first, each) for each in suspensions if each.last]
    changes += [(each.on, each) for each in extensions]
    for _, change in sorted(changes, key=lambda dated: dated[0]):
        if isinstance(change, Suspension):
            reckoning.suspend(change)
        else:
            reckoning.extend(change)
    return reckoning.finish(not_before)


def extended_due_date(
    rule: DeadlineRule,
    start: date,
    calendar: WorkingCalendar,
    extension: Extension,
    *,
    suspensions: Sequence[Suspension] = (),
    choices: Choices | None = None,
) -> DueDate:
    """Return the due date after *extension*, the first one of this term.

    Raises:
        LedgerRefused: the rule knows no extension, or the new date is not later, or later than the rule allows.
    """
    source = rule.extension_source or rule.source
    if not rule.extendable:
        raise LedgerRefused(said("Deze termijn kan niet worden verlengd"), source)
    if extension.until is None and extension.period is None and rule.max_extension is None:
        raise LedgerRefused(said("Noem de datum tot wanneer de termijn wordt verlengd"), source)

    def due(*extensions: Extension) -> DueDate:
        return due_date(rule, start, calendar, suspensions=suspensions, extensions=extensions, choices=choices)

    before, after = due(), due(extension)
    if extension.until is not None and extension.until <= before.on:
        raise LedgerRefused(said("De nieuwe datum moet na {day} liggen", day=before.on), source)
    if rule.max_extension is not None:
        longest = due(Extension(extension.on, rule.max_extension)).on
        if after.on > longest:
            most = Text(period_in_words(rule.max_extension), period_in_words(rule.max_extension, "en"))
            words = said("Verlengen kan met hoogstens {most}, dus tot en met {day}", most=most, day=longest)
            raise LedgerRefused(words, source)
    return after


class _Reckoning:
    """One term while it is being counted; *end* is its last day before free days move it."""

    def __init__(self, rule: DeadlineRule, start: date, calendar: WorkingCalendar, choices: Choices) -> None:
        self.rule, self.start, self.calendar, self.choices = rule, start, calendar, choices
        self.rolls = "none" if rule.by_law and not choices.placement_rolls else rule.rolls
        self.because: list[Step] = []
        self.warnings: list[Text] = []
        self.suspended: list[tuple[date, date]] = []
        rule.refuse_clock()
        self._count_from(start)

    def _count_from(self, start: date) -> None:
        """Find the end that the length of the rule, or its day of the year, gives by itself; and say so."""
        rule, forward, day0, words = self.rule, self.rule.direction == "forward", start, self.rule.start
        if rule.anchor:
            day0, words = self._anchor(), self._anchor_words()
        if rule.ends is not None:
            self.end = rule.ends.first_from(day0) if forward else rule.ends.last_until(day0)
            length = year_day_in_words(rule.ends, rule.opens)
        else:
            self.end = (rule.period.after if forward else rule.period.before)(day0, self.calendar)
            length = Text(period_in_words(rule.period), period_in_words(rule.period, "en"))
            if rule.period.n == 0:
                self._step(words.nl, words.en, rule.source)
                return
        after = Text("na", "after") if forward else Text("vóór", "before")
        self._step(
            f"{length.nl} {after.nl} {words.nl} op {month_date_in_words(day0)}",
            f"{length.en} {after.en} {words.en} on {month_date_in_words(day0, 'en')}",
            rule.source,
        )

    def _anchor(self) -> date:
        """Return the first day of the school holiday from which the rule counts."""
        found = self.calendar.next_school_holiday(self.rule.anchor, self.start)
        if found is None:
            words = said("Er is geen enkele '{holiday}' bekend: vul de schoolvakanties in", holiday=self.rule.anchor)
            raise LedgerRefused(words, self.rule.source)
        day, known = found
        if not known:
            self._warn(
                f"{self.rule.anchor} van {day.year} niet bekend: gerekend met de vroegste datum; controleer hem",
                f"{self.rule.anchor} of {day.year} unknown: reckoned with the earliest date; check it",
            )
        return day

    def _anchor_words(self) -> Text:
        name, region = self.rule.anchor.lower(), self.calendar.region
        return Text(f"het begin van de {name} in regio {region}", f"the first day of the {name} in region {region}")

    def suspend(self, suspension: Suspension) -> None:
        """Lengthen the term by the days of *suspension* that do not count yet."""
        first, last = max(suspension.first, self.start + DAY), suspension.last or suspension.first
        running_end = self._rolled()
        if self.rule.by_law and not self.choices.placement_suspended:
            self._warn("opschorting verschuift deze datum niet", "suspension does not move this date")
            return
        if first > running_end:
            self._warn(
                f"opschorting vanaf {date_in_words(first)} telt niet: de termijn was al voorbij",
                f"suspension from {date_in_words(first, 'en')} does not count: the term had already ended",
            )
            return
        once = Text("", "")
        covered_until = max((until for _, until in self.suspended), default=date.min)
        if covered_until >= first:
            first = covered_until + DAY
            once = Text("; overlap telt één keer", "; overlap counts once")
        days = max(0, (last - first).days + 1)
        if days:
            if first > self.end:  # it begins on the free days that had lengthened the term, or the working day after
                self.end = running_end
            self.suspended.append((first, last))
            self.end += timedelta(days=days)
            nl = f"{date_in_words(first, year=first.year != last.year)} t/m {date_in_words(last)}{once.nl}"
            en = f"{date_in_words(first, 'en', year=first.year != last.year)} to {date_in_words(last, 'en')}{once.en}"
        else:
            nl, en = "er ligt geen dag tussen" + once.nl, "no day in between" + once.en
        self._step(
            f"+{days} {'dag' if days == 1 else 'dagen'} opschorting ({nl})",
            f"+{days} {'day' if days == 1 else 'days'} of suspension ({en})",
            suspension.regime.source,
        )

    def extend(self, extension: Extension) -> None:
        """Lengthen the term by a period, or let it end on a named date: that stands as it is, also on a free day."""
        source = extension.source or self.rule.extension_source or self.rule.source
        if extension.until is None:
            period = extension.period or self.rule.max_extension or Period(0, "days")
            base = self.end if self.choices.extension_from == "nominal" else self._rolled()
            self.end = period.after(base, self.calendar)
            self._step(f"+{period_in_words(period)} verlenging", f"+{period_in_words(period, 'en')} extension", source)
            return
        if self.rule.max_extension is None and extension.until > self.rule.period.after(self.end, self.calendar):
            self._warn(
                "de verlenging is langer dan de termijn zelf; de nieuwe termijn moet redelijk zijn",
                "the extension is longer than the term itself; the new term must be reasonable",
            )
        still_suspended = sum(max(0, (last - max(first - DAY, extension.on)).days) for first, last in self.suspended)
        self.end, self.rolls = extension.until + timedelta(days=still_suspended), "none"
        self._step("verlengd tot en met de genoemde datum", "extended until the date named", source)

    def finish(self, not_before: date | None) -> DueDate:
        """Move the end away from free days, and onward to what happens by law."""
        nominal = self.end
        self._roll()
        if self.rule.by_law:
            self.end += DAY
            self._step("van rechtswege op de dag erna", "by law on the day after", self.rule.source)
            if not_before and not_before > self.end:
                self.end = not_before
                self._step("niet eerder dan toelating kan", "not before admission is possible", self.rule.source)
        self._warn_about_unknown_years(nominal)
        self._warn_about_closing()
        return DueDate(self.end, nominal, tuple(self.because), tuple(self.warnings))

    def _rolled(self) -> date:
        """Return the end as free days move it."""
        if self.rolls == "backward":
            rolled = self.calendar.roll_backward(self.end)
            if rolled > self.start or self.rule.direction == "backward" or self.rule.period.n == 0:
                return rolled
            return self.calendar.roll_forward(self.end)  # a norm that counts forward leaves at least one day
        if self.rolls == "none" or self._spared_by_the_atw():
            return self.end
        return self._with_two_working_days(self.calendar.roll_forward(self.end))

    def _spared_by_the_atw(self) -> Text | None:
        """Return why the Algemene termijnenwet leaves this term as it is (art. 1 lid 2, art. 4)."""
        if self.rolls == "atw" and self.rule.direction == "backward":
            return Text("een termijn die terugtelt wordt niet verlengd", "a term that counts back is not extended")
        if self.rolls == "atw" and not self.rule.period.short_enough_for_the_atw:
            return Text(
                f"een termijn van {period_in_words(self.rule.period)} wordt niet verlengd",
                f"a term of {period_in_words(self.rule.period, 'en')} is not extended",
            )
        return None

    def _with_two_working_days(self, end: date) -> date:
        """Return *end*, or the day on which a very short term has had two working days.

        Source: Algemene termijnenwet art. 2 (three days or more); Reg. 1182/71 art. 3 lid 5 (two days or more).
        """
        period, at_least = self.rule.period, 3 if self.rolls == "atw" else 2
        if period.unit != "days" or not at_least <= period.n <= 7:
            return end

        def counts(day: date) -> bool:
            return self.calendar.is_working_day(day) and not any(a <= day <= b for a, b in self.suspended)

        working_days = sum(counts(self.start + n * DAY) for n in range(1, (end - self.start).days + 1))
        while working_days < 2:
            end += DAY
            working_days += counts(end)
        return end

    def _roll(self) -> None:
        """Move the end, and say so; also say why it stays, if somebody might wonder."""
        end, moved_to = self.end, self._rolled()
        free = self.calendar.free_day(end)
        spared = self._spared_by_the_atw()
        if spared:
            if free:
                name = free_days_in_words([free])
                article = f"{ATW} art. {'1 lid 2' if self.rule.direction == 'backward' else '4'}"
                self._step(f"valt op {name.nl}, maar {spared.nl}", f"falls on {name.en}, but {spared.en}", article)
            return
        source = {"atw": f"{ATW} art. 1 en 3", "eu": EU, "backward": "eigen norm"}.get(self.rolls)
        if source is None:
            return
        if free is None and moved_to == end:
            if self.rule.period.unit not in ("working_days", "school_days"):
                self._step("valt op een werkdag en blijft staan", "falls on a working day and stands", source)
            return
        if free:
            back = moved_to < end
            self.end = self.calendar.roll_backward(end) if back else self.calendar.roll_forward(end)
            step = -DAY if back else DAY
            free_days = (end + n * step for n in range(abs((self.end - end).days)))
            names = free_days_in_words([self.calendar.free_day(day) or "" for day in free_days], back=back)
            self._step(f"valt op {names.nl}", f"falls on {names.en}", source)
        if self.end != moved_to:
            self.end = moved_to
            self._step(
                "een termijn van enkele dagen bevat ten minste twee werkdagen",
                "a term of a few days contains at least two working days",
                f"{ATW} art. 2" if self.rolls == "atw" else EU,
            )

    def _warn_about_unknown_years(self, nominal: date) -> None:
        unit = self.rule.period.unit
        years = {nominal.year, self.end.year}
        if unit in ("working_days", "school_days"):
            years.update(range(min(self.start, self.end).year, max(self.start, self.end).year))
        elif self.rolls == "none" or self._spared_by_the_atw():
            years = set()  # no free day moves it
        for year in sorted(years):
            if not self.calendar.knows(year):
                self._warn(
                    f"KB-dagen {year} niet bekend: controleer de datum zodra ze zijn vastgesteld",
                    f"days equated by royal decree in {year} unknown: check the date once they are decreed",
                )
        if unit.startswith("school") and not all(map(self.calendar.knows_school_year_of, (self.start, self.end))):
            self._warn(
                "schoolvakanties niet bekend: controleer de datum zodra ze zijn ingevuld",
                "school holidays unknown: check the date once they have been entered",
            )

    def _warn_about_closing(self) -> None:
        """Warn where our own term ends while the office is closed: the term stands, so plan before the closing."""
        closing = self.calendar.closing(self.end)
        if closing is None or self.rule.owner != "swv":
            return
        first, last, _name = closing
        before = self.calendar.add_working_days(first, -1)
        span = [Text(short_date_in_words(day), short_date_in_words(day, "en")) for day in (first, last, before)]
        self._warn(
            f"{self.rule.id} valt in de sluiting {span[0].nl} - {span[1].nl}: plan vóór {span[2].nl}",
            f"{self.rule.id} falls in the closing {span[0].en} - {span[1].en}: plan before {span[2].en}",
        )

    def _step(self, nl: str, en: str, source: str) -> None:
        words = Text(f"{nl}: {month_date_in_words(self.end)}", f"{en}: {month_date_in_words(self.end, 'en')}")
        self.because.append(Step(words, source, self.end))

    def _warn(self, nl: str, en: str) -> None:
        self.warnings.append(Text(nl, en))
