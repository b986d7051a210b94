"""What happened in a case, in words."""

from collections.abc import Mapping, Sequence
from typing import Any

from workflows.domain.wording import Said, said
from workflows.engine.definition import ProcessDefinition
from workflows.persistence import models
from workflows.routes.route import Shared
from workflows.services import case_bundle, declaring, questions, records, register_changes
from workflows.services.views import HistoryRow

_WORDS = {
    "started": said("Zaak begonnen"),
    "taken_over": said("Overgenomen uit een ander systeem; de zaak stond bij ‘{place}’"),
    "completed": said("{name} afgerond"),
    "taken_back": said("{name} teruggehaald"),
    "claimed": said("{name} opgepakt"),
    "released": said("{name} teruggegeven"),
    "reassigned": said("{name} overgedragen"),
    "remark": said("Opmerking geplaatst"),
    "question.asked": said("Vraag uitgezet bij {group}"),
    "question.answered": said("Vraag beantwoord"),
    "question.withdrawn": said("Vraag ingetrokken"),
    "reminded": said("{name}: herinnering gestuurd"),
    "put_off": said("{name}: komt later terug in de takenlijst"),
    "put_back": said("{name}: weer in de takenlijst"),
    "offered": said("{name} staat open voor de groep"),
    "received": said("Bericht vastgelegd: {name}"),
    "decided": said("{name}: {result}"),
    "fired": said("{name}"),
    "letter": said("Brief gemaakt: {name}"),
    "letter.changed": said("Tekst van een brief aangepast vóór het ondertekenen"),
    "sign.prepared": said("{name} klaargelegd om te ondertekenen"),
    "sign.returned": said("{name} teruggegeven vóór het ondertekenen"),
    "letter.posted": said("Brief op de post gedaan"),
    "letter.returned": said("Brief kwam terug"),
    "record": said("Verklaring vastgelegd: {kind}"),
    "record.withdrawn": said("Ingetrokken: {kind}"),
    "followed": said("Volgt voortaan versie {version} van de route; alleen teksten zijn anders"),
    "incoming": said("Post {incoming} bij de zaak gevoegd"),
    "supplement": said("Aanvulling {incoming} gestuurd door de school"),
    "incoming.late": said("Post {incoming} kwam later door uitval"),
    "document.replaced": said("Bijlage vervangen door een versie zonder BSN; de oude inhoud is vernietigd"),
    "bundled": said("Dossierbundel gemaakt, aantal stukken: {pieces}"),
    "note": said("Aantekening in het dossier gezet"),
    "watch.next": said("Volgende stap afgesproken"),
    "letter.rectified": said("Brief gerectificeerd"),
    "letter.sent_again": said("Brief opnieuw verzonden naar een ander adres"),
    "link.started": said("Gekoppelde zaak {case} begonnen"),
    "link.missing": said("Gekoppelde zaak niet begonnen: de route '{route}' is nog niet in gebruik"),
    "link.too_late": said("Bericht uit zaak {case} kwam na het einde van deze zaak"),
    "relation": said("Mensen om de leerling gewijzigd"),
    "school.changed": said("Naar een andere school"),
    "of_age": said("Nagegaan wat er verandert nu de leerling 18 wordt"),
    "pupil.repaired": said("Leerling hersteld: {why}"),
    "school.repaired": said("School hersteld van {was} in {becomes}: {why}"),
    "pupil.merged": said("Leerling stond dubbel en is samengevoegd"),
    "pupil.parted": said("Samenvoegen van de leerling ongedaan gemaakt"),
    "ended": said("Zaak afgesloten"),
    "erased": said("Gegevens vernietigd"),
    "rung": said("Herinnering verstuurd: {rule}"),
    "rung.skipped": said("Herinnering overgeslagen: {rule}"),
    "deadline.started": said("Termijn '{rule}' begint"),
    "deadline.suspended": said("Termijn '{rule}': de tijd staat stil"),
    "deadline.resumed": said("Termijn '{rule}' loopt weer"),
    "deadline.extended": said("Termijn '{rule}' verlengd"),
    "deadline.stopped": said("Termijn '{rule}' stopt"),
    "deadline.moved": said("Termijn '{rule}' herberekend"),
    "deadline.explained": said("Oorzaak van de overschrijding van '{rule}' vastgelegd"),
}

