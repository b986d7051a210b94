"""Documents: adding to a case, and downloading."""

from collections.abc import Sequence
from io import BytesIO

from flask import Blueprint, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from webapp.asking import by, perform, read
from webapp.wording import mistakes_in_words
from workflows.domain.errors import FieldError, InvalidAnswers
from workflows.services import documents

bp = Blueprint("documents", __name__)


@bp.post("/zaken/<number>/stukken")
def add(number: str) -> ResponseReturnValue:
    upload = request.files.get("file")
    back = redirect(url_for("cases.case", number=number, _anchor="stukken"), 303)
    if upload is None or not upload.filename:
        flash(_("Kies eerst een bijlage."), "error")
        return back
    kind = request.form.get("kind", "").strip()
    name, data = upload.filename, upload.read(documents.LARGEST + 1)
    try:
        documents.look_into(name, data)  # before anything is locked
        perform(documents.add, number, by(), name=name, data=data, kind=kind)
    except InvalidAnswers as refused:
        flash(mistakes_in_words(refused), "error")
        return back
    flash(_("De bijlage is toegevoegd."))
    return back


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
