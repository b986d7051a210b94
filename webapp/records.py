"""What parents and pupil declared: recorded outside a task, and withdrawn."""

from collections.abc import Sequence
from functools import partial
from secrets import token_hex

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from webapp.asking import by, perform, read
from webapp.cases import store
from webapp.forms import Raw, answers_given, past_day, questions_of, still_proposed
from workflows.domain.errors import FieldError, InvalidAnswers, NotAllowed
from workflows.services import declarations

bp = Blueprint("records", __name__)

HOW = dict(zip(declarations.HOW, (_l("Gesprek"), _l("Telefoon"), _l("E-mail"), _l("Post"), _l("Balie")), strict=True))


@bp.get("/zaken/<number>/verklaringen/<kind>")
def form(number: str, kind: str) -> ResponseReturnValue:
    return _show(number, kind)


@bp.post("/zaken/<number>/verklaringen/<kind>/vragen")
def ask_again(number: str, kind: str) -> ResponseReturnValue:
    raw, errors = answers_given(partial(store, number))
    return _show(number, kind, still_proposed(raw), errors, 422 if errors else 200)


@bp.post("/zaken/<number>/verklaringen/<kind>")
def record(number: str, kind: str) -> ResponseReturnValue:
    raw, errors = answers_given(partial(store, number))
    if errors:
        return _show(number, kind, raw, errors, 422)
    try:
        perform(declarations.record, number, kind, by(), raw, request.form.get("_key", ""))
    except InvalidAnswers as refused:
        return _show(number, kind, raw, refused.errors, 422)
    flash(_("Het is vastgelegd."))
    return redirect(url_for("cases.case", number=number, _anchor="verklaringen"), 303)


def _show(
    number: str, kind: str, raw: Raw | None = None, errors: Sequence[FieldError] = (), status: int = 200
) -> ResponseReturnValue:
    page, questions = read(questions_of, declarations.record_page, number, kind, by(), raw, errors=errors)
    again = url_for("records.ask_again", number=number, kind=kind)
    key = request.form.get("_key") or token_hex(16)
    return render_template("record.html", page=page, questions=questions, errors=errors, again=again, key=key), status


@bp.get("/zaken/<number>/verklaringen/<word>/intrekken")
def withdrawal(number: str, word: str) -> ResponseReturnValue:
    return _show_withdrawal(number, word)


@bp.post("/zaken/<number>/verklaringen/<word>/intrekken")
def withdraw(number: str, word: str) -> ResponseReturnValue:
    on, wrong = past_day("on", _("Op"))
    if wrong:
        return _show_withdrawal(number, word, wrong, 422)
    try:
        perform(declarations.withdraw, number, word, by(), request.form.getlist("who"), request.form.get("how", ""), on)
    except InvalidAnswers as refused:
        return _show_withdrawal(number, word, refused.errors, 422)
    except NotAllowed as refused:
        return _show_withdrawal(number, word, (FieldError("", str(refused)),), 422)
    flash(_("De intrekking is vastgelegd. Wat daarvoor nodig was, kan nu niet meer."))
    return redirect(url_for("cases.case", number=number, _anchor="verklaringen"), 303)


def _show_withdrawal(
    number: str, word: str, errors: Sequence[FieldError] = (), status: int = 200
) -> ResponseReturnValue:
    page = read(declarations.withdrawal_page, number, word, by())
    return render_template("withdraw.html", page=page, errors=errors, how=HOW, form=request.form), status
