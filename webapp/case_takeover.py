"""Taking over the open cases of another system, and since when cases of a route begin here."""

from collections.abc import Sequence
from io import BytesIO

from flask import Blueprint, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from webapp.asking import by, perform, read
from webapp.forms import day_of
from workflows.domain.errors import FieldError, InvalidAnswers
from workflows.services import case_takeover, route_starts
from workflows.services.sheets import LARGEST, sheet_of

bp = Blueprint("case_takeover", __name__)


@bp.get("/zaken-overnemen")
def take_over() -> ResponseReturnValue:
    return _show()


@bp.post("/zaken-overnemen")
def offer() -> ResponseReturnValue:
    upload = request.files.get("file")
    name, data = (upload.filename or "", upload.read(LARGEST + 1)) if upload is not None else ("", b"")
    try:
        number = perform(case_takeover.offer, by(), name, data)
    except InvalidAnswers as refused:
        return _show(refused.errors)
    return redirect(url_for("case_takeover.trial", file_id=number), 303)


@bp.get("/zaken-overnemen/<route>.xlsx")
def empty_list(route: str) -> ResponseReturnValue:
    found = read(case_takeover.of_route, by(), route)
    made = BytesIO(sheet_of([name for name, _optional in found.columns], [found.example]))
    return send_file(made, as_attachment=True, download_name=f"zaken-overnemen-{route}.xlsx")


@bp.get("/zaken-overnemen/<int:file_id>")
def trial(file_id: int) -> ResponseReturnValue:
    return render_template("case_takeover_trial.html", page=read(case_takeover.trial, by(), file_id))


@bp.post("/zaken-overnemen/<int:file_id>")
def confirm(file_id: int) -> ResponseReturnValue:
    count = perform(case_takeover.confirm, by(), file_id)
    flash(ngettext("%(num)d zaak is overgenomen.", "%(num)d zaken zijn overgenomen.", count))
    return redirect(url_for("cases.cases"), 303)


def _show(errors: Sequence[FieldError] = ()) -> ResponseReturnValue:
    page = render_template("case_takeover.html", lists=read(case_takeover.lists, by()), errors=errors)
    return page, 422 if errors else 200


# ------------------------------------------------------------------ for the administrator
@bp.get("/beheer/routes")
def in_use() -> ResponseReturnValue:
    return _show_in_use()


@bp.post("/beheer/routes/<route>")
def set_first_day(route: str) -> ResponseReturnValue:
    day, wrong = day_of(f"day-{route}", _("In gebruik vanaf"))
    try:
        if day is None:
            raise InvalidAnswers(wrong)
        perform(route_starts.set_first_day, by(), route, day)
    except InvalidAnswers as refused:
        return _show_in_use(refused.errors)
    flash(_("Het is vastgelegd."))
    return redirect(url_for("case_takeover.in_use"), 303)


def _show_in_use(errors: Sequence[FieldError] = ()) -> ResponseReturnValue:
    routes = read(route_starts.in_use, by())
    return render_template(
        "routes_in_use.html", routes=routes, errors=errors, form=request.form
    ), 422 if errors else 200
