"""How a case begins."""

from dataclasses import dataclass

from workflows.domain.wording import Text
from workflows.services.views.terms import DueView


@dataclass(frozen=True)
class RouteCard:
    """A route that this person may start."""

    route: str
    title: str
    description: str


@dataclass(frozen=True)
class Promise:
    """A date we promise to who submits today."""

    text: Text
    due: DueView


@dataclass(frozen=True)
class BeforeStart:
    """'Voordat u begint': what to have ready and when the answer will be there; *schools* are (value, label).

    A route that is not about a *pupil* begins for an SWV instead of a school.
    """

    route: str
    title: str
    begin: tuple[str, ...]
    promised: tuple[Promise, ...]
    schools: tuple[tuple[str, str], ...]
    pupil: bool = True
    without_pupil: bool = False  #: it may also be about nobody in particular
    origin: str = ""  #: the case without a pupil that becomes this one
