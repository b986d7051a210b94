"""Terms: what runs and comes near, and the register of what was late, with its causes."""

import csv
from collections.abc import Sequence
from datetime import date
from io import StringIO

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from webapp.asking import by, perform, read
from webapp.wording import plain_day, words
from workflows.domain.errors import FieldError, InvalidAnswers, NotFound
from workflows.domain.field_reading import Refused, read_date
from workflows.services import watch

bp = Blueprint("terms", __name__, url_prefix="/termijnen")

VIEWS = {
    "wettelijk": _l("Onze wettelijke termijnen"),
    "norm": _l("Onze eigen normen"),
    "scholen": _l("Van scholen"),
    "anderen": _l("Van anderen"),
}
#: how many weeks ahead a list looks; 0 shows what is late
WEEKS = {"0": _l("Te laat"), "1": _l("1 week"), "2": _l("2 weken"), "4": _l("4 weken"), "8": _l("8 weken")}
NORMS = {"statutory": _l("wettelijke termijn"), "local": _l("eigen norm")}


@bp.get("")
def running() -> ResponseReturnValue:
    view, weeks = request.args.get("lijst", "wettelijk"), request.args.get("weken", "2")
    if weeks not in WEEKS:
        raise NotFound(f"no list of {weeks} weeks")
    page = read(watch.running, by(), view, int(weeks), request.args.get("na") or None)
    return render_template("terms.html", page=page, view=view, views=VIEWS, weeks=weeks, windows=WEEKS)


@bp.get("/overschrijdingen")
def breaches() -> ResponseReturnValue:
    sought, errors = _sought()
    page = read(watch.breaches, by(), sought, request.args.get("na") or None)
    kept = {name: value for name, value in request.args.items() if name in ("van", "tot", "wie", "termijn", "soort")}
    return (
        render_template("breaches.html", page=page, sought=sought, norms=NORMS, errors=errors, kept=kept),
        422 if errors else 200,
    )


@bp.get("/overschrijdingen.csv")
def breaches_file() -> ResponseReturnValue:
    """Return the register as a file for a spreadsheet; it names cases and no people."""
    sought, _errors = _sought()
    out = StringIO()
    lines = csv.writer(out, delimiter=";")
    lines.writerow(
        [
            *(
                _("Zaak"),
                _("Termijn"),
                _("Soort"),
                _("Van wie"),
                _("Uiterlijk"),
                _("Te laat vanaf"),
                _("Dagen te laat"),
            ),
            *(_("Klaar op"), _("Oorzaak")),
        ]
    )
    for row in read(watch.taken_along, by(), sought):
        done = plain_day(row.done_on) if row.done_on is not None else ""
        lines.writerow(
            [
                *(row.case_number, words(row.label), NORMS[row.norm], words(row.owner), plain_day(row.due_on)),
                *(plain_day(row.late_on), row.days_late, done, row.cause),
            ]
        )
    headers = {"Content-Disposition": "attachment; filename=termijnoverschrijdingen.csv"}
    return Response("\ufeff" + out.getvalue(), mimetype="text/csv", headers=headers)  # the mark tells it is UTF-8


@bp.get("/overschrijdingen/<int:deadline_id>")
def cause(deadline_id: int) -> ResponseReturnValue:
    return _show_cause(deadline_id)


@bp.post("/overschrijdingen/<int:deadline_id>")
def tell_cause(deadline_id: int) -> ResponseReturnValue:
    try:
        perform(watch.tell_cause, deadline_id, request.form.get("cause", ""), by())
    except InvalidAnswers as refused:
        return _show_cause(deadline_id, refused.errors, 422)
    flash(_("De oorzaak is vastgelegd."))
    return redirect(url_for("terms.breaches"), 303)


def _show_cause(deadline_id: int, errors: Sequence[FieldError] = (), status: int = 200) -> ResponseReturnValue:
    page = read(watch.cause_page, deadline_id, by())
    return render_template("cause.html", page=page, errors=errors), status


def _sought() -> tuple[watch.Sought, tuple[FieldError, ...]]:
    """Return which breaches are asked for, and what is wrong with the days that were typed."""
    (since, wrong), (until, also_wrong) = _day("van", _("Van")), _day("tot", _("Tot en met"))
    owner, rule, norm = (request.args.get(name, "") for name in ("wie", "termijn", "soort"))
    return watch.Sought(since, until, owner, rule, norm), (*wrong, *also_wrong)


def _day(name: str, label: str) -> tuple[date | None, tuple[FieldError, ...]]:
    typed = request.args.get(name, "").strip()
    try:
        return (read_date(typed) if typed else None), ()
    except Refused as wrong:
        return None, (FieldError(name, f"{label}: {words(wrong.args[0])}"),)
