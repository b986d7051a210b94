"""Cases: the list, one case with who must act now, and starting a new one."""

from collections.abc import Sequence
from functools import partial
from secrets import token_hex

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage

from webapp.asking import by, perform, read, try_out
from webapp.forms import CHANNELS, Raw, answers_given, filled_in_for, questions_of, still_proposed
from workflows.domain.errors import FieldError, InvalidAnswers, LedgerRefused, NotAllowed
from workflows.services import documents, inbox, instances, messages, previews, renewals, supplementing, taking_back
from workflows.services.instances import KnownPupils
from workflows.services.views import CasePage, LetterPage

bp = Blueprint("cases", __name__)


@bp.get("/zaken")
def cases() -> ResponseReturnValue:
    page = read(instances.cases, by(), "", request.args.get("na") or None)
    return render_template("cases.html", page=page, sought="", first="na" not in request.args, tasks=())


@bp.post("/zaken")
def find() -> ResponseReturnValue:
    """Search; posted, because the name of a pupil does not belong in an address."""
    sought, after = request.form.get("q", "").strip(), request.form.get("after") or None
    page = read(instances.cases, by(), sought, after)
    found = read(inbox.found, by(), sought) if after is None else ()
    return render_template("cases.html", page=page, sought=sought, first=after is None, tasks=found)


@bp.get("/zaken/<number>")
def case(number: str) -> ResponseReturnValue:
    return render_template("case.html", page=_case(number))


@bp.get("/zaken/<number>/geschiedenis")
def history(number: str) -> ResponseReturnValue:
    return render_template("history.html", page=_case(number))


def _case(number: str) -> CasePage:
    return perform(instances.case_page, number, by())  # a reading that writes: it is put on record


@bp.get("/zaken/<number>/verloop")
@bp.get("/zaken/<number>/verloop/<process>")
def progress(number: str, process: str = "") -> ResponseReturnValue:
    page = _case(number)
    process = process or page.here
    drawing = read(instances.diagram, number, process, by())
    return render_template("progress.html", page=page, process=process, drawing=drawing)


@bp.get("/zaken/<number>/verloop/<process>.bpmn")
def diagram(number: str, process: str) -> ResponseReturnValue:
    return Response(read(instances.diagram, number, process, by()).xml, mimetype="application/xml")


@bp.get("/zaken/<number>/vastleggen/<token>")
def message(number: str, token: str) -> ResponseReturnValue:
    return _show_message(number, token)


@bp.post("/zaken/<number>/vastleggen/<token>/vragen")
def ask_again(number: str, token: str) -> ResponseReturnValue:
    raw, errors = answers_given(partial(store, number))
    return _show_message(number, token, still_proposed(raw), errors, 422 if errors else 200)


@bp.post("/zaken/<number>/vastleggen/<token>")
def receive(number: str, token: str) -> ResponseReturnValue:
    raw, errors = answers_given(partial(store, number))
    on_behalf, also_wrong = filled_in_for()
    if errors or also_wrong:
        return _show_message(number, token, raw, (*errors, *also_wrong), 422)
    try:
        theirs = perform(messages.receive, number, token, by(), raw, on_behalf)
    except InvalidAnswers as refused:
        return _show_message(number, token, raw, refused.errors, 422)
    except (LedgerRefused, NotAllowed) as refused:
        return _show_message(number, token, raw, (FieldError("", str(refused)),), 422)
    flash(_("Het is vastgelegd."))
    return redirect(url_for("cases.case", number=number) if theirs else url_for("inbox.page"), 303)


@bp.post("/zaken/<number>/vastleggen/<token>/voorbeeld")
def preview(number: str, token: str) -> ResponseReturnValue:
    """Show the letters that these answers would make; nothing is sent or kept, but files."""
    raw, errors = answers_given(partial(store, number))
    if errors:
        return _show_message(number, token, raw, errors, 422)
    try:
        made = try_out(previews.of_message, number, token, by(), raw)
    except InvalidAnswers as refused:
        return _show_message(number, token, raw, refused.errors, 422)
    except (LedgerRefused, NotAllowed) as refused:
        return _show_message(number, token, raw, (FieldError("", str(refused)),), 422)
    return _show_message(number, token, raw, made=made)


