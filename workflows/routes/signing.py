"""How decisions are signed, as ``bpmn/shared/signing.toml`` says it."""

from workflows.domain.signing import SigningRules
from workflows.routes.toml_text import read_tables

LONGEST = 60  #: minutes


def read_signing(file: str, data: bytes) -> SigningRules:
    """Read ``signing.toml``; what is left out is as it is without the file.

    Raises:
        InvalidRoute: it cannot be used; says why.
    """
    found = SigningRules()
    for table in read_tables(file, data):
        if table.name != "series":
            raise table.refusal("is hier onbekend", "Er is alleen [series].")
        minutes = table.number("minutes")
        if not 1 <= minutes <= LONGEST:
            raise table.refusal(f"'minutes' is {minutes}", f"Kies een getal van 1 tot en met {LONGEST}.")
        found = SigningRules(table.flag("password", True), minutes)
        table.done()
    return found
