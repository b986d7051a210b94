"""One PDF of a case: choosing what goes in, and taking it along."""

from collections.abc import Sequence
from io import BytesIO

from flask import Blueprint, render_template, request, send_file
from flask.typing import ResponseReturnValue

from webapp.asking import by, perform, read
from workflows.domain.errors import FieldError, InvalidAnswers, NotAllowed
from workflows.services import case_bundle, house_style, printing
from workflows.services.case_bundle import Order

bp = Blueprint("case_bundles", __name__)


@bp.get("/zaken/<number>/bundel")
def choose(number: str) -> ResponseReturnValue:
    return _show(number)


@bp.post("/zaken/<number>/bundel")
def make(number: str) -> ResponseReturnValue:
    keys = request.form.getlist("piece")
    order = Order(
        keys=case_bundle.in_order(keys, [request.form.get(f"place-{key}", "") for key in keys]),
        purpose=request.form.get("purpose", ""),
        without_others=request.form.get("version") == "zonder",
        marked=frozenset(request.form.getlist("others")),
        sure="sure" in request.form,
    )
    try:
        file = printing.dossier_as_pdf(perform(case_bundle.make, number, by(), order), read(house_style.logo))
    except InvalidAnswers as refused:
        return _show(number, refused.errors, 422)
    except NotAllowed as refused:
        return _show(number, [FieldError("", str(refused))], 422)
    return send_file(BytesIO(file.content), file.media_type, as_attachment=True, download_name=file.name)


def _show(number: str, errors: Sequence[FieldError] = (), status: int = 200) -> ResponseReturnValue:
    page = read(case_bundle.choice, number, by())
    everything = "alles" in request.args
    return render_template(
        "case_bundle.html", page=page, everything=everything, errors=errors, form=request.form
    ), status
