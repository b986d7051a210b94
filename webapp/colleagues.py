"""Who still works here, and who takes over from somebody who leaves: for who keeps the people of a board."""

from collections.abc import Sequence

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from webapp.asking import by, perform, read
from webapp.wording import words
from workflows.domain.errors import FieldError, InvalidAnswers
from workflows.services import colleagues as services
from workflows.services import succession

bp = Blueprint("colleagues", __name__, url_prefix="/wie-werkt-hier")


@bp.get("")
def colleagues() -> ResponseReturnValue:
    return _show()


@bp.post("/<int:board_id>")
def answer(board_id: int) -> ResponseReturnValue:
    prefix = "person-"
    answers = {
        int(name.removeprefix(prefix)): value
        for name, value in request.form.items()
        if name.startswith(prefix) and name.removeprefix(prefix).isdecimal()
    }
    try:
        still, gone = perform(services.answer, by(), board_id, answers)
    except InvalidAnswers as refused:
        return _show(refused.errors)
    flash(ngettext("%(num)d persoon werkt hier nog.", "%(num)d mensen werken hier nog.", still))
    if gone:
        flash(ngettext("%(num)d persoon werkt hier niet meer.", "%(num)d mensen werken hier niet meer.", gone))
    return redirect(url_for("colleagues.colleagues"), 303)


@bp.post("/toevoegen")
def add() -> ResponseReturnValue:
    given = {name: request.form.get(name, "").strip() for name in ("name", "email", "role", "code")}
    try:
        new = perform(services.add, by(), **given)
    except InvalidAnswers as refused:
        return _show(refused.errors)
    flash(
        _("%(name)s krijgt een mail met een link om een wachtwoord te kiezen.", name=given["name"])
        if new
        else _("Deze persoon kon al inloggen en heeft nu ook deze rol.")
    )
    return redirect(url_for("colleagues.colleagues"), 303)


@bp.get("/<int:person_id>/opvolger")
def successor(person_id: int) -> ResponseReturnValue:
    return _show_successor(person_id)


@bp.post("/<int:person_id>/opvolger")
def hand_over(person_id: int) -> ResponseReturnValue:
    to, why = request.form.get("to", ""), request.form.get("why", "")
    try:
        done = perform(succession.hand_over, by(), person_id, to, why)
    except InvalidAnswers as refused:
        return _show_successor(person_id, refused.errors)
    flash(
        ngettext(
            "%(num)d taak staat nu op naam van %(name)s.",
            "%(num)d taken staan nu op naam van %(name)s.",
            done.tasks,
            name=done.name,
        )
    )
    if done.returned:
        flash(
            ngettext(
                "%(num)d taak mag de opvolger niet doen.", "%(num)d taken mag de opvolger niet doen.", done.returned
            )
        )
    return redirect(url_for("colleagues.colleagues"), 303)


def _show(errors: Sequence[FieldError] = ()) -> ResponseReturnValue:
    page = read(services.page, by())
    shown = render_template(
        "colleagues.html",
        page=page,
        errors=errors,
        form=request.form,
        words=services.ANSWERS,
        roles=read(services.role_choices, by()),
        places=read(services.places, by()),
    )
    return shown, 422 if errors else 200


def _show_successor(person_id: int, errors: Sequence[FieldError] = ()) -> ResponseReturnValue:
    page = read(succession.preview, by(), person_id)
    why = {value: words(label) for value, label in succession.WHY.items()}
    shown = render_template("successor.html", page=page, errors=errors, form=request.form, why=why)
    return shown, 422 if errors else 200
