"""Files whose time has come: the list of the director."""

from collections.abc import Sequence

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import ngettext

from webapp.asking import by, perform, read
from workflows.domain.errors import FieldError, InvalidAnswers
from workflows.services import retention as services

bp = Blueprint("retention", __name__)


@bp.get("/vernietigen")
def due() -> ResponseReturnValue:
    return _show()


@bp.post("/vernietigen")
def destroy() -> ResponseReturnValue:
    numbers, sure = request.form.getlist("number"), "sure" in request.form
    try:
        went = perform(services.destroy, by(), numbers, sure)
    except InvalidAnswers as refused:
        return _show(refused.errors, 422)
    flash(ngettext("Eén dossier is vernietigd.", "%(num)d dossiers zijn vernietigd.", went))
    return redirect(url_for("retention.due"), 303)


def _show(errors: Sequence[FieldError] = (), status: int = 200) -> ResponseReturnValue:
    page = read(services.page, by())
    return render_template("retention.html", page=page, errors=errors, form=request.form), status
