"""Says which new questions about a person do not say what they are for.

Source: AVG art. 5 lid 1 sub b and c (purpose, no more than needed), art. 25 (privacy by design).
"""

from collections.abc import Iterator

from workflows.domain.errors import InvalidRoute
from workflows.domain.findings import Finding
from workflows.routes.changes import asks_personal
from workflows.routes.route import Route


def check_purposes(old: Route, new: Route) -> list[Finding]:
    """Return an error for each question about a person that *old* does not ask, without a purpose or a data block."""
    try:
        return list(_untold(old, new))
    except InvalidRoute:  # what cannot be read is said elsewhere
        return []


def _untold(old: Route, new: Route) -> Iterator[Finding]:
    asked = {field.id for form in old.forms.values() for field in form.asking if asks_personal(field)}
    for name, form in new.forms.items():
        for field in form.asking:
            if asks_personal(field) and field.id not in asked and not (field.purpose and field.block):
                problem = f"De nieuwe vraag '{field.label}' gaat over een persoon en zegt niet waarvoor."
                remedy = (
                    "Vul bij de vraag in waarvoor dit nodig is en wiens gegevens het zijn; daaruit volgen de grondslag "
                    "en de bewaartermijn. De functionaris gegevensbescherming kijkt mee (AVG art. 5, 25)."
                )
                yield Finding("error", f"forms/{name}.toml", field.id, "no-purpose", problem, remedy)
