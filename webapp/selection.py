"""Several tasks of a list at once, with a result per task."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from webapp.asking import by, perform, read
from webapp.forms import day_of
from webapp.inbox import show_list
from webapp.wording import mistakes_in_words, words
from workflows.domain.errors import Conflict, InvalidAnswers, NotAllowed, NotFound
from workflows.services import selection
from workflows.services.selection import Order

bp = Blueprint("selection", __name__)


@bp.post("/taken/aangekruist")
def act() -> ResponseReturnValue:
    """Do the same with each of the tasks that were chosen; one that is refused stops no other."""
    ids = list(dict.fromkeys(int(each) for each in request.form.getlist("task") if each.isdecimal()))
    what, to = request.form.get("do", ""), request.form.get("to", "")
    day, wrong = day_of("day", _("Terug op")) if what == selection.LATER and request.form.get("day") else (None, ())
    order = Order(what, day, int(to) if to.isdecimal() else 0, request.form.get("reason", ""))
    try:
        if wrong:
            raise InvalidAnswers(list(wrong))
        selection.refuse_incomplete(ids, order)
    except InvalidAnswers as refused:
        return show_list(refused.errors, 422, about="selection")
    found = read(selection.chosen, by(), ids)
    results = [(task, *_result(task_id, order)) for task_id in ids if (task := found.get(task_id)) is not None]
    return render_template("selection.html", results=results, gone=len(ids) - len(results))


def _result(task_id: int, order: Order) -> tuple[bool, str]:
    """Do it with one task; return whether it was done, and what to say of it."""
    try:
        return True, words(perform(selection.act, task_id, by(), order))
    except NotFound:
        return False, _("Dit kunt u met deze taak niet doen.")
    except InvalidAnswers as refused:
        return False, mistakes_in_words(refused)
    except (Conflict, NotAllowed) as refused:
        return False, words(refused.args[0])
