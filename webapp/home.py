"""The first page: what this person needs in the morning, the figures for the board, the advices of an expert."""

from io import BytesIO

from flask import Blueprint, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from webapp.asking import by, read, system
from workflows.services import advices as services_of_advices
from workflows.services import home as services
from workflows.services import risks
from workflows.services.tiles import Line, Tile

bp = Blueprint("home", __name__)

#: where a tile or a line of it leads to
PLACES = {
    "inbox": "inbox.page",
    "everyone": "inbox.page",
    "task": "tasks.task",
    "cases": "cases.cases",
    "case": "cases.case",
    "post": "letters.to_post",
    "terms": "terms.running",
    "penalties": "penalties.penalties",
    "all_incoming": "incoming.waiting",
    "incoming": "incoming.look",
    "monitor": "monitor.lines",
    "watched": "monitor.next_action",
    "signing": "signing.queue",
    "sign": "signing.item",
    "meetings": "meetings.calendar",
    "meeting": "meetings.meeting",
    "advices": "home.advices",
    "studio": "studio.routes",
    "proposal": "studio.proposal",
    "backups": "backups.backups",
    "incidents": "incidents.incidents",
    "outages": "outages.outages",
    "follow_ups": "notes.follow_ups",
    "schools": "schools.schools",
    "school": "schools.school",
}


@bp.get("/")
def home() -> ResponseReturnValue:
    page = read(services.home, by(), system().machine())
    return render_template("home.html", page=page, address=_address)


def _address(what: Tile | Line) -> str:
    return url_for(PLACES[what.place], **what.key) if what.place else ""  # type: ignore[arg-type]  # values of an address


@bp.get("/risicos.pdf")
def board() -> ResponseReturnValue:
    made = read(risks.board_pdf, by())
    return send_file(BytesIO(made), as_attachment=True, download_name=f"risicos-{system().today.isoformat()}.pdf")


@bp.get("/mijn-adviezen")
def advices() -> ResponseReturnValue:
    page = read(services_of_advices.month, by(), request.args.get("maand", ""))
    return render_template("advices.html", page=page)
