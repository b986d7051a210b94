"""The register of TLVs: looking one up, what ends when, and the numbers that were never given out."""

from collections.abc import Sequence
from dataclasses import fields
from datetime import date
from io import BytesIO
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from webapp.asking import by, perform, read
from webapp.forms import day_of
from webapp.wording import long_day, words
from workflows.domain.errors import FieldError, InvalidAnswers
from workflows.services import duo, offered, renewals, takeover, tlvs
from workflows.services.sheets import LARGEST, sheet_of
from workflows.services.tlvs import Sought

bp = Blueprint("tlvs", __name__, url_prefix="/tlv")

STATES = {
    "geldig": _l("Geldig"),
    "toekomstig": _l("Begint nog"),
    "afgelopen": _l("Afgelopen"),
    "ingetrokken": _l("Ingetrokken"),
}
#: what may stand in an address; the name of a pupil does not
OPEN = tuple(field.name for field in fields(Sought) if field.name != "text")


@bp.get("")
def register() -> ResponseReturnValue:
    sought = Sought(**{name: request.args.get(name, "") for name in OPEN})
    return _show(sought, request.args.get("na") or None)


@bp.post("")
def find() -> ResponseReturnValue:
    """Search; posted, because the name of a pupil does not belong in an address."""
    sought = Sought(**{name: request.form.get(name, "").strip() for name in ("text", *OPEN)})
    after = request.form.get("after") or None
    if not sought.text and after is None:
        return redirect(url_for("tlvs.register", **_narrowed(sought)), 303)
    return _show(sought, after)


def _show(sought: Sought, after: str | None) -> ResponseReturnValue:
    page = read(tlvs.register, by(), sought, after)
    return render_template(
        "tlvs.html",
        page=page,
        sought=sought,
        narrowed=_narrowed(sought),
        states=STATES,
        kinds=[(kind, kind) for kind in tlvs.KINDS],
        ends=[(day.isoformat(), f"{long_day(day)} ({count})") for day, count in page.ends],
        first=after is None,
    )


def _narrowed(sought: Sought) -> dict[str, Any]:
    return {name: value for name in OPEN if (value := getattr(sought, name))}


# ------------------------------------------------------------------ taking over
@bp.get("/overnemen")
def take_over() -> ResponseReturnValue:
    return _show_take_over()


@bp.post("/overnemen")
def offer() -> ResponseReturnValue:
    upload = request.files.get("file")
    name, data = (upload.filename or "", upload.read(LARGEST + 1)) if upload is not None else ("", b"")
    try:
        number = perform(takeover.offer, by(), name, data)
    except InvalidAnswers as refused:
        return _show_take_over(refused.errors)
    return redirect(url_for("tlvs.trial", file_id=number), 303)


@bp.get("/overnemen/lijst.xlsx")
def empty_list() -> ResponseReturnValue:
    read(offered.may_take_over, by())
    made = BytesIO(sheet_of(takeover.COLUMNS, [takeover.EXAMPLE]))
    return send_file(made, as_attachment=True, download_name="tlv-overnemen.xlsx")


@bp.get("/overnemen/<int:file_id>")
def trial(file_id: int) -> ResponseReturnValue:
    return render_template("take_over_trial.html", page=read(takeover.trial, by(), file_id))


@bp.post("/overnemen/<int:file_id>")
def confirm(file_id: int) -> ResponseReturnValue:
    count = perform(takeover.confirm, by(), file_id)
    flash(ngettext("%(num)d TLV is overgenomen.", "%(num)d TLV's zijn overgenomen.", count))
    return redirect(url_for("tlvs.register"), 303)


def _show_take_over(errors: Sequence[FieldError] = ()) -> ResponseReturnValue:
    read(offered.may_take_over, by())
    columns = [(name, name in takeover.OPTIONAL) for name in takeover.COLUMNS]
    return render_template("take_over.html", columns=columns, errors=errors), 422 if errors else 200


# ------------------------------------------------------------------ beside DUO
@bp.get("/duo")
def beside_duo() -> ResponseReturnValue:
    return _show_beside_duo()


