"""What a form proposes before anybody types: what the case knows already, for who may read it.

Source: practice; what is known is not asked again (users retype from the advice into the decision).
"""

from collections.abc import Mapping, Sequence

from workflows.domain.answers import JSON, Field, Form, FormContext
from workflows.domain.fields import DOER
from workflows.domain.letters import compile_phrase
from workflows.domain.people import Person
from workflows.domain.stored_answers import as_raw, stored_in_words
from workflows.domain.value_words import enumeration
from workflows.engine.definition import ProcessDefinition
from workflows.persistence import models, people
from workflows.persistence.on_file import Done, on_file
from workflows.persistence.unit_of_work import UnitOfWork
from workflows.routes.earlier import forms_of_steps
from workflows.services import access, circle
from workflows.services.asking import context_for
from workflows.services.parents import hidden_fields

Raw = Mapping[str, Sequence[str]]
#: Kinds of which nobody can tell an answer taken away from a question not shown: proposed at first only.
_ONCE = frozenset({"choices", "file", "table"})


def with_proposals(typed: Raw | None, proposed: Raw, form: Form) -> Raw:
    """Return what to show: what was *typed*, and what is proposed for questions that were not on the page yet."""
    if typed is None:
        return proposed
    later = {field.id for field in form.asking if field.kind not in _ONCE} - typed.keys()
    return {**{name: texts for name, texts in proposed.items() if name in later}, **typed}


def proposals(
    uow: UnitOfWork,
    case: models.Case,
    definition: ProcessDefinition,
    form: Form,
    context: FormContext,
    by: Person,
    blocks: frozenset[str],
    *,
    again: bool = True,
) -> dict[str, list[str]]:
    """Return what a form proposes to who may read *blocks*, as typed texts.

    That is what its fields say, and who is around the pupil already; over it what was answered at this step before
    (*again*); over that what came in since from the earlier step that a field names.
    """
    done = on_file(uow, case.id).done if again else ()
    before = next(
        (each for each in reversed(done) if each.element_id == form.id and each.nr is None and each.details), None
    )
    older: dict[str, list[str]] = {}
    newer: dict[str, list[str]] = {}
    if fields := [field for field in form.asking if field.prefill_from]:
        earlier = _Earlier(uow, case, definition, fields, by, blocks)
        for field in fields:
            at, texts = earlier.first(field)
            (newer if before is None or at > before.seq else older)[field.id] = texts
    last = form.raw(before.details) if before is not None and before.details is not None else {}
    found = {**form.prefilled(context), **circle.proposed(uow, case, form, by), **older, **last, **newer}
    return {name: texts for name, texts in found.items() if texts}


class _Earlier:
    """What was answered at the steps that a form names, as far as this person may read it."""

    def __init__(
        self,
        uow: UnitOfWork,
        case: models.Case,
        definition: ProcessDefinition,
        asking: Sequence[Field],
        by: Person,
        blocks: frozenset[str],
    ) -> None:
        steps = {source.partition(".")[0] for field in asking for source in field.prefill_from}
        forms = forms_of_steps(definition.route)
        self._fields = {step: {field.id: field for field in forms[step].asking} for step in steps if step in forms}
        self._rounds: dict[str, dict[int, Done]] = {step: {} for step in steps}
        for each in on_file(uow, case.id).done:
            if each.element_id in steps and each.details is not None:
                self._rounds[each.element_id][each.nr or 0] = each
        self._blocks, self._office = blocks, access.is_office(by, on_file(uow, case.id).parties["swv"].id)
        self._secret = circle.secret_names(on_file(uow, case.id))
        found = [each for rounds in self._rounds.values() for each in rounds.values()]
        self._names = people.names_of(uow, {doer for each in found if (doer := _doer(each)) is not None})
        asked = Form("", tuple(field for fields in self._fields.values() for field in fields.values()))
        self._context = context_for(uow, case.id, definition, {}, uow.today, asked, to_show=True)

    def first(self, field: Field) -> tuple[int, list[str]]:
        """Return what comes from the first source that has an answer, and the number of that answer in the history."""
        found = (self._from(field, source) for source in field.prefill_from)
        return next(((at, texts) for at, texts in found if texts), (0, []))

    def _from(self, field: Field, source: str) -> tuple[int, list[str]]:
        step, _, name = source.partition(".")
        rounds = [each for _, each in sorted(self._rounds[step].items())]
        if not rounds or step not in self._fields:
            return 0, []
        at = max(each.seq for each in rounds)
        if not field.prefill_as and field.kind == self._fields[step][name].kind and len(rounds) == 1:
            stored = self._readable(step, rounds[0]).get(name)
            return at, as_raw(field, stored)[field.id] if stored not in (None, "", []) else []
        words = [self._in_words(field, step, name, each) for each in rounds]
        told = enumeration([each for each in words if each])
        return at, [told] if told and field.kind in ("text", "long") else []

    def _in_words(self, field: Field, step: str, name: str, done: Done) -> str:
        answers = self._readable(step, done)
        known = {
            each: stored_in_words(asked, answers[each], self._context)
            for each, asked in self._fields[step].items()
            if answers.get(each) not in (None, "", [])
        }
        if not field.prefill_as:
            return known.get(name, "")
        registered = (done.details or {}).get("_namens") or {}
        known[DOER] = self._names.get(_doer(done) or 0) or registered.get("wie", "")
        phrase = compile_phrase(field.prefill_as)
        inside = {each: _inside(text) if each != DOER else text for each, text in known.items()}
        return phrase.fill_in(inside) if phrase.names <= inside.keys() else ""

    def _readable(self, step: str, done: Done) -> dict[str, JSON]:
        answers = dict(done.details or {})
        hidden = frozenset() if self._office else hidden_fields(answers, self._secret)
        fields = self._fields[step]
        return {
            name: answer
            for name, answer in answers.items()
            if name in fields and fields[name].block in self._blocks and name not in hidden
        }


def _doer(done: Done) -> int | None:
    """Return who did a step; of what the office registered for another, that other if it was meant for them by name."""
    registered = (done.details or {}).get("_namens")
    return registered.get("voor") if registered is not None else done.actor_id


def _inside(words: str) -> str:
    """Return words as they stand inside a sentence; an abbreviation stays as it is."""
    return words if words[1:2].isupper() else f"{words[:1].lower()}{words[1:]}"
