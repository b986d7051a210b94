"""What the parts of a route are called: people read those names, and not those of files."""

import re
from collections import defaultdict
from collections.abc import Mapping
from contextlib import suppress
from functools import lru_cache
from pathlib import PurePosixPath

from workflows.domain.errors import InvalidRoute
from workflows.routes.decisions import read_decision
from workflows.routes.diagram import reading_of
from workflows.routes.letter_text import LetterText


def part_names(files: Mapping[str, bytes]) -> dict[str, str]:
    """Return by path the name of each drawing, form, letter and table that has one; a broken part has none.

    A form is called as the steps that ask it, a letter as what it is about. An element stands behind ``path#id``.
    """
    found: dict[str, str] = {}
    forms: dict[str, dict[str, None]] = defaultdict(dict)
    for path, data in files.items():
        for process in reading_of(path, data).processes if path.endswith(".bpmn") else ():
            found.setdefault(path, process.name)
            for element in process.elements.values():
                found[f"{path}#{element.id}"] = element.name
                forms[element.properties.get("form", element.id)][element.name] = None
    for path, data in files.items():
        part = PurePosixPath(path)
        with suppress(InvalidRoute):
            if part.match("forms/*.toml"):
                found[path] = ", ".join(name for name in forms[part.stem] if name)
            elif part.match("notices/*.txt"):
                found[path] = _subject(path, data)
            elif part.match("decisions/*.dmn"):
                found[path] = read_decision(path, data).name
    return {path: name for path, name in found.items() if name}


@lru_cache(maxsize=512)
def _subject(path: str, data: bytes) -> str:
    return re.sub(r"\{\{.*?\}\}", "…", LetterText(path, data).subject)
