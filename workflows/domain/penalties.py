"""The penalty for deciding too late: which days count, what each of them costs, what is owed."""

from dataclasses import dataclass
from datetime import date, timedelta

from workflows.domain.calendar import DAY
from workflows.domain.rules import Amount

LATE = ("T2", "B3")  #: terms to decide: after their last day a notice of default counts
NOTICE = "B9"  #: the term that a notice of default starts
PENALTY = "B9D"  #: the days after it, each with its amount
DECISION = "B9V"  #: the term within which the amount is decided on, from the last day of the penalty


@dataclass(frozen=True)
class Penalty:
    """The penalty of one notice of default: nothing until *grace_until*, then day by day until the decision is sent.

    *sending_day_counts*: the day on which the decision is sent is a day of default as well. Free days count, and the
    last day does not move (Awb art. 4:17 lid 2: the Algemene termijnenwet does not apply).

    Source: Awb art. 4:17 lid 1 to 3.
    """

    amounts: tuple[Amount, ...]
    grace_until: date
    sent_on: date | None = None
    sending_day_counts: bool = False

    @property
    def most(self) -> int:
        """The most that can be owed, in euros."""
        return sum(each.days * each.euros for each in self.amounts)

    @property
    def first_day(self) -> date:
        return self.grace_until + DAY

    @property
    def last_day(self) -> date:
        """The last day for which it can be owed."""
        return self.grace_until + timedelta(days=sum(each.days for each in self.amounts))

    @property
    def last_owed(self) -> date:
        """The last day for which it is owed: that before the decision was sent, or the last one there can be.

        Before the first day: nothing is owed.
        """
        if self.sent_on is None:
            return self.last_day
        return min(self.last_day, self.sent_on if self.sending_day_counts else self.sent_on - DAY)

    @property
    def spans(self) -> tuple[tuple[date, date, int], ...]:
        """Return the days that cost the same: first, last, and euros a day."""
        found, first = [], self.first_day
        for days, euros in self.amounts:
            last = first + timedelta(days=days - 1)
            found.append((first, last, euros))
            first = last + DAY
        return tuple(found)

    def euros_on(self, day: date) -> int:
        """Return what a day adds."""
        if day > self.last_owed:
            return 0
        return next((euros for first, last, euros in self.spans if first <= day <= last), 0)

    def owed(self, through: date) -> int:
        """Return what is owed in all, up to and including a day."""
        until = min(through, self.last_owed)
        return sum(max(0, (min(last, until) - first).days + 1) * euros for first, last, euros in self.spans)
