"""Notes on a case: writing one, coming back to it."""

from collections.abc import Sequence

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from webapp.asking import by, perform, read
from webapp.forms import day_of
from workflows.domain.errors import FieldError, InvalidAnswers
from workflows.services import notes as services
from workflows.services.notes import NewNote

bp = Blueprint("notes", __name__)


@bp.get("/zaken/<number>/aantekening")
def note(number: str) -> ResponseReturnValue:
    return _show(number)


@bp.post("/zaken/<number>/aantekening")
def write(number: str) -> ResponseReturnValue:
    form, when = request.form, request.form.get("when", "")
    day, errors = day_of("day", _("Terug op")) if when == "dag" else (None, ())
    try:
        if errors:
            raise InvalidAnswers(list(errors))
        new = NewNote(
            how=form.get("how", ""),
            whom=form.get("whom", ""),
            told=form.get("told", ""),
            plan=form.get("plan", ""),
            in_dossier=form.get("kind") != "werk",
            weeks=int(when) if when.isdecimal() and int(when) in services.WEEKS else None,
            next_on=day,
        )
        perform(services.add, number, by(), new)
    except InvalidAnswers as refused:
        return _show(number, refused.errors, 422)
    flash(_("De aantekening is bewaard."))
    return redirect(url_for("cases.case", number=number, _anchor="aantekeningen"), 303)


@bp.get("/terugkomen")
def follow_ups() -> ResponseReturnValue:
    return render_template("follow_ups.html", rows=read(services.follow_ups, by()))


@bp.post("/aantekeningen/<int:note_id>/gedaan")
def finish(note_id: int) -> ResponseReturnValue:
    perform(services.finish, note_id, by())
    flash(_("Afgehandeld: u komt hier niet meer op terug."))
    return redirect(url_for("notes.follow_ups"), 303)


@bp.post("/aantekeningen/<int:note_id>/weghalen")
def take_away(note_id: int) -> ResponseReturnValue:
    perform(services.take_away, note_id, by())
    flash(_("De werkaantekening is vernietigd."))
    return redirect(url_for("notes.follow_ups"), 303)


def _show(number: str, errors: Sequence[FieldError] = (), status: int = 200) -> ResponseReturnValue:
    page = read(services.page, number, by())
    return (
        render_template(
            "note.html", page=page, how=services.HOW, weeks=services.WEEKS, errors=errors, form=request.form
        ),
        status,
    )
