"""The copies of all data: how they are, and two buttons."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from webapp.asking import by, perform, read, system
from workflows.services import backups as services

bp = Blueprint("backups", __name__, url_prefix="/beheer/reservekopie")


@bp.get("")
def backups() -> ResponseReturnValue:
    settings, machine = system().settings, system().machine()
    page = read(services.page, by())
    return render_template(
        "backups.html", page=page, folder=settings.backup_folder, kept=settings.backups_kept, version=machine.version
    )


@bp.post("")
def ask() -> ResponseReturnValue:
    perform(services.ask, by(), request.form.get("kind", ""))
    flash(_("Het begint zo. U kunt gewoon verder werken."))
    return redirect(url_for("backups.backups"), 303)
