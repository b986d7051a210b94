"""The name, colours and logo of the organisation: where they are chosen, and what every page takes of them."""

from collections.abc import Sequence
from io import BytesIO

from flask import Blueprint, Flask, Response, abort, flash, g, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from webapp.accounts import public
from webapp.asking import by, perform, read
from workflows.domain.errors import FieldError, InvalidAnswers
from workflows.services import access
from workflows.services import house_style as services

bp = Blueprint("house_style", __name__)


def dress(app: Flask) -> None:
    """Let the templates of *app* ask how the organisation looks."""
    app.jinja_env.globals["house"] = house


def house() -> services.HouseStyle:
    """Return how every page looks, asked once per request."""
    if "house" not in g:
        g.house = services.PLAIN  # when asking fails, the page that says so must not ask again
        g.house = read(services.house_style)
    style: services.HouseStyle = g.house
    return style


@bp.get("/huisstijl.css")
@public
def stylesheet() -> ResponseReturnValue:
    return Response(render_template("house_style.css", style=house()), mimetype="text/css")


@bp.get("/logo.jpg")
@public
def logo() -> ResponseReturnValue:
    return send_file(BytesIO(read(services.logo) or abort(404)), "image/jpeg")


@bp.get("/beheer/huisstijl")
def look() -> ResponseReturnValue:
    return _show()


@bp.post("/beheer/huisstijl")
def change() -> ResponseReturnValue:
    access.administrator(by())
    given, upload = request.form, request.files.get("logo")
    try:
        seen = b""
        if upload and upload.filename:
            seen = services.see_logo(upload.filename, upload.read(services.LARGEST_LOGO + 1))
        perform(
            services.change,
            by(),
            name=given.get("name", ""),
            masthead=given.get("masthead", ""),
            brand=given.get("brand", ""),
            logo=seen,
            without_logo="without_logo" in given,
        )
    except InvalidAnswers as refused:
        return _show(refused.errors, 422)
    flash(_("De huisstijl is gewijzigd."))
    return redirect(url_for("house_style.look"), 303)


def _show(errors: Sequence[FieldError] = (), status: int = 200) -> ResponseReturnValue:
    access.administrator(by())
    return render_template("house_style.html", style=house(), form=request.form, errors=errors), status
