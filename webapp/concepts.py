"""The letters that a task would send: to read, and to change some of, before who completes it signs them."""

from collections.abc import Sequence

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from webapp.asking import by, perform, try_out
from workflows.domain.errors import FieldError, InvalidAnswers, LedgerRefused, NotAllowed
from workflows.services import concepts
from workflows.services.concepts import Concept, FreeText
from workflows.services.letters import TextMoved

bp = Blueprint("concepts", __name__)


@bp.get("/taken/<int:task_id>/brieven")
def preview(task_id: int) -> ResponseReturnValue:
    return _show(task_id)


@bp.post("/taken/<int:task_id>/brieven/wijzigen")
def change(task_id: int) -> ResponseReturnValue:
    names, was, typed = (request.form.getlist(name) for name in ("name", "was", "text"))
    parted = [name.partition(":") for name in names]
    texts = [
        FreeText(letter, name, former, text)
        for (letter, _colon, name), former, text in zip(parted, was, typed, strict=False)
    ]
    try:
        perform(concepts.change, task_id, by(), texts)
    except InvalidAnswers as refused:
        return _show(task_id, refused.errors, typed, 422)
    flash(_("De wijzigingen zijn bewaard. De brieven gaan pas uit als u de taak afrondt."))
    return redirect(url_for("concepts.preview", task_id=task_id), 303)


def _show(
    task_id: int, errors: Sequence[FieldError] = (), typed: Sequence[str] = (), status: int = 200
) -> ResponseReturnValue:
    page = perform(concepts.opened, task_id, by())  # a reading that writes: it is put on record
    moved = False
    refused: tuple[FieldError, ...] = ()
    made: tuple[Concept, ...] = ()
    try:
        try:
            made = try_out(concepts.concepts, task_id, by())
        except TextMoved:
            moved, made = True, try_out(concepts.concepts, task_id, by(), as_made=True)
    except InvalidAnswers as problem:
        refused = tuple(FieldError("", error.message) for error in problem.errors)
    except (LedgerRefused, NotAllowed) as problem:
        refused = (FieldError("", str(problem)),)
    return (
        render_template(
            "concepts.html", page=page, concepts=made, errors=errors, refused=refused, moved=moved, typed=typed
        ),
        422 if refused else status,
    )
