"""The findings on one file, gathered while it is read."""

from dataclasses import dataclass, field

from workflows.domain.findings import Finding, Level, errors_in

MAX_FINDINGS = 100  #: more does not help
MAX_ID = 80  #: characters of a name that are shown


@dataclass
class Remarks:
    """Gathers findings on one file, up to a hundred."""

    file: str
    findings: list[Finding] = field(default_factory=list)

    @property
    def full(self) -> bool:
        """Whether there is so much to say that more does not help."""
        return len(self.findings) >= MAX_FINDINGS

    @property
    def wrong(self) -> bool:
        """Whether the file cannot be used."""
        return bool(errors_in(self.findings))

    def refuse(self, element: str, code: str, problem: str, remedy: str, level: Level = "error") -> None:
        if not self.full:
            self.findings.append(Finding(level, self.file, element[:MAX_ID], code, problem, remedy))
