"""Schools and people from a list, for the administrator; and choosing a password by a link."""

from collections.abc import Sequence
from datetime import timedelta
from io import BytesIO

from flask import Blueprint, abort, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from webapp.accounts import public
from webapp.agenda import Bound
from webapp.asking import by, perform, read, try_out
from workflows.domain.errors import FieldError, InvalidAnswers
from workflows.services import accounts, invitations, people
from workflows.services import listed as services
from workflows.services.sheets import LARGEST, sheet_of

bp = Blueprint("listed", __name__)
_bound = Bound(3, timedelta(minutes=10))

#: by the word in the address: the list, its title, where it leads to
LISTS = {
    "organisaties": (services.ORGANISATIONS, _l("Scholen en schoolbesturen"), "organisations.organisations"),
    "mensen": (services.PEOPLE, _l("Mensen"), "people.people"),
}


def _kind(word: str) -> str:
    read(people.role_choices, by())  # for who may not see it, it does not exist
    return LISTS[word][0] if word in LISTS else abort(404)


@bp.get("/beheer/uit-een-lijst/<word>")
def choose(word: str) -> ResponseReturnValue:
    return _show(word, _kind(word))


@bp.post("/beheer/uit-een-lijst/<word>")
def offer(word: str) -> ResponseReturnValue:
    kind, upload = _kind(word), request.files.get("file")
    name, data = (upload.filename or "", upload.read(LARGEST + 1)) if upload is not None else ("", b"")
    try:
        number = perform(services.offer, by(), kind, name, data)
    except InvalidAnswers as refused:
        return _show(word, kind, refused.errors)
    return redirect(url_for("listed.trial", word=word, file_id=number), 303)


@bp.get("/beheer/uit-een-lijst/<word>.xlsx")
def empty_list(word: str) -> ResponseReturnValue:
    looks = services.LISTS[_kind(word)]
    made = BytesIO(sheet_of(looks.columns, [looks.example]))
    return send_file(made, as_attachment=True, download_name=f"{word}.xlsx")


@bp.get("/beheer/uit-een-lijst/<word>/<int:file_id>")
def trial(word: str, file_id: int) -> ResponseReturnValue:
    page = try_out(services.enter, by(), _kind(word), file_id)
    return render_template("listed_trial.html", page=page, word=word, title=LISTS[word][1])


@bp.post("/beheer/uit-een-lijst/<word>/<int:file_id>")
def confirm(word: str, file_id: int) -> ResponseReturnValue:
    done = perform(services.enter, by(), _kind(word), file_id)
    count = len(done.rows)
    flash(ngettext("%(num)d regel is overgenomen.", "%(num)d regels zijn overgenomen.", count))
    return redirect(url_for(LISTS[word][2]), 303)


def _show(word: str, kind: str, errors: Sequence[FieldError] = ()) -> ResponseReturnValue:
    looks = services.LISTS[kind]
    columns = [(name, name in looks.optional) for name in looks.columns]
    page = render_template("listed.html", word=word, title=LISTS[word][1], columns=columns, errors=errors)
    return page, 422 if errors else 200


# ------------------------------------------------------------------ a password by a link
@bp.post("/beheer/mensen/<int:person_id>/uitnodigen")
def invite(person_id: int) -> ResponseReturnValue:
    perform(invitations.invite, by(), person_id)
    flash(_("De link gaat per e-mail. Hij werkt één keer, en hoogstens 14 dagen."))
    return redirect(url_for("people.person", person_id=person_id), 303)


@bp.get(f"{invitations.PATH}<token>")
@public
def welcome(token: str) -> ResponseReturnValue:
    return _show_welcome(token)


@bp.post(f"{invitations.PATH}<token>")
@public
def choose_password(token: str) -> ResponseReturnValue:
    read(invitations.invited, token)
    if request.form.get("new") != request.form.get("again"):
        words = _("Nieuw wachtwoord nog een keer: dit is niet hetzelfde als hierboven.")
        return _show_welcome(token, (FieldError("again", words),))
    try:
        perform(invitations.accept, token, accounts.hashed(request.form.get("new", ""), "new"))
    except InvalidAnswers as refused:
        return _show_welcome(token, refused.errors)
    flash(_("Uw wachtwoord is bewaard. Log nu in."))
    return redirect(url_for("accounts.sign_in"), 303)


@bp.get("/wachtwoord-vergeten")
@public
def forgotten() -> ResponseReturnValue:
    return render_template("forgotten.html")


@bp.post("/wachtwoord-vergeten")
@public
def mail_link() -> ResponseReturnValue:
    """Say the same whoever it is: an address that is unknown is not told apart."""
    email = request.form.get("email", "").strip().lower()
    if _bound.allows(hash(email)):
        perform(invitations.forgotten, email)
    flash(_("Is dit adres bij ons bekend, dan gaat er nu een mail naartoe met een link. Die werkt twee uur."))
    return redirect(url_for("accounts.sign_in"), 303)


def _show_welcome(token: str, errors: Sequence[FieldError] = ()) -> ResponseReturnValue:
    page = render_template("welcome.html", who=read(invitations.invited, token), token=token, errors=errors)
    return page, 422 if errors else 200
