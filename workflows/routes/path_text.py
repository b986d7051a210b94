"""Writes an example of a route as it stands in ``paths.toml``."""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any


def path_text(name: str, given: Mapping[str, Any], steps: Sequence[Mapping[str, Any]]) -> str:
    """Return an example, to be put at the end of the file; what is empty is left out."""
    head = ["[[path]]", f"name = {_value(name)}", *([f"given = {_value(given)}"] if given else [])]
    return "\n".join([*head, "steps = [", *(f"  {_value(step)}," for step in steps), "]", ""])


def _value(value: Any) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case Decimal():
            return str(int(value)) if value == value.to_integral_value() else str(value)
        case int():
            return str(value)
        case date():
            return value.isoformat()
        case str():
            return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
        case Mapping():
            known = {key: each for key, each in value.items() if each is not None}
            return "{ " + ", ".join(f"{key} = {_value(each)}" for key, each in known.items()) + " }" if known else "{}"
        case list() | tuple():
            return "[" + ", ".join(_value(each) for each in value if each is not None) + "]"
    raise TypeError(f"no word of a path: {value!r}")
