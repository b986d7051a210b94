"""Remarks on a case: added from its page or from a task."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from webapp.asking import by, perform, read
from workflows.domain.errors import InvalidAnswers
from workflows.services import remarks

bp = Blueprint("remarks", __name__)


@bp.post("/zaken/<number>/opmerkingen")
def add(number: str) -> ResponseReturnValue:
    task = request.form.get("task", "")
    try:
        perform(remarks.add, number, by(), request.form.get("remark", ""))
    except InvalidAnswers as refused:
        page = read(remarks.page, number, by())
        return render_template("remark.html", remarks=page, errors=refused.errors, task=task), 422
    flash(_("De opmerking staat in het dossier."))
    if task.isdecimal():
        return redirect(url_for("tasks.task", task_id=int(task)), 303)
    return redirect(url_for("cases.case", number=number), 303)
