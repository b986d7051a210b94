"""After a meeting: the minutes, and each case on its way from advice to post."""

from collections.abc import Sequence
from io import BytesIO

from flask import Blueprint, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from webapp.asking import by, perform, read
from webapp.forms import past_day
from webapp.letters import post_as_pdf
from webapp.meetings import KINDS, STATES
from workflows.domain.errors import FieldError, InvalidAnswers, NotAllowed
from workflows.services import followup, minutes, post

bp = Blueprint("after_meeting", __name__, url_prefix="/vergaderingen/<int:meeting_id>")

#: how far a case is after the meeting
STEPS = {
    "te besluiten": _l("te besluiten"),
    "te tekenen": _l("te tekenen"),
    "op de post": _l("klaar voor de post"),
    "gepost": _l("gepost"),
    "elders": _l("eerst iets anders"),
}


@bp.get("/notulen")
def show_minutes(meeting_id: int) -> ResponseReturnValue:
    page = perform(minutes.minutes, by(), meeting_id)  # a reading that writes: it is put on record
    return render_template("meeting_minutes.html", page=page, kinds=KINDS, states=STATES)


@bp.post("/notulen")
def fix_minutes(meeting_id: int) -> ResponseReturnValue:
    perform(minutes.fix, by(), meeting_id)
    flash(_("De notulen zijn vastgesteld. Er verandert niets meer in."))
    return redirect(url_for("after_meeting.show_minutes", meeting_id=meeting_id), 303)


@bp.get("/afhandeling")
def follow_up(meeting_id: int) -> ResponseReturnValue:
    return _show_follow_up(meeting_id)


@bp.post("/afhandeling")
def prepare_decisions(meeting_id: int) -> ResponseReturnValue:
    try:
        count = perform(followup.prepare, by(), meeting_id)
    except NotAllowed as refused:
        return _show_follow_up(meeting_id, (FieldError("", str(refused)),), 409)
    flash(
        ngettext(
            "%(num)d besluit is voorbereid met het advies. Kijk het na en leg het klaar.",
            "%(num)d besluiten zijn voorbereid met het advies. Kijk ze na en leg ze klaar.",
            count,
        )
    )
    return redirect(url_for("after_meeting.follow_up", meeting_id=meeting_id), 303)


@bp.get("/post.pdf")
def download_letters(meeting_id: int) -> ResponseReturnValue:
    file = post_as_pdf(perform(followup.letters_on_paper, by(), meeting_id))
    return send_file(BytesIO(file.content), file.media_type, as_attachment=True, download_name=file.name)


@bp.post("/gepost")
def mark_posted(meeting_id: int) -> ResponseReturnValue:
    on, errors = past_day("on", _("Gepost op"))
    ids = read(followup.page, by(), meeting_id).letters
    if on is None or not ids:
        return _show_follow_up(meeting_id, errors, 422)
    try:
        count = perform(post.mark_posted, ids, on, by())
    except InvalidAnswers as refused:
        return _show_follow_up(meeting_id, refused.errors, 422)
    flash(ngettext("%(num)d brief staat als gepost.", "%(num)d brieven staan als gepost.", count))
    return redirect(url_for("after_meeting.follow_up", meeting_id=meeting_id), 303)


def _show_follow_up(meeting_id: int, errors: Sequence[FieldError] = (), status: int = 200) -> ResponseReturnValue:
    page = read(followup.page, by(), meeting_id)
    return render_template(
        "meeting_follow_up.html", page=page, kinds=KINDS, steps=STEPS, errors=errors, form=request.form
    ), status
