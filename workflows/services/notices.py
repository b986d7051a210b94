"""What mails say: that something waits, where, and until when; never about whom."""

from datetime import date, datetime
from typing import Any

from workflows.channels.email import Notice
from workflows.domain.clock import AMSTERDAM
from workflows.domain.wording import Text, date_in_words, due_in_words, month_in_words
from workflows.persistence import models
from workflows.persistence.unit_of_work import UnitOfWork
from workflows.services import returns
from workflows.services.deployments import shared_of

SIGNED = Text(
    "Dit bericht bevat met opzet geen namen. Op een antwoord op dit bericht kijkt niemand.",
    "This message holds no names, on purpose. Nobody reads a reply to it.",
)
STATUTORY, LOCAL = Text("wettelijke termijn", "statutory term"), Text("eigen norm", "local norm")


def notice_of(uow: UnitOfWork, key: str, payload: dict[str, Any]) -> Notice | None:
    """Return the mail that a job asks for, in the language of its receiver; None when they can no longer sign in, or
    have done what it asks.

    The same job is always the same message, so that a mail sent twice is seen as one.
    """
    person = uow.session.get(models.Person, payload["to"])
    if person is None or person.blocked_at is not None:
        return None
    if payload["notice"] == "return" and returns.is_given(uow, payload["school"], date.fromisoformat(payload["month"])):
        return None
    if "question" in payload and not _still_news(uow, payload):
        return None
    subject, text = (words.in_(person.locale) for words in _WORDS[payload["notice"]](uow, payload))
    signed = SIGNED.in_(person.locale)
    path = payload.get("path") or (f"/zaken/{payload['case']}" if "case" in payload else "/taken")
    return Notice(key=key, to=person.email, subject=subject, text=f"{text}\n\n{signed}", path=path)


def _rung(uow: UnitOfWork, payload: dict[str, Any]) -> tuple[Text, Text]:
    number, due_on = payload["case"], date.fromisoformat(payload["due_on"])
    rule = shared_of(uow).rules.at(payload["rule"], uow.today)
    nl, en = date_in_words(due_on), date_in_words(due_on, "en")
    term = STATUTORY if rule.statutory else LOCAL
    if uow.today <= due_on:
        advice = Text(*(f" {each}" if each else "" for each in payload.get("text", ("", ""))))
        return (
            Text(f"Herinnering: zaak {number}, uiterlijk {nl}", f"Reminder: case {number}, due on {en}"),
            Text(
                f"In zaak {number} loopt de {term.nl} '{rule.label.nl}'. De laatste dag is {nl}.{advice.nl}",
                f"In case {number} the {term.en} '{rule.label.en}' is running. The last day is {en}.{advice.en}",
            ),
        )
    result = Text(f"\n\nGevolg: {rule.consequence.nl}", f"\n\nResult: {rule.consequence.en}")
    result = result if rule.consequence else rule.consequence
    return (
        Text(f"Te laat: zaak {number}, uiterlijk {nl}", f"Overdue: case {number}, due on {en}"),
        Text(
            f"In zaak {number} is de {term.nl} '{rule.label.nl}' voorbij. De laatste dag was {nl}.{result.nl}",
            f"In case {number} the {term.en} '{rule.label.en}' has passed. The last day was {en}.{result.en}",
        ),
    )


def _assigned(_uow: UnitOfWork, payload: dict[str, Any]) -> tuple[Text, Text]:
    number = payload["case"]
    return (
        Text(f"Er wacht een taak op u: zaak {number}", f"A task waits for you: case {number}"),
        Text(f"In zaak {number} staat een taak op uw naam.", f"In case {number} a task is assigned to you."),
    )


def _asked(_uow: UnitOfWork, payload: dict[str, Any]) -> tuple[Text, Text]:
    number, since = payload["case"], datetime.fromisoformat(payload["since"]).astimezone(AMSTERDAM).date()
    nl, en = date_in_words(since), date_in_words(since, "en")
    return (
        Text(f"Wilt u hiernaar kijken? Zaak {number}", f"Would you look at this? Case {number}"),
        Text(
            f"In zaak {number} wacht sinds {nl} een taak op u. De zaak kan niet verder zonder u.",
            f"In case {number} a task waits for you since {en}. The case cannot go on without you.",
        ),
    )


def _still_news(uow: UnitOfWork, payload: dict[str, Any]) -> bool:
    """Does a question still wait, or did who asked not read the answer yet?"""
    row = uow.session.get(models.Question, payload["question"])
    return row is not None and (row.closed_at if payload["notice"] == "question" else row.read_at) is None


