"""The page of a pupil, over all their cases."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from webapp.asking import by, perform
from webapp.tlvs import STATES
from workflows.services import pupils

bp = Blueprint("pupils", __name__, url_prefix="/leerlingen")


@bp.get("/<int:pupil_id>")
def pupil(pupil_id: int) -> ResponseReturnValue:
    after = request.args.get("na", "")
    page = perform(pupils.page, pupil_id, by(), after)  # a reading that writes: it is put on record
    return render_template("pupil.html", page=page, states=STATES, first=not after)
