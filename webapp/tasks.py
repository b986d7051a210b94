"""A task: do it, and never lose what was typed."""

from collections.abc import Sequence
from functools import partial

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.datastructures import FileStorage

from webapp.asking import by, perform, read, try_out
from webapp.forms import (
    CHANNELS,
    Raw,
    answers_given,
    draft_in_words,
    filled_in,
    filled_in_for,
    questions_of,
    still_proposed,
    taken_away,
)
from webapp.wording import clock_time, long_day, words
from workflows.domain.errors import DraftMoved, FieldError, InvalidAnswers, LedgerRefused, NotAllowed
from workflows.domain.field_reading import Refused, read_date
from workflows.services import (
    assigning,
    concepts,
    documents,
    nudging,
    parents_talk,
    signing,
    task_pages,
    tasks,
    word_import,
)
from workflows.services.letters import TextMoved

bp = Blueprint("tasks", __name__)


@bp.get("/taken/<int:task_id>")
def task(task_id: int) -> ResponseReturnValue:
    if read(signing.is_signed_elsewhere, task_id, by()):
        return redirect(url_for("signing.item", task_id=task_id))
    return _show(task_id, extending="verlengen" in request.args)


@bp.get("/taken/<int:task_id>/gesprek")
def talk(task_id: int) -> ResponseReturnValue:
    """Show what goes along on paper to the talk with the parents: what is filled in, and a page for each of them."""
    page = perform(task_pages.task_page, task_id, by())  # a reading that writes: it is put on record
    if not page.parents_talk:
        abort(404)
    answers = filled_in(page)
    there = parents_talk.slots(page.form, {field.id for field in page.visible})
    parents = [
        (
            "".join(page.raw.get(f"{slot}_naam", ())),
            [(field.label, text) for field, text in answers if parents_talk.is_own_word(field, slot)],
        )
        for slot in there
    ]
    about = [(field.label, text) for field, text in answers if parents_talk.is_about_pupil(field)]
    return render_template("parents_talk.html", page=page, about=about, parents=parents)


@bp.post("/taken/<int:task_id>/oppakken")
def claim(task_id: int) -> ResponseReturnValue:
    perform(tasks.claim, task_id, by())
    flash(_("De taak staat nu op uw naam."))
    if request.form.get("_from") == "inbox":
        return redirect(_the_list(), 303)
    return redirect(url_for("tasks.task", task_id=task_id), 303)


def _the_list() -> str:
    """Return the address of the list as it was."""
    return f"{url_for('inbox.page')}?{request.query_string.decode()}"


@bp.post("/taken/<int:task_id>/herinneren")
def remind(task_id: int) -> ResponseReturnValue:
    try:
        told = perform(nudging.remind, task_id, by())
    except NotAllowed as refused:
        flash(words(str(refused)), "error")
    else:
        flash(ngettext("%(num)d persoon krijgt een herinnering.", "%(num)d mensen krijgen een herinnering.", told))
    return redirect(_the_list(), 303)


@bp.post("/taken/<int:task_id>/later")
def come_back(task_id: int) -> ResponseReturnValue:
    raw = request.form.get("day", "").strip()
    try:
        day = read_date(raw) if raw else None
        perform(nudging.come_back, task_id, by(), day)
    except Refused as wrong:
        return _show(task_id, status=422, errors=[FieldError("day", f"{_('Terug op')}: {words(wrong.args[0])}")])
    except InvalidAnswers as refused:
        return _show(task_id, status=422, errors=refused.errors)
    flash(
        _("De taak komt %(day)s terug in uw lijst.", day=long_day(day)) if day else _("De taak staat weer in uw lijst.")
    )
    return redirect(url_for("inbox.page"), 303)


@bp.post("/taken/<int:task_id>/teruggeven")
def release(task_id: int) -> ResponseReturnValue:
    perform(tasks.release, task_id, by())
    flash(_("De taak is teruggegeven aan de groep."))
    return redirect(url_for("inbox.page"), 303)