def _question(_uow: UnitOfWork, payload: dict[str, Any]) -> tuple[Text, Text]:
    number = payload["case"]
    return (
        Text(f"Er is een vraag aan u: zaak {number}", f"There is a question for you: case {number}"),
        Text(
            f"In zaak {number} wacht een vraag op uw antwoord.", f"In case {number} a question waits for your answer."
        ),
    )


def _answer(_uow: UnitOfWork, payload: dict[str, Any]) -> tuple[Text, Text]:
    number = payload["case"]
    return (
        Text(f"Uw vraag is beantwoord: zaak {number}", f"Your question was answered: case {number}"),
        Text(f"Op uw vraag in zaak {number} kwam een antwoord.", f"Your question in case {number} was answered."),
    )


def _letter(_uow: UnitOfWork, payload: dict[str, Any]) -> tuple[Text, Text]:
    number = payload["case"]
    return (
        Text(f"Er staat een brief voor u klaar: zaak {number}", f"A letter is ready for you: case {number}"),
        Text(f"In zaak {number} staat een brief voor u klaar.", f"In case {number} a letter is ready for you."),
    )


def _withdrawn(_uow: UnitOfWork, payload: dict[str, Any]) -> tuple[Text, Text]:
    number = payload["case"]
    return (
        Text(f"Toestemming ingetrokken: zaak {number}", f"Consent withdrawn: case {number}"),
        Text(
            f"In zaak {number} is een toestemming ingetrokken. Wat daarvoor nodig was, mag nu niet meer. "
            "De zaak laat zien wat niet meer kan.",
            f"In case {number} consent was withdrawn. What needed it may no longer be done. The case shows what.",
        ),
    )


def _digest(uow: UnitOfWork, payload: dict[str, Any]) -> tuple[Text, Text]:
    shared, day, lines = shared_of(uow), date.fromisoformat(payload["day"]), payload["lines"]
    told: dict[str, list[str]] = {"nl": [], "en": []}
    for number, rule_id, last in lines:
        rule, due_on = shared.rules.at(rule_id, day), date.fromisoformat(last)
        term = STATUTORY if rule.statutory else LOCAL
        for locale, until in (("nl", "uiterlijk"), ("en", "due on")):
            words = due_in_words(due_on, day, shared.calendar, locale)
            when = f"{until} {date_in_words(due_on, locale)} ({words})"
            told[locale].append(f"- {number}: {rule.label.in_(locale)} ({term.in_(locale)}), {when}")
    nl, en = "\n".join(told["nl"]), "\n".join(told["en"])
    return (
        Text(
            f"Uw termijnen van {date_in_words(day)}: {len(lines)}",
            f"Your terms of {date_in_words(day, 'en')}: {len(lines)}",
        ),
        Text(f"Deze termijnen komen dichterbij.\n\n{nl}", f"These terms come near.\n\n{en}"),
    )


def _renewal(_uow: UnitOfWork, payload: dict[str, Any]) -> tuple[Text, Text]:
    ends_on = date.fromisoformat(payload["ends_on"])
    nl, en = date_in_words(ends_on), date_in_words(ends_on, "en")
    return (
        Text(f"Wat gebeurt er na {nl}?", f"What happens after {en}?"),
        Text(
            f"Op uw school lopen TLV's af op {nl}. Geef per leerling aan wat er verder gebeurt.",
            f"TLVs at your school end on {en}. Say for each pupil what comes next.",
        ),
    )


def _return(_uow: UnitOfWork, payload: dict[str, Any]) -> tuple[Text, Text]:
    month = date.fromisoformat(payload["month"])
    nl, en = month_in_words(month), month_in_words(month, "en")
    return (
        Text(f"Maandopgave zorgplicht: {nl}", f"Monthly return: {en}"),
        Text(
            f"Uw school heeft over {nl} nog niet opgegeven of er open aanmeldingen zonder plek zijn. "
            "Geef het op, ook als er geen zijn.",
            f"Your school has not said yet whether pupils were registered and without a place in {en}. "
            "Please do, also if there were none.",
        ),
    )


def _round(_uow: UnitOfWork, payload: dict[str, Any]) -> tuple[Text, Text]:
    until = datetime.fromisoformat(payload["until"]).astimezone(AMSTERDAM)
    nl, en = date_in_words(until.date()), date_in_words(until.date(), "en")
    return (
        Text(f"Schriftelijke ronde: antwoord uiterlijk {nl}", f"Round in writing: answer by {en}"),
        Text(
            f"De commissie vraagt uw antwoord over een of meer zaken. De ronde loopt tot {nl}, {until:%H:%M} uur.",
            f"The committee asks your answer about one or more cases. The round runs until {en}, {until:%H:%M}.",
        ),
    )


