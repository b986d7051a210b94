"""The parts of a proposal without the canvas: the steps as a list, and each step, arrow and lane by itself."""

from collections.abc import Callable, Mapping, Sequence

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from webapp import studio_words as words
from webapp.asking import by, perform, read
from webapp.forms import Control, controls
from workflows.domain.errors import FieldError, InvalidAnswers, InvalidRoute, NotAllowed
from workflows.services import (
    publishing,
    studio,
    studio_forms,
    studio_letters,
    studio_step_changes,
    studio_steps,
    studio_tables,
)

bp = Blueprint("studio_parts", __name__, url_prefix="/routes/voorstel/<int:proposal_id>")


def seen() -> int:
    """Return the version of the proposal that was on the page."""
    raw = request.form.get("seen", "")
    return int(raw) if raw.isdecimal() else 0


def where() -> str:
    return request.args.get("pad", "")


def attempt(act: Callable[[], object]) -> tuple[object, list[FieldError], int]:
    """Change a proposal; return what that gave, or what is wrong with it and the status that says so."""
    try:
        return act(), [], 200
    except InvalidAnswers as refused:
        return None, list(refused.errors), 422
    except studio.ProposalMoved as moved:
        return None, [FieldError("", str(moved))], 409
    except InvalidRoute as refused:
        return None, [FieldError("", str(each)) for each in refused.findings[:10]], 422
    except NotAllowed as refused:
        return None, [FieldError("", str(refused))], 422


# ------------------------------------------------------------------ steps
@bp.get("/stappen")
def steps(proposal_id: int) -> ResponseReturnValue:
    page, found = read(publishing.page, by(), proposal_id), read(studio_steps.steps, by(), proposal_id, where())
    return render_template("studio_steps.html", page=page, found=found, words=words)


@bp.get("/stap/<number>")
def step(proposal_id: int, number: str) -> ResponseReturnValue:
    return _show_step(proposal_id, number)


@bp.post("/stap/<number>")
def change_step(proposal_id: int, number: str) -> ResponseReturnValue:
    raw = request.form.to_dict()
    changed, errors, status = attempt(
        lambda: perform(studio_step_changes.change, by(), proposal_id, where(), number, raw, seen())
    )
    if errors:
        return _show_step(proposal_id, number, raw, errors, status)
    flash(_("Bewaard. Er is nog niets in gebruik.") if changed else _("Er was niets gewijzigd."))
    return redirect(url_for("studio_parts.step", proposal_id=proposal_id, number=number, pad=where()), 303)


def _show_step(
    proposal_id: int,
    number: str,
    raw: Mapping[str, str] | None = None,
    errors: Sequence[FieldError] = (),
    status: int = 200,
) -> ResponseReturnValue:
    page = read(publishing.page, by(), proposal_id)
    found = read(studio_steps.step, by(), proposal_id, where(), number)
    typed = {part.name: (raw or {}).get(part.name, part.value) for part in found.parts}
    wrong = {error.field for error in errors}
    first = [part for part in found.parts if part.name in words.FIRST or part.value or part.name in wrong]
    first.sort(key=lambda part: words.FIRST.index(part.name) if part.name in words.FIRST else len(words.FIRST))
    rest = [part for part in found.parts if part not in first]
    return (
        render_template(
            "studio_step.html",
            page=page,
            found=found,
            first=first,
            rest=rest,
            typed=typed,
            errors=errors,
            words=words,
        ),
        status,
    )


# ------------------------------------------------------------------ questions
@bp.get("/vragen")
def form(proposal_id: int) -> ResponseReturnValue:
    return _show_form(proposal_id)


def _show_form(proposal_id: int, errors: Sequence[FieldError] = (), status: int = 200) -> ResponseReturnValue:
    page, found = read(publishing.page, by(), proposal_id), read(studio_forms.form, by(), proposal_id, where())
    return (
        render_template(
            "studio_form.html",
            page=page,
            found=found,
            questions=_preview(found),
            errors=errors,
            words=words,
        ),
        status,
    )


