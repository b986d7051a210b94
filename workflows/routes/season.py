"""What a route says about its season: on which day of the year a case for every school begins by itself."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from workflows.domain.periods import YearDay
from workflows.domain.wording import MONTHS
from workflows.routes.toml_text import Table

KINDS = ("PO", "VO")


@dataclass(frozen=True)
class Season:
    """The table ``[begins]`` of ``route.toml``: a case for each school of an SWV of this kind, every year.

    It begins *on* a day. A school that has no case yet (it is new, or the system stood still) gets one as long as the
    day *until* has not passed.
    """

    on: YearDay
    until: YearDay
    swv: str

    def of(self, today: date) -> date | None:
        """Return on which day the season began that is open *today*; None where none is."""
        began = self.on.last_until(today)
        return began if today <= self.until.first_from(began) else None


def read_season(given: Mapping[str, Any] | None) -> Season | None:
    """Return what the route says about its season; None where it says nothing.

    Raises:
        InvalidRoute: it cannot be used; says why.
    """
    if given is None:
        return None
    table = Table("route.toml", "", {"begins": given}).table("begins")
    season = Season(_year_day(table, "on"), _year_day(table, "until"), table.text("swv"))
    if season.swv not in KINDS:
        raise table.refusal(f"'swv' is '{season.swv}'", 'Schrijf swv = "PO" of swv = "VO".')
    table.done()
    return season


def _year_day(table: Table, key: str) -> YearDay:
    day, _, month = table.text(key).partition(" ")
    try:
        return YearDay(MONTHS["nl"].index(month) + 1, int(day))
    except ValueError:
        raise table.refusal(
            f"'{key}' is geen dag van het jaar", f'Schrijf bijvoorbeeld {key} = "1 september".'
        ) from None
