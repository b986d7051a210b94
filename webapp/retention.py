"""Files whose time has come: the list that two people agree on."""

from collections.abc import Sequence

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from webapp.asking import by, perform, read
from workflows.domain.errors import FieldError, InvalidAnswers
from workflows.services import retention as services

bp = Blueprint("retention", __name__)


@bp.get("/vernietigen")
def due() -> ResponseReturnValue:
    return _show()


@bp.post("/vernietigen")
def agree() -> ResponseReturnValue:
    numbers, sure = request.form.getlist("number"), "sure" in request.form
    try:
        went = perform(services.agree, by(), numbers, sure)
    except InvalidAnswers as refused:
        return _show(refused.errors, 422)
    if went.destroyed:
        flash(ngettext("Eén dossier is vernietigd.", "%(num)d dossiers zijn vernietigd.", went.destroyed))
    if went.waiting:
        flash(ngettext("Eén dossier wacht op een tweede.", "%(num)d dossiers wachten op een tweede.", went.waiting))
    return redirect(url_for("retention.due"), 303)


@bp.post("/vernietigen/<number>/terug")
def take_back(number: str) -> ResponseReturnValue:
    perform(services.take_back, by(), number)
    flash(_("Uw akkoord is ingetrokken."))
    return redirect(url_for("retention.due"), 303)


def _show(errors: Sequence[FieldError] = (), status: int = 200) -> ResponseReturnValue:
    page = read(services.page, by())
    return render_template("retention.html", page=page, errors=errors, form=request.form), status
