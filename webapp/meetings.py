"""The meetings of a committee: their year, the agenda, the question that comes first, the table, the minutes."""

from collections.abc import Callable, Sequence
from functools import partial
from io import BytesIO
from secrets import token_urlsafe
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from webapp.asking import by, perform, read
from webapp.forms import day_of
from webapp.wording import plain_day
from workflows.domain.errors import FieldError, InvalidAnswers, LedgerRefused, NotAllowed
from workflows.services import (
    advising,
    bundle,
    meeting_agenda,
    meeting_year,
    meetings,
    printing,
    recusal,
    sitting,
)

bp = Blueprint("meetings", __name__)

KINDS = {
    "vergadering": _l("Vergadering"),
    "extra": _l("Extra vergadering"),
    "ronde": _l("Schriftelijke ronde"),
}
STATES = {
    "open": _l("nog te bespreken"),
    "advised": _l("geadviseerd"),
    "held": _l("aangehouden"),
    "table": _l("naar de tafel"),
    "gone": _l("niet meer nodig"),
}


# ------------------------------------------------------------------ the year
@bp.get("/vergaderingen")
def calendar() -> ResponseReturnValue:
    page = read(meetings.page, by(), request.args.get("commissie", ""))
    return render_template("meetings.html", page=page, kinds=KINDS)


@bp.get("/vergaderingen/plannen/<key>")
def planning(key: str) -> ResponseReturnValue:
    return _show_planning(key)


@bp.post("/vergaderingen/plannen/<key>")
def plan_year(key: str) -> ResponseReturnValue:
    first, errors = day_of("first", _("Eerste vergadering"))
    last, also = day_of("last", _("Tot en met"))
    if first is None or last is None:
        return _show_planning(key, (*errors, *also), 422)
    form = request.form
    try:
        planned = perform(
            meeting_year.plan_year,
            by(),
            key,
            first=first,
            last=last,
            weeks=form.get("weeks", ""),
            starts_at=form.get("starts_at", ""),
            place=form.get("place", ""),
            capacity=form.get("capacity", ""),
            in_school_holidays="in_school_holidays" in form,
        )
    except InvalidAnswers as refused:
        return _show_planning(key, refused.errors, 422)
    flash(ngettext("%(num)d vergadering gepland.", "%(num)d vergaderingen gepland.", planned.count))
    if planned.skipped:
        days = ", ".join(f"{plain_day(day)} ({why})" for day, why in planned.skipped)
        flash(_("Overgeslagen: %(days)s.", days=days))
    return redirect(url_for("meetings.calendar", commissie=key), 303)


@bp.get("/vergaderingen/extra/<key>")
def one_more(key: str) -> ResponseReturnValue:
    return _show_one_more(key)


@bp.post("/vergaderingen/extra/<key>")
def plan_one(key: str) -> ResponseReturnValue:
    held_on, errors = day_of("held_on", _("Wanneer"))
    if held_on is None:
        return _show_one_more(key, errors, 422)
    names = ("kind", "starts_at", "place", "capacity")
    try:
        meeting_id = perform(
            meeting_year.plan_one, by(), key, held_on=held_on, **{name: request.form.get(name, "") for name in names}
        )
    except InvalidAnswers as refused:
        return _show_one_more(key, refused.errors, 422)
    flash(_("De vergadering is gepland. Zet er nu zaken op."))
    return redirect(url_for("meetings.meeting", meeting_id=meeting_id), 303)


def _show_planning(key: str, errors: Sequence[FieldError] = (), status: int = 200) -> ResponseReturnValue:
    seat = read(meetings.planning_seat, by(), key)
    return render_template("meeting_year.html", seat=seat, errors=errors, form=request.form), status


def _show_one_more(key: str, errors: Sequence[FieldError] = (), status: int = 200) -> ResponseReturnValue:
    seat = read(meetings.planning_seat, by(), key)
    kinds = {kind: label for kind, label in KINDS.items() if kind != "vergadering"}
    form = request.form or request.args
    return render_template("meeting_extra.html", seat=seat, kinds=kinds, errors=errors, form=form), status


# ------------------------------------------------------------------ one meeting
@bp.get("/vergaderingen/<int:meeting_id>")
def meeting(meeting_id: int) -> ResponseReturnValue:
    return _show_meeting(meeting_id)


@bp.post("/vergaderingen/<int:meeting_id>/vervalt")
def cancel(meeting_id: int) -> ResponseReturnValue:
    return _do(meeting_id, meeting_year.cancel, request.form.get("reason", ""), said=_("De vergadering vervalt."))


@bp.post("/vergaderingen/<int:meeting_id>/agenda")
def put_on(meeting_id: int) -> ResponseReturnValue:
    ids = _numbers("task")
    return _do(meeting_id, meeting_agenda.put_on, ids, said=_("De agenda is bijgewerkt."))


