"""Documents: adding to a case, and downloading."""

from io import BytesIO

from flask import Blueprint, flash, redirect, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from webapp.asking import by, perform
from webapp.wording import mistakes_in_words
from workflows.domain.errors import InvalidAnswers
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
