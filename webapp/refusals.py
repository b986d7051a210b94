"""What goes wrong, as a page: the only place where an error becomes an HTTP status.

What is not theirs and what does not exist are the same page, so that nobody learns from it whether something exists.
What was typed comes back on the page, to be sent again or copied: nobody loses text to an error.
"""

from collections.abc import Sequence
from urllib.parse import urlsplit

from flask import Flask, current_app, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge

from webapp.accounts import sign_in_page
from webapp.asking import system
from webapp.forms import typed
from webapp.wording import mistakes_in_words
from workflows.domain.errors import (
    AnswerFirst,
    Conflict,
    FieldError,
    InvalidAnswers,
    LedgerRefused,
    NotAllowed,
    NotFound,
    TaskEnded,
    Unavailable,
    WorkflowError,
)
from workflows.services.house_style import PLAIN
from workflows.services.incidents import where

STATUS: dict[type[WorkflowError], int] = {
    NotFound: 404,
    NotAllowed: 409,
    Conflict: 409,
    InvalidAnswers: 422,
    LedgerRefused: 422,
}
Pairs = Sequence[tuple[str, str]]


def refuse_politely(app: Flask) -> None:
    """Turn the errors of the services and of HTTP into pages that say what to do."""
    for error in STATUS:
        app.register_error_handler(error, _refused)
    app.register_error_handler(Unavailable, _unavailable)
    app.register_error_handler(CSRFError, _stale_page)
    app.register_error_handler(RequestEntityTooLarge, _too_large)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _failed)


def _refused(error: WorkflowError) -> ResponseReturnValue:
    status = next(STATUS[kind] for kind in type(error).__mro__ if kind in STATUS)
    if isinstance(error, AnswerFirst):
        return redirect(url_for("meetings.acquaintance", meeting_id=error.meeting_id), 303)
    if isinstance(error, NotFound):
        return _missing()
    if isinstance(error, Conflict):
        title = _("Deze taak is al klaar") if isinstance(error, TaskEnded) else _("Iemand was u voor")
        return _page(title, str(error), status, kept=typed())
    title = _("Dit kan niet") if isinstance(error, NotAllowed) else _("Dit kan niet zo")
    text = mistakes_in_words(error) if isinstance(error, InvalidAnswers) else str(error)
    return _page(title, text, status, kept=typed())


def _unavailable(error: Unavailable) -> ResponseReturnValue:
    return _page(_("Even niet bereikbaar"), str(error), 503, kept=typed(), again=True)


def _missing() -> ResponseReturnValue:
    text = _("Deze pagina bestaat niet of u heeft er geen toegang toe.")
    return _page(_("Pagina niet gevonden"), text, 404)


def _stale_page(_error: CSRFError) -> ResponseReturnValue:
    """Offer what was typed in a page of an earlier session to be sent again; but nothing that another site made up."""
    text = _("Deze pagina stond te lang open of hoort bij een andere sessie.")
    if not _from_our_own_page() or (request.blueprint == "accounts" and request.endpoint != "accounts.enter"):
        text += " " + _("Ga terug, ververs de pagina en probeer het opnieuw.")
        return _page(_("Deze pagina is te oud"), text, 403)
    if request.endpoint == "accounts.enter":
        wrong = FieldError("email", text + " " + _("Log opnieuw in."))
        return sign_in_page(request.form.get("next", ""), request.form.get("kept", ""), (wrong,), 403)
    return _page(_("Deze pagina is te oud"), text, 403, kept=typed(), again=True)


def _from_our_own_page() -> bool:
    """Does the browser say that this was sent from a page of ours?"""
    if (site := request.headers.get("Sec-Fetch-Site")) is not None:
        return site == "same-origin"
    sender = request.headers.get("Origin") or request.headers.get("Referer") or ""
    return urlsplit(sender).netloc in (request.host, urlsplit(system().settings.url).netloc)


def _too_large(_error: RequestEntityTooLarge) -> ResponseReturnValue:
    text = _(
        "Wat u stuurde is te groot. Een bijlage mag hoogstens 20 MB zijn, en alles samen 100 MB. "
        "Ga terug en kies kleinere bijlagen. Een concept dat u bewaarde, is er nog."
    )
    return _page(_("Te groot"), text, 413)


def _http(error: HTTPException) -> ResponseReturnValue:
    if error.code is not None and error.code < 400:
        return error
    if error.code in (404, 405):
        return _missing()
    text = _("De vraag aan deze site is niet goed gevormd. Ga terug en probeer het opnieuw.")
    return _page(_("Dit kan niet"), text, error.code or 400)


def _failed(error: Exception) -> ResponseReturnValue:
    # Not its text: that may quote what was typed.
    current_app.logger.error("%s failed with %s\n%s", request.endpoint, type(error).__name__, where(error))
    text = _("Er ging iets mis aan onze kant. De storing is vastgelegd. Probeer het later opnieuw.")
    return _page(_("Er ging iets mis"), text, 500, kept=typed())


def _page(title: str, text: str, status: int, kept: Pairs = (), *, again: bool = False) -> ResponseReturnValue:
    """Show what is wrong and what was typed; *again* offers to send it once more."""
    if status >= 500:
        g.setdefault("house", PLAIN)  # what failed may fail again
    address = request.path if again and request.method == "POST" else ""
    page = render_template(
        "refusal.html",
        title=title,
        text=text,
        status=status,
        kept=kept,
        address=address,
        files=bool(address and any(file.filename for file in request.files.values())),
    )
    return page, status, _for_htmx() if "HX-Request" in request.headers else {}


def _for_htmx() -> dict[str, str]:
    """Show the refusal in the place of the page; but a form in which somebody is typing stays as it is."""
    if (request.endpoint or "").endswith("ask_again"):
        return {"HX-Reswap": "none"}
    return {"HX-Retarget": "main", "HX-Reselect": "main", "HX-Reswap": "outerHTML"}
