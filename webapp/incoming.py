"""What comes in outside any task: the public page for objections and complaints, and the office that handles it."""

from collections.abc import Sequence
from contextlib import suppress
from io import BytesIO
from secrets import token_hex
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from webapp.accounts import public
from webapp.asking import by, perform, read, system
from webapp.forms import CHANNELS, Raw, controls, day_of, past_day, typed
from workflows.domain.answers import Form, FormContext
from workflows.domain.errors import FieldError, InvalidAnswers, NotAllowed
from workflows.services import documents, handing_in, incoming, incoming_pages, taking_up

bp = Blueprint("incoming", __name__)

Errors = Sequence[FieldError]


def _typed() -> Raw:
    raw: Raw = {}
    for name, value in typed():
        if not name.startswith("_"):
            raw.setdefault(name, []).append(value)
    return raw


def _files() -> list[tuple[str, bytes]]:
    uploads = (upload for upload in request.files.getlist("_files") if upload.filename)
    files = [(upload.filename or "", upload.read(documents.LARGEST + 1)) for upload in uploads]
    for name, data in files[: handing_in.MOST_FILES]:
        with suppress(InvalidAnswers):  # said again where it is kept; here it is looked at before anything is locked
            documents.look_into(name, data)
    return files


def _asked(form: Form, errors: Errors = ()) -> dict[str, Any]:
    """Return what a page with these questions shows: what was typed so far, and what is wrong with it."""
    raw, context = _typed(), FormContext(on=system().today)
    return {
        "questions": controls(form, form.visible(raw, context), raw, context, errors),
        "errors": errors,
        "form": request.form,
        "key": request.form.get("_key") or token_hex(16),
    }


# ------------------------------------------------------------------ for everybody
@bp.get("/indienen")
@public
def public_page() -> ResponseReturnValue:
    return _show_public()


@bp.post("/indienen/vragen")
@public
def public_questions() -> ResponseReturnValue:
    return _show_public()


@bp.post("/indienen")
@public
def hand_in() -> ResponseReturnValue:
    if request.form.get("_website"):  # a field that people do not see: whoever fills it in is no person
        return redirect(url_for("incoming.public_page"), 303)
    try:
        receipt = perform(
            handing_in.hand_in,
            kind=request.form.get("_kind", ""),
            swv=request.form.get("_swv", ""),
            raw=_typed(),
            files=_files(),
            source=request.remote_addr or "",
            key=request.form.get("_key") or token_hex(16),
        )
    except InvalidAnswers as refused:
        return _show_public(refused.errors, 422)
    except handing_in.TooMuch:
        return _show_public(busy=True, status=429)
    return render_template("receipt.html", receipt=receipt)


def _show_public(errors: Errors = (), status: int = 200, busy: bool = False) -> ResponseReturnValue:
    kinds = read(handing_in.kinds, public=True)
    if not kinds:
        abort(404)
    chosen = next((kind for kind in kinds if kind.id == request.form.get("_kind")), kinds[0])
    page = render_template(
        "hand_in.html",
        kinds=kinds,
        swvs=read(handing_in.swvs),
        busy=busy,
        **_asked(read(handing_in.form_of, chosen, public=True), errors),
    )
    return page, status


# ------------------------------------------------------------------ for who handles it
@bp.get("/binnengekomen")
def waiting() -> ResponseReturnValue:
    page = read(incoming_pages.waiting, by(), request.args.get("na") or None)
    return render_template("incoming.html", page=page, first="na" not in request.args, channels=_channels())


@bp.get("/binnengekomen/registreren")
def register_page() -> ResponseReturnValue:
    return _show_register()


@bp.post("/binnengekomen/registreren")
def register() -> ResponseReturnValue:
    received_on, wrong = past_day("_received_on", _("Ontvangen op"))
    try:
        if received_on is None:
            raise InvalidAnswers(wrong)
        number = perform(
            handing_in.register,
            by(),
            kind=request.form.get("_kind", ""),
            swv=request.form.get("_swv", ""),
            raw=_typed(),
            files=_files(),
            channel=request.form.get("_channel", ""),
            received_on=received_on,
            key=request.form.get("_key") or token_hex(16),
        )
    except InvalidAnswers as refused:
        return _show_register(refused.errors, 422)
    flash(_("Geregistreerd als %(number)s.", number=number))
    return redirect(url_for("incoming.look", number=number), 303)


