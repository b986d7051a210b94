"""The seal of a letter: whoever changes a word of it, or its addressee, breaks it."""

import hashlib
import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any


def seal_of(
    case: str,
    letter: str,
    version: int,
    subject: str,
    body: Sequence[Any],
    addressee: tuple[str, str],
    made_at: datetime,
) -> str:
    """Return the SHA-256 over what a letter says, to whom (name and address), and when it was made."""
    made = made_at.astimezone(UTC).isoformat()
    told = json.dumps([case, letter, version, subject, body, *addressee, made], ensure_ascii=False)
    return hashlib.sha256(told.encode()).hexdigest()
