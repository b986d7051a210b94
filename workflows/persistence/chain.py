"""The chain of hashes through the history of a case: nobody changes the past unnoticed, not even with the database.

A link covers everything of an entry but its details; of those it covers a salted digest. Details and salt may be
destroyed when their time has come, and the chain still holds.
"""

import hashlib
import secrets
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from typing import Any

from workflows.persistence.types import to_json

FIRST = ""  #: what the first entry of a case is linked to
COVERED = ("case_id", "seq", "at", "on", "kind", "element_id", "token", "nr", "actor_id", "facts", "details_digest")
DATED = ("at", "on")


def new_salt() -> str:
    return secrets.token_hex(16)


def digest_of(details: Mapping[str, Any], salt: str) -> str:
    return hashlib.sha256(f"{salt}{to_json(details)}".encode()).hexdigest()


def link(previous: str, entry: Mapping[str, Any]) -> str:
    """Return the hash of *entry* (its columns by name) as the successor of the entry with hash *previous*."""
    covered = [_plain(entry[column]) if column in DATED else entry[column] for column in COVERED]
    return hashlib.sha256(f"{previous}{to_json(covered)}".encode()).hexdigest()


def broken_links(entries: Iterable[Mapping[str, Any]]) -> list[int]:
    """Return the numbers of the entries of one case, in order, that are not what was recorded, or do not follow on."""
    broken, previous, expected = [], FIRST, 1
    for entry in entries:
        details, salt = entry["details"], entry["salt"]
        altered = details is not None and (salt is None or digest_of(details, salt) != entry["details_digest"])
        if altered or entry["seq"] != expected or entry["hash"] != link(previous, entry):
            broken.append(entry["seq"])
        previous, expected = entry["hash"], entry["seq"] + 1
    return broken


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    return value.isoformat() if isinstance(value, date) else value