def store(number: str, field: str, upload: FileStorage) -> str:
    """Keep a file that was added with a form of the case, and return its number."""
    name, data = upload.filename or "", upload.read(documents.LARGEST + 1)
    documents.look_into(name, data, field)  # before anything is locked
    return str(perform(documents.add, number, by(), name=name, data=data, field=field).id)


def _show_message(
    number: str,
    token: str,
    raw: Raw | None = None,
    errors: Sequence[FieldError] = (),
    status: int = 200,
    made: Sequence[LetterPage] = (),
) -> ResponseReturnValue:
    page, questions = read(questions_of, messages.message_page, number, token, by(), raw, errors=errors)
    again = url_for("cases.ask_again", number=number, token=token)
    return (
        render_template(
            "message.html",
            page=page,
            questions=questions,
            errors=errors,
            again=again,
            made=made,
            channels=CHANNELS,
            form=request.form,
        ),
        status,
    )


@bp.post("/zaken/<number>/terughalen")
def take_back(number: str) -> ResponseReturnValue:
    task_id = perform(taking_back.take_back, number, by())
    flash(_("Het is teruggehaald. Er is nu niets ingediend: wat u had ingevuld staat als concept klaar."))
    theirs = read(taking_back.is_theirs, task_id, by())
    return redirect(url_for("tasks.task", task_id=task_id) if theirs else url_for("cases.case", number=number), 303)


@bp.get("/zaken/<number>/aanvulling")
def supplement(number: str) -> ResponseReturnValue:
    return _show_supplement(number)


@bp.post("/zaken/<number>/aanvulling")
def send_supplement(number: str) -> ResponseReturnValue:
    files = [(each.filename or "", each.read(documents.LARGEST + 1)) for each in request.files.getlist("file")]
    given, key = [each for each in files if each[0]], request.form.get("_key", "")
    try:
        perform(supplementing.send, number, by(), request.form.get("text", ""), given, key)
    except InvalidAnswers as refused:
        return _show_supplement(number, refused.errors, 422)
    flash(_("De aanvulling is gestuurd. Het samenwerkingsverband ziet haar bij de post van vandaag."))
    return redirect(url_for("cases.case", number=number), 303)


def _show_supplement(number: str, errors: Sequence[FieldError] = (), status: int = 200) -> ResponseReturnValue:
    head, key = read(supplementing.page, number, by()), request.form.get("_key") or token_hex(16)
    return render_template("supplement.html", head=head, errors=errors, form=request.form, key=key), status


@bp.get("/nieuw")
def startable() -> ResponseReturnValue:
    return render_template(
        "startable.html", routes=read(instances.startable, by()), rounds=read(renewals.own_rounds, by())
    )


@bp.get("/nieuw/<route>")
def before_start(route: str) -> ResponseReturnValue:
    return _show_start(route, origin=request.args.get("vanuit", ""))


@bp.post("/nieuw/<route>")
def start(route: str) -> ResponseReturnValue:
    raw, _errors = answers_given(lambda _field, _upload: "")
    try:
        number = perform(instances.start_case, route, by(), raw, request.form.get("_key", ""))
    except KnownPupils as doubtful:
        return _show_start(route, raw, doubtful.errors, 422, doubtful.alike)
    except InvalidAnswers as refused:
        return _show_start(route, raw, refused.errors, 422)
    flash(_("De aanvraag is begonnen. U kunt nu verder met de eerste taak."))
    return redirect(url_for("cases.case", number=number), 303)


def _show_start(
    route: str,
    raw: Raw | None = None,
    errors: Sequence[FieldError] = (),
    status: int = 200,
    alike: Sequence[tuple[str, str, str]] = (),
    origin: str = "",
) -> ResponseReturnValue:
    page = read(instances.before_start, route, by(), origin or request.form.get("vanuit", ""))
    key = request.form.get("_key") or token_hex(16)
    return (
        render_template("before_start.html", page=page, raw=raw or {}, errors=errors, alike=alike, key=key),
        status,
    )