def _preview(found: studio_forms.FormPage, number: int | None = None) -> list[Control]:
    """Return the questions as who works with them will see them, also what is only asked sometimes; or only one."""
    if found.form is None:
        return []
    drawn = controls(found.form, found.form.fields, {}, found.context)
    if number is None or number >= len(found.rows):
        return drawn
    name = found.rows[number].name
    return [each for each in drawn if name in (each.field.id, each.field.instead_of)]


@bp.post("/vragen")
def arrange(proposal_id: int) -> ResponseReturnValue:
    """Move a question up or down, or take it away; the button says which: ``up:3``."""
    what, _colon, place = request.form.get("do", "").partition(":")
    number = int(place) if place.isdecimal() else -1
    to = number - 1 if what == "up" else number + 1

    def act() -> object:
        if what == "remove":
            return perform(studio_forms.remove, by(), proposal_id, where(), number, seen())
        return perform(studio_forms.move, by(), proposal_id, where(), number, to, seen())

    _done, errors, status = attempt(act)
    if errors:
        return _show_form(proposal_id, errors, status)
    if what == "remove":
        flash(_("De vraag is weggehaald. Er is nog niets in gebruik."))
        here = str(max(number - 1, 0))
    else:
        flash(_("De vraag staat nu op plaats %(nr)s. Er is nog niets in gebruik.", nr=to + 1))
        here = f"{to}-{what}"
    return redirect(url_for("studio_parts.form", proposal_id=proposal_id, pad=where(), hier=here), 303)


@bp.get("/vragen/nieuw")
def add_field(proposal_id: int) -> ResponseReturnValue:
    """Ask what to ask, below the questions that are there."""
    last = len(read(studio_forms.form, by(), proposal_id, where()).rows)
    return redirect(url_for("studio_parts.field", proposal_id=proposal_id, nth=last, pad=where(), nieuw="ja"))


@bp.get("/vragen/<int:nth>")
def field(proposal_id: int, nth: int) -> ResponseReturnValue:
    return _show_field(proposal_id, nth)


@bp.post("/vragen/<int:nth>")
def change_field(proposal_id: int, nth: int) -> ResponseReturnValue:
    raw, new = request.form.to_dict(), _is_new()
    nth = _place(nth)
    _done, errors, status = attempt(
        lambda: perform(studio_forms.change, by(), proposal_id, where(), nth, raw, seen(), new=new)
    )
    if errors:
        return _show_field(proposal_id, nth, raw, errors, status)
    flash(_("Bewaard. Er is nog niets in gebruik."))
    return redirect(url_for("studio_parts.form", proposal_id=proposal_id, pad=where(), hier=nth), 303)


@bp.post("/vragen/<int:nth>/voorbeeld")
def try_field(proposal_id: int, nth: int) -> ResponseReturnValue:
    """Show the form as it would be with what is typed; nothing is saved."""
    return _show_field(proposal_id, _place(nth), request.form.to_dict(), trying=True)


def _place(nth: int) -> int:
    """Return where a new question comes, as was chosen on its page; one that is there stays where it is."""
    chosen = request.form.get("place", "")
    return int(chosen) if _is_new() and chosen.isdecimal() and len(chosen) < 4 else nth


def _by_label(message: str) -> str:
    """Return what the check says with the words of the page in place of the keys of the file."""
    for key, label in words.FIELD_PARTS.items():
        if f"‘{key}’" in message:
            return message.replace(f"‘{key}’", f"‘{label}’")
    return message


def _is_new() -> bool:
    return "nieuw" in request.args


