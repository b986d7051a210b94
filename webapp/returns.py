"""The monthly return about the zorgplicht: for a school to give, for who watches to see which schools did."""

import re
from collections.abc import Sequence
from datetime import date

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from webapp.asking import by, perform, read
from workflows.domain.errors import FieldError, InvalidAnswers
from workflows.services import returns as services

bp = Blueprint("returns", __name__, url_prefix="/zorgplicht/maandopgave")


@bp.get("")
def returns() -> ResponseReturnValue:
    return render_template("returns.html", page=read(services.page, by(), _month()), errors=(), form=request.form)


@bp.get("/<int:school_id>")
def school(school_id: int) -> ResponseReturnValue:
    return _show_school(school_id)


@bp.post("/<int:school_id>")
def give(school_id: int) -> ResponseReturnValue:
    month, form = _month() or abort(404), request.form
    try:
        perform(services.give, by(), school_id, month, form.get("answer", ""), form.get("waiting", ""))
    except InvalidAnswers as refused:
        return _show_school(school_id, refused.errors, 422)
    flash(_("Dank u wel. De maandopgave is vastgelegd."))
    return redirect(url_for("returns.returns", maand=f"{month:%Y-%m}"), 303)


def _show_school(school_id: int, errors: Sequence[FieldError] = (), status: int = 200) -> ResponseReturnValue:
    month = _month() or abort(404)
    row = read(services.of_school, by(), school_id, month)
    return render_template("return.html", row=row, month=month, errors=errors, form=request.form), status


def _month() -> date | None:
    """Return the month of the address, if it names one."""
    asked = request.args.get("maand")
    if not asked:
        return None
    if not re.fullmatch(r"20\d\d-(0[1-9]|1[0-2])", asked):
        abort(404)
    return date.fromisoformat(f"{asked}-01")
