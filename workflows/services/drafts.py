"""What a draft keeps beside the answers: the texts of letters that somebody changed before signing."""

from collections.abc import Mapping
from typing import Any

from workflows.domain.answers import JSON

_PREFIX = "_brief:"  # no field of a form begins like this

#: Per letter and per text: what it was, and what it becomes.
Changes = Mapping[str, Mapping[str, Mapping[str, str]]]


def changes_of(data: Mapping[str, Any]) -> dict[str, dict[str, dict[str, str]]]:
    """Return the texts that were changed, by letter."""
    found: dict[str, dict[str, dict[str, str]]] = {}
    for key, value in data.items():
        if key.startswith(_PREFIX):
            letter, _, name = key.removeprefix(_PREFIX).partition(":")
            found.setdefault(letter, {})[name] = {"was": value[0], "wordt": value[1]}
    return found


def as_json(changes: Changes) -> JSON:
    """Return the changes as the history keeps them."""
    return {letter: {name: dict(change) for name, change in texts.items()} for letter, texts in changes.items()}


def with_changes(data: Mapping[str, Any], changes: Changes) -> dict[str, Any]:
    """Return the answers of a draft with these changes, and no others."""
    answers = {key: value for key, value in data.items() if not key.startswith(_PREFIX)}
    kept = {
        f"{_PREFIX}{letter}:{name}": [change["was"], change["wordt"]]
        for letter, texts in changes.items()
        for name, change in texts.items()
    }
    return {**answers, **kept}
