"""When a question is asked, in the words of the other questions; what cannot be said so stays as it is written."""

import ast
from collections.abc import Callable, Mapping, Sequence

from workflows.domain.fields import Field, Option
from workflows.domain.value_words import enumeration
from workflows.routes.conditions import EMPTY, parsed, said_of

Options = Callable[[Field], Sequence[Option] | None]


def in_words(source: str, fields: Mapping[str, Field], options: Options) -> str:
    """Return the condition *source* as people say it, where it is about answers to *fields*; else *source*."""
    return _words(parsed(source), fields, options, truth=True) or source


def _words(node: ast.expr, fields: Mapping[str, Field], options: Options, *, truth: bool) -> str | None:
    match node:
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            return _words(operand, fields, options, truth=not truth)
        case ast.BoolOp(op=op, values=values) if not any(isinstance(each, ast.BoolOp) for each in values):
            parts = [_words(each, fields, options, truth=truth) for each in values]
            joined = " en " if isinstance(op, ast.And) == truth else " of "
            return joined.join(each for each in parts if each) if all(parts) else None
    said = said_of(node)
    field = fields.get(said[0]) if said is not None else None
    if said is None or field is None:
        return None
    positive, answers = said[1]
    if answers == EMPTY:
        return f"‘{field.label}’ {'leeg' if positive == truth else 'ingevuld'} is"
    labels = [f"‘{each.label}’" for each in options(field) or () if each.value in answers]
    if len(labels) != len(answers):
        return None
    chosen = enumeration(labels, "of")
    return f"bij ‘{field.label}’ {'' if positive == truth else 'niet '}{chosen} is gekozen"
