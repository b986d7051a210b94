"""How instants, JSON and a route's files are stored, the same on SQLite and PostgreSQL."""

import base64
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import DateTime, Dialect, String, Text, TypeDecorator

_JSON = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def to_json(value: object) -> str:
    """Return *value* as compact JSON with sorted keys: the same value is always the same text."""
    return _JSON.encode(value)


class UtcDateTime(TypeDecorator[datetime]):
    """An aware instant, stored and read as UTC; a naive datetime is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"naive datetime: {value}")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        # SQLite keeps no offset; what is there is UTC because nothing else goes in.
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Json(TypeDecorator[Any]):
    """Plain data as JSON text; None is NULL, never the JSON word null."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, _dialect: Dialect) -> str | None:
        return None if value is None else to_json(value)

    def process_result_value(self, value: str | None, _dialect: Dialect) -> Any:
        return None if value is None else json.loads(value)


class Files(TypeDecorator[Mapping[str, bytes]]):
    """A route's files, path to bytes: readable text where they are text, base64 where they are not."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Mapping[str, bytes] | None, _dialect: Dialect) -> str | None:
        return None if value is None else to_json({path: _packed(data) for path, data in value.items()})

    def process_result_value(self, value: str | None, _dialect: Dialect) -> dict[str, bytes] | None:
        if value is None:
            return None
        return {path: _unpacked(packed) for path, packed in json.loads(value).items()}


def _packed(data: bytes) -> str | dict[str, str]:
    try:
        text = data.decode()
    except UnicodeDecodeError:
        return {"base64": base64.b64encode(data).decode()}
    # PostgreSQL stores no NUL in text.
    return {"base64": base64.b64encode(data).decode()} if "\0" in text else text


def _unpacked(packed: str | dict[str, str]) -> bytes:
    return packed.encode() if isinstance(packed, str) else base64.b64decode(packed["base64"])


# Compared byte by byte, so that "begins with" is a range of an index on both databases.
Searchable = String(200).with_variant(String(200, collation="C"), "postgresql")
