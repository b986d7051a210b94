"""Rules in the register: local norms and what they rest on, reminders; a statutory term is refused with its article."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from workflows.domain.deadlines import due_date
from workflows.domain.errors import NotFound
from workflows.domain.periods import Period, Unit
from workflows.domain.rules import DeadlineRule
from workflows.domain.wording import Said, said
from workflows.routes.register import ESCALATION, TONES
from workflows.routes.register_text import RegisterText
from workflows.routes.weighing import PRIVACY
from workflows.services.register_given import Edit, Given
from workflows.services.register_words import kept, receivers_of, rung_in_words, several, told

NORM_UNITS: tuple[Unit, ...] = ("days", "weeks", "months", "working_days", "school_days", "school_weeks")
RUNG_UNITS: tuple[Unit, ...] = ("days", "weeks", "working_days")
MOST_RUNGS = 12
OWN_NORM = " (eigen norm)"  #: behind the name of a term of the law, in that of the norm for the same thing
NOBODY_BUT = ("assignee", "lane", ESCALATION)  #: words for receivers that are no role


# ------------------------------------------------------------------ local norms
def norm(given: Given, text: RegisterText) -> Edit:
    rule = given.rule()
    _refuse_statutory(given, rule)
    if not has_length(rule):
        given.wrong("period_n", said("Deze termijn is een vaste of afgesproken datum; er is geen duur om te wijzigen."))
    period = given.period("period", said("Duur"), NORM_UNITS)
    source = given.text("source", said("Artikel in het ondersteuningsplan"))
    values: dict[str, Any] = {"period": {period.unit: period.n}, "source": source}
    changed = replace(rule, period=period, source=source)
    if given.text("extension_n"):
        longest = given.period("extension", said("Verlengen met hoogstens"), NORM_UNITS)
        if _ends_later(replace(rule, period=longest), replace(rule, period=period), given):
            words = said("Verlengen met hoogstens: niet langer dan de termijn zelf ({period}, {source}).")
            given.wrong("extension_n", words.of(period=told(period), source=source))
        values["extension"] = {"max": {longest.unit: longest.n}, "source": source}
    if rule.least is not None and _ends_later(replace(rule, period=rule.least), changed, given):
        words = said("Duur: korter dan {least} is geen redelijke tijd voor wie het moet doen ({source}).")
        given.wrong("period_n", words.of(least=told(rule.least), source=rule.source))
    if rule.beside:
        _refuse_weaker(given, changed, given.shared.rules.versions(rule.beside)[-1])
    how = given.text("how")
    if how not in ("change", "correction"):
        given.wrong("how", said("Kies of dit een wijziging of een verbetering is."))
    valid_from = given.day("valid_from", said("Geldt vanaf")) if how == "change" else rule.valid_from
    if how == "change" and valid_from <= max(given.today, rule.valid_from):
        words = said("Geldt vanaf: kies een dag na {day}; wat al loopt, houdt de oude norm.")
        given.wrong("valid_from", words.of(day=max(given.today, rule.valid_from)))
    given.refuse()
    details = {"rule": rule.id, "before": kept(rule.period), "after": kept(period), "source": source}
    longer = said("De norm staat in het ondersteuningsplan. Een langere norm laat minder tijd tot de wettelijke grens.")
    stricter = said("Strenger dan nu, dat mag.")
    is_longer = _ends_later(changed, rule, given)
    notices = [longer] if is_longer else [stricter] if _ends_later(rule, changed, given) else []
    notices += _no_room_left(given, changed)
    # Within which time the law's own term is to be met, belongs to the procedure in the support plan.
    kind = "C" if is_longer and _laws_of(given, changed) else "B"
    if how == "change":
        text.change_rule(rule.id, valid_from, values)
        details["valid_from"] = valid_from.isoformat()
        return Edit(text.files, f"rule:{rule.id}", "register.norm_changed", details, kind, notices=tuple(notices))
    text.correct_rule(rule.id, rule.valid_from, values)
    return Edit(text.files, f"rule:{rule.id}", "register.norm_corrected", details, kind, notices=tuple(notices))


def _no_room_left(given: Given, norm: DeadlineRule) -> list[Said]:
    """Say so where a norm for the same thing ends no sooner than the law wants it done."""
    if not any(_ends_later(norm, each, given, or_same=True) for each in _laws_of(given, norm)):
        return []
    return [said("De eigen norm is dan gelijk aan de wettelijke termijn of langer: er is geen tijd over.")]


def _laws_of(given: Given, norm: DeadlineRule) -> list[DeadlineRule]:
    """Return the terms of the law of which this is the local norm: beside it, or by its name."""
    if law := given.shared.rules.versions(norm.beside):
        return [law[-1]]
    name = norm.label.nl.removesuffix(OWN_NORM)
    return [each for each in given.shared.rules if each.statutory and each.label.nl == name]


def norm_beside(given: Given, text: RegisterText) -> Edit:
    rule, rules = given.rule(), given.shared.rules
    if not may_have_norm(rule) or rules.beside(rule.id, given.today):
        raise NotFound(f"no norm beside {rule.id}")
    norm = next(norm for norm in (f"{rule.id}N{n or ''}" for n in range(len(rules.ids) + 1)) if norm not in rules)
    period = given.period("period", said("Duur"), NORM_UNITS)
    source = given.text("source", said("Artikel in het ondersteuningsplan"))
    _refuse_weaker(given, replace(rule, norm="local", rolls="backward", period=period), rule)
    given.refuse()
    values = {
        "label": {"nl": f"{rule.label.nl}{OWN_NORM}", "en": f"{rule.label.en} (local norm)"},
        "period": {period.unit: period.n},
        "source": source,
        "consequence": {"nl": "De eigen norm is voorbij.", "en": "The local norm has passed."},
        "certainty": "V",
        "checked_on": given.today,
        "checked_by": source,
    }
    text.add_norm_beside(norm, rule.id, given.today, values)
    details = {"rule": norm, "beside": rule.id, "after": kept(period), "source": source}
    return Edit(text.files, f"rule:{norm}", "register.norm_added", details, "B")


def has_length(rule: DeadlineRule) -> bool:
    """Is there a length to change? Not of a fixed day, an agreed date, a duty tied to a moment, or an extension."""
    return rule.period.n > 0 and not (rule.ends or rule.moment or rule.extension_of)


def may_have_norm(rule: DeadlineRule) -> bool:
    """May a stricter local norm stand beside this term?"""
    return rule.statutory and has_length(rule) and rule.direction == "forward" and not (rule.by_law or rule.anchor)


def _refuse_statutory(given: Given, rule: DeadlineRule) -> None:
    """Refuse another length of a statutory term, or a longer extension than the law has, with the article."""
    if not rule.statutory:
        return
    words = said("{rule} is een wettelijke termijn, niet te wijzigen: {period} ({source}).")
    given.wrong("period_n", words.of(rule=rule.id, period=told(rule.period), source=rule.source))
    if given.text("extension_n") and rule.max_extension is not None:
        words = said("Verlengen kan met hoogstens {most}; dat staat in de wet ({source}).")
        source = rule.extension_source or rule.source
        given.wrong("extension_n", words.of(most=told(rule.max_extension), source=source))
    given.refuse()


def _refuse_weaker(given: Given, norm: DeadlineRule, law: DeadlineRule) -> None:
    if _ends_later(norm, law, given, or_same=True):
        words = said("Duur: een eigen norm is korter dan de wettelijke termijn van {period} ({source}).")
        given.wrong("period_n", words.of(period=told(law.period), source=law.source))


def _ends_later(one: DeadlineRule, other: DeadlineRule, given: Given, *, or_same: bool = False) -> bool:
    """Can *one* end later than *other*? Asked of every start in the coming year, for months and holidays differ."""
    calendar = given.shared.calendar
    for n in range(366):
        start = given.today + timedelta(days=n)
        first, second = due_date(one, start, calendar).nominal, due_date(other, start, calendar).nominal
        if first > second or (or_same and first == second):
            return True
    return False


# ------------------------------------------------------------------ what a rule rests on
def rule_words(given: Given, text: RegisterText) -> Edit:
    rule = given.rule()
    source = given.text("source", said("Artikel"))
    consequence = {each: given.text(f"consequence_{each}", said("Wat er dan gebeurt")) for each in ("nl", "en")}
    checked_on = given.day("checked_on", said("Gecontroleerd op"))
    checked_by = given.text("checked_by", said("Gecontroleerd door"), most=100)
    if given.today < checked_on < date.max:
        given.wrong("checked_on", said("Gecontroleerd op: deze dag moet nog komen."))
    given.refuse()
    values = {"source": source, "consequence": consequence, "checked_on": checked_on, "checked_by": checked_by}
    text.correct_rule(rule.id, rule.valid_from, values)
    details = {"rule": rule.id, "source": source, "day": checked_on.isoformat(), "checked_by": checked_by}
    return Edit(text.files, f"rule:{rule.id}", "register.rule_checked", details)


# ------------------------------------------------------------------ reminders
def ladder(given: Given, text: RegisterText) -> Edit:
    rule = given.rule()
    written, rungs, offsets = text.rungs_of(rule.id), [], set()
    receivers = {*NOBODY_BUT, *given.shared.roles}
    named: dict[str, None] = {}  # who did not get that reminder up to now
    others: list[Said] = []
    words_for = dict(receivers_of(given.shared, rule.escalates_to))
    for number in range(MOST_RUNGS):
        name = f"r{number}"
        if not given.text(f"{name}_n") or given.text(f"{name}_gone"):
            continue
        former = written[number] if number < len(written) else {}
        label = said("Herinnering {number}", number=number + 1)
        period = given.period(name, label, RUNG_UNITS, least=0)
        offset = (given.text(f"{name}_side") == "after" and period.n > 0, period)
        if offset in offsets:
            given.wrong(f"{name}_n", said("{label}: er is al een herinnering op die dag.", label=label))
        offsets.add(offset)
        to = [word for word in dict.fromkeys(given.several(f"{name}_to")) if word in receivers]
        if not to:
            given.wrong(f"{name}_to", said("{label}: kies wie de herinnering krijgt.", label=label))
        named |= dict.fromkeys(word for word in to if word in given.shared.roles and word not in former.get("to", ()))
        if (tone := given.text(f"{name}_tone")) not in TONES:
            given.wrong(f"{name}_tone", said("{label}: kies hoe dringend het is.", label=label))
        words = {"nl": given.text(f"{name}_text", said("{label}, tekst", label=label))}
        words["en"] = given.text(f"{name}_text_en") or words["nl"]
        when = {"after" if offset[0] else "before": {period.unit: period.n}}
        kept = {key: value for key, value in former.items() if key not in ("name", "before", "after")}
        same = any(former.get(key) == value for key, value in when.items())
        rungs.append({
            "name": former["name"] if same else _rung_name(*offset), **when, **kept, "tone": tone, "to": to,
            "text": words,
        })  # fmt: skip
        if former and set(former["to"]) != set(to):
            was, now = (several([words_for[each] for each in some if each in words_for]) for some in (former["to"], to))
            words_of = said("Wie de herinnering {when} krijgt: {now}. Nu nog: {was}.")
            others.append(words_of.of(when=rung_in_words(rungs[-1]["name"]), now=now, was=was))
    given.refuse()
    if rungs != written:
        text.set_ladder(rule.id, rungs)
    details = {"rule": rule.id, "name": rule.label.nl, "after": ", ".join(rung["name"] for rung in rungs) or "-"}
    outside = [given.shared.roles[word].label for word in named if given.shared.roles[word].party != "swv"]
    notices = others
    if outside:
        far = said("Buiten het samenwerkingsverband: {who}. In het bericht staat geen naam van een leerling.")
        notices.append(far.of(who=several(outside)))
    if named:
        notices.append(said("Is wie de herinnering krijgt er niet, dan krijgt de waarnemer haar."))
    gates = frozenset({PRIVACY} if outside else ())
    return Edit(text.files, f"rule:{rule.id}", "register.ladder", details, "B", gates, tuple(notices))


def _rung_name(after: bool, period: Period) -> str:
    if after and period == Period(1, "days"):
        return "overdue"
    short = {"days": "d", "weeks": "w", "working_days": "wd"}[period.unit]
    return f"{short}{'+' if after else '-'}{period.n}"
