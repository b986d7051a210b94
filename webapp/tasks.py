"""The inbox and the task: find what to do, do it, and never lose what was typed."""

from collections.abc import Sequence
from datetime import date
from functools import partial
from io import BytesIO

from flask import Blueprint, abort, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from werkzeug.datastructures import FileStorage

from webapp.asking import by, calendar, perform, read, system, try_out
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
    selection,
    signing,
    tasks,
    word_import,
)
from workflows.services import inbox as lists
from workflows.services.letters import TextMoved
from workflows.services.sheets import sheet_of
from workflows.services.views import TaskRow

bp = Blueprint("tasks", __name__)

VIEWS = {
    "alles": _l("Alles"),
    "mijn": _l("Mijn taken"),
    "open": _l("Nog niet opgepakt"),
    "te_laat": _l("Te laat"),
    "wachten": _l("Wij wachten op"),
    "iedereen": _l("Van iedereen"),
    "terug": _l("Komt later terug"),
    "gedaan": _l("Gedaan"),
}
#: what a list is sifted by, as it stands in its address; the name of a pupil never does
SIFTED_BY = {
    "route": "route", "stap": "step", "school": "school", "bestuur": "board", "rol": "role", "wie": "person",
    "binnen": "window",
}  # fmt: skip
WINDOWS = {
    "te_laat": _l("Te laat"),
    "vandaag": _l("Vandaag"),
    "week": _l("Binnen een week"),
    "maand": _l("Binnen een maand"),
    "later": _l("Later dan een maand"),
}
ACTS = {
    selection.TAKE: _l("Oppakken"),
    selection.RELEASE: _l("Teruggeven aan de groep"),
    selection.LATER: _l("Later terug laten komen"),
    selection.PASS_ON: _l("Taak overdragen aan …"),
}


@bp.get("/taken")
def inbox() -> ResponseReturnValue:
    return show_list()


@bp.post("/taken/excel")
def take_along() -> ResponseReturnValue:
    """Return a list as an Excel file, for a purpose that goes on record."""
    view, sought, _kept = _asked_for()
    try:
        rows = perform(lists.taken_along, by(), view, sought, request.form.get("purpose", ""))
    except InvalidAnswers as refused:
        return show_list(refused.errors, 422)
    columns = [_("Taak"), _("Route"), _("Zaak"), _("Leerling"), _("School"), _("Wie"), _("Uiterlijk"), _("Wacht sinds")]
    cells = [
        (row.name, row.route_title, row.case_number, row.pupil, row.school, words(row.who), row.due_on or "",
         row.since or "")
        for row in rows
    ]  # fmt: skip
    return send_file(BytesIO(sheet_of(columns, cells)), as_attachment=True, download_name="taken.xlsx")


def _asked_for() -> tuple[str, lists.Sought, dict[str, str]]:
    """Return which list the address asks for, what is sought in it, and that as it stands in the address."""
    view = request.args.get("lijst", "alles")
    if view not in VIEWS:
        abort(404)
    kept = {name: value for name in SIFTED_BY if (value := request.args.get(name, ""))}
    if "stap" in kept and "route" not in kept:
        del kept["stap"]  # a step is one of a route
    return view, lists.Sought(**{SIFTED_BY[name]: value for name, value in kept.items()}), kept


def show_list(errors: Sequence[FieldError] = (), status: int = 200, about: str = "taking along") -> ResponseReturnValue:
    """Show the list that the address asks for; *errors* are *about* taking it along, or about a selection from it."""
    view, sought, kept = _asked_for()
    page = read(lists.page, by(), view, request.args.get("na") or None, sought)
    sections = [("", list(page.rows))] if view == "gedaan" else by_urgency(page.rows)
    return (
        render_template(
            "inbox.html",
            page=page,
            sections=sections,
            view=view,
            views={name: label for name, label in VIEWS.items() if name in page.views},
            kept=kept,
            choices=read(lists.choices, by(), kept.get("route")),
            windows=WINDOWS,
            errors=errors,
            about=about,
            acts={what: label for what, label in ACTS.items() if what != selection.PASS_ON or page.may_pass_on},
        ),
        status,
    )


def by_urgency(rows: Sequence[TaskRow]) -> list[tuple[str, list[TaskRow]]]:
    """Return *rows*, in their order, under the headings of a working day; empty headings are left out."""
    today = system().today
    soon = calendar().add_working_days(today, 3)
    sections: dict[str, list[TaskRow]] = {
        _("Te laat"): [],
        _("Vandaag"): [],
        _("Binnen drie werkdagen"): [],
        _("Later"): [],
    }
    late, now, near, later = sections.values()
    for row in rows:
        due = row.due_on or date.max
        (late if due < today else now if due == today else near if due <= soon else later).append(row)
    return [(title, section) for title, section in sections.items() if section]


@bp.get("/taken/<int:task_id>")
def task(task_id: int) -> ResponseReturnValue:
    if read(signing.is_signed_elsewhere, task_id, by()):
        return redirect(url_for("signing.item", task_id=task_id))
    return _show(task_id, extending="verlengen" in request.args)


@bp.get("/taken/<int:task_id>/gesprek")
def talk(task_id: int) -> ResponseReturnValue:
    """Show what goes along on paper to the talk with the parents: what is filled in, and a page for each of them."""
    page = perform(tasks.task_page, task_id, by())  # a reading that writes: it is put on record
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
    return f"{url_for('tasks.inbox')}?{request.query_string.decode()}"


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
    return redirect(url_for("tasks.inbox"), 303)


@bp.post("/taken/<int:task_id>/teruggeven")
def release(task_id: int) -> ResponseReturnValue:
    perform(tasks.release, task_id, by())
    flash(_("De taak is teruggegeven aan de groep."))
    return redirect(url_for("tasks.inbox"), 303)


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
    return redirect(url_for("tasks.inbox"), 303)


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
    asked = partial(tasks.task_page, extending=extending)
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