def _stand_in(_uow: UnitOfWork, payload: dict[str, Any]) -> tuple[Text, Text]:
    first = date.fromisoformat(payload["first"])
    nl, en = date_in_words(first), date_in_words(first, "en")
    return (
        Text(f"Wie neemt waar vanaf {nl}?", f"Who stands in from {en}?"),
        Text(
            f"Het kantoor gaat dicht op {nl}. Er is nog niet vastgelegd wie besluiten tekent als u er niet bent.",
            f"The office closes on {en}. It is not recorded yet who signs decisions while you are away.",
        ),
    )


def _unposted(_uow: UnitOfWork, payload: dict[str, Any]) -> tuple[Text, Text]:
    count = payload["letters"]
    return (
        Text(f"Nog niet gepost: {count}", f"Not posted yet: {count}"),
        Text(
            f"Van {count} brieven is vandaag niet bevestigd dat zij op de post zijn. Zolang een besluit niet is "
            "verzonden, begint de bezwaartermijn niet.",
            f"Of {count} letters nobody confirmed today that they were posted. Until a decision was sent, the term to "
            "object does not begin.",
        ),
    )


def _returned(_uow: UnitOfWork, payload: dict[str, Any]) -> tuple[Text, Text]:
    number = payload["case"]
    return (
        Text(f"Terug met een opmerking: zaak {number}", f"Back with a remark: case {number}"),
        Text(
            f"In zaak {number} is een besluit dat u klaarlegde teruggegeven met een opmerking.",
            f"In case {number} a decision that you prepared was given back with a remark.",
        ),
    )


def _succeeded(_uow: UnitOfWork, payload: dict[str, Any]) -> tuple[Text, Text]:
    count = payload["tasks"]
    return (
        Text(f"U neemt werk over: {count} taken", f"You take over work: {count} tasks"),
        Text(
            f"Het werk van een collega gaat naar u: {count} taken staan nu op uw naam, met wat er al was ingevuld. "
            "Ook de herinneringen krijgt u voortaan.",
            f"The work of a colleague goes to you: {count} tasks are on your name now, with what was filled in. "
            "You get the reminders from now on as well.",
        ),
    )


def _review(_uow: UnitOfWork, _payload: dict[str, Any]) -> tuple[Text, Text]:
    return (
        Text("Wie werkt er nog?", "Who still works there?"),
        Text(
            "Geef per persoon aan of die nog bij uw schoolbestuur of een school ervan werkt. "
            "Wie weg is, kan dan niet meer inloggen.",
            "Say of each person whether they still work at your school board or a school of it. "
            "Who left can then sign in no longer.",
        ),
    )


def _invitation(_uow: UnitOfWork, payload: dict[str, Any]) -> tuple[Text, Text]:
    until = datetime.fromisoformat(payload["until"]).astimezone(AMSTERDAM)
    nl, en = (f"{date_in_words(until.date(), locale)} {until:%H:%M}" for locale in ("nl", "en"))
    return (
        Text("Kies uw wachtwoord voor Zorgroute", "Choose your password for Zorgroute"),
        Text(
            f"U kunt met dit e-mailadres in Zorgroute werken. Kies een wachtwoord; de link werkt één keer, tot {nl}.",
            f"You can work in Zorgroute with this address. Choose a password; the link works once, until {en}.",
        ),
    )


def _release(_uow: UnitOfWork, payload: dict[str, Any]) -> tuple[Text, Text]:
    title, note = payload["title"], payload["note"]
    return (
        Text(f"Gewijzigd: {title}", f"Changed: {title}"),
        Text(
            f"De route '{title}' is gewijzigd. Nieuwe zaken lopen zo vanaf vandaag.\n\n{note}",
            f"The route '{title}' has changed. New cases go this way from today.\n\n{note}",
        ),
    )


_WORDS = {
    "release": _release,
    "invitation": _invitation,
    "forgotten": _invitation,
    "succeeded": _succeeded,
    "review": _review,
    "returned": _returned,
    "stand_in": _stand_in,
    "unposted": _unposted,
    "round": _round,
    "digest": _digest,
    "return": _return,
    "renewal": _renewal,
    "rung": _rung,
    "assigned": _assigned,
    "asked": _asked,
    "question": _question,
    "answer": _answer,
    "letter": _letter,
    "withdrawn": _withdrawn,
}
