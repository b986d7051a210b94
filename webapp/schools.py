"""Schools: the list, the page of one, who looks after it."""

from collections.abc import Sequence

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from webapp.asking import by, perform, read
from webapp.forms import day_of
from workflows.domain.errors import FieldError, InvalidAnswers
from workflows.services import schools as services

bp = Blueprint("schools", __name__, url_prefix="/scholen")


@bp.get("")
def schools() -> ResponseReturnValue:
    return render_template("schools.html", rows=read(services.schools, by()))


@bp.get("/<int:school_id>")
def school(school_id: int) -> ResponseReturnValue:
    return _show(school_id)


@bp.post("/<int:school_id>/consulent")
def ask_to_look_after(school_id: int) -> ResponseReturnValue:
    day, errors = day_of("from_on", _("Vanaf"))
    person = request.form.get("person", "")
    try:
        if errors:
            raise InvalidAnswers(list(errors))
        asked = int(person) if person.isdecimal() else 0
        perform(services.ask_to_look_after, school_id, by(), asked, day)
    except InvalidAnswers as refused:
        return _show(school_id, refused.errors, 422)
    flash(_("Het is vastgelegd."))
    return redirect(url_for("schools.school", school_id=school_id), 303)


@bp.post("/<int:school_id>/telefoon/<int:person_id>")
def set_phone(school_id: int, person_id: int) -> ResponseReturnValue:
    try:
        perform(services.set_phone, school_id, by(), person_id, request.form.get("phone", ""))
    except InvalidAnswers as refused:
        return _show(school_id, refused.errors, 422)
    flash(_("Het telefoonnummer is bewaard."))
    return redirect(url_for("schools.school", school_id=school_id, _anchor="mensen"), 303)


def _show(school_id: int, errors: Sequence[FieldError] = (), status: int = 200) -> ResponseReturnValue:
    page = read(services.page, school_id, by())
    return render_template("school.html", page=page, errors=errors, form=request.form), status
