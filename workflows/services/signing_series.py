"""Signing several cases that were seen, each for itself.

Nothing is signed by one click for all: each case of a series is completed on its own, by ``tasks.complete_task``, as
any other step.
Source: LBT 107186 (a decision is on the case itself); Awb art. 10:1-10:12.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from workflows.domain.errors import FieldError, InvalidAnswers, NotAllowed, NotFound
from workflows.domain.people import Person
from workflows.domain.wording import Said, said
from workflows.persistence import cases, models
from workflows.persistence import signing as table
from workflows.persistence.unit_of_work import UnitOfWork
from workflows.services import access, accounts, signing, tasks
from workflows.services.deployments import shared_of
from workflows.services.dossier import full_name
from workflows.services.drafts import with_changes


@dataclass(frozen=True)
class SeriesRow:
    """A case of a series: what is decided, in words, and how signing it went (empty: not yet)."""

    task_id: int
    number: str
    pupil: str
    name: str
    gist: tuple[str, ...]
    result: str
    signed: bool


@dataclass(frozen=True)
class SeriesPage:
    """Several cases to sign, each on its own; *asks*: who signs has yet to say who they are."""

    id: int
    rows: tuple[SeriesRow, ...]
    asks: bool
    until: datetime | None

    @property
    def left(self) -> tuple[int, ...]:
        return tuple(row.task_id for row in self.rows if not row.signed)


def open_series(uow: UnitOfWork, by: Person, chosen: Sequence[int]) -> int:
    """Begin to sign some cases, each of which *by* has seen as it is now; return the number of the series.

    Raises:
        InvalidAnswers: nothing was chosen, or something that they did not see, or that is not ready; says which.
    """
    theirs = signing.theirs(uow, chosen, by)
    if not theirs:
        raise InvalidAnswers([FieldError("task", said("Kies de besluiten die u wilt ondertekenen."))])
    if errors := [FieldError("task", words) for row in theirs if (words := signing.unready(uow, row, by)) is not None]:
        raise InvalidAnswers(errors)
    rules = shared_of(uow).signing
    row = models.Series(
        person_id=by.id,
        opened_at=uow.now,
        signs_until=None if rules.password else rules.until(uow.now),
        tasks=[[each.id, "", False] for each in theirs],
    )
    uow.session.add(row)
    uow.session.flush()
    return row.id


def series(uow: UnitOfWork, by: Person, series_id: int) -> SeriesPage:
    """Return a series with how far it is.

    Raises:
        NotFound: there is none of this person.
    """
    row = _series(uow, series_id, by)
    password = shared_of(uow).signing.password
    tasks_of = table.in_series(uow, [each[0] for each in row.tasks])
    return SeriesPage(
        id=row.id,
        rows=tuple(_series_row(uow, tasks_of[task], result, signed) for task, result, signed in row.tasks),
        asks=password and (row.signs_until is None or row.signs_until <= uow.now),
        until=row.signs_until,
    )


def _series_row(uow: UnitOfWork, each: table.InSeries, result: str, signed: bool) -> SeriesRow:
    pupil = full_name(each.first_name, each.infix, each.last_name)
    return SeriesRow(each.id, each.number, pupil, each.name, _gist(uow, each), result, signed)


def _gist(uow: UnitOfWork, each: table.InSeries) -> tuple[str, ...]:
    """Return in words what is decided: what was chosen in the form, as far as it is told to the route."""
    form, lists, found = access.form_of(uow, each.deployment_id, each.element_id), shared_of(uow).lists, []
    for field in form.asking:
        given = (each.answers or {}).get(field.id)
        if field.kind == "choice" and field.fact and given:
            options = field.options or lists.get(field.options_from or "", ())
            found += [Said(str(option.label)) for option in options if option.value == given[0]]
    return tuple(found)


def _series(uow: UnitOfWork, series_id: int, by: Person) -> models.Series:
    row = uow.session.get(models.Series, series_id)
    if row is None or row.person_id != by.id:
        raise NotFound(f"no series {series_id}")
    return row


def confirm(uow: UnitOfWork, by: Person, series_id: int, proof: accounts.Proof, held: bool) -> NotAllowed | None:
    """Let *by* sign this series for a short while, now that the password *held*; or return why not.

    A wrong password counts as it does when signing in, so the refusal is returned and not raised.

    Raises:
        NotFound: there is no such series of this person.
    """
    row = _series(uow, series_id, by)
    if (refused := accounts.judged(uow, proof, held)) is not None:
        return refused
    row.signs_until = shared_of(uow).signing.until(uow.now)
    return None


def sign(uow: UnitOfWork, by: Person, series_id: int, task_id: int) -> None:
    """Sign one case of a series: its task is completed as it was shown.

    Raises:
        NotFound: it is no case of a series of this person.
        NotAllowed: the password must be given again, or it is no longer what was shown.
        whatever ``tasks.complete_task`` refuses.
    """
    row = _series(uow, series_id, by)
    if task_id not in [each[0] for each in row.tasks]:
        raise NotFound(f"task {task_id} is not in series {series_id}")
    if row.signs_until is None or row.signs_until <= uow.now:
        raise NotAllowed(said("Vul uw wachtwoord opnieuw in."))
    cases.lock_case_of(uow, task_id)
    if waiting := table.these(uow, [task_id]):
        if (reason := signing.unready(uow, waiting[0], by)) is not None:
            raise NotAllowed(reason)
        draft = uow.session.get_one(models.Draft, task_id)
        raw = {name: list(texts) for name, texts in with_changes(draft.data, {}).items()}
    else:
        raw = {}  # it was signed before: completing it once more says so
    tasks.complete_task(uow, task_id, by, raw, f"sign-{series_id}-{task_id}", accept_warnings=True)
    note(uow, by, series_id, task_id, said("Getekend."), signed=True)


def note(uow: UnitOfWork, by: Person, series_id: int, task_id: int, words: str, *, signed: bool = False) -> None:
    """Keep how signing a case of a series went.

    Raises:
        NotFound: there is no such series of this person.
    """
    row = _series(uow, series_id, by)
    row.tasks = [[each[0], str(words), signed] if each[0] == task_id else list(each) for each in row.tasks]
