"""What did not work: the administrator records it, the office sees which terms ended meanwhile."""

import re
from collections.abc import Sequence
from datetime import datetime, time

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from webapp.asking import by, perform, read
from webapp.forms import day_of
from workflows.domain.clock import at_local
from workflows.domain.errors import FieldError, InvalidAnswers
from workflows.services import outages as services

bp = Blueprint("outages", __name__, url_prefix="/uitval")

_TIME = re.compile(r"([01]?[0-9]|2[0-3])[:.]([0-5][0-9])")


@bp.get("")
def outages() -> ResponseReturnValue:
    return _show()


@bp.post("")
def record() -> ResponseReturnValue:
    start, wrong = _moment("from", _("Van"))
    end, also_wrong = _moment("until", _("Tot"))
    try:
        if start is None or end is None:
            raise InvalidAnswers([*wrong, *also_wrong])
        perform(services.record, by(), request.form.get("what", ""), start, end, request.form.get("note", ""))
    except InvalidAnswers as refused:
        return _show(refused.errors)
    flash(_("De uitval is vastgelegd. Het secretariaat ziet nu welke termijnen er toen eindigden."))
    return redirect(url_for("outages.outages"), 303)


@bp.post("/<int:outage_id>")
def judge(outage_id: int) -> ResponseReturnValue:
    perform(services.judge, by(), outage_id, request.form.get("matters") == "ja")
    flash(_("Het is vastgelegd."))
    return redirect(url_for("outages.outages"), 303)


@bp.get("/<int:outage_id>")
def ended(outage_id: int) -> ResponseReturnValue:
    return render_template("outage.html", page=read(services.ended, by(), outage_id))


def _moment(name: str, label: str) -> tuple[datetime | None, tuple[FieldError, ...]]:
    """Return the moment that was typed as a day and a time of the clock."""
    day, wrong = day_of(name, label)
    clock = _TIME.fullmatch(request.form.get(f"{name}_time", "").strip())
    if clock is None:
        words = _("%(label)s: vul de tijd in, bijvoorbeeld 14:30.", label=label)
        wrong = (*wrong, FieldError(f"{name}_time", words))
    if day is None or clock is None:
        return None, wrong
    return at_local(day, time(int(clock[1]), int(clock[2]))), ()


def _show(errors: Sequence[FieldError] = ()) -> ResponseReturnValue:
    page = read(services.outages, by())
    shown = render_template("outages.html", page=page, what=services.WHAT, errors=errors, form=request.form)
    return shown, 422 if errors else 200
