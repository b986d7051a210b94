"""What can be changed in the register: each kind of edit reads what was typed and writes the files anew."""

from collections.abc import Callable, Mapping
from datetime import date

from workflows.domain.errors import FieldError, InvalidAnswers, NotFound
from workflows.domain.wording import said
from workflows.routes.register import REGIONS
from workflows.routes.register_text import PARAGRAPHS, SCHOOL, RegisterText
from workflows.routes.route import Shared
from workflows.services import register_days as days
from workflows.services import register_norms as norms
from workflows.services import register_paragraphs
from workflows.services.register_given import Edit, Given, Raw

EDITS: dict[str, Callable[[Given, RegisterText], Edit]] = {
    "kb_days": days.kb_days,
    "no_kb_day": days.no_kb_day,
    "holiday": days.holiday,
    "no_holiday": days.no_holiday,
    "closing": days.closing,
    "no_closing": days.no_closing,
    "norm": norms.norm,
    "norm_beside": norms.norm_beside,
    "rule": norms.rule_words,
    "ladder": norms.ladder,
    "paragraph": register_paragraphs.paragraph,
}


def edit(kind: str, raw: Raw, shared: Shared, today: date) -> Edit:
    """Return what an edit of this kind makes of the register.

    Raises:
        NotFound: there is no such kind, or what it is about is not there.
        InvalidAnswers: field by field, in words.
    """
    if kind not in EDITS:
        raise NotFound(f"no edit {kind}")
    given, text = Given(raw, today, shared), RegisterText(shared.files)
    made = EDITS[kind](given, text)
    given.refuse()
    if made.files == dict(shared.files):
        raise InvalidAnswers([FieldError("", said("Er verandert niets: dit staat er al zo."))])
    return made


def present(kind: str, given: Given, text: RegisterText) -> dict[str, list[str]]:
    """Return what the form of an edit shows before anything was typed."""
    values: dict[str, str | list[str]] = {}
    if kind == "kb_days":
        values["through"] = str(given.shared.calendar.kb_known_through)
    elif kind == "holiday":
        values |= {"year": given.text("year"), "name": given.text("name")}
        for row in text.parts()[SCHOOL]:
            for holiday in row["holidays"] if isinstance(row, dict) and row["name"] == values["year"] else ():
                if holiday["name"] == values["name"]:
                    for region in REGIONS:
                        for end, day in zip(("first", "last"), holiday[region], strict=True):
                            values[f"{region}_{end}"] = f"{day:%d-%m-%Y}"
    elif kind == "paragraph":
        name = given.text("paragraph")
        if name not in given.shared.paragraphs:
            raise NotFound(f"no paragraph {name!r}")
        values |= {"paragraph": name, "text": given.shared.files[f"{PARAGRAPHS}{name}.txt"].decode()}
    elif kind in ("norm", "norm_beside", "rule", "ladder"):
        rule = given.rule()
        values |= {"rule": rule.id, "source": rule.source if kind != "norm_beside" else ""}
        if kind == "norm":
            values |= {"period_n": str(rule.period.n), "period_unit": rule.period.unit}
            if rule.max_extension is not None:
                values |= {"extension_n": str(rule.max_extension.n), "extension_unit": rule.max_extension.unit}
        values |= {"consequence_nl": rule.consequence.nl, "consequence_en": rule.consequence.en}
        values |= {"checked_on": f"{given.today:%d-%m-%Y}", "checked_by": rule.checked_by}
        for number, rung in enumerate(text.rungs_of(rule.id) if kind == "ladder" else ()):
            side = "after" if "after" in rung else "before"
            [(unit, n)] = rung[side].items()
            told = rung.get("text", "")
            nl, en = (told["nl"], told["en"]) if isinstance(told, Mapping) else (told, told)
            fields = {"n": str(n), "unit": unit, "side": side, "tone": rung["tone"], "to": list(rung["to"])}
            values |= {f"r{number}_{name}": value for name, value in {**fields, "text": nl, "text_en": en}.items()}
    return {name: value if isinstance(value, list) else [value] for name, value in values.items()}
