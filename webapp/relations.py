"""The people around the pupil of a case, and two pupils who are one child."""

from collections.abc import Mapping, Sequence
from datetime import date

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from webapp.asking import by, perform, read
from webapp.forms import Raw, day_of, typed
from webapp.wording import words
from workflows.domain.errors import Conflict, FieldError, InvalidAnswers
from workflows.services import merging, relation_edits, relations
from workflows.services.relation_words import DAYS, DIGITAL

bp = Blueprint("relations", __name__, url_prefix="/zaken/<number>/mensen")

Errors = Sequence[FieldError]


@bp.get("")
def people(number: str) -> ResponseReturnValue:
    return _show(number)


def _show(number: str, errors: Errors = (), status: int = 200) -> ResponseReturnValue:
    page = perform(relations.page, number, by())  # a reading that writes: it is put on record
    return render_template("relations.html", page=page, errors=errors, form=request.form), status


# ------------------------------------------------------------------ writing down
@bp.get("/toevoegen")
def add_page(number: str) -> ResponseReturnValue:
    return _show_one(number, "")


@bp.post("/toevoegen")
def add(number: str) -> ResponseReturnValue:
    return _save(number, "")


@bp.get("/<key>")
def person(number: str, key: str) -> ResponseReturnValue:
    return _show_one(number, key)


@bp.post("/<key>")
def change(number: str, key: str) -> ResponseReturnValue:
    return _save(number, key)


def _save(number: str, key: str) -> ResponseReturnValue:
    given: Raw = {}
    for name, value in typed():
        given.setdefault(name, []).append(value)
    days, errors = _days()
    try:
        if errors:
            raise InvalidAnswers(errors)
        perform(relation_edits.save, number, key, by(), given, days, request.form.get("reason", ""))
    except InvalidAnswers as refused:
        return _show_one(number, key, refused.errors, 422, given)
    flash(_("Vastgelegd."))
    return redirect(url_for("relations.people", number=number), 303)


def _days() -> tuple[dict[str, date | None], list[FieldError]]:
    """Return the days that were typed, and what is wrong with them; each may be left out."""
    days: dict[str, date | None] = {}
    errors: list[FieldError] = []
    for name, label in DAYS.items():
        days[name], wrong = day_of(name, words(label)) if request.form.get(name, "").strip() else (None, ())
        errors += wrong
    return days, errors


def _show_one(
    number: str, key: str, errors: Errors = (), status: int = 200, given: Mapping[str, Sequence[str]] | None = None
) -> ResponseReturnValue:
    page = perform(relation_edits.relation_page, number, key, by())
    shown = render_template(
        "relation.html",
        page=page,
        given=page.given if given is None else given,
        errors=errors,
        digital=DIGITAL,
        reason=request.form.get("reason", ""),
    )
    return shown, status


# ------------------------------------------------------------------ the same child twice
@bp.post("/zoeken")
def find(number: str) -> ResponseReturnValue:
    try:
        other = read(merging.pupil_of, number, request.form.get("other", ""), by())
    except InvalidAnswers as refused:
        return _show(number, refused.errors, 422)
    return redirect(url_for("relations.compare", number=number, pupil_id=other), 303)


@bp.get("/samenvoegen/<int:pupil_id>")
def compare(number: str, pupil_id: int) -> ResponseReturnValue:
    return _show_merge(number, pupil_id)


@bp.post("/samenvoegen/<int:pupil_id>")
def merge(number: str, pupil_id: int) -> ResponseReturnValue:
    keep = request.form.get("keep", "")
    try:
        perform(
            merging.merge,
            number,
            pupil_id,
            by(),
            keep=int(keep) if keep.isdecimal() else 0,
            reason=request.form.get("reason", ""),
        )
    except InvalidAnswers as refused:
        return _show_merge(number, pupil_id, refused.errors, 422)
    flash(_("De twee zijn nu één leerling. U kunt dit hieronder ongedaan maken."))
    return redirect(url_for("relations.people", number=number), 303)


@bp.post("/samenvoegen/<int:merge_id>/ongedaan")
def undo(number: str, merge_id: int) -> ResponseReturnValue:
    try:
        perform(merging.undo, number, merge_id, by(), request.form.get("reason", ""))
    except InvalidAnswers as refused:
        return _show(number, refused.errors, 422)
    except Conflict as refused:
        return _show(number, (FieldError("", str(refused)),), 409)
    flash(_("Het samenvoegen is ongedaan gemaakt."))
    return redirect(url_for("relations.people", number=number), 303)


def _show_merge(number: str, pupil_id: int, errors: Errors = (), status: int = 200) -> ResponseReturnValue:
    page = perform(merging.merge_page, number, pupil_id, by())
    return render_template("merge.html", page=page, errors=errors, form=request.form), status
