"""Signing in and out, the password, the language; and the guard that asks everybody else to sign in first.

A session ends after half an hour without a visit, after ten hours in any case, and at once when its person is
blocked or signs out everywhere (the epoch in the session then no longer matches).
"""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import TypeVar
from urllib.parse import urlsplit

from flask import Blueprint, Flask, current_app, flash, g, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import AnonymousUserMixin, LoginManager, current_user, login_user, logout_user

from webapp.asking import me, perform, read, system
from webapp.forms import typed
from webapp.wording import LANGUAGES
from workflows.domain.errors import FieldError, InvalidAnswers, NotAllowed
from workflows.services import accounts
from workflows.services.views import PersonView

IDLE = timedelta(minutes=30)
LONGEST = timedelta(hours=10)

bp = Blueprint("accounts", __name__)
View = TypeVar("View", bound=Callable[..., ResponseReturnValue])


class Visitor:
    """A person who signed in, as Flask-Login wants to see them."""

    is_authenticated = True
    is_active = True
    is_anonymous = False

    def __init__(self, view: PersonView) -> None:
        self.view = view

    def get_id(self) -> str:
        return f"{self.view.id}.{self.view.session_epoch}"


def public(view: View) -> View:
    """Mark a view that may be seen without signing in."""
    view.public = True  # type: ignore[attr-defined]  # a mark, read by _require_sign_in
    return view


def guard(app: Flask) -> None:
    """Refuse whoever has not signed in, on every address except the public ones."""
    login = LoginManager()
    login.session_protection = "basic"
    login.init_app(app)
    login.user_loader(_visitor)
    app.before_request(_require_sign_in)


def _visitor(identity: str) -> Visitor | None:
    g._login_user = AnonymousUserMixin()  # when asking fails, the page that says so must not ask again
    person_id, _dot, epoch = identity.partition(".")
    view = read(accounts.person_by_id, int(person_id), int(epoch))
    return Visitor(view) if view else None


def _require_sign_in() -> ResponseReturnValue | None:
    view = current_app.view_functions.get(request.endpoint or "")
    if request.endpoint == "static" or getattr(view, "public", False):
        return None
    if current_user.is_authenticated and _fresh():
        session["seen"] = _now()
        if me().must_change and request.blueprint != "accounts":
            return redirect(url_for("accounts.password"))
        return None
    logout_user()
    if "HX-Request" in request.headers:
        asks_again = (request.endpoint or "").endswith("ask_again")  # then what stands on the page stays there
        return "", 401, {"HX-Reswap": "none"} if asks_again else {"HX-Redirect": url_for("accounts.sign_in")}
    if request.method in ("GET", "HEAD"):
        return redirect(url_for("accounts.sign_in", next=request.full_path.rstrip("?")))
    # The text that was typed waits in the page and goes on after signing in.
    return sign_in_page(next_page=request.path, kept=json.dumps(typed()), status=401)


def _fresh() -> bool:
    idle = timedelta(seconds=_now() - int(session.get("seen", 0)))
    age = timedelta(seconds=_now() - int(session.get("since", 0)))
    return idle <= IDLE and age <= LONGEST


def _now() -> int:
    return int(system().clock.now().timestamp())


@bp.get("/inloggen")
@public
def sign_in() -> ResponseReturnValue:
    if current_user.is_authenticated and _fresh():
        return redirect(url_for("inbox.page"))
    return sign_in_page(next_page=request.args.get("next", ""))


@bp.post("/inloggen")
@public
def enter() -> ResponseReturnValue:
    next_page, kept = own_address(request.form.get("next", "")), request.form.get("kept", "")
    proof = read(accounts.proof_for, request.form.get("email", ""))
    held = proof.holds(request.form.get("password", ""))  # slow, so between two units of work
    person = perform(accounts.sign_in, proof, held)
    if isinstance(person, NotAllowed):
        return sign_in_page(next_page, kept, (FieldError("email", str(person)),), 422)
    _open_session(person)
    if kept:
        return render_template("resume.html", address=next_page, kept=_pairs(kept))
    return redirect(next_page or url_for("inbox.page"), 303)


def sign_in_page(
    next_page: str = "", kept: str = "", errors: tuple[FieldError, ...] = (), status: int = 200
) -> ResponseReturnValue:
    email = request.form.get("email", "") if request.endpoint == "accounts.enter" else ""
    page = render_template(
        "sign_in.html", email=email, next=own_address(next_page), kept=kept, errors=errors, mails=system().email
    )
    return page, status


def _open_session(person: PersonView) -> None:
    chosen = session.get("language")
    session.clear()  # a new session, with a new CSRF token
    if chosen:
        session["language"] = chosen
    session["since"] = session["seen"] = _now()
    login_user(Visitor(person))


def own_address(address: str) -> str:
    """Return *address* if it is a path on this site, else nothing."""
    parts = urlsplit(address.replace("\\", "/"))
    own = address.startswith("/") and not address.startswith(("//", "/\\")) and not parts.scheme and not parts.netloc
    return address if own else ""


def _pairs(kept: str) -> list[tuple[str, str]]:
    try:
        return [(str(name), str(value)) for name, value in json.loads(kept)]
    except (TypeError, ValueError):
        return []


@bp.post("/uitloggen")
def sign_out() -> ResponseReturnValue:
    _leave()
    flash(_("U bent uitgelogd."))
    return redirect(url_for("accounts.sign_in"), 303)


@bp.post("/overal-uitloggen")
def sign_out_everywhere() -> ResponseReturnValue:
    perform(accounts.sign_out_everywhere, me())
    _leave()
    flash(_("U bent op alle apparaten uitgelogd."))
    return redirect(url_for("accounts.sign_in"), 303)


def _leave() -> None:
    logout_user()
    chosen = session.get("language")
    session.clear()
    if chosen:
        session["language"] = chosen


@bp.get("/wachtwoord")
def password() -> ResponseReturnValue:
    return render_template("password.html", errors=())


@bp.post("/wachtwoord")
def change_password() -> ResponseReturnValue:
    form = request.form
    errors: tuple[FieldError, ...] = ()
    if form.get("new") != form.get("again"):
        errors = (FieldError("again", _("Nieuw wachtwoord nog een keer: dit is niet hetzelfde als hierboven.")),)
    else:
        try:
            proof = read(accounts.proof_for, me().email)
            perform(accounts.change_password, me(), proof, proof.replaced(form.get("old", ""), form.get("new", "")))
        except InvalidAnswers as refused:
            errors = refused.errors
    if errors:
        return render_template("password.html", errors=errors), 422
    # The new password ended every session of this person; this one goes on.
    handed_out, view = me().must_change, read(accounts.person_by_id, me().id, me().session_epoch + 1)
    if view is None:
        return redirect(url_for("accounts.sign_in"), 303)
    _open_session(view)
    flash(_("Uw wachtwoord is gewijzigd. Op andere apparaten bent u uitgelogd."))
    return redirect(url_for("inbox.page" if handed_out else "accounts.password"), 303)


@bp.post("/taal")
@public
def choose_language() -> ResponseReturnValue:
    language = request.form.get("language", "")
    if language in LANGUAGES:
        session["language"] = language
        if current_user.is_authenticated:
            perform(accounts.set_locale, me(), language)
    return redirect(own_address(request.form.get("back", "")) or url_for("inbox.page"), 303)