@bp.post("/duo")
def offer_to_duo() -> ResponseReturnValue:
    upload = request.files.get("file")
    name, data = (upload.filename or "", upload.read(LARGEST + 1)) if upload is not None else ("", b"")
    on, wrong = day_of("on", _("Peildatum"))
    try:
        if on is None:
            raise InvalidAnswers(wrong)
        number = perform(duo.offer, by(), name, data, on)
    except InvalidAnswers as refused:
        return _show_beside_duo(refused.errors)
    return redirect(url_for("tlvs.differences", file_id=number), 303)


@bp.get("/duo/<int:file_id>")
def differences(file_id: int) -> ResponseReturnValue:
    return render_template("duo_differences.html", page=read(duo.compare, by(), file_id), groups=duo.GROUPS)


@bp.get("/duo/<int:file_id>.xlsx")
def differences_in_excel(file_id: int) -> ResponseReturnValue:
    made = BytesIO(read(duo.as_excel, by(), file_id, words))
    return send_file(made, as_attachment=True, download_name="verschillen-duo.xlsx")


@bp.post("/duo/<int:file_id>/klaar")
def forget_duo(file_id: int) -> ResponseReturnValue:
    perform(duo.forget, by(), file_id)
    flash(_("Het overzicht is weg."))
    return redirect(url_for("tlvs.beside_duo"), 303)


def _show_beside_duo(errors: Sequence[FieldError] = ()) -> ResponseReturnValue:
    columns = read(duo.columns, by())
    page = render_template("duo.html", columns=columns, errors=errors, form=request.form)
    return page, 422 if errors else 200


# ------------------------------------------------------------------ what comes after
@bp.get("/verlengen/<day>")
def renewals_round(day: str) -> ResponseReturnValue:
    page = read(renewals.round_of, by(), _day(day))
    return render_template("renewals.html", page=page)


@bp.post("/verlengen/<day>")
def invite(day: str) -> ResponseReturnValue:
    count = perform(renewals.invite, by(), _day(day))
    flash(ngettext("%(num)d school krijgt bericht.", "%(num)d scholen krijgen bericht.", count))
    return redirect(url_for("tlvs.renewals_round", day=day), 303)


@bp.get("/verlengen/<day>/<int:school_id>")
def school_round(day: str, school_id: int) -> ResponseReturnValue:
    return _show_school(day, school_id)


@bp.post("/verlengen/<day>/<int:school_id>")
def answer(day: str, school_id: int) -> ResponseReturnValue:
    numbers = request.form.getlist("number")
    given = {n: (request.form.get(f"choice-{n}", ""), request.form.get(f"remark-{n}", "")) for n in numbers}
    try:
        begun = perform(renewals.answer, by(), _day(day), school_id, given)
    except InvalidAnswers as refused:
        return _show_school(day, school_id, refused.errors)
    flash(_("Uw antwoorden zijn bewaard."))
    if begun:
        begun_words = ngettext(
            "%(num)d aanvraag is begonnen. Vul haar verder in bij Taken.",
            "%(num)d aanvragen zijn begonnen. Vul ze verder in bij Taken.",
            len(begun),
        )
        flash(begun_words)
    return redirect(url_for("tlvs.school_round", day=day, school_id=school_id), 303)


def _show_school(day: str, school_id: int, errors: Sequence[FieldError] = ()) -> ResponseReturnValue:
    page = read(renewals.school_round, by(), _day(day), school_id)
    shown = render_template("school_renewals.html", page=page, errors=errors, form=request.form)
    return shown, 422 if errors else 200


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        abort(404)


@bp.get("/<number>")
def tlv(number: str) -> ResponseReturnValue:
    # A reading that writes: it is put on record.
    return render_template("tlv.html", row=perform(tlvs.tlv, number, by()), states=STATES)


@bp.get("/nummers")
def gaps() -> ResponseReturnValue:
    return _show_gaps()


@bp.post("/nummers/<number>")
def explain_gap(number: str) -> ResponseReturnValue:
    try:
        perform(tlvs.explain_gap, by(), number, request.form.get("reason", ""))
    except InvalidAnswers as refused:
        return _show_gaps(number, refused.errors)
    flash(_("De reden staat erbij."))
    return redirect(url_for("tlvs.gaps"), 303)


def _show_gaps(number: str = "", errors: Sequence[FieldError] = ()) -> ResponseReturnValue:
    page = render_template("tlv_gaps.html", years=read(tlvs.gaps, by()), wrong=number, errors=errors, form=request.form)
    return page, 422 if errors else 200
