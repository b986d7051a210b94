"""Signing: the list, one case on one screen, several after another; and who stands in for whom."""

from collections.abc import Sequence

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage

from webapp.asking import by, me, perform, read, try_out
from webapp.forms import Raw, answers_given, day_of, draft_in_words, questions_of, still_proposed, taken_away
from webapp.wording import mistakes_in_words
from workflows.domain.errors import (
    DraftMoved,
    FieldError,
    InvalidAnswers,
    LedgerRefused,
    NotAllowed,
    TaskEnded,
    WorkflowError,
)
from workflows.services import accounts, concepts, documents, signing, signing_series, standing_in, tasks
from workflows.services.concepts import Concept
from workflows.services.letters import TextMoved

bp = Blueprint("signing", __name__)


# ------------------------------------------------------------------ the list
@bp.get("/ondertekenen")
def queue() -> ResponseReturnValue:
    return _show_queue()


def _show_queue(errors: Sequence[FieldError] = (), status: int = 200) -> ResponseReturnValue:
    page = read(signing.queue, by())
    return render_template("signing.html", page=page, errors=errors, chosen=_numbers("task")), status


def _numbers(name: str) -> list[int]:
    values = request.form.getlist(name)
    return [int(value) for value in values if value.isascii() and value.isdecimal() and len(value) < 10]


# ------------------------------------------------------------------ one case
@bp.get("/ondertekenen/<int:task_id>")
def item(task_id: int) -> ResponseReturnValue:
    return _show(task_id)


@bp.post("/ondertekenen/<int:task_id>/vragen")
def ask_again(task_id: int) -> ResponseReturnValue:
    """Show the questions that go with the answers so far; nothing is judged yet, only files are kept."""
    raw, errors = _typed(task_id)
    for document_id in taken_away():
        perform(documents.remove, document_id, by())
    return _show(task_id, still_proposed(raw), errors, 422 if errors else 200)


@bp.post("/ondertekenen/<int:task_id>/brieven")
def look(task_id: int) -> ResponseReturnValue:
    """Keep what was typed, and show what goes out with it; or what is in the way."""
    refused = _kept(task_id)
    return refused or redirect(url_for("signing.item", task_id=task_id, _anchor="brieven"), 303)


@bp.post("/ondertekenen/<int:task_id>/klaarleggen")
def lay_ready(task_id: int) -> ResponseReturnValue:
    if (refused := _kept(task_id)) is not None:
        return refused
    _made, _moved, wrong = _concepts(task_id)
    if wrong:
        return _show(task_id, None, wrong, 422)
    perform(signing.lay_ready, task_id, by())
    flash(_("Het besluit ligt klaar om te ondertekenen."))
    return redirect(url_for("signing.queue"), 303)


@bp.post("/ondertekenen/<int:task_id>/terug")
def send_back(task_id: int) -> ResponseReturnValue:
    try:
        perform(signing.send_back, task_id, by(), request.form.get("remark", ""))
    except InvalidAnswers as refused:
        return _show(task_id, None, refused.errors, 422)
    flash(_("Teruggegeven met uw opmerking."))
    return redirect(url_for("signing.queue"), 303)


@bp.post("/ondertekenen/<int:task_id>")
def sign(task_id: int) -> ResponseReturnValue:
    """Begin to sign this one case; what was changed on the page is shown in the letters first."""
    raw, errors = _typed(task_id)
    if errors:
        return _show(task_id, raw, errors, 422)
    if read(signing.is_changed, task_id, by(), raw):
        if (refused := _keep(task_id, raw)) is not None:
            return refused
        flash(_("U veranderde iets. Dit zijn de brieven zoals ze nu worden: kijk ze na en teken."))
        return redirect(url_for("signing.item", task_id=task_id, _anchor="brieven"), 303)
    try:
        series_id = perform(signing_series.open_series, by(), [task_id])
    except InvalidAnswers as refused_:
        return _show(task_id, None, refused_.errors, 422)
    return redirect(url_for("signing.series", series_id=series_id), 303)


def _typed(task_id: int) -> tuple[Raw, tuple[FieldError, ...]]:
    def store(field: str, upload: FileStorage) -> str:
        name, data = upload.filename or "", upload.read(documents.LARGEST + 1)
        documents.look_into(name, data, field)  # before anything is locked
        return str(perform(documents.add, task_id, by(), name=name, data=data, field=field).id)

    return answers_given(store)


def _kept(task_id: int) -> ResponseReturnValue | None:
    raw, errors = _typed(task_id)
    refused = _keep(task_id, raw, errors)
    return refused or (_show(task_id, raw, errors, 422) if errors else None)


def _keep(task_id: int, raw: Raw, errors: Sequence[FieldError] = ()) -> ResponseReturnValue | None:
    """Keep what was typed as the draft of the task; return the page that says why it was not kept."""
    try:
        perform(tasks.save_draft, task_id, by(), raw, request.form.get("_seen"))
    except DraftMoved as moved:
        return _show(task_id, raw, errors, 409, moved=moved)
    return None