def _show_field(
    proposal_id: int,
    number: int,
    raw: Mapping[str, str] | None = None,
    errors: Sequence[FieldError] = (),
    status: int = 200,
    *,
    trying: bool = False,
) -> ResponseReturnValue:
    page, new = read(publishing.page, by(), proposal_id), _is_new()
    found = read(studio_forms.field, by(), proposal_id, where(), number, new=new)
    shown = read(studio_forms.form, by(), proposal_id, where())
    if raw is not None and trying:
        tried, errors, status = attempt(
            lambda: read(studio_forms.tried, by(), proposal_id, where(), number, raw, new=new)
        )
        if isinstance(tried, tuple):
            shown, errors = tried
        status = 200  # an answer to a question, not a refusal
    typed = found.typed if raw is None else {key: raw.get(key, "") for key in studio_forms.KEYS}
    errors = [FieldError(each.field, _by_label(each.message)) for each in errors]
    return (
        render_template(
            "studio_field.html",
            page=page,
            found=found,
            shown=shown,
            questions=() if new and not trying else _preview(shown, number),
            typed=typed,
            trying=trying,
            bound=studio_forms.BOUND,
            new=new,
            errors=errors,
            words=words,
        ),
        status,
    )


# ------------------------------------------------------------------ letters
@bp.get("/brief")
def letter(proposal_id: int) -> ResponseReturnValue:
    return _show_letter(proposal_id)


@bp.post("/brief")
def change_letter(proposal_id: int) -> ResponseReturnValue:
    subject, body = request.form.get("subject", ""), request.form.get("body", "")
    _done, errors, status = attempt(
        lambda: perform(studio_letters.change, by(), proposal_id, where(), subject, body, seen())
    )
    if errors:
        return _show_letter(proposal_id, (subject, body), errors, status)
    flash(_("Bewaard. Er is nog niets in gebruik."))
    example = request.form.get("example") or None
    return redirect(url_for("studio_parts.letter", proposal_id=proposal_id, pad=where(), voorbeeld=example), 303)


@bp.post("/brief/voorbeeld")
def try_letter(proposal_id: int) -> ResponseReturnValue:
    """Show how what is typed would read; nothing is saved."""
    return _show_letter(proposal_id, (request.form.get("subject", ""), request.form.get("body", "")))


def _show_letter(
    proposal_id: int, typed: tuple[str, str] | None = None, errors: Sequence[FieldError] = (), status: int = 200
) -> ResponseReturnValue:
    page = read(publishing.page, by(), proposal_id)
    example = request.form.get("example") or request.args.get("voorbeeld", "")
    try:
        found = read(studio_letters.letter, by(), proposal_id, where(), example, typed)
    except InvalidRoute:
        return redirect(url_for("studio.file", proposal_id=proposal_id, pad=where()), 303)
    return render_template("studio_letter.html", page=page, found=found, errors=errors, words=words), status


# ------------------------------------------------------------------ decision tables
@bp.get("/tabel")
def table(proposal_id: int) -> ResponseReturnValue:
    return _show_table(proposal_id)


@bp.post("/tabel")
def change_table(proposal_id: int) -> ResponseReturnValue:
    """Write the cells; the button says what else: ``add:3`` a rule below that one, ``remove:3`` takes it away."""
    what, _colon, place = request.form.get("do", "").partition(":")
    number = int(place) if place.isdecimal() else None
    cells = {
        (int(rule), int(column)): value
        for name, value in request.form.items()
        for mark, rule, column in [(*name.split("-"), "", "", "")[:3]]
        if mark == "c" and rule.isdecimal() and column.isdecimal()
    }
    _done, errors, status = attempt(
        lambda: perform(
            studio_tables.change,
            by(),
            proposal_id,
            where(),
            cells,
            seen(),
            add=number if what == "add" else None,
            remove=number if what == "remove" else None,
        )
    )
    if errors:
        return _show_table(proposal_id, cells, errors, status)
    flash(_("Bewaard. Er is nog niets in gebruik."))
    here = None if number is None else number + 1 if what == "add" else max(number - 1, 0)
    return redirect(url_for("studio_parts.table", proposal_id=proposal_id, pad=where(), hier=here), 303)


def _show_table(
    proposal_id: int,
    cells: Mapping[tuple[int, int], str] | None = None,
    errors: Sequence[FieldError] = (),
    status: int = 200,
) -> ResponseReturnValue:
    page, found = read(publishing.page, by(), proposal_id), read(studio_tables.table, by(), proposal_id, where())
    return (
        render_template(
            "studio_table.html",
            page=page,
            found=found,
            cells=cells or {},
            errors=errors,
            words=words,
        ),
        status,
    )
