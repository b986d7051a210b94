"""The zorgplicht monitor: on the screen, on paper, and what comes next for one child."""

from collections.abc import Sequence

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from webapp.asking import by, perform, read
from webapp.forms import day_of
from workflows.domain.errors import FieldError, InvalidAnswers
from workflows.services import monitor

bp = Blueprint("monitor", __name__)


@bp.get("/zorgplicht")
def lines() -> ResponseReturnValue:
    board, school, after = (request.args.get(name, "") for name in ("bestuur", "school", "na"))
    page = read(monitor.monitor, by(), board, school, after or None)
    return render_template("monitor.html", page=page, board=board, school=school, first=not after)


@bp.get("/zorgplicht/print")
def on_paper() -> ResponseReturnValue:
    page = read(monitor.monitor, by(), request.args.get("bestuur", ""), whole=True)
    return render_template("monitor_print.html", page=page)


@bp.get("/zorgplicht/<number>")
def next_action(number: str) -> ResponseReturnValue:
    return _show(number)


@bp.post("/zorgplicht/<number>")
def set_next(number: str) -> ResponseReturnValue:
    on, errors = day_of("on", _("Wanneer"))
    if on is None:
        return _show(number, errors, 422)
    try:
        perform(monitor.set_next, number, by(), on, request.form.get("note", ""))
    except InvalidAnswers as refused:
        return _show(number, refused.errors, 422)
    flash(_("De volgende stap is vastgelegd."))
    return redirect(url_for("monitor.lines"), 303)


def _show(number: str, errors: Sequence[FieldError] = (), status: int = 200) -> ResponseReturnValue:
    page = perform(monitor.next_page, number, by())  # a reading that writes: it is put on record
    return render_template("monitor_next.html", page=page, errors=errors, form=request.form), status