@bp.post("/vergaderingen/<int:meeting_id>/voorstel")
def fill(meeting_id: int) -> ResponseReturnValue:
    return _do(meeting_id, meeting_agenda.fill, said=_("Het voorstel staat op de agenda."))


@bp.post("/vergaderingen/<int:meeting_id>/agenda/<int:item_id>")
def change(meeting_id: int, item_id: int) -> ResponseReturnValue:
    changes: dict[str, Callable[..., Any]] = {
        "omhoog": partial(meeting_agenda.move, up=True),
        "omlaag": partial(meeting_agenda.move, up=False),
        "eraf": meeting_agenda.take_off,
        "hamerstuk": partial(meeting_agenda.set_together, together=True),
        "bespreken": partial(meeting_agenda.set_together, together=False),
    }
    change = changes.get(request.form.get("what", ""))
    if change is None:
        return redirect(url_for("meetings.meeting", meeting_id=meeting_id), 303)
    return _do(meeting_id, change, item_id, said=_("De agenda is bijgewerkt."))


@bp.post("/vergaderingen/<int:meeting_id>/aanwezig")
def set_present(meeting_id: int) -> ResponseReturnValue:
    ids = _numbers("present")
    present = {person: request.form.get(f"discipline-{person}", "") for person in ids}
    return _do(meeting_id, advising.set_present, present, said=_("Wie er is, is vastgelegd."))


@bp.post("/vergaderingen/<int:meeting_id>/vaststellen")
def decide_drafts(meeting_id: int) -> ResponseReturnValue:
    key = request.form.get("_key", "")[:40]
    return _do(meeting_id, advising.decide_drafts, key, said=_("De adviezen zijn vastgesteld."))


def is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 10


def _numbers(name: str) -> list[int]:
    return [int(value) for value in request.form.getlist(name) if is_number(value)]


def _do(meeting_id: int, use_case: Callable[..., Any], *args: Any, said: str) -> ResponseReturnValue:
    """Do something to a meeting and show it, with what is in the way if it was refused."""
    try:
        perform(use_case, by(), meeting_id, *args)
    except InvalidAnswers as refused:
        return _show_meeting(meeting_id, refused.errors, 422)
    except (NotAllowed, LedgerRefused) as refused:
        return _show_meeting(meeting_id, (FieldError("", str(refused)),), 409)
    flash(said)
    return redirect(url_for("meetings.meeting", meeting_id=meeting_id), 303)


def _show_meeting(meeting_id: int, errors: Sequence[FieldError] = (), status: int = 200) -> ResponseReturnValue:
    page = read(sitting.page, by(), meeting_id)
    waiting = read(meetings.page, by(), page.seat.key).waiting if page.seat.plans else ()
    return (
        render_template(
            "meeting.html",
            page=page,
            waiting=waiting,
            kinds=KINDS,
            states=STATES,
            errors=errors,
            form=request.form,
            key=token_urlsafe(16),
        ),
        status,
    )


@bp.get("/vergaderingen/<int:meeting_id>/bundel.pdf")
def download_bundle(meeting_id: int) -> ResponseReturnValue:
    file = printing.bundle_as_pdf(perform(bundle.bundle, by(), meeting_id))
    return send_file(BytesIO(file.content), file.media_type, as_attachment=True, download_name=file.name)


# ------------------------------------------------------------------ first the question
@bp.get("/vergaderingen/<int:meeting_id>/kent-u")
def acquaintance(meeting_id: int) -> ResponseReturnValue:
    return _show_questions(meeting_id)


@bp.post("/vergaderingen/<int:meeting_id>/kent-u")
def answer(meeting_id: int) -> ResponseReturnValue:
    given = {
        int(name.removeprefix("item-")): value
        for name, value in request.form.items()
        if name.startswith("item-") and is_number(name.removeprefix("item-"))
    }
    try:
        aside = perform(recusal.answer, by(), meeting_id, given)
    except InvalidAnswers as refused:
        return _show_questions(meeting_id, refused.errors, 422)
    flash(_("Uw antwoorden zijn vastgelegd."))
    if aside:
        flash(
            ngettext(
                "U doet niet mee aan %(num)d zaak: het dossier is voor u dicht.",
                "U doet niet mee aan %(num)d zaken: die dossiers zijn voor u dicht.",
                aside,
            )
        )
    return redirect(url_for("meetings.meeting", meeting_id=meeting_id), 303)


def _show_questions(meeting_id: int, errors: Sequence[FieldError] = (), status: int = 200) -> ResponseReturnValue:
    page = read(recusal.questions, by(), meeting_id)
    return render_template("meeting_known.html", page=page, errors=errors, form=request.form), status
