"""What a check has to say about a route's files: where, what is wrong, what to do."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Literal

Level = Literal["error", "warning"]
REFUSED = "Geweigerd: "  #: how everything begins that the law does not let be changed


@dataclass(frozen=True)
class Finding:
    """One remark for the person who edits the file.

    *element* is the id in the diagram, or the entry in another file; *problem* and *remedy* are Dutch sentences;
    *code* is stable and names the kind of remark; *why* is what it rests on, for who wants to know.
    """

    level: Level
    file: str
    element: str
    code: str
    problem: str
    remedy: str
    why: str = ""

    @property
    def by_law(self) -> bool:
        """Is it the law that refuses this?"""
        return self.problem.startswith(REFUSED)

    def __str__(self) -> str:
        place = "".join(f"{each}: " for each in (self.file, self.element) if each)
        return f"{place}{self.problem} {self.remedy}".strip()

    def as_json(self) -> dict[str, str]:
        return asdict(self)


def errors_in(findings: Iterable[Finding]) -> list[Finding]:
    """Return the findings that forbid the use of the route."""
    return [finding for finding in findings if finding.level == "error"]