def _show_register(errors: Errors = (), status: int = 200) -> ResponseReturnValue:
    kinds = read(handing_in.kinds, public=False)
    read(incoming_pages.waiting, by())
    page = render_template(
        "register_post.html",
        kinds=kinds,
        swvs=read(handing_in.swvs),
        channels=CHANNELS,
        **_asked(read(handing_in.form_of, kinds[0], public=False), errors),
    )
    return page, status


@bp.get("/binnengekomen/<number>")
def look(number: str) -> ResponseReturnValue:
    return _show(number)


@bp.post("/binnengekomen/<number>/zoeken")
def search(number: str) -> ResponseReturnValue:
    """Look for a case; posted, because the name of a pupil does not belong in an address."""
    return _show(number, sought=request.form.get("q", "").strip())


@bp.get("/binnengekomen/<number>/bijlage/<int:file_id>")
def fetch(number: str, file_id: int) -> ResponseReturnValue:
    name, media_type, content = read(incoming_pages.file, by(), number, file_id)
    return send_file(BytesIO(content), media_type, as_attachment=True, download_name=name)


@bp.post("/binnengekomen/<number>/zaak")
def join(number: str) -> ResponseReturnValue:
    case = request.form.get("case", "")
    perform(incoming.join, by(), number, case)
    flash(_("Bij zaak %(case)s gevoegd. Leg daar vast wat het voor de zaak betekent.", case=case))
    return redirect(url_for("incoming.look", number=number), 303)


@bp.post("/binnengekomen/<number>/beginnen")
def begin(number: str) -> ResponseReturnValue:
    case = perform(taking_up.begin, by(), number, request.form.get("case", ""))
    flash(_("Zaak %(case)s is begonnen. Wat al bekend is, staat ingevuld.", case=case))
    return redirect(url_for("cases.case", number=case), 303)


@bp.post("/binnengekomen/<number>/splitsen")
def split(number: str) -> ResponseReturnValue:
    other = perform(taking_up.split, by(), number, request.form.get("kind", ""))
    flash(_("Ook geregistreerd als %(other)s, met dezelfde dag van ontvangst.", other=other))
    return redirect(url_for("incoming.look", number=number), 303)


@bp.post("/binnengekomen/<number>/afgehandeld")
def handle(number: str) -> ResponseReturnValue:
    try:
        perform(incoming.handle, by(), number, request.form.get("note", ""))
    except InvalidAnswers as refused:
        return _show(number, refused.errors, 422)
    flash(_("%(number)s is afgehandeld.", number=number))
    return redirect(url_for("incoming.waiting"), 303)


@bp.post("/binnengekomen/<number>/datum")
def propose_date(number: str) -> ResponseReturnValue:
    day, wrong = day_of("day", _("Ontvangen op"))
    try:
        if day is None:
            raise InvalidAnswers(wrong)
        perform(incoming.propose_date, by(), number, day, request.form.get("why", ""))
    except InvalidAnswers as refused:
        return _show(number, refused.errors, 422)
    flash(_("Een collega moet deze datum bevestigen."))
    return redirect(url_for("incoming.look", number=number), 303)


@bp.post("/binnengekomen/<number>/datum/besluit")
def agree_date(number: str) -> ResponseReturnValue:
    try:
        perform(incoming.agree_date, by(), number, request.form.get("agreed") == "ja")
    except NotAllowed as refused:
        flash(str(refused), "error")
    return redirect(url_for("incoming.look", number=number), 303)


@bp.post("/binnengekomen/<number>/uitval")
def blame_outage(number: str) -> ResponseReturnValue:
    outage = request.form.get("outage", "")
    perform(incoming.blame_outage, by(), number, int(outage) if outage.isdecimal() else 0)
    flash(_("De reden staat erbij; de dag van ontvangst blijft wat zij is."))
    return redirect(url_for("incoming.look", number=number), 303)


def _show(number: str, errors: Errors = (), status: int = 200, sought: str = "") -> ResponseReturnValue:
    # A reading that writes: it is put on record.
    page = perform(incoming_pages.look, by(), number, sought)
    shown = render_template(
        "incoming_item.html", page=page, errors=errors, form=request.form, sought=sought, channels=_channels()
    )
    return shown, status


def _channels() -> dict[str, Any]:
    return {**CHANNELS, handing_in.WEBSITE: _("Website")}
