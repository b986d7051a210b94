"""The post: what waits to go out, what went, what came back, and which terms begin again with it."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from workflows.domain.clock import at_local, local_date
from workflows.domain.errors import FieldError, InvalidAnswers, NotFound
from workflows.domain.ledger import ClockEvent
from workflows.domain.people import OFFICE, Person
from workflows.domain.wording import Said, said
from workflows.persistence import cases, dossiers, models, people
from workflows.persistence import jobs as table_of_jobs
from workflows.persistence.rows import CaseRow, JobRow, NewEntry
from workflows.persistence.unit_of_work import UnitOfWork
from workflows.services import access, ladder
from workflows.services.addressing import BY_HAND, EMAIL
from workflows.services.deployments import closed_routes, shared_of
from workflows.services.letter_pages import page_of, view_of
from workflows.services.stepping import stepping
from workflows.services.views import LetterPage, LetterView

JOB = "unposted"
CLOSES = time(17)  #: by then what was made is confirmed as posted, or somebody is told
MOST_AT_ONCE = 200  #: letters in one list, and in one file to print


def to_post(uow: UnitOfWork, by: Person) -> tuple[LetterView, ...]:
    """Return the letters that wait for the post, oldest first.

    Raises:
        NotFound: this person does not handle the post.
    """
    rows = dossiers.letters_to_post(uow, trays(uow, by), closed_routes(uow), MOST_AT_ONCE)
    return tuple(view_of(row, case.number) for row, case, _ in rows)


def all_to_post(uow: UnitOfWork, by: Person) -> tuple[LetterPage, ...]:
    """Return the letters on paper that wait for the post, as they go out, in order; each reading is logged.

    Raises:
        NotFound: this person does not handle the post, or nothing waits.
    """
    pages = []
    for row, case, swv in dossiers.letters_to_post(uow, trays(uow, by), closed_routes(uow), MOST_AT_ONCE):
        if row.channel == EMAIL:
            continue
        access.log_read(uow, case.id, by, "letter")
        pages.append(page_of(uow, row, case, swv, by))
    if not pages:
        raise NotFound("the post is out")
    return tuple(pages)


def mark_posted(uow: UnitOfWork, ids: Sequence[int], on: date, by: Person) -> int:
    """Confirm that letters were posted on a day; return how many.

    Raises:
        NotFound: this person does not handle the post, or a letter does not wait for it.
        InvalidAnswers: the day still has to come, or lies before the letter was made.
    """
    ours = trays(uow, by)
    for letter_id in dossiers.in_order_of_case(uow, ids):  # two batches lock their cases in the same order
        row, case = locked(uow, letter_id, ours)
        if row.channel not in BY_HAND or row.posted_on is not None or row.replaced:
            raise NotFound(f"letter {letter_id} does not wait for the post")
        row.posted_on = _between(local_date(row.made_at), on, uow.today, said("Gepost op"))
        note(uow, case, row, "letter.posted", on, by)
        if row.restarts:
            uow.session.flush()
            _restart(uow, case, row.restarts.split(), on)
    return len(set(ids))


def mark_returned(uow: UnitOfWork, letter_id: int, on: date, by: Person) -> None:
    """Note that a letter came back.

    Raises:
        NotFound: there is no such posted letter, or this person does not handle the post.
        InvalidAnswers: the day still has to come, or lies before the letter was posted.
    """
    row, case = locked(uow, letter_id, trays(uow, by))
    if row.channel not in BY_HAND or row.posted_on is None:
        raise NotFound(f"letter {letter_id} was not posted")
    row.returned_on = _between(row.posted_on, on, uow.today, said("Terug op"))
    note(uow, case, row, "letter.returned", on, by)


def _restart(uow: UnitOfWork, case: CaseRow, rules: Sequence[str], on: date) -> None:
    """Let the terms of the former version begin again, from the day on which the new one was posted.

    Source: Awb art. 6:8 (the term begins on the day after the decision was made known in the way that the law wants).
    """
    with stepping(uow, case, cases.open_rows(uow, case.id), on=on) as step:
        for rule in rules:
            if step.execution.ledger.state(rule) != "none":  # else the step that confirms the sending begins it
                step.execution.ledger.record(ClockEvent("started", rule, on, uow.now))
        step.settle()


def locked(uow: UnitOfWork, letter_id: int, trays: Sequence[tuple[int, bool]]) -> tuple[models.Letter, CaseRow]:
    row = uow.session.get(models.Letter, letter_id)
    if row is None:
        raise NotFound(f"no letter {letter_id}")
    swv, route = dossiers.parties_of(uow, row.case_id)["swv"].id, uow.session.get_one(models.Case, row.case_id).route
    if (swv, route in closed_routes(uow)) not in trays:
        raise NotFound(f"no letter {letter_id}")
    case = cases.lock_case(uow, row.case_id)
    uow.session.refresh(row)  # a colleague may have had it until now
    return row, case


def _between(first: date, on: date, last: date, label: Said) -> date:
    if not first <= on <= last:
        words = said("{label}: kies een dag van {first} tot en met {last}.", label=label, first=first, last=last)
        raise InvalidAnswers([FieldError("on", words)])
    return on


def note(uow: UnitOfWork, case: CaseRow, row: models.Letter, kind: str, on: date, by: Person) -> None:
    cases.append_entries(uow, case, [NewEntry(kind, on, actor_id=by.id, facts={"letter": row.letter, "nr": row.id})])
    cases.save_case(uow, case)


def trays(uow: UnitOfWork, by: Person) -> list[tuple[int, bool]]:
    """Return whose letters *by* brings to the post: of a samenwerkingsverband, and whether those of closed routes.

    The letters of a closed route are for who handles what it begins with: the office may be what a complaint is about.

    Raises:
        NotFound: this person does not handle the post.

    Source: Awb art. 9:7 (who was involved does not handle the complaint).
    """
    closed = closed_routes(uow)
    apart = {kind.role for kind in shared_of(uow).incoming.values() if kind.route in closed and kind.role != OFFICE}
    found = [(swv, False) for swv in access.offices_of(by)]
    found += [(hat.organisation_id, True) for hat in by.memberships if hat.role in apart]
    if not found:
        raise NotFound("the post")
    return found


# ------------------------------------------------------------------ what was not confirmed
def waits_too_long(uow: UnitOfWork, by: Person) -> int:
    """Return how many letters of the office of *by* were not confirmed as posted before the last five o'clock.

    Source: Awb art. 3:40, 6:8 (a decision has no effect, and no term to object runs, before it was sent).
    """
    if not (ours := access.offices_of(by)):
        return 0
    found = dossiers.unposted(uow, _last_closing(uow))
    return sum(found.get(swv, 0) for swv in ours)


def _last_closing(uow: UnitOfWork) -> datetime:
    """Return the last five o'clock of a working day that has passed."""
    calendar, day = shared_of(uow).calendar, uow.today
    if at_local(day, CLOSES) > uow.now:
        day -= timedelta(days=1)
    return at_local(calendar.roll_backward(day), CLOSES)


