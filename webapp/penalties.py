"""What deciding too late costs: the notices of default of all cases."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from webapp.asking import by, read
from workflows.services import penalties as services

bp = Blueprint("penalties", __name__)


@bp.get("/dwangsom")
def penalties() -> ResponseReturnValue:
    return render_template("penalties.html", page=read(services.penalties, by()))
