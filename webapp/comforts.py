"""What each visitor chooses for themselves: shortcuts of one key, and a screen that others may look at.

Who shares their screen hides the names of pupils on every page of this session. What a page is about is known when it
is made: every name of a pupil that was put together for it is taken out of its words again, also out of what others
typed. What stands in a field to change stays as it is, or it would be kept so; the stylesheet blurs it.
"""

import re
from html import escape

from flask import Blueprint, Flask, Response, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from webapp.accounts import own_address
from webapp.asking import me, perform
from workflows.domain.names import initials
from workflows.services import accounts, dossier

bp = Blueprint("comforts", __name__)

#: after g: where to
GO = {
    "v": ("home.home", _l("Vandaag")),
    "t": ("inbox.page", _l("Taken")),
    "z": ("cases.cases", _l("Zaken")),
    "p": ("letters.to_post", _l("Vandaag te posten")),
    "m": ("meetings.calendar", _l("Vergaderingen")),
}
#: where a page says whom it is about; around it stand the visitor and the organisation
_ABOUT = re.compile(r"<title>.*?</title>|<main\b.*?</main>", re.DOTALL)
#: tags with what they say of themselves; fields to type in, whole; words
_PARTS = re.compile(r"<textarea\b.*?</textarea>|<[^>]*>|[^<]+", re.DOTALL | re.IGNORECASE)
_TOLD = re.compile(r'(?<=\s)(?:aria-label|alt|title)="[^"]*"')


def comfort(app: Flask) -> None:
    """Let *app* hide names for who shares their screen."""
    app.before_request(_listen)
    app.after_request(_hide)
    app.jinja_env.globals["shortcuts_to"] = GO


def _listen() -> None:
    dossier.SPOKEN.set(set() if session.get("sharing") else None)


def _hide(response: Response) -> Response:
    spoken = dossier.SPOKEN.get()
    dossier.SPOKEN.set(None)  # the thread goes on with a request of another
    if spoken and session.get("sharing") and response.mimetype == "text/html":
        response.set_data(without_names(response.get_data(as_text=True), spoken))
    return response


def without_names(page: str, names: set[tuple[str, str, str]]) -> str:
    """Return a page with initials for pupils of these names: (first name, infix, last name)."""
    hidden: dict[str, str] = {}
    for first, infix, last in names:
        whole, short = " ".join(part for part in (first, infix, last) if part), initials(first, last)
        for written in (
            whole,
            f"{infix} {last}".strip(),
            f"{infix[:1].upper()}{infix[1:]} {last}".strip(),
            last,
            first,
        ):
            if len(written) > 1:
                hidden.setdefault(escape(written).replace("&#x27;", "&#39;"), short)
    longest_first = sorted(hidden, key=len, reverse=True)
    if not longest_first:
        return page
    found = re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, longest_first)) + r")(?!\w)")

    def hide(words: str) -> str:
        return found.sub(lambda name: hidden[name.group()], words)

    def part(match: re.Match[str]) -> str:
        text = match.group()
        if not text.startswith("<"):
            return hide(text)
        return text if text.lower().startswith("<textarea") else _TOLD.sub(lambda told: hide(told.group()), text)

    return _ABOUT.sub(lambda about: _PARTS.sub(part, about.group()), page)


@bp.post("/scherm-delen")
def share() -> ResponseReturnValue:
    if "on" in request.form:
        session["sharing"] = True
        flash(_("Namen van leerlingen zijn verborgen. In bijlagen en pdf's staan zij nog."))
    else:
        session.pop("sharing", None)
    return redirect(own_address(request.form.get("back", "")) or url_for("home.home"), 303)


@bp.get("/sneltoetsen")
def keys() -> ResponseReturnValue:
    return render_template("shortcuts.html")


@bp.post("/sneltoetsen")
def choose_keys() -> ResponseReturnValue:
    on = "on" in request.form
    perform(accounts.set_shortcuts, me(), on)
    flash(_("De sneltoetsen staan aan.") if on else _("De sneltoetsen staan uit."))
    return redirect(url_for("comforts.keys"), 303)
