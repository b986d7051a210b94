"""Guided changes of a route: from what somebody wants, in a few screens without the drawing, to what it changes."""

from collections.abc import Mapping, Sequence

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from webapp import studio_words as words
from webapp.asking import by, perform, read
from webapp.register import SIDES, TONES
from webapp.studio_parts import attempt, where
from webapp.wording import units
from workflows.domain.errors import FieldError, NotFound
from workflows.services import mandate_amounts, publishing, studio_new_step, studio_reminders, studio_steps
from workflows.services.register_norms import NORM_UNITS, RUNG_UNITS

bp = Blueprint("studio_guides", __name__, url_prefix="/routes/voorstel/<int:proposal_id>/ik-wil")

OWN = ("csrf_token", "do")  #: fields of the pages themselves


@bp.get("")
def guide(proposal_id: int) -> ResponseReturnValue:
    return render_template("studio_guide.html", page=read(publishing.page, by(), proposal_id), words=words)


@bp.get("/<wish>")
def choose(proposal_id: int, wish: str) -> ResponseReturnValue:
    """Ask which task a wish is about; each leads to the one page on which that is changed."""
    if wish not in words.WISHES:
        raise NotFound(f"no wish {wish!r}")
    page, places = read(publishing.page, by(), proposal_id), read(studio_steps.tasks, by(), proposal_id)
    return render_template("studio_choose.html", page=page, wish=wish, places=places, words=words)


@bp.get("/mandaat")
def mandates(proposal_id: int) -> ResponseReturnValue:
    """Say who decides up to which amount, and how that becomes another amount: it is not in the drawing."""
    page, found = read(publishing.page, by(), proposal_id), read(mandate_amounts.decisions, by(), proposal_id)
    return render_template("studio_mandates.html", page=page, decisions=found)


# ------------------------------------------------------------------ a step
@bp.get("/stap")
def where_step(proposal_id: int) -> ResponseReturnValue:
    page, places = read(publishing.page, by(), proposal_id), read(studio_new_step.places, by(), proposal_id)
    return render_template("studio_new_step_where.html", page=page, places=places)


@bp.get("/stap/<flow>")
def new_step(proposal_id: int, flow: str) -> ResponseReturnValue:
    return _ask(proposal_id, flow, {"form": ["new"], "kind": ["long"], "norm_unit": ["working_days"]})


@bp.post("/stap/<flow>")
def add_step(proposal_id: int, flow: str) -> ResponseReturnValue:
    """Show what a new task changes, ask again, or add it; the button says which."""
    raw = {name: values for name, values in request.form.to_dict(flat=False).items() if name not in OWN}
    match request.form.get("do", ""):
        case "again":
            return _ask(proposal_id, flow, raw)
        case "add":
            return _add(proposal_id, flow, raw)
        case _:
            return _preview(proposal_id, flow, raw)


def _ask(
    proposal_id: int, flow: str, raw: Mapping[str, list[str]], errors: Sequence[FieldError] = (), status: int = 200
) -> ResponseReturnValue:
    page = read(publishing.page, by(), proposal_id)
    found = read(studio_new_step.choices, by(), proposal_id, where(), flow)
    known = units()
    return (
        render_template(
            "studio_new_step.html",
            page=page,
            found=found,
            given={name: values[0] for name, values in raw.items() if values},
            units=[(unit, known[unit]) for unit in NORM_UNITS],
            kinds=[(kind, words.FIELD_KINDS[kind]) for kind in studio_new_step.QUESTIONS],
            errors=errors,
            words=words,
        ),
        status,
    )


def _preview(
    proposal_id: int, flow: str, raw: Mapping[str, list[str]], refused: Sequence[FieldError] = ()
) -> ResponseReturnValue:
    found, errors, status = attempt(lambda: read(studio_new_step.preview, by(), proposal_id, where(), flow, raw))
    if errors:
        return _ask(proposal_id, flow, raw, errors, status)
    page = render_template(
        "studio_new_step_preview.html",
        page=read(publishing.page, by(), proposal_id),
        found=found,
        flow=flow,
        path=where(),
        raw={name: values for name, values in raw.items() if name != "agreed"},
        agreed=(raw.get("agreed") or [""])[0],
        errors=refused,
        words=words,
    )
    return page, 422 if refused else 200


def _add(proposal_id: int, flow: str, raw: Mapping[str, list[str]]) -> ResponseReturnValue:
    step, errors, status = attempt(lambda: perform(studio_new_step.add, by(), proposal_id, where(), flow, raw))
    if any(error.field == "agreed" for error in errors):
        return _preview(proposal_id, flow, raw, errors)
    if errors:
        return _ask(proposal_id, flow, raw, errors, status)
    flash(_("De stap is toegevoegd. Er is nog niets in gebruik."))
    return redirect(url_for("studio_parts.steps", proposal_id=proposal_id, pad=where(), hier=step), 303)


# ------------------------------------------------------------------ a reminder
@bp.get("/herinnering")
def terms(proposal_id: int) -> ResponseReturnValue:
    page, found = read(publishing.page, by(), proposal_id), read(studio_reminders.terms, by(), proposal_id)
    return render_template("studio_terms.html", page=page, terms=found, norm="norm" in request.args)


@bp.get("/herinnering/<rule>")
def reminders(proposal_id: int, rule: str) -> ResponseReturnValue:
    page, found = read(publishing.page, by(), proposal_id), read(studio_reminders.reminder, by(), proposal_id, rule)
    return render_template("studio_reminders.html", page=page, found=found, tones=TONES)


@bp.get("/herinnering/<rule>/nieuw")
def new_reminder(proposal_id: int, rule: str) -> ResponseReturnValue:
    return _show_reminder(proposal_id, read(studio_reminders.reminder, by(), proposal_id, rule))


@bp.get("/herinnering/<rule>/<int:nth>")
def reminder(proposal_id: int, rule: str, nth: int) -> ResponseReturnValue:
    return _show_reminder(proposal_id, read(studio_reminders.reminder, by(), proposal_id, rule, nth))


def _show_reminder(proposal_id: int, found: studio_reminders.ReminderForm) -> ResponseReturnValue:
    """Ask for one reminder; what the register has of the others goes along to where all of them are changed."""
    mine, known = f"r{found.nth}_", units()
    return render_template(
        "studio_reminder.html",
        page=read(publishing.page, by(), proposal_id),
        found=found,
        mine=mine,
        given={name.removeprefix(mine): values for name, values in found.typed.items() if name.startswith(mine)},
        others={name: values for name, values in found.typed.items() if not name.startswith(mine)},
        units=[(unit, known[unit]) for unit in RUNG_UNITS],
        tones=TONES,
        sides=SIDES,
    )
