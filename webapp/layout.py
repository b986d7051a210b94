"""What stands around every page: the navigation, the banner of a demonstration, the static files."""

from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from flask import Flask, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString
from flask_login import current_user

from webapp.asking import system
from webapp.wording import long_day
from workflows.services.documents import LARGEST

SWV = "secretariaat consulent coordinator directeur"  #: who sees all cases of a samenwerkingsverband
#: (endpoint, label, who sees it: everybody, one of some roles, "admin", "start": who may start a case, or "watches":
#: who watches over terms)
MAIN = (
    ("tasks.inbox", _l("Taken"), ""),
    ("cases.cases", _l("Zaken"), ""),
    ("cases.startable", _l("Nieuwe aanvraag"), "start"),
    ("monitor.lines", _l("Zorgplicht"), SWV),
    ("terms.running", _l("Termijnen"), "watches"),
    ("letters.to_post", _l("Post"), "secretariaat"),
    ("incoming.waiting", _l("Binnengekomen"), "secretariaat klachtbehandelaar bestuur"),
    ("tlvs.register", _l("TLV-register"), SWV),
    ("penalties.penalties", _l("Dwangsom"), "coordinator directeur"),
    ("returns.returns", _l("Maandopgave"), "ib_er zorgcoordinator schooldirecteur secretariaat coordinator directeur"),
    ("people.people", _l("Beheer"), "admin"),
    ("register.calendar", _l("Kalender en termijnen"), "directeur"),
)
#: under which of them a page stands: by endpoint, else by subject
HOME = {
    "tasks": "tasks.inbox",
    "cases": "cases.cases",
    "cases.startable": "cases.startable",
    "cases.before_start": "cases.startable",
    "cases.start": "cases.startable",
    "concepts": "tasks.inbox",
    "terms": "terms.running",
    "letters": "letters.to_post",
    "letters.letter": "cases.cases",
    "letters.mark_returned": "cases.cases",
    "incoming": "incoming.waiting",
    "letters.send_again": "cases.cases",
    "letters.rectification": "cases.cases",
    "letters.rectify": "cases.cases",
    "tlvs": "tlvs.register",
    "penalties": "penalties.penalties",
    "returns": "returns.returns",
    "monitor": "monitor.lines",
    "people": "people.people",
    "organisations": "people.people",
    "incidents": "people.people",
    "register": "register.calendar",
}
ADMINISTRATION = (
    ("people.people", _l("Mensen")),
    ("organisations.organisations", _l("Scholen en schoolbesturen")),
    ("organisations.mandates", _l("Mandaten")),
    ("register.calendar", _l("Kalender")),
    ("register.rules", _l("Termijnen")),
    ("people.changes", _l("Wijzigingen")),
    ("incidents.incidents", _l("Storingen")),
)


def furnish(app: Flask) -> None:
    """Give the templates of *app* what every page needs."""

    @cache
    def fingerprint(name: str) -> str | None:
        file = Path(app.root_path) / "static" / name
        return sha256(file.read_bytes()).hexdigest()[:12] if file.exists() else None  # dist/ may not be built yet

    def asset(name: str) -> str:
        """Return the address of a static file; it changes with the content, so browsers may keep it for ever."""
        return url_for("static", filename=name, v=fingerprint(name))

    app.jinja_env.globals["asset"] = asset
    app.context_processor(_surroundings)


def _surroundings() -> dict[str, Any]:
    return {
        "banner": _banner(),
        "largest_file": LARGEST,
        "today": system().today,
        "visitor": current_user.view if current_user.is_authenticated else None,
        "navigation": _navigation() if current_user.is_authenticated else [],
        "administration": _administration() if current_user.is_authenticated else [],
    }


def _banner() -> str:
    """Say that this is not real, where the clock was set by hand."""
    if system().settings.today is None:
        return ""
    return str(_("Oefenomgeving: verzonnen leerlingen. Vandaag is het hier %(day)s.", day=long_day(system().today)))


def _administration() -> list[tuple[str, LazyString, bool]]:
    """Return the pages that stand beside each other: an administrator sees all, who keeps the register only its own."""
    return [
        (endpoint, label, endpoint == request.endpoint)
        for endpoint, label in ADMINISTRATION
        if current_user.view.is_admin or endpoint.startswith("register.")
    ]


def _navigation() -> list[tuple[str, LazyString, bool]]:
    visitor = current_user.view
    here = HOME.get(request.endpoint or "") or HOME.get(request.blueprint or "")
    if here == "register.calendar" and visitor.is_admin:
        here = "people.people"
    return [
        (endpoint, label, endpoint == here)
        for endpoint, label, seen_by in MAIN
        if not seen_by
        or not visitor.roles.isdisjoint(seen_by.split())
        or {"admin": visitor.is_admin, "start": visitor.may_start, "watches": visitor.watches}.get(seen_by)
    ]
