"""Forms and what people answer to them."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import Literal

from workflows.domain.errors import FieldError, InvalidAnswers
from workflows.domain.expressions import EmptyValue, Expression, Value
from workflows.domain.facts import facts_from_json, facts_to_json
from workflows.domain.field_reading import Raw, Reading, Refused, given, parse_date, read_field
from workflows.domain.fields import DOCUMENT, JSON, MEDIA_TYPES, YES_NO, Field, FileInfo, FormContext, Kind, Option
from workflows.domain.letters import Phrase, compile_phrase
from workflows.domain.stored_answers import as_raw, stored_in_words
from workflows.domain.wording import Said, said

__all__ = [
    "JSON",
    "MEDIA_TYPES",
    "YES_NO",
    "Answers",
    "Check",
    "Field",
    "FileInfo",
    "Form",
    "FormContext",
    "Kind",
    "Message",
    "Option",
    "facts_from_json",
    "facts_to_json",
    "parse_date",
]


@dataclass(frozen=True)
class Message:
    """A remark on a field that does not stop the person, in Dutch."""

    field: str
    message: str


@dataclass(frozen=True)
class Check:
    """A rule over several fields: *message* is said unless the expression holds; shown at *field*.

    The message may quote: ``{{ expression }}``.
    """

    unless: Expression
    message: str
    level: Literal["error", "warning"] = "error"
    field: str = ""

    @cached_property
    def phrase(self) -> Phrase:
        return compile_phrase(self.message)


@dataclass(frozen=True)
class Answers:
    """What a person answered.

    *facts* has every fact of the form (None: not asked or not filled in) and goes to the diagram; *details* has
    every field that was shown, ready for JSON; *warnings* are the checks that only warn.
    """

    facts: dict[str, Value]
    details: dict[str, JSON]
    warnings: tuple[Message, ...] = ()


@dataclass(frozen=True)
class Form:
    """The questions of one task, in order, and the checks over them."""

    id: str
    fields: tuple[Field, ...]
    checks: tuple[Check, ...] = ()
    title: str = ""
    intro: str = ""

    @property
    def asking(self) -> tuple[Field, ...]:
        return tuple(asked for asked in self.fields if asked.asks)

    @property
    def facts(self) -> tuple[Field, ...]:
        """The fields whose answers go to the diagram."""
        return tuple(asked for asked in self.fields if asked.fact)

    def visible(self, raw: Raw, context: FormContext) -> list[Field]:
        """Return the fields to show after what was typed so far; each is `required` if it is so now."""
        return _Walk(self, raw, context).visible

    def read(self, raw: Raw, context: FormContext) -> Answers:
        """Return the answers; fields that are not shown are not read.

        A field whose `show_when` meets an empty value is not shown; a check that meets one is an error.

        Raises:
            InvalidAnswers: field by field; each message begins with the label and says what to do.
            ExpressionFailed: an expression of the form names what the case does not know.
        """
        walk = _Walk(self, raw, context)
        failed = list(self._failed(walk))
        errors = [FieldError(said.field, said.message) for level, said in failed if level == "error"]
        if walk.errors or errors:
            raise InvalidAnswers([*walk.errors.values(), *errors])
        facts = {asked.id: walk.known[asked.id] for asked in self.facts}
        return Answers(facts, walk.details, tuple(said for level, said in failed if level == "warning"))

    def raw(self, stored: Mapping[str, object]) -> dict[str, list[str]]:
        """Return stored details (or facts) as the texts a person would have typed, to fill in a form with."""
        return {
            name: texts
            for asked in self.asking
            if asked.id in stored
            for name, texts in as_raw(asked, stored[asked.id]).items()
        }

    def prefilled(self, context: FormContext) -> dict[str, list[str]]:
        """Return what the fields propose before anybody typed, as typed texts."""
        first = [asked for asked in self.asking if asked not in self._following]
        return self._proposed(first, {**context.facts, "on": context.on})

    def following(self, raw: Raw, context: FormContext) -> dict[str, list[str]]:
        """Return what the shown fields propose that follow from other answers of this form, as typed texts."""
        walk = _Walk(self, raw, context)
        shown = {asked.id for asked in walk.visible}
        return self._proposed([asked for asked in self._following if asked.id in shown], walk.known)

    @cached_property
    def _following(self) -> tuple[Field, ...]:
        own = {asked.id for asked in self.asking}
        return tuple(each for each in self.asking if each.prefill is not None and each.prefill.names & own - {each.id})

    def _proposed(self, fields: Iterable[Field], known: Mapping[str, Value]) -> dict[str, list[str]]:
        proposals: dict[str, Value] = {}
        for asked in fields:
            if asked.prefill is not None:
                try:
                    proposals[asked.id] = asked.prefill.evaluate(known)
                except EmptyValue:
                    continue
        return self.raw(proposals)

    def as_filled(self, details: Mapping[str, JSON], context: FormContext | None = None) -> list[tuple[str, str]]:
        """Return label and answer in words of every field that was shown; *context* gives names to chosen ids."""
        context = context or FormContext(on=date.min)
        return [
            (asked.label, stored_in_words(asked, details[asked.id], context))
            for asked in self.asking
            if asked.id in details
        ]

    def _failed(self, walk: "_Walk") -> Iterator[tuple[str, Message]]:
        """Yield the level and message of each check that does not hold for the fields that were read well."""
        for check in self.checks:
            own = [asked.id for asked in self.asking if asked.id in check.unless.names]
            if any(name in walk.errors for name in own):
                continue
            where = check.field or (own[0] if own else "")
            try:
                if not check.unless.holds(walk.known):
                    yield check.level, Message(where, Said(check.phrase.fill_in(walk.known)))
            except EmptyValue as error:
                if all(name in walk.details for name in own):
                    words = said("{what} (Dit is niet na te gaan: {why})")
                    what = Said(check.phrase.fill_in(walk.known))
                    yield check.level, Message(where, words.of(what=what, why=Said(str(error))))


@dataclass
class _Walk:
    """One pass over the fields in their order: a field sees the answers above it."""

    form: Form
    raw: Raw
    context: FormContext
    known: dict[str, Value] = field(default_factory=dict)
    visible: list[Field] = field(default_factory=list)
    details: dict[str, JSON] = field(default_factory=dict)
    errors: dict[str, FieldError] = field(default_factory=dict)

    def __post_init__(self) -> None:
        shown = True
        self.known = {**self.context.facts, "on": self.context.on, **{asked.id: None for asked in self.form.asking}}
        for asked in self.form.fields:
            applies = asked.show_when is None or self._applies(asked.show_when)
            if asked.kind == "heading":
                shown = applies  # what stands under a heading comes and goes with it, up to the next one
            if shown and applies:
                self._show(asked)

    def _show(self, asked: Field) -> None:
        required = asked.required or (asked.required_when is not None and self._applies(asked.required_when))
        shown = replace(asked, required=required) if required != asked.required else asked
        self.visible.append(shown)
        answered = asked.or_document and given(self.raw, f"{asked.id}{DOCUMENT}")
        if shown.asks:
            self._read(replace(shown, required=False) if answered else shown)

    def _read(self, shown: Field) -> None:
        try:
            reading: Reading = read_field(shown, self.raw, self.known, self.context)
        except Refused as refusal:
            label = Said(shown.label.rstrip(" ?:"))
            self.errors[shown.id] = FieldError(shown.id, said("{label}: {what}", label=label, what=str(refusal)))
        else:
            self.known[shown.id], self.details[shown.id] = reading.value, reading.detail

    def _applies(self, condition: Expression) -> bool:
        try:
            return condition.holds(self.known)
        except EmptyValue:
            return False
