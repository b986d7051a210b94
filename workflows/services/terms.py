"""Due dates as people read them: which tone, since when suspended, and why that date."""

from datetime import date

from workflows.domain.calendar import WorkingCalendar
from workflows.domain.deadlines import due_date
from workflows.domain.ledger import Deadline, DeadlineRule, Ledger, Rules, Step
from workflows.domain.wording import Text
from workflows.persistence.models import Case
from workflows.persistence.unit_of_work import UnitOfWork
from workflows.routes.diagram import Element
from workflows.services.deployments import shared_of
from workflows.services.views import DeadlineView, DueView, Passed

REMEDY = Text(
    "Doe het alsnog, zo snel mogelijk. Wat te laat is gedaan, geldt.",
    "Do it after all, as soon as possible. What is done late holds.",
)
OWN = "swv"  #: whose terms we must keep ourselves; we only watch those of others


def ledger_of(uow: UnitOfWork, case: Case) -> Ledger:
    shared = shared_of(uow)
    return Ledger.from_json(case.state["clocks"], shared.rules, shared.calendar_for(case.state["facts"]))


def rule_of(element: Element, ledger: Ledger) -> str | None:
    """Return the term that a task must keep: its own, or one of the law that it stops, where that ends earlier."""
    own = element.properties.get("due")
    rules = [own, *element.properties.get("stops", "").split()] if own else []
    clocks = [clock for rule in rules if (clock := ledger.deadline(rule)) is not None and clock.state == "running"]
    binding = [
        (clock.due.on, clock.rule.id)
        for clock in clocks
        if clock.due and (clock.rule.statutory or clock.rule.id == own)
    ]
    return min(binding)[1] if binding else own


def tone_of(rule: DeadlineRule, due_on: date, today: date, calendar: WorkingCalendar) -> str:
    """Return red, amber or blue: the tone of the highest rung reached; red only for our own statutory terms.

    A local norm is blue as long as no rung was reached.
    """
    tone = "" if rule.statutory else "blue"
    for rung in sorted((each for each in rule.ladder if each.before.n > 0), key=lambda each: -each.before.n):
        if calendar.roll_backward(rung.before.before(due_on, calendar)) <= today:
            tone = rung.tone
    if today > due_on:
        tone = "red"
    return "amber" if tone == "red" and not (rule.statutory and rule.owner == OWN) else tone


def because_of(steps: tuple[Step, ...]) -> tuple[tuple[Text, str], ...]:
    return tuple((step.text, step.source) for step in steps)


def due_view(deadline: Deadline | None, today: date, calendar: WorkingCalendar) -> DueView | None:
    """Return the due date of a clock with its explanation, or None where it has none now."""
    if deadline is None or deadline.due is None:
        return None
    rule, due = deadline.rule, deadline.due
    tone = tone_of(rule, due.on, today, calendar) if deadline.state == "running" else ""
    return DueView(
        rule=rule.id,
        label=rule.label,
        on=due.on,
        norm=rule.norm,
        tone=tone,
        because=because_of(due.because),
        consequence=rule.consequence,
        warnings=due.warnings,
        passed=passed(deadline, today, calendar),
    )


def passed(deadline: Deadline, today: date, calendar: WorkingCalendar) -> Passed | None:
    """Return what the law, or our own norm, says of a term that is over and still runs; None while it is not."""
    if deadline.due is None or deadline.state != "running" or today <= deadline.due.on:
        return None
    rule, tone = deadline.rule, tone_of(deadline.rule, deadline.due.on, today, calendar)
    remedy = rule.remedy or REMEDY
    return Passed(rule.id, rule.label, rule.norm, tone, deadline.due.day_after, rule.consequence, remedy, rule.source)


def deadline_views(ledger: Ledger, today: date, rules: Rules, calendar: WorkingCalendar) -> tuple[DeadlineView, ...]:
    """Return every clock of a case, those that run or stand still first."""
    views = []
    for deadline in ledger.deadlines():
        rule, due, then = deadline.rule, deadline.due, None
        running = deadline.state == "running" and due is not None
        if running and due is not None and rule.then:
            following = rules.at(rule.then, due.on)
            then = (following.label, due_date(following, due.on, calendar, choices=rules.choices).on)
        views.append(
            DeadlineView(
                rule=rule.id,
                label=rule.label,
                due_on=due.on if due is not None else None,
                state=deadline.state,
                norm=rule.norm,
                tone=tone_of(rule, due.on, today, calendar) if running and due is not None else "",
                because=because_of(due.because if due is not None else deadline.standing),
                consequence=rule.consequence,
                warnings=due.warnings if running and due is not None else (),
                suspended_since=deadline.suspended_since,
                stopped_on=deadline.stopped_on,
                by_law=rule.by_law,
                holds=rule.by_law and running and due is not None and due.on <= today,
                then=then,
                passed=passed(deadline, today, calendar),
            )
        )
    return tuple(sorted(views, key=lambda view: (view.state == "stopped", view.due_on or date.max)))