#: what may be told of an entry; an effect only where it was a decision
KINDS = (*_WORDS, "effect")


def _place(definition: ProcessDefinition, facts: Mapping[str, Any]) -> Said:
    """Return the words for the place at which a case of another system entered."""
    takeover = definition.route.settings.takeover
    place = takeover.place(facts.get("_plek", "")) if takeover is not None else None
    return Said(place.label if place is not None else "")


_CHANNELS = {
    each: each for each in (said("post"), said("telefoon"), said("e-mail"), said("balie"), said("vergadering"))
}


def history(
    entries: Sequence[models.Entry],
    definition: ProcessDefinition,
    persons: dict[int, str],
    shared: Shared,
    changes: Mapping[int, models.AdminEntry],
) -> tuple[HistoryRow, ...]:
    """Return what happened in a case, the latest first."""
    rows = (history_row(entry, definition, persons, shared, changes) for entry in reversed(entries))
    return tuple(row for row in rows if row is not None)


def history_row(
    entry: models.Entry,
    definition: ProcessDefinition,
    persons: Mapping[int, str],
    shared: Shared,
    changes: Mapping[int, models.AdminEntry],
) -> HistoryRow | None:
    """Return something that happened in words; None for what only the system needs to know."""
    rules = shared.rules
    element = definition.route.elements.get(entry.element_id or "")
    decided = entry.kind == "effect" and element is not None and element.kind == "businessRuleTask"
    withdrawn = entry.kind == "record" and declaring.WITHDRAWAL in (entry.details or {})
    named = "record.withdrawn" if withdrawn else "decided" if decided else entry.kind
    if (words := _WORDS.get(named)) is None:
        return None
    facts = entry.facts or {}
    text = words.of(
        name=Said(element.name if element is not None else ""),
        rule=rules.at(facts["rule"], entry.on).label if "rule" in facts else "",
        result=Said(", ".join(_in_words(definition, *fact) for fact in facts.items()) if decided else ""),
        case=facts.get("case", ""),
        route=facts.get("route", ""),
        incoming=facts.get("incoming", ""),
        kind=records.kinds_in(facts, shared.records) if entry.kind == "record" else "",
        place=_place(definition, facts),
        pieces=facts.get("pieces", ""),
        version=facts.get("version", ""),
        was=Said((entry.details or {}).get("_was", "")),
        becomes=Said((entry.details or {}).get("_wordt", "")),
        why=Said((entry.details or {}).get("_reden", "")),
        group=questions.whom(shared, facts["actor"]) if entry.kind == questions.ASKED else "",
    )
    if entry.kind == "bundled" and entry.details is not None:
        text = said("{what}: {why}", what=text, why=Said(entry.details[case_bundle.KEPT]))
    if entry.kind == "incoming" and "outage" in facts:
        text = said("{what}; het kwam later door uitval", what=text)
    if entry.kind == "deadline.moved":
        text = register_changes.moved_in_words(facts, rules.at(facts["rule"], entry.on).label, changes)
    if entry.kind == "reassigned" and entry.details is not None:
        details = entry.details
        text = said("{what} aan {who}: {why}", what=text, who=details["_aan"], why=details["_reden"])
    if entry.kind in ("sign.returned", "school.changed") and entry.details is not None:
        text = said("{what}: {why}", what=text, why=entry.details["_reden"])
    if entry.kind == "offered" and entry.details is not None:
        who, why = entry.details["_wie"], Said(entry.details["_reden"])
        text = said("{what}: {who} {why}", what=text, who=who, why=why)
    if (told_by := (entry.details or {}).get("_zaak")) is not None:
        text = said("{what} (uit zaak {case})", what=text, case=told_by)
    if (behalf := (entry.details or {}).get("_namens")) is not None:
        how = _CHANNELS.get(behalf["kanaal"], behalf["kanaal"])
        text = said("{what} (namens {who}, per {channel})", what=text, who=behalf["wie"], channel=how)
    return HistoryRow(entry.at, entry.on, persons.get(entry.actor_id or 0, ""), text)


def _in_words(definition: ProcessDefinition, fact: str, value: Any) -> str:
    """Return the outcome of a decision as a form would show it."""
    labels = {
        option.value: option.label
        for form in definition.route.forms.values()
        for field in form.facts
        if field.id == fact
        for option in field.options
    }
    return labels.get(value, str(value))
