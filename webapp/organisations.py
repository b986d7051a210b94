"""The administrator's pages about organisations and their mandates."""

from collections.abc import Mapping, Sequence

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from webapp.asking import by, perform, read
from webapp.forms import day_of
from workflows.domain.errors import FieldError, InvalidAnswers
from workflows.services import mandate_amounts, people
from workflows.services import mandates as register
from workflows.services import organisations as services

bp = Blueprint("organisations", __name__, url_prefix="/beheer")

KINDS = {"swv": _l("samenwerkingsverband"), "board": _l("schoolbestuur"), "school": _l("school")}
NEW = ("kind", "code", "name", "board", "swv", "region", "address", "email")
MANDATE = ("what", "code", "email", "role", "act", "on_behalf_of", "amount")
Errors = Sequence[FieldError]


def _given(names: Sequence[str]) -> dict[str, str]:
    return {name: request.form.get(name, "").strip() for name in names}


@bp.get("/organisaties")
def organisations() -> ResponseReturnValue:
    return _show_all({})


@bp.post("/organisaties")
def add() -> ResponseReturnValue:
    given = _given(NEW)
    try:
        perform(services.add_organisation, by(), **given)
    except InvalidAnswers as refused:
        return _show_all(given, refused.errors, 422)
    flash(_("%(name)s is toegevoegd.", name=given["name"]))
    return redirect(url_for("organisations.organisations"), 303)


@bp.get("/organisaties/<int:organisation_id>")
def organisation(organisation_id: int) -> ResponseReturnValue:
    return _show_one(organisation_id)


@bp.post("/organisaties/<int:organisation_id>")
def change(organisation_id: int) -> ResponseReturnValue:
    try:
        perform(services.change_organisation, by(), organisation_id, **_given(("name", "address", "email")))
    except InvalidAnswers as refused:
        return _show_one(organisation_id, refused.errors, 422)
    flash(_("De gegevens zijn gewijzigd."))
    return redirect(url_for("organisations.organisation", organisation_id=organisation_id), 303)


@bp.post("/organisaties/<int:organisation_id>/einde")
def close(organisation_id: int) -> ResponseReturnValue:
    last_day, errors = day_of("last_day", _("Laatste dag"))
    if last_day is None:
        return _show_one(organisation_id, errors, 422)
    perform(services.close_organisation, by(), organisation_id, last_day)
    flash(_("Na de laatste dag kan niemand deze organisatie meer kiezen. Lopende zaken gaan door."))
    return redirect(url_for("organisations.organisation", organisation_id=organisation_id), 303)


def _show_all(given: Mapping[str, str], errors: Errors = (), status: int = 200) -> ResponseReturnValue:
    return (
        render_template(
            "organisations.html",
            organisations=read(services.organisations, by()),
            kinds=KINDS,
            boards=read(services.choices, by(), "board"),
            swvs=read(services.choices, by(), "swv"),
            regions=[(region, region) for region in services.REGIONS],
            given=given,
            errors=errors,
        ),
        status,
    )


def _show_one(organisation_id: int, errors: Errors = (), status: int = 200) -> ResponseReturnValue:
    row = next((row for row in read(services.organisations, by()) if row.id == organisation_id), None)
    if row is None:
        abort(404)
    page = render_template("organisation.html", row=row, kinds=KINDS, errors=errors, form=request.form)
    return page, status


# ------------------------------------------------------------------ mandates
@bp.get("/mandaten")
def mandates() -> ResponseReturnValue:
    return _show_mandates({})


@bp.post("/mandaten")
def add_mandate() -> ResponseReturnValue:
    given = _given(MANDATE)
    from_on, wrong = day_of("from_on", _("Vanaf"))
    until_on, also = day_of("until_on", _("Tot en met")) if request.form.get("until_on", "").strip() else (None, ())
    typed = {**given, **_given(("from_on", "until_on"))}
    if from_on is None or wrong or also:
        return _show_mandates(typed, (*wrong, *also), 422)
    try:
        perform(register.add_mandate, by(), from_on=from_on, until_on=until_on, **given)
    except InvalidAnswers as refused:
        return _show_mandates(typed, refused.errors, 422)
    flash(_("Het mandaat staat in het register."))
    return redirect(url_for("organisations.mandates"), 303)


@bp.post("/mandaten/<int:mandate_id>/einde")
def end_mandate(mandate_id: int) -> ResponseReturnValue:
    last_day, errors = day_of("last_day", _("Laatste dag"))
    if last_day is None:
        return _show_mandates({}, errors, 422)
    try:
        perform(register.end_mandate, by(), mandate_id, last_day)
    except InvalidAnswers as refused:
        return _show_mandates({}, refused.errors, 422)
    flash(_("Het mandaat eindigt."))
    return redirect(url_for("organisations.mandates"), 303)


@bp.get("/mandaten/<int:mandate_id>/bedrag")
def amount(mandate_id: int) -> ResponseReturnValue:
    return _show_amount(mandate_id, {})


@bp.post("/mandaten/<int:mandate_id>/bedrag")
def change_amount(mandate_id: int) -> ResponseReturnValue:
    given = _given(("amount", "decided_on", "number"))
    try:
        perform(mandate_amounts.change_amount, by(), mandate_id, given)
    except InvalidAnswers as refused:
        return _show_amount(mandate_id, given, refused.errors, 422)
    flash(_("Het mandaat staat in het register."))
    return redirect(url_for("organisations.mandates"), 303)


def _show_amount(
    mandate_id: int, given: Mapping[str, str], errors: Errors = (), status: int = 200
) -> ResponseReturnValue:
    found = read(mandate_amounts.mandate, by(), mandate_id)
    return render_template("mandate_amount.html", mandate=found, given=given, errors=errors), status


def _show_mandates(given: Mapping[str, str], errors: Errors = (), status: int = 200) -> ResponseReturnValue:
    return (
        render_template(
            "mandates.html",
            mandates=read(register.mandates, by()),
            wanted=[(what, what) for what in read(register.what_needs_a_mandate, by())],
            organisations=read(services.choices, by()),
            people=[(row.email, row.name) for row in read(people.people, by())],
            roles=read(people.role_choices, by()),
            given=given,
            errors=errors,
        ),
        status,
    )
