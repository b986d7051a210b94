"""Documents: adding to a case, and downloading."""

from collections.abc import Sequence
from html import unescape
from io import BytesIO

from flask import Blueprint, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from webapp.asking import by, perform, read
from webapp.forms import uploaded
from webapp.wording import mistakes_in_words
from workflows.domain.errors import FieldError, InvalidAnswers
from workflows.services import documents, looking

bp = Blueprint("documents", __name__)


@bp.post("/zaken/<number>/stukken")
def add(number: str) -> ResponseReturnValue:
    """Keep what was added to a case; a script that shows how far it is, is told where to go on."""
    back, kind = url_for("cases.case", number=number, _anchor="stukken"), request.form.get("kind", "").strip()
    by_script = request.accept_mimetypes.best == "application/json"
    try:
        files = uploaded("file")
        if not files:
            raise InvalidAnswers([FieldError("file", _("Kies eerst een bijlage."))])
        given = [(upload.filename or "", upload.read(documents.LARGEST + 1)) for upload in files]
        for name, data in given:
            documents.look_into(name, data)  # before anything is locked
        for name, data in given:
            perform(documents.add, number, by(), name=name, data=data, kind=kind)
    except InvalidAnswers as refused:
        if by_script:
            return {"said": unescape(mistakes_in_words(refused))}, 422
        flash(mistakes_in_words(refused), "error")
        return redirect(back, 303)
    flash(ngettext("De bijlage is toegevoegd.", "%(num)d bijlagen zijn toegevoegd.", len(files)))
    return {"to": back} if by_script else redirect(back, 303)


@bp.get("/stukken/<int:document_id>/bekijken")
def look(document_id: int) -> ResponseReturnValue:
    first = request.args.get("vanaf", "")
    seen = perform(looking.opened, document_id, by())  # a reading that writes: it is put on record
    page = looking.preview(seen, int(first) if first.isdecimal() else 1)
    return render_template("look.html", page=page, many=looking.MANY)


@bp.get("/stukken/<int:document_id>")
def fetch(document_id: int) -> ResponseReturnValue:
    # A reading that writes: every look at a document is put on record.
    document, content = perform(documents.fetch, document_id, by())
    return send_file(BytesIO(content), document.media_type, as_attachment=True, download_name=document.name)


@bp.get("/stukken/<int:document_id>/vervangen")
def replacement(document_id: int) -> ResponseReturnValue:
    return _show_replacement(document_id)


@bp.post("/stukken/<int:document_id>/vervangen")
def replace(document_id: int) -> ResponseReturnValue:
    upload = request.files.get("file")
    name, data = (upload.filename or "", upload.read(documents.LARGEST + 1)) if upload is not None else ("", b"")
    if not name:
        return _show_replacement(document_id, [FieldError("file", _("Kies eerst een bijlage."))])
    try:
        documents.look_into(name, data)  # before anything is locked
        number = perform(documents.replace, document_id, by(), name=name, data=data)
    except InvalidAnswers as refused:
        return _show_replacement(document_id, refused.errors)
    flash(_("De bijlage is vervangen; de oude inhoud is vernietigd."))
    return redirect(url_for("cases.case", number=number, _anchor="stukken"), 303)


def _show_replacement(document_id: int, errors: Sequence[FieldError] = ()) -> ResponseReturnValue:
    page = read(documents.to_replace, document_id, by())
    return render_template("replace_document.html", page=page, errors=errors), 422 if errors else 200
