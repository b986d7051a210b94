"""The studio: change a route, see what is wrong with it and what changed, offer it, agree to it, and go back."""

from collections.abc import Callable, Sequence
from io import BytesIO

from flask import Blueprint, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from webapp.asking import by, perform, read
from webapp.wording import words
from workflows.domain.errors import Conflict, FieldError, InvalidAnswers, InvalidRoute, NotAllowed
from workflows.domain.field_reading import Refused, read_date
from workflows.services import (
    brought,
    following,
    publishing,
    route_versions,
    studio,
    studio_intake,
    studio_new_norm,
    told,
    waiting_routes,
)

bp = Blueprint("studio", __name__, url_prefix="/routes")

KINDS = {
    "tekeningen": _l("Tekeningen"),
    "formulieren": _l("Formulieren"),
    "brieven": _l("Brieven"),
    "beslistabellen": _l("Beslistabellen"),
    "overig": _l("Overig"),
}
CLASSES = {
    "A": _l("tekst"),
    "B": _l("werkwijze: akkoord van de directeur"),
    "C": _l("ondersteuningsplan: past binnen het plan, of OOGO en OPR"),
    "D": _l("wet: minder streng kan niet"),
}
GATES = {"M": _l("mandaat: besluit van het bestuur"), "P": _l("privacy: de functionaris gegevensbescherming kijkt mee")}
STATES = {
    "open": _l("in bewerking"),
    "offered": _l("ligt ter goedkeuring"),
    "published": _l("goedgekeurd"),
    "dropped": _l("gestopt"),
}
REASONS = ("note", "plan", "mandate", "warnings")


@bp.get("")
def routes() -> ResponseReturnValue:
    lines, waiting = read(studio.lines, by()), read(waiting_routes.waiting, by())
    newer = read(brought.by_route, by())
    return render_template("studio_routes.html", lines=lines, waiting=waiting, newer=newer, states=STATES)


@bp.get("/<route>/wacht")
def waits(route: str) -> ResponseReturnValue:
    return render_template("studio_waiting.html", found=read(waiting_routes.page, by(), route))


@bp.post("/<route>/wacht")
def put_in_use(route: str) -> ResponseReturnValue:
    try:
        perform(waiting_routes.put_in_use, by(), route, read(waiting_routes.check_to_use, by(), route))
    except InvalidRoute:
        return render_template("studio_waiting.html", found=read(waiting_routes.page, by(), route)), 422
    flash(_("De route is in gebruik."))
    return redirect(url_for("studio.routes"), 303)


@bp.post("/<route>/wijzigen")
def begin(route: str) -> ResponseReturnValue:
    return redirect(url_for("studio.proposal", proposal_id=perform(studio.open_proposal, by(), route)), 303)


@bp.post("/<route>/meegeleverd")
def take_newer(route: str) -> ResponseReturnValue:
    """Take over, in a proposal, the newer version of a route that came with the product."""
    proposal_id = perform(studio.open_proposal, by(), route)

    def act() -> object:
        perform(brought.take, by(), proposal_id, own_too="own" in request.form)
        return _("Overgenomen in dit voorstel. Kijk bij ‘Wat er verandert’ en bied het aan.")

    return _done(proposal_id, act, _("Niet overgenomen"))


@bp.get("/<route>/versies")
def versions(route: str) -> ResponseReturnValue:
    return _show_versions(route)


@bp.post("/<route>/versies/<int:deployment_id>")
def roll_back(route: str, deployment_id: int) -> ResponseReturnValue:
    reason = request.form.get("reason", "")
    try:
        checked = read(route_versions.check_to_roll_back, by(), route, deployment_id)
        version = perform(route_versions.roll_back, by(), route, deployment_id, reason, checked)
    except InvalidAnswers as refused:
        return _show_versions(route, refused.errors, 422)
    flash(_("Nieuwe zaken nemen weer versie %(version)s. Lopende zaken houden de hunne.", version=version))
    return redirect(url_for("studio.versions", route=route), 303)


