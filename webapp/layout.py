"""What stands around every page: the navigation, the banner of a demonstration, the static files."""

from collections.abc import Callable
from dataclasses import dataclass, replace
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
from workflows.services.views import PersonView

SWV = "secretariaat consulent coordinator directeur"  #: who sees all cases of a samenwerkingsverband


@dataclass(frozen=True)
class Page:
    """A page of the menu. *seen_by*: everybody (empty), one of some roles, or who a ``MAY`` is asked about."""

    endpoint: str
    label: LazyString
    seen_by: str = ""


#: The menu: sections, each with its pages, which stand beside each other when one of them is open.
MENU: tuple[tuple[LazyString, tuple[Page, ...]], ...] = (
    (_l("Vandaag"), (Page("home.home", _l("Vandaag")), Page("home.advices", _l("Mijn adviezen"), "deskundige"))),
    (
        _l("Taken"),
        (
            Page("inbox.page", _l("Taken")),
            Page("questions.lists", _l("Vragen aan mij")),
            Page("signing.queue", _l("Ter ondertekening"), "directeur bestuur secretariaat"),
        ),
    ),
    (
        _l("Zaken"),
        (
            Page("cases.cases", _l("Zaken")),
            Page("schools.schools", _l("Scholen"), SWV),
            Page("case_takeover.take_over", _l("Lopende zaken overnemen"), "secretariaat"),
            Page("year_change.lines", _l("Jaarwisseling"), "secretariaat"),
            Page("retention.due", _l("Vernietigen"), "directeur secretariaat fg"),
        ),
    ),
    (_l("Nieuwe aanvraag"), (Page("cases.startable", _l("Nieuwe aanvraag"), "start"),)),
    (
        _l("Post"),
        (
            Page("letters.to_post", _l("Vandaag te posten"), "secretariaat klachtbehandelaar bestuur"),
            Page("incoming.waiting", _l("Binnengekomen"), "secretariaat klachtbehandelaar bestuur"),
            Page("outages.outages", _l("Uitval"), "secretariaat"),
        ),
    ),
    (
        _l("Zorgplicht"),
        (
            Page("monitor.lines", _l("Bij ons bekend"), SWV),
            Page(
                "returns.returns",
                _l("Maandopgave"),
                "ib_er zorgcoordinator schooldirecteur secretariaat coordinator directeur",
            ),
        ),
    ),
    (
        _l("Vergaderingen"),
        (Page("meetings.calendar", _l("Vergaderingen"), "commissie secretariaat coordinator directeur"),),
    ),
    (
        _l("Termijnen"),
        (
            Page("terms.running", _l("Lopende termijnen"), "watches"),
            Page("terms.breaches", _l("Termijnoverschrijdingen"), "watches"),
            Page("penalties.penalties", _l("Dwangsom"), "coordinator directeur"),
        ),
    ),
    (
        _l("TLV-register"),
        (
            Page("tlvs.register", _l("Alle TLV's"), SWV),
            Page("tlvs.gaps", _l("Nummers"), SWV),
            Page("tlvs.take_over", _l("Overnemen uit een lijst"), "secretariaat"),
            Page("tlvs.beside_duo", _l("Naast DUO"), "secretariaat"),
        ),
    ),
    (_l("Mensen"), (Page("colleagues.colleagues", _l("Wie werkt hier nog?"), "contactpersoon"),)),
    (_l("Routes"), (Page("studio.routes", _l("Routes"), "beleidsmaker directeur fg"),)),
    (
        _l("Beheer"),
        (
            Page("people.people", _l("Mensen"), "admin"),
            Page("colleagues.colleagues", _l("Wie werkt hier nog?"), "admin"),
            Page("organisations.organisations", _l("Scholen en schoolbesturen"), "admin"),
            Page("organisations.mandates", _l("Mandaten"), "admin"),
            Page("signing.stand_ins", _l("Waarneming"), "admin directeur"),
            Page("register.calendar", _l("Kalender"), "admin directeur"),
            Page("register.rules", _l("Termijnenregister"), "admin directeur beleidsmaker"),
            Page("case_takeover.in_use", _l("Routes in gebruik"), "admin"),
            Page("house_style.look", _l("Huisstijl"), "admin"),
            Page("people.changes", _l("Wijzigingen"), "admin"),
            Page("backups.backups", _l("Reservekopie"), "admin"),
            Page("incidents.incidents", _l("Storingen"), "admin"),
            Page("outages.outages", _l("Uitval"), "admin"),
        ),
    ),
)
PAGES = {page.endpoint for _, pages in MENU for page in pages}
#: under which page another one stands: by endpoint, else by subject
HOME = {
    "inbox": "inbox.page",
    "tasks": "inbox.page",
    "concepts": "inbox.page",
    "selection": "inbox.page",
    "questions": "questions.lists",
    "remarks": "cases.cases",
    "repairing": "cases.cases",
    "signing": "signing.queue",
    "signing.record": "signing.stand_ins",
    "cases": "cases.cases",
    "case_takeover": "case_takeover.take_over",
    "case_takeover.set_first_day": "case_takeover.in_use",
    "cases.before_start": "cases.startable",
    "cases.start": "cases.startable",
    "relations": "cases.cases",
    "notes": "cases.cases",
    "notes.follow_ups": "home.home",
    "case_bundles": "cases.cases",
    "documents": "cases.cases",
    "schools": "schools.schools",
    "pupils": "cases.cases",
    "letters": "cases.cases",
    "records": "cases.cases",
    "retention": "retention.due",
    "year_change": "year_change.lines",
    "letters.mark_posted": "letters.to_post",
    "incoming": "incoming.waiting",
    "outages": "outages.outages",
    "monitor": "monitor.lines",
    "meetings": "meetings.calendar",
    "at_table": "meetings.calendar",
    "after_meeting": "meetings.calendar",
    "returns": "returns.returns",
    "terms": "terms.breaches",
    "tlvs": "tlvs.register",
    "tlvs.differences": "tlvs.beside_duo",
    "tlvs.offer_to_duo": "tlvs.beside_duo",
    "people": "people.people",
    "organisations": "organisations.organisations",
    "organisations.amount": "organisations.mandates",
    "organisations.change_amount": "organisations.mandates",
    "house_style": "house_style.look",
    "listed": "people.people",
    "colleagues": "colleagues.colleagues",
    "register": "register.rules",
    "studio": "studio.routes",
    "studio_parts": "studio.routes",
    "studio_guides": "studio.routes",
    "dry_runs": "studio.routes",
    "drawing": "studio.routes",
    "comparing": "studio.routes",
}
#: what may be asked about a visitor besides their roles
MAY: dict[str, Callable[[PersonView], bool]] = {
    "admin": lambda visitor: visitor.is_admin,
    "start": lambda visitor: visitor.may_start,
    "watches": lambda visitor: visitor.watches,
}


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
    app.jinja_env.globals["seen_pages"] = _seen_pages
    app.context_processor(_surroundings)


