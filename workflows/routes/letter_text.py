"""A letter open for changes: its subject and its text; the rest of its head stays as it was written."""

import tomlkit
from tomlkit.exceptions import TOMLKitError

from workflows.domain.errors import InvalidRoute
from workflows.domain.findings import Finding

_RULE = "+++"


class LetterText:
    """The head and the text of a letter.

    Raises:
        InvalidRoute: it has no head between two lines of ``+++``, or one that is no TOML.
    """

    def __init__(self, file: str, data: bytes) -> None:
        lines = data.decode(errors="replace").replace("\r\n", "\n").split("\n")
        rules = [number for number, line in enumerate(lines) if line.strip() == _RULE][:2]
        try:
            if len(rules) < 2 or rules[0] != 0:
                raise ValueError("no head")
            self._head = tomlkit.parse("\n".join(lines[1 : rules[1]]))
        except (ValueError, TOMLKitError):
            problem = "De brief begint niet met een leesbare kop tussen twee regels +++."
            finding = Finding("error", file, "", "letter-head", problem, "Verbeter de tekst zelf.")
            raise InvalidRoute([finding]) from None
        self.body = "\n".join(lines[rules[1] + 1 :])

    @property
    def subject(self) -> str:
        return str(self._head.get("subject", ""))

    @property
    def data(self) -> bytes:
        head = tomlkit.dumps(self._head)
        return f"{_RULE}\n{head}{'' if head.endswith(chr(10)) or not head else chr(10)}{_RULE}\n{self.body}".encode()

    def change(self, subject: str, body: str) -> None:
        subject = " ".join(subject.split())
        if subject != self.subject:
            self._head["subject"] = subject
        written = body.replace("\r\n", "\n")
        if written.strip("\n") != self.body.strip("\n"):
            self.body = f"{written.rstrip()}\n"
