"""Letters: reading one, and the post that must leave today, per addressee."""

from collections.abc import Sequence
from io import BytesIO

from flask import Blueprint, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from webapp.asking import by, perform, read
from webapp.forms import past_day
from workflows.domain.errors import FieldError, InvalidAnswers
from workflows.services import house_style, letter_pages, post, printing, rectifying
from workflows.services.views import LetterPage

bp = Blueprint("letters", __name__)


@bp.get("/brieven/<int:letter_id>")
def letter(letter_id: int) -> ResponseReturnValue:
    return _show_letter(letter_id)


@bp.get("/brieven/<int:letter_id>.pdf")
def pdf(letter_id: int) -> ResponseReturnValue:
    page = perform(letter_pages.letter, letter_id, by())
    return _download(printing.as_pdf(page, perform(letter_pages.enclosed, page, by()), read(house_style.logo)))


@bp.get("/brieven/<int:letter_id>.docx")
def word(letter_id: int) -> ResponseReturnValue:
    return _download(printing.as_word(perform(letter_pages.letter, letter_id, by()), read(house_style.logo)))


@bp.get("/post.pdf")
def all_to_post() -> ResponseReturnValue:
    return _download(post_as_pdf(perform(post.all_to_post, by())))


def post_as_pdf(pages: Sequence[LetterPage]) -> printing.File:
    """Return letters to print; what goes along with those of a case stands behind them once."""
    of_cases = {page.letter.case_number: page for page in pages if page.enclosed}
    enclosed = {number: perform(letter_pages.enclosed, page, by()) for number, page in of_cases.items()}
    return printing.post_as_pdf(pages, enclosed, read(house_style.logo))


@bp.get("/post")
def to_post() -> ResponseReturnValue:
    return _show_post()


@bp.post("/post")
def mark_posted() -> ResponseReturnValue:
    ids = [int(value) for value in request.form.getlist("letter") if value.isdecimal()]
    on, errors = past_day("on", _("Gepost op"))
    if not ids:
        errors = (FieldError("letter", _("Brieven: kruis aan welke brieven op de post zijn.")), *errors)
    if errors or on is None:
        return _show_post(errors, 422)
    try:
        count = perform(post.mark_posted, ids, on, by())
    except InvalidAnswers as refused:
        return _show_post(refused.errors, 422)
    flash(ngettext("%(num)d brief staat als gepost.", "%(num)d brieven staan als gepost.", count))
    return redirect(url_for("letters.to_post"), 303)


@bp.post("/brieven/<int:letter_id>/retour")
def mark_returned(letter_id: int) -> ResponseReturnValue:
    on, errors = past_day("on", _("Retour ontvangen op"))
    if on is None:
        return _show_letter(letter_id, errors, 422)
    perform(post.mark_returned, letter_id, on, by())
    flash(_("De brief staat als retour afzender."))
    return redirect(url_for("letters.letter", letter_id=letter_id), 303)


@bp.post("/brieven/<int:letter_id>/opnieuw")
def send_again(letter_id: int) -> ResponseReturnValue:
    try:
        perform(rectifying.send_again, letter_id, by(), request.form.get("address", ""), _again())
    except InvalidAnswers as refused:
        return _show_letter(letter_id, refused.errors, 422)
    flash(_("De brief ligt opnieuw klaar voor de post, met het nieuwe adres."))
    return redirect(url_for("letters.to_post"), 303)


@bp.get("/brieven/<int:letter_id>/herstellen")
def rectification(letter_id: int) -> ResponseReturnValue:
    return _show_rectification(letter_id)


@bp.post("/brieven/<int:letter_id>/herstellen")
def rectify(letter_id: int) -> ResponseReturnValue:
    texts = {name.removeprefix("text-"): text for name, text in request.form.items() if name.startswith("text-")}
    try:
        count = perform(rectifying.rectify, letter_id, by(), texts, request.form.get("change", ""), _again())
    except InvalidAnswers as refused:
        return _show_rectification(letter_id, refused.errors, 422)
    flash(ngettext("De nieuwe versie ligt klaar.", "%(num)d nieuwe versies liggen klaar.", count))
    return redirect(url_for("letters.letter", letter_id=letter_id), 303)


def _again() -> bool | None:
    """Return whether the objection term begins again, as somebody answered it."""
    return {"ja": True, "nee": False}.get(request.form.get("again", ""))


def _show_rectification(letter_id: int, errors: Sequence[FieldError] = (), status: int = 200) -> ResponseReturnValue:
    page = perform(rectifying.rectification, letter_id, by())  # a reading that writes: it is put on record
    return render_template("rectification.html", page=page, errors=errors, form=request.form), status


def _download(file: printing.File) -> ResponseReturnValue:
    return send_file(BytesIO(file.content), file.media_type, as_attachment=True, download_name=file.name)


def _show_letter(letter_id: int, errors: Sequence[FieldError] = (), status: int = 200) -> ResponseReturnValue:
    page = perform(letter_pages.letter, letter_id, by())  # a reading that writes: it is put on record
    can = read(rectifying.choices, letter_id, by())
    return render_template("letter.html", page=page, can=can, errors=errors, form=request.form), status


def _show_post(errors: Sequence[FieldError] = (), status: int = 200) -> ResponseReturnValue:
    return render_template("post.html", letters=read(post.to_post, by()), errors=errors, form=request.form), status
