"""How decisions are signed: whether who signs says once more who they are, and for how long that holds. Pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True)
class SigningRules:
    """As ``bpmn/shared/signing.toml`` says it: the *password* once for each series, which holds so many *minutes*."""

    password: bool = True
    minutes: int = 10

    def until(self, now: datetime) -> datetime:
        """Return until when somebody may sign a series who said at *now* who they are."""
        return now + timedelta(minutes=self.minutes)
