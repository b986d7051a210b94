"""The administrator's pages: people, their roles and passwords, and who changed what."""

from collections.abc import Mapping, Sequence

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from webapp.asking import by, perform, read
from webapp.forms import day_of
from workflows.domain.errors import Conflict, FieldError, InvalidAnswers
from workflows.services import accounts, organisations
from workflows.services import people as services

bp = Blueprint("people", __name__, url_prefix="/beheer")


@bp.get("")
def first() -> ResponseReturnValue:
    read(services.people, by())  # for who may not see it, it does not exist
    return redirect(url_for("people.people"))


@bp.get("/mensen")
def people() -> ResponseReturnValue:
    return _show_people({})


@bp.post("/mensen")
def add() -> ResponseReturnValue:
    given = {name: request.form.get(name, "").strip() for name in ("name", "email", "role", "code")}
    try:
        password_hash = accounts.hashed(request.form.get("password", ""))
        person_id = perform(services.add_person, by(), password_hash=password_hash, **given)
    except InvalidAnswers as refused:
        return _show_people(given, refused.errors, 422)
    except Conflict as refused:
        return _show_people(given, (FieldError("email", str(refused)),), 422)
    flash(_("%(name)s kan nu inloggen.", name=given["name"]))
    return redirect(url_for("people.person", person_id=person_id), 303)


@bp.get("/mensen/<int:person_id>")
def person(person_id: int) -> ResponseReturnValue:
    return _show_person(person_id)


@bp.post("/mensen/<int:person_id>/rollen")
def add_role(person_id: int) -> ResponseReturnValue:
    role, code = request.form.get("role", ""), request.form.get("code", "")
    try:
        perform(services.add_membership, by(), person_id, role=role, code=code)
    except InvalidAnswers as refused:
        return _show_person(person_id, refused.errors, 422)
    flash(_("De rol is toegevoegd."))
    return redirect(url_for("people.person", person_id=person_id), 303)


@bp.post("/mensen/<int:person_id>/rollen/einde")
def end_role(person_id: int) -> ResponseReturnValue:
    role, _dot, organisation = request.form.get("membership", "").partition(".")
    last_day, errors = day_of("last_day", _("Laatste dag"))
    if last_day is None or not organisation.isdecimal():
        return _show_person(person_id, errors, 422)
    try:
        perform(services.end_membership, by(), person_id, role, int(organisation), last_day)
    except InvalidAnswers as refused:
        return _show_person(person_id, refused.errors, 422)
    flash(_("De rol eindigt."))
    return redirect(url_for("people.person", person_id=person_id), 303)


@bp.post("/mensen/<int:person_id>/toegang")
def block(person_id: int) -> ResponseReturnValue:
    blocked = request.form.get("blocked") == "ja"
    try:
        perform(services.block, by(), person_id, blocked=blocked)
    except InvalidAnswers as refused:
        return _show_person(person_id, refused.errors, 422)
    flash(_("Deze persoon kan niet meer inloggen.") if blocked else _("Deze persoon kan weer inloggen."))
    return redirect(url_for("people.person", person_id=person_id), 303)


@bp.post("/mensen/<int:person_id>/agenda")
def end_agenda_link(person_id: int) -> ResponseReturnValue:
    perform(services.end_agenda_link, by(), person_id)
    flash(_("De link werkt niet meer."))
    return redirect(url_for("people.person", person_id=person_id), 303)


@bp.post("/mensen/<int:person_id>/wachtwoord")
def reset_password(person_id: int) -> ResponseReturnValue:
    """Show a new password once, to be handed over; nobody can look it up later."""
    password = accounts.one_time_password()
    name = perform(services.reset_password, by(), person_id, accounts.hashed(password))
    return render_template("new_password.html", name=name, person_id=person_id, new=password)


@bp.get("/wijzigingen")
def changes() -> ResponseReturnValue:
    return render_template("changes.html", changes=read(services.changes, by()))


def _show_people(given: Mapping[str, str], errors: Sequence[FieldError] = (), status: int = 200) -> ResponseReturnValue:
    rows = read(services.people, by())
    return render_template("people.html", people=rows, given=given, errors=errors, **_choices()), status


def _show_person(person_id: int, errors: Sequence[FieldError] = (), status: int = 200) -> ResponseReturnValue:
    row = next((row for row in read(services.people, by()) if row.id == person_id), None)
    if row is None:
        abort(404)
    return render_template("person.html", row=row, errors=errors, form=request.form, **_choices()), status


def _choices() -> dict[str, Sequence[tuple[str, str]]]:
    return {"roles": read(services.role_choices, by()), "organisations": read(organisations.choices, by())}
