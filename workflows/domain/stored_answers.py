"""Stored answers, back as typed texts and in words."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from workflows.domain.fields import JSON, Field, FormContext
from workflows.domain.value_words import enumeration, money_in_words
from workflows.domain.wording import date_in_words, number_in_words

NOT_FILLED_IN = "niet ingevuld"


def as_raw(field: Field, stored: object) -> dict[str, list[str]]:
    """Return what would have to be typed to get *stored*: a detail, or the value of a fact."""
    if field.kind == "table":
        rows = [row for row in stored if isinstance(row, Mapping)] if isinstance(stored, list) else []
        return {f"{field.id}.{column.id}": [_cell(column, row) for row in rows] for column in field.columns}
    items = stored if isinstance(stored, list) else [stored]
    return {field.id: [_typed(field, item) for item in items if item is not None]}


def _cell(column: Field, row: Mapping[str, object]) -> str:
    stored = row.get(column.id)
    return "" if stored is None else _typed(column, stored)


def _typed(field: Field, item: object) -> str:
    if isinstance(item, bool):
        return "ja" if item else "nee"
    if field.kind == "date":
        day = _day(item)
        return f"{day:%d-%m-%Y}" if day else str(item)
    if field.kind == "money":
        amount = _number(item)
        return number_in_words(amount.quantize(Decimal("0.01"))) if amount is not None else str(item)
    if field.kind == "number":
        return str(item).replace(".", ",")
    return str(item)


def stored_in_words(field: Field, stored: JSON, context: FormContext) -> str:
    """Return one stored answer as a person reads it."""
    if stored is None or stored in ("", []):
        return NOT_FILLED_IN
    if field.kind == "table" and isinstance(stored, list):
        return "\n".join(_row_in_words(field, row, context) for row in stored if isinstance(row, dict))
    if isinstance(stored, list):
        return enumeration([_item_in_words(field, item, context) for item in stored])
    return _item_in_words(field, stored, context)


def _row_in_words(field: Field, row: Mapping[str, JSON], context: FormContext) -> str:
    return ", ".join(
        f"{column.label}: {stored_in_words(column, row[column.id], context)}"
        for column in field.columns
        if row.get(column.id) is not None
    )


def _item_in_words(field: Field, item: JSON, context: FormContext) -> str:
    if isinstance(item, bool):
        return "Ja" if item else "Nee"
    if field.kind == "date":
        day = _day(item)
        return date_in_words(day) if day else str(item)
    if field.kind in ("money", "number"):
        amount = _number(item)
        if amount is None:
            return str(item)
        if field.kind == "money":
            return money_in_words(amount)
        return number_in_words(item if isinstance(item, int) else amount)
    if field.kind == "file":
        info = context.files.get(str(item))
        return info.name if info else str(item)
    options = context.options_of(field) or ()
    return next((option.label for option in options if option.value == str(item)), str(item))


def _day(item: object) -> date | None:
    if isinstance(item, date):
        return item
    try:
        return date.fromisoformat(str(item))
    except ValueError:
        return None


def _number(item: object) -> Decimal | None:
    try:
        return Decimal(str(item))
    except ArithmeticError:
        return None
