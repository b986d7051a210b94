"""The calendar of a person: the page to make and end its link, and the feed that calendars read without a sign-in."""

import hashlib
import logging
import re
import threading
from collections import OrderedDict
from datetime import timedelta
from urllib.parse import urlsplit

from flask import Blueprint, Flask, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import force_locale
from flask_babel import gettext as _
from icalendar import Calendar, Event

from webapp.accounts import public
from webapp.asking import by, perform, read, system
from webapp.headers import PRIVATE
from webapp.wording import norm_in_words, words
from workflows.domain.people import WATCHERS
from workflows.services import agenda as services
from workflows.services.agenda import Agenda, AgendaDay

AGAIN = timedelta(hours=1)  #: how often we ask a calendar to look

bp = Blueprint("agenda", __name__, url_prefix="/agenda")


class Bound:
    """How often something may be asked within a while, in this process; who was silent longest is forgotten first."""

    def __init__(self, most: int, within: timedelta, remembered: int = 10_000) -> None:
        self.most, self.within, self._remembered = most, within, remembered
        self._asked: OrderedDict[int, tuple[int, int]] = OrderedDict()
        self._lock = threading.Lock()

    def allows(self, key: int) -> bool:
        """Count one more for *key*; False if that is one too many."""
        period = int(system().clock.now().timestamp() // self.within.total_seconds())
        with self._lock:
            since, count = self._asked.pop(key, (period, 0))
            count = count + 1 if since == period else 1
            self._asked[key] = period, count
            if len(self._asked) > self._remembered:
                self._asked.popitem(last=False)
        return count <= self.most


_bound = Bound(30, timedelta(minutes=10))


@bp.get("")
def agenda() -> ResponseReturnValue:
    return _page()


@bp.post("/link")
def make_link() -> ResponseReturnValue:
    """Show the new link once; nobody can look it up later."""
    return _page(perform(services.make_link, by()))


@bp.post("/einde")
def end_link() -> ResponseReturnValue:
    perform(services.end_link, by())
    flash(_("De link werkt niet meer."))
    return redirect(url_for("agenda.agenda"), 303)


def _page(token: str = "") -> ResponseReturnValue:
    link = f"{system().settings.url}{url_for('agenda.feed', token=token)}" if token else ""
    return render_template(
        "agenda.html",
        link=link,
        subscribe=re.sub("^https?:", "webcal:", link),
        made_at=read(services.link_made_at, by()),
        watches=by().has(*WATCHERS),
    )


# ------------------------------------------------------------------ what a calendar reads
@bp.get("/<token>.ics")
@public
def feed(token: str) -> ResponseReturnValue:
    if not _bound.allows(hash(token)):
        return Response(status=429, headers={"Retry-After": str(int(_bound.within.total_seconds()))})
    found = read(services.agenda, token)
    with force_locale(found.locale):
        answer = Response(_as_calendar(found), mimetype="text/calendar")
    answer.headers["Cache-Control"] = PRIVATE
    answer.headers["Referrer-Policy"] = "no-referrer"
    # Weak: the moment it was made stands in it, and is not what it says.
    answer.set_etag(hashlib.sha256(repr(found).encode()).hexdigest()[:32], weak=True)
    return answer.make_conditional(request)


def _as_calendar(found: Agenda) -> bytes:
    calendar = Calendar()
    calendar.add("prodid", "-//Zorgroute//Zorgroute//NL")
    calendar.add("version", "2.0")
    for name in ("name", "x-wr-calname"):
        calendar.add(name, "Zorgroute")
    calendar.add("x-wr-timezone", "Europe/Amsterdam")
    calendar.add("refresh-interval", AGAIN, parameters={"value": "DURATION"})
    calendar.add("x-published-ttl", "PT1H")
    for each in found.days:
        calendar.add_component(_event(each))
    return bytes(calendar.to_ical())


def _event(each: AgendaDay) -> Event:
    """Return an event of a whole day, which occupies nobody."""
    what, norm = words(each.what), norm_in_words(each.norm) if each.norm else ""
    address = f"{system().settings.url}{url_for('cases.case', number=each.case_number)}"
    told = [what, norm, "" if each.taken else _("Nog door niemand opgepakt."), address]
    event = Event()
    event.add("uid", f"{each.key}@{urlsplit(system().settings.url).hostname}")
    event.add("dtstamp", system().clock.now())
    event.add("dtstart", each.on)
    event.add("dtend", each.on + timedelta(days=1))
    event.add("summary", f"{each.case_number}: {what}" + (f" ({norm})" if norm else ""))
    event.add("description", "\n".join(line for line in told if line))
    event.add("url", address)
    event.add("class", "PRIVATE")
    event.add("transp", "TRANSPARENT")
    if norm:
        event.add("categories", [norm])
    return event


# ------------------------------------------------------------------ the secret stays out of the logs
class _Unsaid(logging.Filter):
    """Leaves the secret of a link out of what the web server says about a request."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = re.sub(r"/(agenda|welkom)/[^\s?/]+", r"/\1/…", record.getMessage()), ()
        return True


def keep_links_secret(_app: Flask) -> None:
    """Let the web server, which tells of requests that break off, not tell by which link."""
    log = logging.getLogger("waitress")
    if not any(isinstance(each, _Unsaid) for each in log.filters):
        log.addFilter(_Unsaid())
