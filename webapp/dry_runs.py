"""Trying a proposal: a case that is none, step by step, with a clock that moves."""

from collections.abc import Sequence
from dataclasses import replace

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from webapp.asking import by, perform, read
from webapp.forms import Control, controls, day_of, typed
from webapp.picture import picture
from workflows.domain.errors import FieldError, InvalidAnswers, InvalidRoute, NotAllowed
from workflows.services import dry_examples, dry_runs
from workflows.services.views import DryForm

bp = Blueprint("dry_runs", __name__, url_prefix="/routes/voorstel/<int:proposal_id>/proefdraaien")

STATES = {
    "running": _l("loopt"),
    "suspended": _l("de tijd staat stil"),
    "stopped": _l("gestopt"),
    "none": _l("loopt niet"),
}
KINDS = {
    "act": _l("gedaan"),
    "time": _l("vanzelf"),
    "letter": _l("brief"),
    "effect": _l("systeem"),
    "term": _l("termijn"),
    "late": _l("te laat"),
    "reminder": _l("herinnering"),
    "end": _l("einde"),
}


@bp.get("")
def page(proposal_id: int) -> ResponseReturnValue:
    return _show(proposal_id)


def _show(proposal_id: int, errors: Sequence[FieldError] = (), status: int = 200) -> ResponseReturnValue:
    role = request.args.get("rol", "")
    found = read(dry_runs.page, by(), proposal_id, role)
    pictures = [picture(process, here) for process, here in found.drawn]
    return (
        render_template(
            "dry_run.html",
            page=found,
            role=role,
            pictures=pictures,
            errors=errors,
            states=STATES,
            kinds=KINDS,
            form=request.form,
        ),
        status,
    )


@bp.post("/begin")
def begin(proposal_id: int) -> ResponseReturnValue:
    kind, mandate = request.form.get("kind", ""), "ja" in request.form.getlist("mandate")
    try:
        perform(dry_runs.begin, by(), proposal_id, kind, mandate=mandate)
    except InvalidRoute:
        return _show(proposal_id, status=422)
    return _back(proposal_id, _("De zaak is begonnen. Zij bestaat alleen hier."))


@bp.get("/stap")
def step(proposal_id: int) -> ResponseReturnValue:
    example = request.args.get("voorbeeld") == "ja"
    return _show_step(proposal_id, read(dry_runs.form, by(), proposal_id, _key(), example=example))


@bp.post("/stap")
def do(proposal_id: int) -> ResponseReturnValue:
    raw: dict[str, list[str]] = {}
    for name, value in typed():
        if not name.startswith("_"):
            raw.setdefault(name, []).append(value)
    if "_again" in request.form:
        return _show_step(proposal_id, read(dry_runs.form, by(), proposal_id, _key(), raw))
    try:
        perform(dry_runs.do, by(), proposal_id, _key(), raw)
    except InvalidAnswers as refused:
        return _show_step(proposal_id, read(dry_runs.form, by(), proposal_id, _key(), raw), refused.errors, 422)
    return _back(proposal_id, _("Gedaan. Kijk hieronder wie nu aan zet is."))


def _key() -> str:
    return request.args.get("bij", "")


def _show_step(
    proposal_id: int, found: DryForm, errors: Sequence[FieldError] = (), status: int = 200
) -> ResponseReturnValue:
    questions = _questions(found, errors)
    return (
        render_template("dry_step.html", proposal_id=proposal_id, found=found, questions=questions, errors=errors),
        status,
    )


def _questions(found: DryForm, errors: Sequence[FieldError]) -> list[Control]:
    """Return the questions; of a document it is only said that one that is made up goes along."""
    drawn = controls(found.form, found.visible, found.raw, found.context, errors)
    shown = [each for each in drawn if not (each.field.kind == "file" and each.field.instead_of)]
    return [
        replace(
            each, field=replace(each.field, kind="note", label=_("%(label)s: een voorbeeld gaat mee.", label=label))
        )
        if each.field.kind == "file"
        else each
        for each in shown
        for label in [each.field.label.rstrip(" ?:")]
    ]


@bp.post("/klok")
def clock(proposal_id: int) -> ResponseReturnValue:
    what = request.form.get("do", "")
    try:
        if what == "day":
            perform(dry_runs.next_morning, by(), proposal_id)
        elif what == "next":
            perform(dry_runs.let_pass, by(), proposal_id, None)
        else:
            day, wrong = day_of("until", _("Naar"))
            if day is None:
                return _show(proposal_id, wrong, 422)
            perform(dry_runs.let_pass, by(), proposal_id, day)
    except InvalidAnswers as refused:
        return _show(proposal_id, refused.errors, 422)
    return _back(proposal_id, _("De klok is verzet."))


@bp.post("/terug")
def take_back(proposal_id: int) -> ResponseReturnValue:
    perform(dry_runs.take_back, by(), proposal_id)
    return _back(proposal_id, _("Het laatste is teruggenomen."))


@bp.post("/stoppen")
def stop(proposal_id: int) -> ResponseReturnValue:
    perform(dry_runs.stop, by(), proposal_id)
    return _back(proposal_id, _("De proef is weg. Er is niets gewijzigd."))


@bp.post("/vastleggen")
def record(proposal_id: int) -> ResponseReturnValue:
    try:
        perform(dry_examples.record, by(), proposal_id, request.form.get("name", ""))
    except InvalidAnswers as refused:
        return _show(proposal_id, refused.errors, 422)
    except NotAllowed as refused:
        return _show(proposal_id, [FieldError("", str(refused))], 422)
    return _back(proposal_id, _("Vastgelegd als voorbeeld in het voorstel. De controle loopt het voortaan na."))


@bp.get("/brief/<int:place>")
def letter(proposal_id: int, place: int) -> ResponseReturnValue:
    rendered, failed = read(dry_runs.letter, by(), proposal_id, place)
    return render_template("dry_letter.html", proposal_id=proposal_id, rendered=rendered, failed=failed)


def _back(proposal_id: int, words: str) -> ResponseReturnValue:
    flash(words)
    return redirect(url_for("dry_runs.page", proposal_id=proposal_id), 303)
