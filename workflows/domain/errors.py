"""What can go wrong, in the words of the field."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from workflows.domain.wording import Said, said

if TYPE_CHECKING:
    from workflows.domain.findings import Finding


class WorkflowError(Exception):
    """Anything the system refuses or fails to do, on purpose and by name."""


class NotFound(WorkflowError):
    """The thing asked for does not exist, or is not the asker's to see."""


class AnswerFirst(NotFound):
    """A member of a committee reads no case of a meeting before they said whether they know the child or the school."""

    def __init__(self, meeting_id: int) -> None:
        super().__init__(f"first the question of meeting {meeting_id}")
        self.meeting_id = meeting_id


class NotAllowed(WorkflowError):
    """The asker may see the thing but not do this with it; carries why, in Dutch."""


class Conflict(WorkflowError):
    """The thing exists but has moved on since it was last looked at."""


class TaskTaken(Conflict):
    """Somebody else is working on the task."""

    def __init__(self, task_id: int, assignee: str) -> None:
        super().__init__(said("{who} heeft deze taak al opgepakt.", who=assignee))
        self.task_id, self.assignee = task_id, assignee


class TaskEnded(Conflict):
    """The task was completed or lapsed in the meantime; says by whom and when."""

    def __init__(self, task_id: int, who: str | None, at: datetime | None) -> None:
        super().__init__(
            said("Deze taak is al afgerond door {who}.", who=who) if who else said("Deze taak is niet meer nodig.")
        )
        self.task_id, self.who, self.at = task_id, who, at


class DraftMoved(Conflict):
    """Somebody saved a draft of the task after it was looked at; says who."""

    def __init__(self, who: str) -> None:
        super().__init__(
            said(
                "{who} heeft intussen een ander concept bewaard. Uw tekst staat nog in de vragen hieronder. "
                "Neem over wat u nodig hebt; gaat u nu verder, dan geldt uw tekst.",
                who=who,
            )
        )
        self.who = who


@dataclass(frozen=True)
class FieldError:
    """One thing wrong with one field; *message* names the field and what to do, in Dutch."""

    field: str
    message: str


class InvalidAnswers(WorkflowError):
    """Answers that cannot be accepted as they stand, field by field."""

    def __init__(self, errors: Sequence[FieldError]) -> None:
        super().__init__("; ".join(error.message for error in errors))
        self.errors = tuple(errors)


class InvalidRoute(WorkflowError):
    """A route's files contradict each other, our rules, the engine's limits or the law."""

    def __init__(self, findings: "Sequence[Finding]") -> None:
        super().__init__("\n".join(str(finding) for finding in findings))
        self.findings = tuple(findings)


class InvalidExpression(WorkflowError):
    """A text that is not an expression of our language; *position* counts characters from 0."""

    def __init__(self, message: str, position: int | None = None) -> None:
        super().__init__(message)
        self.position = position


class ExpressionFailed(WorkflowError):
    """An expression that has no value for these facts: a name is unknown, a value is empty or of another kind."""


class LedgerRefused(WorkflowError):
    """The law does not allow this change of a clock; carries the reason and its article."""

    def __init__(self, reason: Said, source: str) -> None:
        super().__init__(said("{reason} ({source})", reason=reason, source=Said(source)) if source else reason)
        self.reason, self.source = reason, source


class Unavailable(WorkflowError):
    """The database cannot do this now; nothing was changed, and trying again may succeed."""

    def __init__(self) -> None:
        super().__init__(
            said("Het systeem is even te druk of niet bereikbaar. Er is niets gewijzigd; probeer het opnieuw.")
        )


class StepFailed(WorkflowError):
    """The engine could not take a step; the whole step is undone and an incident tells why."""


class CopyFailed(WorkflowError):
    """A copy of all data could not be made, or cannot be restored; carries why and what to do, in Dutch."""

    def __init__(self, reason: Said) -> None:
        super().__init__(reason)
        self.reason = reason