def _surroundings() -> dict[str, Any]:
    return {
        "banner": _banner(),
        "largest_file": LARGEST,
        "today": system().today,
        "visitor": current_user.view if current_user.is_authenticated else None,
        "menu": _menu() if current_user.is_authenticated else Menu(),
    }


def _banner() -> str:
    """Say that this is not real, where the clock was set by hand."""
    if system().settings.today is None:
        return ""
    return str(_("Oefenomgeving: verzonnen leerlingen. Vandaag is het hier %(day)s.", day=long_day(system().today)))


@dataclass(frozen=True)
class Menu:
    """What the visitor may open: a line per section, and the pages beside the one that is open."""

    sections: tuple[tuple[str, LazyString, bool], ...] = ()
    section: LazyString | str = ""
    beside: tuple[tuple[str, LazyString, bool], ...] = ()


def _menu() -> Menu:
    visitor, here = current_user.view, request.endpoint or ""
    if here not in PAGES:
        here = HOME.get(here) or HOME.get(request.blueprint or "", "")
    menu = Menu()
    for label, pages in MENU:
        seen = [page for page in pages if _seen(page, visitor)]
        if not seen:
            continue
        is_open = any(page.endpoint == here for page in seen)
        line = (seen[0].endpoint, label, is_open)
        menu = replace(menu, sections=(*menu.sections, line))
        if is_open and len(seen) > 1:
            beside = tuple((page.endpoint, page.label, page.endpoint == here) for page in seen)
            menu = replace(menu, section=label, beside=beside)
    return menu


def _seen_pages() -> set[str]:
    return {page.endpoint for _label, pages in MENU for page in pages if _seen(page, current_user.view)}


def _seen(page: Page, visitor: PersonView) -> bool:
    words = page.seen_by.split()
    return not words or any(word in visitor.roles or (word in MAY and MAY[word](visitor)) for word in words)
