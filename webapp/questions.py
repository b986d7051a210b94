"""Questions to a colleague or a group: put out, answered, and back with who asked."""

from collections.abc import Sequence

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from webapp.asking import by, perform, read
from workflows.domain.errors import FieldError, InvalidAnswers
from workflows.services import asking_colleagues, questions

bp = Blueprint("questions", __name__)


@bp.get("/vragen")
def lists() -> ResponseReturnValue:
    return render_template("questions.html", lists=read(questions.lists, by()))


@bp.get("/zaken/<number>/vraag")
def ask(number: str) -> ResponseReturnValue:
    return _show_asking(number)


@bp.post("/zaken/<number>/vraag")
def put_out(number: str) -> ResponseReturnValue:
    given, task_id = request.form, _task_id(request.form.get("taak", ""))
    to, text, wished, health = given.get("to", ""), given.get("text", ""), given.get("wished", ""), "health" in given
    try:
        perform(asking_colleagues.ask, number, by(), to, text, wished, health=health, task_id=task_id)
    except InvalidAnswers as refused:
        return _show_asking(number, refused.errors, 422)
    flash(_("De vraag is uitgezet. Het antwoord komt terug onder Vragen aan mij."))
    if task_id is not None:
        return redirect(url_for("tasks.task", task_id=task_id), 303)
    return redirect(url_for("cases.case", number=number), 303)


def _show_asking(number: str, errors: Sequence[FieldError] = (), status: int = 200) -> ResponseReturnValue:
    task_id = _task_id(request.values.get("taak", ""))
    page = read(asking_colleagues.ask_page, number, by(), task_id)
    return render_template("ask.html", page=page, errors=errors, form=request.form), status


def _task_id(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) < 10 else None


@bp.get("/vragen/<int:question_id>")
def question(question_id: int) -> ResponseReturnValue:
    return _show(question_id)


@bp.post("/vragen/<int:question_id>/antwoord")
def answer(question_id: int) -> ResponseReturnValue:
    try:
        perform(questions.answer, question_id, by(), request.form.get("text", ""))
    except InvalidAnswers as refused:
        return _show(question_id, refused.errors, 422)
    flash(_("Uw antwoord staat in het dossier. Wie de vraag stelde, krijgt bericht."))
    return redirect(url_for("questions.lists"), 303)


@bp.post("/vragen/<int:question_id>/intrekken")
def withdraw(question_id: int) -> ResponseReturnValue:
    perform(questions.withdraw, question_id, by())
    flash(_("De vraag is ingetrokken."))
    return redirect(url_for("questions.lists"), 303)


@bp.post("/vragen/<int:question_id>/gelezen")
def lay_aside(question_id: int) -> ResponseReturnValue:
    perform(questions.lay_aside, question_id, by())
    flash(_("Het antwoord blijft in het dossier staan."))
    return redirect(url_for("questions.lists"), 303)


def _show(question_id: int, errors: Sequence[FieldError] = (), status: int = 200) -> ResponseReturnValue:
    page = perform(questions.page, question_id, by())  # a reading that writes: it is put on record
    return render_template("question.html", page=page, errors=errors, form=request.form), status
