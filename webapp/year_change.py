"""The change of the school year: a list to approve, line by line."""

from collections.abc import Sequence

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import ngettext

from webapp.asking import by, perform, read
from workflows.domain.errors import FieldError, InvalidAnswers
from workflows.services import year_change as services

bp = Blueprint("year_change", __name__, url_prefix="/jaarwisseling")


@bp.get("")
def lines() -> ResponseReturnValue:
    return _show()


@bp.post("/scholen/<int:school_id>")
def move_school(school_id: int) -> ResponseReturnValue:
    form = request.form
    to, numbers, tlvs = form.get(f"to-{school_id}", ""), form.getlist("number"), form.getlist("tlv")
    try:
        moved, used = perform(services.move_school, by(), school_id, to, numbers, tlvs)
    except InvalidAnswers as refused:
        return _show(refused.errors)
    flash(ngettext("%(num)d zaak is overgegaan.", "%(num)d zaken zijn overgegaan.", moved))
    if used:
        flash(ngettext("%(num)d TLV is overgegaan.", "%(num)d TLV's zijn overgegaan.", used))
    return redirect(url_for("year_change.lines"), 303)


@bp.post("/achttien")
def look_into_age() -> ResponseReturnValue:
    try:
        count = perform(services.look_into_age, by(), request.form.getlist("age"))
    except InvalidAnswers as refused:
        return _show(refused.errors)
    flash(ngettext("Van %(num)d zaak is het nagegaan.", "Van %(num)d zaken is het nagegaan.", count))
    return redirect(url_for("year_change.lines"), 303)


def _show(errors: Sequence[FieldError] = ()) -> ResponseReturnValue:
    shown = render_template("year_change.html", page=read(services.page, by()), errors=errors, form=request.form)
    return shown, 422 if errors else 200
