"""The office puts right of which pupil or school a case is."""

from collections.abc import Sequence

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from webapp.asking import by, perform
from webapp.forms import Raw, typed
from workflows.domain.errors import FieldError, InvalidAnswers
from workflows.services import repairing
from workflows.services.instances import KnownPupils
from workflows.services.views import CaseHead

bp = Blueprint("repairing", __name__, url_prefix="/zaken/<number>/herstellen")

Alike = Sequence[tuple[str, str, str]]


@bp.get("")
def page(number: str) -> ResponseReturnValue:
    return _show(number)


@bp.post("/leerling")
def pupil(number: str) -> ResponseReturnValue:
    raw: Raw = {}
    for name, value in typed():
        raw.setdefault(name, []).append(value)
    try:
        perform(repairing.repair_pupil, number, by(), raw, request.form.get("reason", ""))
    except KnownPupils as doubtful:
        return _show(number, "pupil", doubtful.errors, doubtful.alike)
    except InvalidAnswers as refused:
        return _show(number, "pupil", refused.errors)
    flash(_("De zaak gaat nu over de goede leerling."))
    return redirect(url_for("cases.case", number=number), 303)


@bp.post("/school")
def school(number: str) -> ResponseReturnValue:
    given = request.form.get("school", "")
    number_of_school = int(given) if given.isdecimal() and len(given) < 10 else 0
    try:
        perform(repairing.repair_school, number, by(), number_of_school, request.form.get("why", ""))
    except InvalidAnswers as refused:
        there = {"reason": "why"}  # both forms ask for a reason
        errors = [FieldError(there.get(each.field, each.field), each.message) for each in refused.errors]
        return _show(number, "school", errors)
    flash(_("De zaak is nu van de goede school."))
    return redirect(url_for("cases.case", number=number), 303)


def _show(number: str, about: str = "", errors: Sequence[FieldError] = (), alike: Alike = ()) -> ResponseReturnValue:
    """Show what can be put right; *errors* are *about* the pupil or the school."""
    found = perform(repairing.page, number, by())  # a reading that writes: it is put on record
    case: CaseHead = found.case
    shown = render_template(
        "repair.html", page=found, case=case, about=about, errors=errors, alike=alike, form=request.form
    )
    return shown, 422 if errors else 200
