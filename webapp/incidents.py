"""Incidents ("storingen"): what failed and waits for the administrator."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from webapp.asking import by, perform, read
from workflows.services import incidents as services

bp = Blueprint("incidents", __name__, url_prefix="/beheer/storingen")


@bp.get("")
def incidents() -> ResponseReturnValue:
    return render_template("incidents.html", incidents=read(services.incidents, by()))


@bp.post("/<int:incident_id>/opnieuw")
def retry(incident_id: int) -> ResponseReturnValue:
    perform(services.retry, incident_id, by())
    flash(_("Het wordt opnieuw geprobeerd."))
    return redirect(url_for("incidents.incidents"), 303)


@bp.post("/<int:incident_id>/afsluiten")
def close(incident_id: int) -> ResponseReturnValue:
    perform(services.close, incident_id, by())
    flash(_("De storing is afgesloten."))
    return redirect(url_for("incidents.incidents"), 303)
