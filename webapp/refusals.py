"""What goes wrong, as a page: the only place where an error becomes an HTTP status.

Not allowed and not existing are the same page, so that nobody learns from it whether something exists.
What was typed comes back on the page, ready to be copied: nobody loses text to an error.
"""

from collections.abc import Sequence

from flask import Flask, current_app, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge

from webapp.forms import typed
from workflows.domain.errors import (
    Conflict,
    InvalidAnswers,
    LedgerRefused,
    NotAllowed,
    NotFound,
    TaskEnded,
    WorkflowError,
)

STATUS: dict[type[WorkflowError], int] = {
    NotFound: 404,
    NotAllowed: 404,
    Conflict: 409,
    InvalidAnswers: 422,
    LedgerRefused: 422,
}


def refuse_politely(app: Flask) -> None:
    """Turn the errors of the services and of HTTP into pages that say what to do."""
    for error in STATUS:
        app.register_error_handler(error, _refused)
    app.register_error_handler(CSRFError, _stale_page)
    app.register_error_handler(RequestEntityTooLarge, _too_large)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _failed)


def _refused(error: WorkflowError) -> ResponseReturnValue:
    status = next(STATUS[kind] for kind in type(error).__mro__ if kind in STATUS)
    if isinstance(error, NotFound):
        return _missing()
    if isinstance(error, NotAllowed):
        return _page(_("Dit kan niet"), str(error) or _missing_text(), status)
    if isinstance(error, Conflict):
        title = _("Deze taak is al klaar") if isinstance(error, TaskEnded) else _("Iemand was u voor")
        return _page(title, str(error), status, kept=typed())
    return _page(_("Dit kan niet zo"), str(error), status, kept=typed())


def _missing() -> ResponseReturnValue:
    return _page(_("Pagina niet gevonden"), _missing_text(), 404)


def _missing_text() -> str:
    return str(_("Deze pagina bestaat niet of u heeft er geen toegang toe."))


def _stale_page(_error: CSRFError) -> ResponseReturnValue:
    text = _(
        "Deze pagina stond te lang open of hoort bij een andere sessie. "
        "Ga terug, ververs de pagina en probeer het opnieuw."
    )
    return _page(_("Deze pagina is te oud"), text, 403)


def _too_large(_error: RequestEntityTooLarge) -> ResponseReturnValue:
    text = _("Wat u stuurde is te groot. Een bijlage mag hoogstens 20 MB zijn. Ga terug en kies een kleinere bijlage.")
    return _page(_("Te groot"), text, 413)


def _http(error: HTTPException) -> ResponseReturnValue:
    if error.code is not None and error.code < 400:
        return error
    if error.code in (404, 405):
        return _missing()
    text = _("De vraag aan deze site is niet goed gevormd. Ga terug en probeer het opnieuw.")
    return _page(_("Dit kan niet"), text, error.code or 400)


def _failed(error: Exception) -> ResponseReturnValue:
    current_app.logger.error("%s failed", request.endpoint, exc_info=error)
    text = _("Er ging iets mis aan onze kant. De storing is vastgelegd. Probeer het later opnieuw.")
    return _page(_("Er ging iets mis"), text, 500, kept=typed())


def _page(title: str, text: str, status: int, kept: Sequence[tuple[str, str]] = ()) -> ResponseReturnValue:
    page = render_template("refusal.html", title=title, text=text, status=status, kept=kept)
    return page, status, _for_htmx() if "HX-Request" in request.headers else {}


def _for_htmx() -> dict[str, str]:
    """Show the refusal in the place of the page; but a form in which somebody is typing stays as it is."""
    if (request.endpoint or "").endswith("ask_again"):
        return {"HX-Reswap": "none"}
    return {"HX-Retarget": "main", "HX-Reselect": "main", "HX-Reswap": "outerHTML"}
