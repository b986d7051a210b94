"""How a view asks the system something: who asks, one reading or one working unit at a time."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, TypeVar, cast

from flask import current_app, g
from flask_login import current_user

from workflows.domain.calendar import WorkingCalendar
from workflows.domain.people import Person
from workflows.services import deployments

if TYPE_CHECKING:
    from workflows.services.views import PersonView
    from workflows.system import System

P = ParamSpec("P")
R = TypeVar("R")


def system() -> "System":
    """Return the system that this app was created for."""
    return cast("System", current_app.extensions["zorgroute"])


def read(query: Callable[Concatenate[Any, P], R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Ask *query* within one reading unit: nothing can be written."""
    return system().read(query, *args, **kwargs)


def perform(use_case: Callable[Concatenate[Any, P], R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Do *use_case* within one working unit, which is committed when it succeeds."""
    return system().perform(use_case, *args, **kwargs)


def try_out(use_case: Callable[Concatenate[Any, P], R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Do *use_case* and undo it: what it answers is what would happen."""
    return system().try_out(use_case, *args, **kwargs)


def me() -> "PersonView":
    """Return who is signed in; only for views that are not public."""
    return cast("PersonView", current_user.view)


def by() -> Person:
    """Return the person on whose behalf the services are asked."""
    return me().person


def calendar() -> WorkingCalendar:
    """Return the calendar in use, asked once per request."""
    if "calendar" not in g:
        g.calendar = read(deployments.shared_of).calendar
    return cast(WorkingCalendar, g.calendar)
