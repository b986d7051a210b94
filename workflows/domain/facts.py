"""Facts as JSON and back: dates and decimals carry a tag, lists stay lists."""

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal

from workflows.domain.errors import WorkflowError
from workflows.domain.fields import JSON
from workflows.domain.values import Value


class UnreadableFacts(WorkflowError):
    """Stored facts that are not what `facts_to_json` writes."""


def facts_to_json(facts: Mapping[str, Value]) -> dict[str, JSON]:
    """Return *facts* ready for JSON: {"date": "2026-11-23"}, {"number": "12.50"}, {"days": 14}, the rest as it is."""
    return {name: _to_json(value) for name, value in facts.items()}


def facts_from_json(stored: Mapping[str, JSON]) -> dict[str, Value]:
    """Return the facts that `facts_to_json` wrote.

    Raises:
        UnreadableFacts: names the fact that is something else.
    """
    return {name: _from_json(name, value) for name, value in stored.items()}


def _to_json(value: Value) -> JSON:
    match value:
        case date():
            return {"date": value.isoformat()}
        case Decimal():
            return {"number": str(value)}
        case timedelta():
            return {"days": value.days}
        case list():
            return [_to_json(item) for item in value]
        case _:
            return value


def _from_json(name: str, stored: JSON) -> Value:
    try:
        match stored:
            case None | bool() | int() | str():
                return stored
            case list():
                return [_from_json(name, item) for item in stored]
            case dict() if len(stored) == 1:
                [(tag, content)] = stored.items()
                if tag == "date" and isinstance(content, str):
                    return date.fromisoformat(content)
                if tag == "number" and isinstance(content, str):
                    return Decimal(content)
                if tag == "days" and isinstance(content, int):
                    return timedelta(days=content)
    except (ValueError, ArithmeticError):
        pass
    raise UnreadableFacts(f"Het bewaarde feit {name} is niet te lezen.")
