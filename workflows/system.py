"""The system, assembled once: settings, clock, database, channels; what reads, what works, what fails by name."""

import os
import secrets
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from importlib.metadata import version
from pathlib import Path
from typing import Concatenate, ParamSpec, TypeVar

from workflows.channels.email import EmailChannel
from workflows.domain.clock import Clock, SystemClock, local_date
from workflows.domain.errors import StepFailed, WorkflowError
from workflows.persistence.unit_of_work import Database, UnitOfWork
from workflows.services import incidents
from workflows.services.upkeep import Machine

P = ParamSpec("P")
R = TypeVar("R")


class InvalidSetting(WorkflowError):
    """An environment variable has a value that we cannot use; says which and what is expected."""


@dataclass(frozen=True)
class Settings:
    """Where the system lives and what it talks to; everything comes from the environment.

    ``ZORGROUTE_HOME`` (./var), ``ZORGROUTE_DATABASE_URL`` (SQLite in the home), ``ZORGROUTE_SMTP_URL`` (none: mail
    waits in the outbox), ``ZORGROUTE_URL`` (the address in mails), ``ZORGROUTE_TODAY`` (demonstrations only),
    ``ZORGROUTE_BACKUPS`` (backups in the home), ``ZORGROUTE_BACKUPS_KEPT`` (14: older copies go).
    """

    home: Path
    database_url: str
    smtp_url: str | None
    url: str
    today: date | None
    backups: Path | None = None
    backups_kept: int = 14

    @classmethod
    def from_environment(cls) -> "Settings":
        home = Path(os.environ.get("ZORGROUTE_HOME", "var")).resolve()
        return cls(
            home=home,
            database_url=os.environ.get("ZORGROUTE_DATABASE_URL") or f"sqlite:///{home / 'zorgroute.sqlite'}",
            smtp_url=os.environ.get("ZORGROUTE_SMTP_URL") or None,
            url=os.environ.get("ZORGROUTE_URL", "http://127.0.0.1:8000").rstrip("/"),
            today=_day("ZORGROUTE_TODAY"),
            backups=Path(folder).resolve() if (folder := os.environ.get("ZORGROUTE_BACKUPS")) else None,
            backups_kept=_count("ZORGROUTE_BACKUPS_KEPT", 14),
        )

    @property
    def backup_folder(self) -> Path:
        return self.backups or self.home / "backups"

    def secret(self) -> bytes:
        """Return the key that signs sessions; made at first use and kept in the home, for the owner only."""
        file = self.home / "secret"
        if not file.exists():
            self.home.mkdir(parents=True, exist_ok=True)
            descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "wb") as new:
                new.write(secrets.token_bytes(32))
        return file.read_bytes()


def _day(name: str) -> date | None:
    text = os.environ.get(name)
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise InvalidSetting(f"{name}: '{text}' is geen datum; verwacht bijvoorbeeld 2026-11-23.") from None


def _count(name: str, otherwise: int) -> int:
    text = os.environ.get(name) or str(otherwise)
    if not text.isascii() or not text.isdigit() or int(text) < 1:
        raise InvalidSetting(f"{name}: '{text}' is geen aantal; verwacht een getal vanaf 1.")
    return int(text)


class _Undone(Exception):
    """Leaves a working unit without anything to keep."""


class System:
    """Everything that a use case needs, and the only place that commits."""

    def __init__(self, settings: Settings, *, clock: Clock | None = None, database: Database | None = None) -> None:
        self.settings = settings
        self.clock = clock or _clock_of(settings)
        self.database = database or _database_of(settings)
        self.email = EmailChannel(settings.smtp_url, settings.url, clock=self.clock) if settings.smtp_url else None

    @property
    def today(self) -> date:
        return local_date(self.clock.now())

    def perform(self, use_case: Callable[Concatenate[UnitOfWork, P], R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Run one use case in one working unit: commit what it did, or nothing when it is refused or fails.

        A refusal (a WorkflowError) is an answer. Anything else, and a step that failed, becomes an incident as well.
        """
        cases: list[int] = []
        try:
            with self.database.working(self.clock.now()) as uow:
                cases = uow.locked
                return use_case(uow, *args, **kwargs)
        except Exception as problem:
            if isinstance(problem, StepFailed) or not isinstance(problem, WorkflowError):
                kind = f"act.{getattr(use_case, '__name__', 'unknown')}"
                self.attempt(incidents.open_incident, kind, problem, case_id=cases[-1] if cases else None)
            raise

    def attempt(self, use_case: Callable[Concatenate[UnitOfWork, P], R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Run one use case in one working unit; what fails is the caller's to note."""
        with self.database.working(self.clock.now()) as uow:
            return use_case(uow, *args, **kwargs)

    def try_out(self, use_case: Callable[Concatenate[UnitOfWork, P], R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Run one use case in one working unit and undo it: what it answers is what would happen."""
        answers: list[R] = []
        try:
            with self.database.working(self.clock.now()) as uow:
                answers.append(use_case(uow, *args, **kwargs))
                raise _Undone
        except _Undone:
            return answers[0]

    def machine(self) -> Machine:
        """Return what an administrator wants to know that no table tells."""
        disk = shutil.disk_usage(self.settings.home)
        return Machine(version("zorgroute"), disk.free, disk.total, self.email is not None)

    def read(self, query: Callable[Concatenate[UnitOfWork, P], R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Ask something in a unit that cannot write."""
        with self.database.reading(self.clock.now()) as uow:
            return query(uow, *args, **kwargs)


def _clock_of(settings: Settings) -> SystemClock:
    real = SystemClock()
    if settings.today is None:
        return real
    return SystemClock(ahead=timedelta(days=(settings.today - local_date(real.now())).days))


def _database_of(settings: Settings) -> Database:
    settings.home.mkdir(parents=True, exist_ok=True)
    return Database(settings.database_url)