def _concepts(task_id: int) -> tuple[tuple[Concept, ...], bool, tuple[FieldError, ...]]:
    """Return the letters that would go out, whether a text of them moved, and what is in the way."""
    try:
        try:
            return try_out(concepts.concepts, task_id, by()), False, ()
        except TextMoved:
            return try_out(concepts.concepts, task_id, by(), as_made=True), True, ()
    except InvalidAnswers as problem:
        return (), False, problem.errors
    except (LedgerRefused, NotAllowed) as problem:
        return (), False, (FieldError("", str(problem)),)


def _show(
    task_id: int,
    raw: Raw | None = None,
    errors: Sequence[FieldError] = (),
    status: int = 200,
    moved: DraftMoved | None = None,
) -> ResponseReturnValue:
    def with_questions(uow: object) -> tuple[signing.SigningPage, list[object]]:
        page = signing.page(uow, task_id, by(), raw)  # type: ignore[arg-type]
        return page, list(questions_of(uow, lambda _uow: page.task, errors=errors)[1])

    page, questions = perform(with_questions)  # a reading that writes: it is put on record
    made, text_moved, wrong = _concepts(task_id) if page.task.draft else ((), False, ())
    if page.may_sign and page.task.draft and raw is None and not wrong and not text_moved:
        perform(signing.show, task_id, by())
    return (
        render_template(
            "signing_item.html",
            page=page,
            questions=questions,
            concepts=made,
            text_moved=text_moved,
            errors=errors or (wrong if raw is None else ()),
            moved=moved,
            theirs=draft_in_words(page.task) if moved else [],
            seen=page.task.version if moved or raw is None else request.form.get("_seen", page.task.version),
            again=url_for("signing.ask_again", task_id=task_id),
            form=request.form,
        ),
        status,
    )


# ------------------------------------------------------------------ a series
@bp.post("/ondertekenen/reeks")
def open_series() -> ResponseReturnValue:
    try:
        series_id = perform(signing_series.open_series, by(), _numbers("task"))
    except InvalidAnswers as refused:
        return _show_queue(refused.errors, 422)
    return redirect(url_for("signing.series", series_id=series_id), 303)


@bp.get("/ondertekenen/reeks/<int:series_id>")
def series(series_id: int) -> ResponseReturnValue:
    return _show_series(series_id)


@bp.post("/ondertekenen/reeks/<int:series_id>")
def sign_series(series_id: int) -> ResponseReturnValue:
    """Sign what is left of a series, each case in a unit of its own; one that is refused does not stop the others."""
    page = read(signing_series.series, by(), series_id)
    if page.asks:
        proof = read(accounts.proof_for, me().email)
        held = proof.holds(request.form.get("password", ""))  # slow, so between two units of work
        if (refused := perform(signing_series.confirm, by(), series_id, proof, held)) is not None:
            return _show_series(series_id, (FieldError("password", str(refused)),), 422)
    for task_id in page.left:
        try:
            perform(signing_series.sign, by(), series_id, task_id)
        except (InvalidAnswers, LedgerRefused, NotAllowed, TaskEnded) as problem:
            words = mistakes_in_words(problem) if isinstance(problem, InvalidAnswers) else str(problem)
            perform(signing_series.note, by(), series_id, task_id, words)
        except WorkflowError:
            perform(signing_series.note, by(), series_id, task_id, _("Dit besluit is niet (meer) van u om te tekenen."))
    return redirect(url_for("signing.series", series_id=series_id), 303)


def _show_series(series_id: int, errors: Sequence[FieldError] = (), status: int = 200) -> ResponseReturnValue:
    page = read(signing_series.series, by(), series_id)
    return render_template("signing_series.html", page=page, errors=errors), status


# ------------------------------------------------------------------ standing in
@bp.get("/waarneming")
def stand_ins() -> ResponseReturnValue:
    return _show_stand_ins()


@bp.post("/waarneming")
def record() -> ResponseReturnValue:
    from_on, wrong = day_of("from_on", _("Vanaf"))
    until_on, also = day_of("until_on", _("Tot en met"))
    if wrong or also:
        return _show_stand_ins((*wrong, *also), 422)
    given = {name: request.form.get(name, "") for name in ("absent", "who", "act")}
    try:
        perform(standing_in.record, by(), from_on=from_on, until_on=until_on, **given)
    except InvalidAnswers as refused:
        return _show_stand_ins(refused.errors, 422)
    flash(_("De waarneming is vastgelegd."))
    return redirect(url_for("signing.stand_ins"), 303)


@bp.post("/waarneming/<int:membership_id>/einde")
def end(membership_id: int) -> ResponseReturnValue:
    perform(standing_in.end, by(), membership_id)
    flash(_("De waarneming eindigt."))
    return redirect(url_for("signing.stand_ins"), 303)


def _show_stand_ins(errors: Sequence[FieldError] = (), status: int = 200) -> ResponseReturnValue:
    page = read(standing_in.page, by())
    return render_template("standing_in.html", page=page, errors=errors, form=request.form), status