@bp.get("/taken/<int:task_id>/overdragen")
def pass_on(task_id: int) -> ResponseReturnValue:
    return _show_passing_on(task_id)


@bp.post("/taken/<int:task_id>/overdragen")
def reassign(task_id: int) -> ResponseReturnValue:
    to, reason = request.form.get("to", ""), request.form.get("reason", "")
    try:
        number = perform(assigning.reassign, task_id, by(), int(to) if to.isdecimal() else 0, reason)
    except InvalidAnswers as refused:
        return _show_passing_on(task_id, refused.errors, 422)
    flash(_("De taak is overgedragen."))
    return redirect(url_for("cases.case", number=number), 303)


def _show_passing_on(task_id: int, errors: Sequence[FieldError] = (), status: int = 200) -> ResponseReturnValue:
    page = read(assigning.passing_on, task_id, by())
    return render_template("pass_on.html", page=page, errors=errors, form=request.form), status


@bp.post("/taken/<int:task_id>/vragen")
def ask_again(task_id: int) -> ResponseReturnValue:
    """Show the questions that go with the answers so far; nothing is judged yet, only files are kept."""
    raw, errors = answers_given(partial(_store, task_id))
    for document_id in taken_away():
        perform(documents.remove, document_id, by())
    return _show(task_id, still_proposed(raw), errors, 422 if errors else 200)


@bp.post("/taken/<int:task_id>/brieven")
def look_at_letters(task_id: int) -> ResponseReturnValue:
    """Keep what was typed, and show the letters that would go out with it; or what is in the way."""
    raw, refused = _kept(task_id)
    if refused is not None:
        return refused
    try:
        try_out(concepts.concepts, task_id, by())
    except TextMoved:
        pass  # the page with the letters says so, and shows what the text is now
    except InvalidAnswers as lacking:
        return _show(task_id, raw, lacking.errors, 422, newest=True)
    except (LedgerRefused, NotAllowed) as problem:
        return _show(task_id, raw, (FieldError("", str(problem)),), 422, newest=True)
    return redirect(url_for("concepts.preview", task_id=task_id), 303)


@bp.post("/taken/<int:task_id>/bewaren")
def save_draft(task_id: int) -> ResponseReturnValue:
    if (refused := _kept(task_id)[1]) is not None:
        return refused
    flash(_("Het concept is bewaard. Er is nog niets ingediend."))
    return redirect(url_for("tasks.task", task_id=task_id), 303)


@bp.post("/taken/<int:task_id>/concept")
def keep(task_id: int) -> ResponseReturnValue:
    """Keep what was typed so far while somebody types on: answers in words and with the version that was kept."""
    raw, _errors = answers_given(partial(_store, task_id))
    try:
        at = perform(tasks.save_draft, task_id, by(), still_proposed(raw), request.form.get("_seen"))
    except DraftMoved as moved:
        told = _(
            "%(who)s werkt hier nu aan en heeft intussen een ander concept bewaard. Uw tekst staat nog op deze "
            "bladzijde, maar wordt niet meer vanzelf bewaard. Kies Concept bewaren: dan ziet u beide teksten.",
            who=words(moved.who),
        )
        return {"said": told}, 409
    except InvalidAnswers as refused:
        return {"said": words(refused.errors[0].message)}, 422
    return {"seen": tasks.version_of(at), "said": _("Bewaard om %(time)s", time=clock_time(at))}


# ------------------------------------------------------------------ from Word
@bp.post("/taken/<int:task_id>/word")
def add_word_form(task_id: int) -> ResponseReturnValue:
    """Keep what was typed and the Word form with it, and show what the form says."""
    raw, refused = _kept(task_id)
    if refused is not None:
        return refused
    try:
        read(word_import.added, task_id, by())
    except InvalidAnswers as lacking:
        return _show(task_id, raw, lacking.errors, 422, newest=True)
    return redirect(url_for("tasks.word_form", task_id=task_id), 303)


@bp.get("/taken/<int:task_id>/word")
def word_form(task_id: int) -> ResponseReturnValue:
    file = read(word_import.added, task_id, by())
    found = perform(word_import.look, task_id, by(), file, word_import.lines_in(file))
    return render_template("word_form.html", found=found)


