"""What people see: one blueprint per subject, thin views.

Asks the services through the system; never the engine, the database or the channels.
"""

from typing import TYPE_CHECKING

from flask import Flask
from flask_wtf.csrf import CSRFProtect
from jinja2 import StrictUndefined

from webapp import (
    accessibility,
    accounts,
    after_meeting,
    agenda,
    at_table,
    backups,
    case_bundles,
    case_takeover,
    cases,
    colleagues,
    comforts,
    comparing,
    concepts,
    documents,
    drawing,
    dry_runs,
    headers,
    home,
    house_style,
    inbox,
    incidents,
    incoming,
    layout,
    letters,
    listed,
    meetings,
    monitor,
    notes,
    organisations,
    outages,
    penalties,
    people,
    pupils,
    questions,
    records,
    refusals,
    register,
    relations,
    remarks,
    repairing,
    retention,
    returns,
    schools,
    selection,
    signing,
    studio,
    studio_guides,
    studio_parts,
    tasks,
    terms,
    tlvs,
    wording,
    year_change,
)

if TYPE_CHECKING:
    from workflows.system import System

MEGABYTE = 1_000_000


def create_app(system: "System") -> Flask:
    """Return the web app that serves *system*: every view asks for a sign-in unless it is marked public."""
    app = Flask(__name__)
    app.extensions["zorgroute"] = system
    app.config.update(
        SECRET_KEY=system.settings.secret(),
        SESSION_COOKIE_NAME="zorgroute",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=system.settings.url.startswith("https:"),
        MAX_CONTENT_LENGTH=105 * MEGABYTE,  # five documents at their largest, and the answers around them
        MAX_FORM_MEMORY_SIZE=2 * MEGABYTE,
        WTF_CSRF_TIME_LIMIT=None,  # as long as the session: a form may stay open during a meeting
    )
    app.jinja_options = {"undefined": StrictUndefined, "trim_blocks": True, "lstrip_blocks": True}

    CSRFProtect(app)  # before the sign-in is asked for: what an expired session posts is kept only when it is genuine
    wording.speak(app)
    accounts.guard(app)
    layout.furnish(app)
    house_style.dress(app)
    comforts.comfort(app)
    headers.protect(app)
    refusals.refuse_politely(app)
    agenda.keep_links_secret(app)
    for subject in (
        accessibility, accounts, agenda, home, inbox, tasks, selection, cases, documents, letters, concepts, terms,
        people, organisations, incidents, tlvs, incoming, penalties, returns, monitor, register, meetings,
        at_table, after_meeting,
        studio, records, retention, relations, signing, case_takeover, outages, drawing, studio_parts, dry_runs, pupils,
        remarks, case_bundles, backups, listed, comparing, questions, studio_guides, notes, schools,
        colleagues, year_change, repairing, house_style,
        comforts,
    ):  # fmt: skip
        app.register_blueprint(subject.bp)
    return app
