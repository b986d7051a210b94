"""How accessible this website is, for everybody to read."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from webapp.accounts import public

bp = Blueprint("accessibility", __name__)


@bp.get("/toegankelijkheid")
@public
def statement() -> ResponseReturnValue:
    return render_template("accessibility.html")