@bp.post("/<route>/versies/volgen")
def follow(route: str) -> ResponseReturnValue:
    count = perform(following.follow, by(), route)
    flash(ngettext("%(num)d lopende zaak volgt vanzelf.", "%(num)d lopende zaken volgen vanzelf.", count))
    return redirect(url_for("studio.versions", route=route), 303)


def _show_versions(route: str, errors: Sequence[FieldError] = (), status: int = 200) -> ResponseReturnValue:
    found, title = read(route_versions.versions, by(), route), read(route_versions.title, by(), route)
    return render_template("studio_versions.html", route=route, title=title, versions=found, errors=errors), status


# ------------------------------------------------------------------ a proposal
@bp.get("/voorstel/<int:proposal_id>")
def proposal(proposal_id: int) -> ResponseReturnValue:
    return _show(proposal_id)


def _show(
    proposal_id: int, errors: Sequence[FieldError] = (), status: int = 200, refused: str = ""
) -> ResponseReturnValue:
    page, known = read(publishing.page, by(), proposal_id), read(told.known, by(), proposal_id)
    return (
        render_template(
            "studio_proposal.html",
            page=page,
            findings=known,
            newer=read(brought.beside, by(), proposal_id),
            kinds=KINDS,
            classes=CLASSES,
            gates=GATES,
            states=STATES,
            errors=errors,
            refused=refused,
            form=request.form,
        ),
        status,
    )


@bp.get("/voorstel/<int:proposal_id>/controle")
def findings(proposal_id: int) -> ResponseReturnValue:
    """Show what the check has to say; it takes a moment, so the page of the proposal asks for it by itself."""
    page, found = read(publishing.page, by(), proposal_id), read(told.told, by(), proposal_id)
    newer = read(brought.beside, by(), proposal_id)
    return render_template("studio_findings.html", page=page, findings=found, newer=newer)


@bp.get("/voorstel/<int:proposal_id>/bestand")
def file(proposal_id: int) -> ResponseReturnValue:
    path = request.args.get("pad", "")
    text = read(studio.text_of, by(), proposal_id, path)
    return _show_file(proposal_id, path, text)


@bp.post("/voorstel/<int:proposal_id>/bestand")
def save(proposal_id: int) -> ResponseReturnValue:
    path, text = request.form.get("path", ""), request.form.get("text", "")
    seen = request.form.get("seen", "")
    try:
        perform(studio.save, by(), proposal_id, path, text, int(seen) if seen.isdecimal() else 0)
    except studio.ProposalMoved as moved:
        theirs = read(studio.text_of, by(), proposal_id, path)
        return _show_file(proposal_id, path, text, [FieldError("", str(moved))], 409, theirs)
    except InvalidAnswers as refused:
        return _show_file(proposal_id, path, text, refused.errors, 422)
    except NotAllowed as refused:
        return _show_file(proposal_id, path, text, [FieldError("", str(refused))], 422)
    flash(_("Bewaard. Er is nog niets in gebruik."))
    return redirect(url_for("studio.file", proposal_id=proposal_id, pad=path), 303)


def _show_file(
    proposal_id: int, path: str, text: str, errors: Sequence[FieldError] = (), status: int = 200, theirs: str = ""
) -> ResponseReturnValue:
    page = read(publishing.page, by(), proposal_id)
    return render_template("studio_file.html", page=page, path=path, text=text, errors=errors, theirs=theirs), status


@bp.post("/voorstel/<int:proposal_id>/ongedaan")
def undo(proposal_id: int) -> ResponseReturnValue:
    def act() -> object:
        undone = perform(studio_new_norm.undo, by(), proposal_id)
        for norm in undone.norms:
            name = words(norm)
            flash(
                _(
                    "De eigen norm ‘%(name)s’ blijft in het termijnenregister staan. U kunt haar opnieuw kiezen.",
                    name=name,
                )
            )
        return _("Teruggenomen: %(what)s", what=undone.what)

    return _done(proposal_id, act, _("Niets teruggenomen"))


@bp.post("/voorstel/<int:proposal_id>/stoppen")
def drop(proposal_id: int) -> ResponseReturnValue:
    perform(studio.drop, by(), proposal_id)
    flash(_("Het voorstel is gestopt. Er is niets gewijzigd."))
    return redirect(url_for("studio.routes"), 303)


