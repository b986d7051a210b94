"""One case at the table of a committee: its task, notes of one's own, a vote in a written round."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage

from webapp.asking import by, perform, read
from webapp.forms import Control, Raw, answers_given, questions_of, still_proposed
from webapp.meetings import KINDS, STATES, is_number
from webapp.wording import plain_day, words
from workflows.domain.errors import FieldError, InvalidAnswers, LedgerRefused, NotAllowed
from workflows.services import advising, documents, private_notes, rounds, sitting
from workflows.services.tasks import WarningsToConfirm

bp = Blueprint("at_table", __name__, url_prefix="/vergaderingen/<int:meeting_id>/zaken/<int:item_id>")


@bp.get("")
def item(meeting_id: int, item_id: int) -> ResponseReturnValue:
    return _show_item(meeting_id, item_id)


@bp.post("/vragen")
def ask_again(meeting_id: int, item_id: int) -> ResponseReturnValue:
    """Show the questions that go with the answers so far; nothing is judged yet."""
    raw, errors = _typed(meeting_id, item_id)
    return _show_item(meeting_id, item_id, still_proposed(raw), errors, 422 if errors else 200)


@bp.post("")
def advise(meeting_id: int, item_id: int) -> ResponseReturnValue:
    raw, errors = _typed(meeting_id, item_id)
    if errors:
        return _show_item(meeting_id, item_id, raw, errors, 422)
    key, accepted = request.form.get("_key", ""), "_accepted" in request.form
    try:
        done = perform(advising.advise, by(), meeting_id, item_id, raw, key, accept_warnings=accepted)
    except WarningsToConfirm as doubtful:
        return _show_item(meeting_id, item_id, raw, status=422, warnings=doubtful.errors)
    except InvalidAnswers as refused:
        return _show_item(meeting_id, item_id, raw, refused.errors, 422)
    except (LedgerRefused, NotAllowed) as refused:
        return _show_item(meeting_id, item_id, raw, (FieldError("", str(refused)),), 422)
    flash(words(done.message))
    following = request.form.get("_next", "")
    if is_number(following):
        return redirect(url_for("at_table.item", meeting_id=meeting_id, item_id=int(following)), 303)
    return redirect(url_for("meetings.meeting", meeting_id=meeting_id), 303)


@bp.post("/aanhouden")
def hold(meeting_id: int, item_id: int) -> ResponseReturnValue:
    later, reason = request.form.get("later", ""), request.form.get("reason", "")
    try:
        until = perform(advising.hold, by(), meeting_id, item_id, later, reason)
    except InvalidAnswers as refused:
        return _show_item(meeting_id, item_id, None, refused.errors, 422)
    flash(_("De zaak is aangehouden tot %(day)s.", day=plain_day(until)) if until else _("De zaak is aangehouden."))
    return redirect(url_for("meetings.meeting", meeting_id=meeting_id), 303)


@bp.post("/aantekening")
def keep_note(meeting_id: int, item_id: int) -> ResponseReturnValue:
    try:
        perform(private_notes.keep, by(), meeting_id, item_id, request.form.get("note", ""))
    except InvalidAnswers as refused:
        return _show_item(meeting_id, item_id, None, refused.errors, 422)
    flash(_("Uw aantekeningen zijn bewaard. Alleen u ziet ze."))
    return redirect(url_for("at_table.item", meeting_id=meeting_id, item_id=item_id), 303)


@bp.post("/stem")
def vote(meeting_id: int, item_id: int) -> ResponseReturnValue:
    what, reason = request.form.get("vote", ""), request.form.get("reason", "")
    try:
        perform(rounds.vote, by(), meeting_id, item_id, what, reason)
    except InvalidAnswers as refused:
        return _show_item(meeting_id, item_id, None, refused.errors, 422)
    except NotAllowed as refused:
        return _show_item(meeting_id, item_id, None, (FieldError("", str(refused)),), 409)
    flash(_("Uw antwoord is vastgelegd."))
    return redirect(url_for("meetings.meeting", meeting_id=meeting_id), 303)


def _typed(meeting_id: int, item_id: int) -> tuple[Raw, tuple[FieldError, ...]]:
    task_id = read(sitting.task_of, by(), meeting_id, item_id)

    def store(field: str, upload: FileStorage) -> str:
        name, data = upload.filename or "", upload.read(documents.LARGEST + 1)
        return str(perform(documents.add, task_id, by(), name=name, data=data, field=field).id)

    return answers_given(store)


def _show_item(
    meeting_id: int,
    item_id: int,
    raw: Raw | None = None,
    errors: Sequence[FieldError] = (),
    status: int = 200,
    warnings: Sequence[FieldError] = (),
) -> ResponseReturnValue:
    page, questions = perform(_with_questions, meeting_id, item_id, raw, errors)
    return (
        render_template(
            "meeting_item.html",
            page=page,
            questions=questions,
            errors=errors,
            warnings=warnings,
            form=request.form,
            kinds=KINDS,
            states=STATES,
        ),
        status,
    )


def _with_questions(
    uow: Any, meeting_id: int, item_id: int, raw: Raw | None, errors: Sequence[FieldError]
) -> tuple[sitting.ItemPage, list[Control]]:
    """Return a case at the table and the questions of its task; a reading that is put on record."""
    page = sitting.item_page(uow, by(), meeting_id, item_id, raw)
    task = page.task
    if task is None:
        return page, []
    return page, questions_of(uow, lambda _uow: task, errors=errors)[1]
