"""The pages on which the calendar and the register of terms are kept: look, change, see whose dates move, save."""

from collections.abc import Mapping, Sequence
from datetime import date

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.exceptions import NotFound as NoPage

from webapp import studio_words
from webapp.asking import by, perform, read
from webapp.wording import language, units, words
from workflows.domain.errors import FieldError, InvalidAnswers
from workflows.domain.wording import UNIT_WORDS
from workflows.services import paragraphs as texts
from workflows.services import register as services
from workflows.services import register_changes as changes
from workflows.services.register_norms import MOST_RUNGS, NORM_UNITS, RUNG_UNITS

bp = Blueprint("register", __name__, url_prefix="/beheer")

TITLES = {
    "kb_days": _l("KB-dagen toevoegen"),
    "no_kb_day": _l("KB-dag weghalen"),
    "holiday": _l("Schoolvakantie vastleggen"),
    "no_holiday": _l("Schoolvakantie weghalen"),
    "closing": _l("Sluiting van het kantoor vastleggen"),
    "no_closing": _l("Sluiting weghalen"),
    "norm": _l("Eigen norm wijzigen"),
    "norm_beside": _l("Eigen norm naast de wettelijke termijn"),
    "rule": _l("Artikel en controle"),
    "ladder": _l("Herinneringen"),
    "paragraph": _l("Een tekst die in veel brieven staat"),
    "undo": _l("Terugdraaien"),
    "adopt": _l("Overnemen uit de nieuwe versie"),
}
TONES = {"amber": _l("let op"), "red": _l("dringend"), "overdue": _l("te laat")}
SIDES = {"before": _l("vóór de laatste dag"), "after": _l("na de laatste dag")}
SAID = ("reason", "agreed", "plan", "privacy", "colleague")
OWN = ("csrf_token", "seen", "step", "after", *SAID)  #: fields of the page itself, not of the edit
Errors = Sequence[FieldError]
Raw = Mapping[str, Sequence[str]]


@bp.get("/kalender")
def calendar() -> ResponseReturnValue:
    return render_template(
        "calendar.html", page=read(services.calendar, by()), waiting=read(services.being_counted_again, by())
    )


@bp.get("/termijnen")
def rules() -> ResponseReturnValue:
    return render_template(
        "rules.html",
        rules=read(services.rules, by()),
        brought=read(changes.brought, by()),
        seen=read(services.seen, by()),
        waiting=read(services.being_counted_again, by()),
    )


@bp.get("/termijnen/<rule_id>")
def rule(rule_id: str) -> ResponseReturnValue:
    return render_template("rule.html", page=read(services.rule_page, by(), rule_id), tones=TONES)


@bp.get("/alineas")
def paragraphs() -> ResponseReturnValue:
    return render_template("paragraphs.html", paragraphs=read(texts.paragraphs, by()))


@bp.get("/termijnen.zip")
def export() -> ResponseReturnValue:
    headers = {"Content-Disposition": 'attachment; filename="termijnen.zip"'}
    return Response(read(services.export, by()), mimetype="application/zip", headers=headers)


@bp.get("/wijzigen/<kind>")
def edit(kind: str) -> ResponseReturnValue:
    raw = request.args.to_dict(flat=False)
    return _form(kind, read(services.proposed, by(), kind, raw), read(services.seen, by()))


@bp.post("/wijzigen/<kind>")
def change(kind: str) -> ResponseReturnValue:
    if kind not in TITLES:
        raise NoPage
    raw = {name: values for name, values in request.form.to_dict(flat=False).items() if name not in OWN}
    seen, step = request.form.get("seen", ""), request.form.get("step", "")
    given = {name: request.form.get(name, "") for name in SAID}
    number = int(seen) if seen.isdecimal() and len(seen) < 18 else 0
    errors: Errors = ()
    if step == "save":
        try:
            done = perform(changes.publish, by(), kind, raw, seen=number, **given)
        except InvalidAnswers as refused:
            errors = refused.errors
            if any(error.field not in SAID for error in errors):
                return _form(kind, raw, number, errors)
        else:
            flash(_("Vastgelegd: %(what)s.", what=words(done)))
            return redirect(_home(kind, raw), 303)
    try:
        preview = read(changes.preview, by(), kind, raw, seen=number, after=_position(request.form.get("after", "")))
    except InvalidAnswers as refused:
        return _form(kind, raw, number, refused.errors)
    page = render_template(
        "preview.html",
        kind=kind,
        title=TITLES[kind],
        preview=preview,
        raw=raw,
        seen=number,
        given=given,
        why=studio_words,
        errors=errors,
        home=_home(kind, raw),
    )
    return page, 422 if errors else 200


def _form(kind: str, raw: Raw, seen: int, errors: Errors = ()) -> ResponseReturnValue:
    rule_id, known = (raw.get("rule") or [""])[0], units()
    part = f"paragraph:{(raw.get('paragraph') or [''])[0]}"
    page = render_template(
        "register_form.html",
        kind=kind,
        title=TITLES[kind],
        given={name: values[0] for name, values in raw.items() if values},
        several=raw,
        seen=seen,
        errors=errors,
        page=read(services.rule_page, by(), rule_id) if rule_id else None,
        lengths={number: _length(raw, f"r{number}_") for number in _rungs(raw)},
        norm_units=[(unit, known[unit]) for unit in NORM_UNITS],
        rung_units=[(unit, known[unit]) for unit in RUNG_UNITS],
        tones=TONES,
        sides=SIDES,
        rungs=_rungs(raw),
        wrong_of={n: [error.field for error in errors if error.field.startswith(f"r{n}_")] for n in _rungs(raw)},
        changes=read(services.changes_of, by(), part) if kind == "paragraph" else (),
        home=_home(kind, raw),
    )
    return page, 422 if errors else 200


def _rungs(raw: Raw) -> range:
    """Return the numbers of the reminders on the form: those that are there, and one to add."""
    there = [number for number in range(MOST_RUNGS) if (raw.get(f"r{number}_n") or [""])[0]]
    return range(min(max(there, default=-1) + 2, MOST_RUNGS))


def _position(typed: str) -> tuple[str, int] | None:
    """Return where the list of terms goes on; from the start, where that cannot be read."""
    after, _bar, number = typed.rpartition("|")
    try:
        date.fromisoformat(after.rpartition("|")[2])
    except ValueError:
        return None
    return (after, int(number)) if number.isdecimal() and len(number) < 18 else None


def _length(raw: Raw, prefix: str) -> str:
    """Return how long before or after a reminder comes, as far as it was typed well."""
    n, unit = ((raw.get(f"{prefix}{name}") or [""])[0] for name in ("n", "unit"))
    one, more = UNIT_WORDS[language()].get(unit, ("", ""))
    return f"{n} {one if n == '1' else more}"


def _home(kind: str, raw: Raw) -> str:
    rule_id = (raw.get("rule") or [""])[0]
    if rule_id:
        return url_for("register.rule", rule_id=rule_id)
    part = (raw.get("part") or [""])[0]
    if raw.get("paragraph"):
        return url_for("register.paragraphs")
    if kind == "adopt" or part.startswith("rule:"):
        return url_for("register.rules")
    return url_for("register.calendar")