@bp.get("/voorstel/<int:proposal_id>/route.zip")
def export(proposal_id: int) -> ResponseReturnValue:
    route, data = read(studio.exported, by(), proposal_id)
    return send_file(BytesIO(data), as_attachment=True, download_name=f"{route}.zip")


@bp.post("/voorstel/<int:proposal_id>/inlezen")
def take_in(proposal_id: int) -> ResponseReturnValue:
    upload = request.files.get("file")
    if upload is None or not upload.filename:
        return _show(proposal_id, [FieldError("file", _("Onderdeel: kies een onderdeel of een ZIP."))], 422)
    name, data, instead = upload.filename, upload.read(), request.form.get("instead", "")
    opens: list[str] = []

    def act() -> object:
        taken = perform(studio_intake.take_in, by(), proposal_id, name, data, instead)
        for line in taken.done:
            flash(words(line))
        opens.append(taken.drawing)
        return _("Ingelezen.")

    answer = _done(proposal_id, act, _("Niet ingelezen"))
    if any(opens):
        return redirect(url_for("drawing.page", proposal_id=proposal_id, pad=opens[0]), 303)
    return answer


@bp.post("/voorstel/<int:proposal_id>/aanbieden")
def offer(proposal_id: int) -> ResponseReturnValue:
    raw = request.form.get("live_from", "").strip()
    reasons = {name: request.form.get(name, "") for name in REASONS}
    try:
        day = read_date(raw) if raw else None
    except Refused as wrong:
        label = _("In gebruik vanaf")
        return _show(proposal_id, [FieldError("live_from", f"{label}: {words(wrong.args[0])}")], 422)

    def act() -> object:
        checked = read(publishing.check_to_offer, by(), proposal_id)
        return perform(publishing.offer, by(), proposal_id, reasons, day, checked) or _("Aangeboden ter goedkeuring.")

    return _done(proposal_id, act, _("Niet aangeboden"))


@bp.post("/voorstel/<int:proposal_id>/akkoord")
def agree(proposal_id: int) -> ResponseReturnValue:
    running = "running" in request.form

    def act() -> object:
        checked = read(publishing.check_to_agree, by(), proposal_id)
        version = perform(publishing.agree, by(), proposal_id, checked, running=running)
        if running:
            return _("Akkoord. Dit is versie %(version)s; lopende zaken volgen vanzelf.", version=version)
        return _("Akkoord. Dit is versie %(version)s; lopende zaken houden de hunne.", version=version)

    return _done(proposal_id, act, _("Nog geen akkoord"))


@bp.post("/voorstel/<int:proposal_id>/meekijken")
def look_along(proposal_id: int) -> ResponseReturnValue:
    remark = request.form.get("remark", "")

    def act() -> object:
        return perform(publishing.look_along, by(), proposal_id, remark) or _("Vastgelegd.")

    return _done(proposal_id, act, _("Niet vastgelegd"))


@bp.post("/voorstel/<int:proposal_id>/terug")
def send_back(proposal_id: int) -> ResponseReturnValue:
    remark = request.form.get("remark", "")

    def act() -> object:
        return perform(publishing.send_back, by(), proposal_id, remark) or _("Teruggegeven.")

    return _done(proposal_id, act, _("Niet teruggegeven"))


def _done(proposal_id: int, act: Callable[[], object], refused_as: str) -> ResponseReturnValue:
    """Do something to a proposal, say that it was done, or that it was not (*refused_as*) and why."""
    try:
        flash(str(act()))
    except InvalidAnswers as refused:
        return _show(proposal_id, refused.errors, 422, refused_as)
    except InvalidRoute as refused:
        return _show(proposal_id, [FieldError("", str(each)) for each in refused.findings[:10]], 422, refused_as)
    except NotAllowed as refused:
        return _show(proposal_id, [FieldError("", str(refused))], 422, refused_as)
    except Conflict as moved:
        return _show(proposal_id, [FieldError("", str(moved))], 409, refused_as)
    return redirect(url_for("studio.proposal", proposal_id=proposal_id), 303)
