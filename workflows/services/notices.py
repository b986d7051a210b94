"""What mails say: that something waits, where, and until when; never about whom."""

from datetime import date
from typing import Any

from workflows.channels.email import Notice
from workflows.domain.wording import date_in_words
from workflows.persistence import models
from workflows.persistence.unit_of_work import UnitOfWork
from workflows.services.deployments import shared_of

SIGNED = "Dit bericht bevat met opzet geen namen. Op een antwoord op dit bericht kijkt niemand."


def notice_of(uow: UnitOfWork, key: str, payload: dict[str, Any]) -> Notice | None:
    """Return the mail that a job asks for; None when its receiver can no longer sign in.

    The same job is always the same message, so that a mail sent twice is seen as one.
    """
    person = uow.session.get(models.Person, payload["to"])
    if person is None or person.blocked_at is not None:
        return None
    subject, text = _WORDS[payload["notice"]](uow, payload)
    return Notice(
        key=key, to=person.email, subject=subject, text=f"{text}\n\n{SIGNED}", path=f"/zaken/{payload['case']}"
    )


def _rung(uow: UnitOfWork, payload: dict[str, Any]) -> tuple[str, str]:
    due_on = date.fromisoformat(payload["due_on"])
    rule = shared_of(uow).rules.at(payload["rule"], uow.today)
    last_day = date_in_words(due_on)
    kind = "wettelijke termijn" if rule.statutory else "eigen norm"
    if uow.today > due_on:
        subject = f"Te laat: zaak {payload['case']}, uiterlijk {last_day}"
        text = f"In zaak {payload['case']} is de {kind} '{rule.label.nl}' voorbij. De laatste dag was {last_day}."
        if rule.consequence.nl:
            text += f"\n\nGevolg: {rule.consequence.nl}"
        return subject, text
    subject = f"Herinnering: zaak {payload['case']}, uiterlijk {last_day}"
    return subject, f"In zaak {payload['case']} loopt de {kind} '{rule.label.nl}'. De laatste dag is {last_day}."


def _assigned(_uow: UnitOfWork, payload: dict[str, Any]) -> tuple[str, str]:
    number = payload["case"]
    return f"Er wacht een taak op u: zaak {number}", f"In zaak {number} staat een taak op uw naam."


_WORDS = {"rung": _rung, "assigned": _assigned}
