"""A proposal beside the version in use: on the drawing, as a list to read, and on paper for who has no login."""

from io import BytesIO

from flask import Blueprint, jsonify, render_template, request, send_file
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from webapp.asking import by, read
from webapp.studio import CLASSES, GATES
from workflows.services import comparing
from workflows.services.printing import File

bp = Blueprint("comparing", __name__, url_prefix="/routes/voorstel/<int:proposal_id>/vergelijken")

SUBJECTS = {
    "tekeningen": _l("Stappen en pijlen"),
    "termijnen": _l("Termijnen"),
    "formulieren": _l("Vragen"),
    "beslistabellen": _l("Beslistabellen"),
    "brieven": _l("Brieven"),
    "overig": _l("Overig"),
}


@bp.get("")
def page(proposal_id: int) -> ResponseReturnValue:
    found = read(comparing.compared, by(), proposal_id)
    asked = request.args.get("pad", "")
    shown = [path for path, _name in found.drawings]
    path = asked if asked in shown else next(iter(shown), "")
    return render_template(
        "studio_compare.html",
        found=found,
        page=found.page,
        path=path,
        subjects=SUBJECTS,
        classes=CLASSES,
        gates=GATES,
    )


@bp.get("/tekening")
def drawings(proposal_id: int) -> ResponseReturnValue:
    """Answer with one drawing twice, and the words for what differs."""
    found = read(comparing.drawings, by(), proposal_id, request.args.get("pad", ""))
    words = {"new": _("nieuw"), "gone": _("weg"), "changed": _("gewijzigd"), "moved": _("verplaatst")}
    return jsonify(old=found.old, new=found.new, words=words)


@bp.get("/voorstel.pdf")
def pdf(proposal_id: int) -> ResponseReturnValue:
    return _download(read(comparing.as_pdf, by(), proposal_id))


@bp.get("/voorstel.docx")
def word(proposal_id: int) -> ResponseReturnValue:
    return _download(read(comparing.as_word, by(), proposal_id))


def _download(file: File) -> ResponseReturnValue:
    return send_file(BytesIO(file.content), file.media_type, as_attachment=True, download_name=file.name)