def _next_closing(uow: UnitOfWork) -> datetime:
    calendar, day = shared_of(uow).calendar, uow.today
    if at_local(day, CLOSES) <= uow.now:
        day += timedelta(days=1)
    return at_local(calendar.roll_forward(day), CLOSES)


def arm(uow: UnitOfWork) -> None:
    """See to it that the office is told every working day of what was not posted."""
    if not table_of_jobs.is_armed(uow, JOB):
        cases.write_jobs(uow, (), [JobRow(JOB, JOB, _next_closing(uow), {})])


def remind(uow: UnitOfWork, job: JobRow) -> bool:
    """Mail each office how many letters were not confirmed as posted; False if another scheduler is at it."""
    held = table_of_jobs.lock_job(uow, job.key)
    if held is None or held.due_at > uow.now:
        return False
    mails = []
    for swv, count in dossiers.unposted(uow, _last_closing(uow)).items():
        for person in people.in_role(uow, OFFICE, swv):
            payload = {"notice": "unposted", "to": person.id, "letters": count, "path": "/post"}
            key = f"mail:unposted:{uow.today.isoformat()}:{swv}:{person.id}"
            mails.append(JobRow(key, "mail", ladder.office_hours(uow.now), payload))
    cases.write_jobs(uow, (), mails)
    table_of_jobs.postpone_job(uow, job.key, _next_closing(uow))
    return True
