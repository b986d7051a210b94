"""The inbox: which tasks wait, sifted and in the order of a working day; also taken along in Excel."""

from collections.abc import Sequence
from datetime import date
from io import BytesIO

from flask import Blueprint, abort, render_template, request, send_file
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from webapp.asking import by, calendar, perform, read, system
from webapp.wording import words
from workflows.domain.errors import FieldError, InvalidAnswers
from workflows.services import inbox as lists
from workflows.services import selection
from workflows.services.sheets import sheet_of
from workflows.services.views import TaskRow

bp = Blueprint("inbox", __name__)

VIEWS = {
    "alles": _l("Alles"),
    "mijn": _l("Mijn taken"),
    "open": _l("Nog niet opgepakt"),
    "te_laat": _l("Te laat"),
    "wachten": _l("Wij wachten op"),
    "iedereen": _l("Van iedereen"),
    "terug": _l("Komt later terug"),
    "gedaan": _l("Gedaan"),
}
#: what a list is sifted by, as it stands in its address; the name of a pupil never does
SIFTED_BY = {
    "route": "route", "stap": "step", "school": "school", "bestuur": "board", "rol": "role", "wie": "person",
    "binnen": "window",
}  # fmt: skip
WINDOWS = {
    "te_laat": _l("Te laat"),
    "vandaag": _l("Vandaag"),
    "week": _l("Binnen een week"),
    "maand": _l("Binnen een maand"),
    "later": _l("Later dan een maand"),
}
ACTS = {
    selection.TAKE: _l("Oppakken"),
    selection.RELEASE: _l("Teruggeven aan de groep"),
    selection.LATER: _l("Later terug laten komen"),
    selection.PASS_ON: _l("Taak overdragen aan …"),
}


@bp.get("/taken")
def page() -> ResponseReturnValue:
    return show_list()


@bp.post("/taken/excel")
def take_along() -> ResponseReturnValue:
    """Return a list as an Excel file, for a purpose that goes on record."""
    view, sought, _kept = _asked_for()
    try:
        rows = perform(lists.taken_along, by(), view, sought, request.form.get("purpose", ""))
    except InvalidAnswers as refused:
        return show_list(refused.errors, 422)
    columns = [_("Taak"), _("Route"), _("Zaak"), _("Leerling"), _("School"), _("Wie"), _("Uiterlijk"), _("Wacht sinds")]
    cells = [
        (row.name, row.route_title, row.case_number, row.pupil, row.school, words(row.who), row.due_on or "",
         row.since or "")
        for row in rows
    ]  # fmt: skip
    return send_file(BytesIO(sheet_of(columns, cells)), as_attachment=True, download_name="taken.xlsx")


def _asked_for() -> tuple[str, lists.Sought, dict[str, str]]:
    """Return which list the address asks for, what is sought in it, and that as it stands in the address."""
    view = request.args.get("lijst", "alles")
    if view not in VIEWS:
        abort(404)
    kept = {name: value for name in SIFTED_BY if (value := request.args.get(name, ""))}
    if "stap" in kept and "route" not in kept:
        del kept["stap"]  # a step is one of a route
    return view, lists.Sought(**{SIFTED_BY[name]: value for name, value in kept.items()}), kept


def show_list(errors: Sequence[FieldError] = (), status: int = 200, about: str = "taking along") -> ResponseReturnValue:
    """Show the list that the address asks for; *errors* are *about* taking it along, or about a selection from it."""
    view, sought, kept = _asked_for()
    found = read(lists.page, by(), view, request.args.get("na") or None, sought)
    sections = [("", list(found.rows))] if view == "gedaan" else by_urgency(found.rows)
    return (
        render_template(
            "inbox.html",
            page=found,
            sections=sections,
            view=view,
            views={name: label for name, label in VIEWS.items() if name in found.views},
            kept=kept,
            choices=read(lists.choices, by(), kept.get("route")),
            windows=WINDOWS,
            errors=errors,
            about=about,
            acts={what: label for what, label in ACTS.items() if what != selection.PASS_ON or found.may_pass_on},
        ),
        status,
    )


def by_urgency(rows: Sequence[TaskRow]) -> list[tuple[str, list[TaskRow]]]:
    """Return *rows*, in their order, under the headings of a working day; empty headings are left out."""
    today = system().today
    soon = calendar().add_working_days(today, 3)
    sections: dict[str, list[TaskRow]] = {
        _("Te laat"): [],
        _("Vandaag"): [],
        _("Binnen drie werkdagen"): [],
        _("Later"): [],
    }
    late, now, near, later = sections.values()
    for row in rows:
        due = row.due_on or date.max
        (late if due < today else now if due == today else near if due <= soon else later).append(row)
    return [(title, section) for title, section in sections.items() if section]
