"""The drawing of a route on the screen: its page, its language, and each save while somebody draws."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import gettext as _

from webapp import drawing_words
from webapp.asking import by, perform, read
from webapp.studio import CLASSES, GATES
from webapp.wording import words
from workflows.domain.errors import FieldError, InvalidAnswers, NotAllowed
from workflows.domain.findings import Finding
from workflows.routes.part_words import LABELS
from workflows.routes.weighing import Weight
from workflows.services import drawing, drawing_language
from workflows.services.drawing_language import Choice, Word

bp = Blueprint("drawing", __name__, url_prefix="/routes")


@bp.get("/voorstel/<int:proposal_id>/tekening")
def page(proposal_id: int) -> ResponseReturnValue:
    return _show(proposal_id, request.args.get("pad", ""))


def _show(proposal_id: int, path: str, errors: Sequence[FieldError] = (), status: int = 200) -> ResponseReturnValue:
    found = read(drawing.drawing, by(), proposal_id, path)
    chosen = request.args.get("bij", "")
    return render_template("studio_drawing.html", page=found, chosen=chosen, errors=errors), status


@bp.post("/voorstel/<int:proposal_id>/tekening/netjes")
def tidy(proposal_id: int) -> ResponseReturnValue:
    path, mark = request.form.get("path", ""), request.form.get("mark", "")
    try:
        perform(drawing.tidy, by(), proposal_id, path, mark)
    except drawing.DrawingMoved as moved:
        return _show(proposal_id, path, [FieldError("", str(moved))], 409)
    except InvalidAnswers as refused:
        return _show(proposal_id, path, refused.errors, 422)
    except NotAllowed as refused:
        return _show(proposal_id, path, [FieldError("", str(refused))], 422)
    flash(_("De tekening is netjes gemaakt; wat zij betekent is gelijk gebleven. Terugnemen kan bij het voorstel."))
    return redirect(url_for("drawing.page", proposal_id=proposal_id, pad=path), 303)


@bp.get("/voorstel/<int:proposal_id>/tekening/taal")
def language(proposal_id: int) -> ResponseReturnValue:
    """Answer with the drawing and everything that can be said in it."""
    path = request.args.get("pad", "")
    found = read(drawing.drawing, by(), proposal_id, path)
    order = list(drawing_words.PROPERTIES)
    known = read(drawing_language.language, by(), proposal_id, path)
    return jsonify(
        text=found.text,
        mark=found.mark,
        properties=sorted(map(_property, known.words), key=lambda each: order.index(each["name"])),
        choices={name: [_choice(name, each) for each in rows] for name, rows in known.choices.items()},
        processes=[_choice("", each) for each in known.processes],
        messages=known.messages,
        groups=list(_spoken(drawing_words.GROUPS).items()),
        kinds=_spoken(drawing_words.KINDS),
        words=_spoken(drawing_words.PANEL),
        duties=known.duties,
        classes=drawing_words.CLASSES,
        class_words=_spoken(CLASSES),
    )


@bp.post("/voorstel/<int:proposal_id>/tekening")
def keep(proposal_id: int) -> ResponseReturnValue:
    form = request.form
    path, text, mark = form.get("path", ""), form.get("text", ""), form.get("mark", "")
    try:
        mark = perform(drawing.keep, by(), proposal_id, path, text, mark, going_on="going_on" in form)
    except drawing.DrawingMoved as moved:
        now = read(drawing.drawing, by(), proposal_id, path)
        return jsonify(why=words(str(moved)), by=now.saved_by, mark=now.mark), 409
    except (NotAllowed, InvalidAnswers) as refused:
        return jsonify(why=words(str(refused))), 422
    return jsonify(mark=mark)


@bp.get("/voorstel/<int:proposal_id>/tekening/controle")
def remarks(proposal_id: int) -> ResponseReturnValue:
    found = read(drawing.remarks_on, by(), proposal_id, request.args.get("pad", ""))
    return jsonify([{**_finding(each), **_mended(proposal_id, each)} for each in found])


def _property(word: Word) -> dict[str, Any]:
    group, hint = drawing_words.PROPERTIES[word.name]
    return {
        "name": word.name,
        "group": group,
        "label": words(LABELS[word.name]),
        "hint": str(hint),
        "places": word.places,
        "choices": word.choices,
        "several": word.several,
        "neededOn": word.needed_on,
        "seen": word.seen,
        "adding": _weight(word.adding),
        "changing": _weight(word.changing),
    }


def _weight(weight: Weight) -> dict[str, str]:
    """Return what changing this brings: in short, and in a sentence."""
    kind, named = weight.kind, sorted(weight.gates)
    meant = [str(CLASSES[kind]), *(str(GATES[gate]) for gate in named)]
    return {"short": " ".join([_("klasse %(kind)s", kind=kind), *named]), "long": "; ".join(meant), "kind": kind}


def _choice(name: str, choice: Choice) -> dict[str, Any]:
    own = drawing_words.CHOICES.get(name, {}).get(choice.value)
    label = str(own) if own else choice.label if isinstance(choice.label, str) else choice.label.in_(str(get_locale()))
    return {"value": choice.value, "label": label, "norm": choice.norm, "values": choice.values}


def _mended(proposal_id: int, finding: Finding) -> dict[str, str]:
    """Return where what is found is mended, when that is not in the drawing itself."""
    if finding.code != "unknown-form" or not finding.element:
        return {}
    path = f"forms/{finding.element}.toml"
    return {"link": url_for("studio_parts.add_field", proposal_id=proposal_id, pad=path), "doing": _("Vragen maken")}


def _finding(finding: Finding) -> dict[str, str]:
    return {
        "level": finding.level,
        "element": finding.element,
        "problem": finding.problem,
        "remedy": finding.remedy,
    }


def _spoken(named: dict[str, Any]) -> dict[str, str]:
    return {name: str(label) for name, label in named.items()}