@bp.post("/taken/<int:task_id>/word/overnemen")
def take_from_word(task_id: int) -> ResponseReturnValue:
    file = read(word_import.added, task_id, by())
    chosen, lines = request.form.getlist("field"), word_import.lines_in(file)
    try:
        count = perform(word_import.take, task_id, by(), file, lines, chosen, request.form.get("_seen"))
    except DraftMoved as moved:
        flash(words(moved.args[0]), "error")
        return redirect(url_for("tasks.word_form", task_id=task_id), 303)
    flash(
        ngettext(
            "%(num)d antwoord is ingevuld. Er is nog niets ingediend.",
            "%(num)d antwoorden zijn ingevuld. Er is nog niets ingediend.",
            count,
        )
    )
    return redirect(url_for("tasks.task", task_id=task_id), 303)


def _kept(task_id: int) -> tuple[Raw, ResponseReturnValue | None]:
    """Keep what was typed as the draft of the task; return it, and the page that says why it was not kept."""
    raw, errors = answers_given(partial(_store, task_id))
    try:
        perform(tasks.save_draft, task_id, by(), raw, request.form.get("_seen"))
    except DraftMoved as moved:
        return raw, _show(task_id, raw, errors, 409, moved=moved)
    return raw, _show(task_id, raw, errors, 422, newest=True) if errors else None


@bp.post("/taken/<int:task_id>/afronden")
def complete(task_id: int) -> ResponseReturnValue:
    raw, errors = answers_given(partial(_store, task_id))
    on_behalf, also_wrong = filled_in_for()
    if errors or also_wrong:
        return _show(task_id, raw, (*errors, *also_wrong), 422)
    key, accepted = request.form.get("_key", ""), "_accepted" in request.form
    read(signing.refuse_here, task_id, by())
    try:
        done = perform(
            tasks.complete_task, task_id, by(), raw, key, on_behalf, accepted, seen=request.form.get("_seen")
        )
    except DraftMoved as moved:
        return _show(task_id, raw, status=409, moved=moved)
    except tasks.WarningsToConfirm as doubtful:
        return _show(task_id, raw, status=422, warnings=doubtful.errors)
    except InvalidAnswers as refused:
        return _show(task_id, raw, refused.errors, 422)
    except (LedgerRefused, NotAllowed) as refused:
        return _show(task_id, raw, (FieldError("", str(refused)),), 422)
    flash(words(done.message))
    if done.next_task_id is not None:
        return redirect(url_for("tasks.task", task_id=done.next_task_id), 303)
    return redirect(url_for("inbox.page"), 303)


def _store(task_id: int, field: str, upload: FileStorage) -> str:
    name, data = upload.filename or "", upload.read(documents.LARGEST + 1)
    documents.look_into(name, data, field)  # before anything is locked
    return str(perform(documents.add, task_id, by(), name=name, data=data, field=field).id)


def _show(
    task_id: int,
    raw: Raw | None = None,
    errors: Sequence[FieldError] = (),
    status: int = 200,
    warnings: Sequence[FieldError] = (),
    moved: DraftMoved | None = None,
    newest: bool = False,
    extending: bool = False,
) -> ResponseReturnValue:
    """Show a task with what was typed; what is saved over it later is compared with the draft that was seen *newest*.

    When the draft *moved*, a colleague's is shown beside what was typed.
    """
    # A reading that writes: it is put on record.
    asked = partial(task_pages.task_page, extending=extending)
    page, questions = perform(questions_of, asked, task_id, by(), raw, errors=errors)
    return (
        render_template(
            "task.html",
            page=page,
            questions=questions,
            errors=errors,
            warnings=warnings,
            again=url_for("tasks.ask_again", task_id=task_id),
            channels=CHANNELS,
            form=request.form,
            moved=moved,
            theirs=draft_in_words(page) if moved else [],
            seen=page.version if moved or newest else request.form.get("_seen", page.version),
        ),
        status,
    )
