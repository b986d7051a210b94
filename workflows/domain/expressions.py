"""The small safe language of conditions, checks, assignments and letters.

Python's syntax with our own meaning: a text is compiled once to closures from a closed list of syntax nodes. Nothing
is ever run as Python, no attribute is ever read, and every size is bounded, so that no text and no value can take
more than a few milliseconds. The functions of the language live in `expression_functions`, its values in `values`.
"""

import ast
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from workflows.domain.errors import ExpressionFailed, InvalidExpression
from workflows.domain.expression_functions import FUNCTIONS
from workflows.domain.expression_text import MAX_SOURCE, scan
from workflows.domain.values import (
    ARITHMETIC,
    COMPARISONS,
    EmptyValue,
    Value,
    admitted,
    negative,
    scalars,
    truth,
)

__all__ = ["MAX_SOURCE", "EmptyValue", "Expression", "Value", "compile_expression"]

MAX_NODES, MAX_DEPTH = 300, 40
_MISTYPED = {"true": "True", "false": "False", "null": "None", "none": "None", "ja": "True", "nee": "False"}
_NODE_WORDS = {
    ast.Pow: "machtsverheffen",
    ast.Attribute: "een punt",
    ast.Is: "het woord is",
    ast.IsNot: "het woord is",
    ast.Starred: "een sterretje voor een naam",
}

Run = Callable[[Mapping[str, Value]], Value]


@dataclass(frozen=True)
class Expression:
    """A compiled expression; equal to another one with the same source.

    *names* are the facts and fields it asks for. `evaluate` raises ExpressionFailed (in Dutch) when a name is
    unknown or a value is empty (EmptyValue) or of another kind than the operation needs.
    """

    source: str
    names: frozenset[str]
    _run: Run

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Expression) and self.source == other.source

    def __hash__(self) -> int:
        return hash(self.source)

    def __reduce__(self) -> tuple[Callable[[str], "Expression"], tuple[str]]:
        return compile_expression, (self.source,)

    def __str__(self) -> str:
        return self.source

    def evaluate(self, context: Mapping[str, Value]) -> Value:
        try:
            return self._run(context)
        except EmptyValue as error:
            empty = [name for name in sorted(self.names) if context.get(name) in (None, [])]
            raise EmptyValue(f"{error} Leeg is: {', '.join(empty)}." if empty else str(error)) from None
        except ArithmeticError:
            raise ExpressionFailed(f"Deze berekening heeft geen uitkomst: {self.source}") from None

    def holds(self, context: Mapping[str, Value]) -> bool:
        """Return the answer of an expression that must be yes or no."""
        return truth(self.evaluate(context))


def compile_expression(source: str) -> Expression:
    """Return the compiled expression.

    Raises:
        InvalidExpression: not an expression of our language; says in Dutch what and at which character.
    """
    if not isinstance(source, str):
        raise InvalidExpression("Een voorwaarde is een tekst.")
    return _compile(source)


@lru_cache(maxsize=4096)
def _compile(source: str) -> Expression:
    plain = scan(source)
    try:
        # The brackets allow blanks in front; `scan` has seen to it that the text cannot close them itself.
        tree = ast.parse(f"({plain})", mode="eval")
    except SyntaxError as error:
        position = max((error.offset or 2) - 2, 0)
        raise InvalidExpression(
            "Dit is geen geldige voorwaarde. Controleer haakjes, komma's en aanhalingstekens"
            f" bij teken {position + 1}.",
            position,
        ) from None
    except (ValueError, MemoryError, RecursionError):
        raise InvalidExpression("Deze voorwaarde is te ingewikkeld.", 0) from None
    compiler = _Compiler(plain)
    run = compiler.compiled(tree.body, 0)
    return Expression(source, frozenset(compiler.names), run)


class _Compiler:
    """Turns syntax nodes into closures and collects the names on the way."""

    def __init__(self, source: str) -> None:
        self.encoded = f"({source})".encode()
        self.names: set[str] = set()
        self.nodes = 0

    def compiled(self, node: ast.expr, depth: int) -> Run:
        self.nodes += 1
        if self.nodes > MAX_NODES or depth > MAX_DEPTH:
            raise InvalidExpression("Deze voorwaarde is te lang of te diep genest. Splits haar op.", 0)
        depth += 1
        match node:
            case ast.Constant():
                return self.constant(node)
            case ast.Name():
                return self.name(node)
            case ast.List(elts=elements) | ast.Tuple(elts=elements):
                return _list([self.compiled(element, depth) for element in elements])
            case ast.BoolOp(op=ast.And(), values=parts):
                return _all([self.compiled(part, depth) for part in parts])
            case ast.BoolOp(op=ast.Or(), values=parts):
                return _any([self.compiled(part, depth) for part in parts])
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                run = self.compiled(operand, depth)
                return lambda context: not truth(run(context))
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                run = self.compiled(operand, depth)
                return lambda context: negative(run(context))
            case ast.BinOp(left=left, op=op, right=right):
                if type(op) not in ARITHMETIC:
                    raise self.refused(op, node)
                return _operation(ARITHMETIC[type(op)], self.compiled(left, depth), self.compiled(right, depth))
            case ast.Compare():
                return self.comparison(node, depth)
            case ast.IfExp(test=test, body=body, orelse=orelse):
                return _choice(*(self.compiled(part, depth) for part in (test, body, orelse)))
            case ast.Subscript(value=value, slice=index):
                return _item(self.compiled(value, depth), self.compiled(index, depth))
            case ast.Call():
                return self.call(node, depth)
        raise self.refused(node, node)

    def constant(self, node: ast.Constant) -> Run:
        value: Value
        match node.value:
            case float():
                value = Decimal(self.encoded[node.col_offset : node.end_col_offset].decode())
            case bool() | int() | str() | None:
                value = node.value
            case _:
                raise self.refused(node, node)
        try:
            constant = admitted(value)
        except ExpressionFailed as error:
            raise InvalidExpression(str(error), self.position(node)) from None
        return lambda _context: constant

    def name(self, node: ast.Name) -> Run:
        name = node.id
        if name.startswith("_"):
            raise InvalidExpression(f"{name} is geen naam van een gegeven.", self.position(node))
        if name in _MISTYPED:
            raise InvalidExpression(f"Schrijf {_MISTYPED[name]} in plaats van {name}.", self.position(node))
        if name in FUNCTIONS:
            raise InvalidExpression(f"Zet haakjes achter {name}: {name}(…).", self.position(node))
        self.names.add(name)

        def look_up(context: Mapping[str, Value]) -> Value:
            try:
                value = context[name]
            except KeyError:
                raise ExpressionFailed(f"Het gegeven {name} is niet bekend.") from None
            return admitted(value)

        return look_up

    def comparison(self, node: ast.Compare, depth: int) -> Run:
        for op in node.ops:
            if type(op) not in COMPARISONS:
                raise self.refused(op, node)
        operands = [self.compiled(operand, depth) for operand in (node.left, *node.comparators)]
        checks = [COMPARISONS[type(op)] for op in node.ops]
        if len(checks) == 1:
            return _operation(checks[0], *operands)

        def chain(context: Mapping[str, Value]) -> Value:
            left = operands[0](context)
            for check, operand in zip(checks, operands[1:], strict=True):
                right = operand(context)
                if not check(left, right):
                    return False
                left = right
            return True

        return chain

    def call(self, node: ast.Call, depth: int) -> Run:
        if not isinstance(node.func, ast.Name) or node.keywords:
            raise self.refused(node.func, node)
        function = FUNCTIONS.get(node.func.id)
        if function is None:
            known = ", ".join(sorted(FUNCTIONS))
            raise InvalidExpression(f"De functie {node.func.id} bestaat niet. Wel: {known}.", self.position(node))
        if not function.least <= len(node.args) <= function.most:
            raise InvalidExpression(f"Schrijf {function.usage}.", self.position(node))
        run, arguments = function.run, [self.compiled(argument, depth) for argument in node.args]
        return lambda context: run(*[argument(context) for argument in arguments])

    def position(self, node: ast.expr) -> int:
        return max(len(self.encoded[: node.col_offset].decode(errors="ignore")) - 1, 0)

    def refused(self, what: ast.AST, node: ast.expr) -> InvalidExpression:
        word = _NODE_WORDS.get(type(what)) or _NODE_WORDS.get(type(node))
        problem = f"{word} kan niet in een voorwaarde" if word else "Dit kan niet in een voorwaarde"
        position = self.position(node)
        return InvalidExpression(f"{problem[0].upper()}{problem[1:]} (bij teken {position + 1}).", position)


def _all(parts: list[Run]) -> Run:
    return lambda context: all(truth(part(context)) for part in parts)


def _any(parts: list[Run]) -> Run:
    return lambda context: any(truth(part(context)) for part in parts)


def _list(elements: list[Run]) -> Run:
    return lambda context: list(scalars([element(context) for element in elements]))


def _operation(operation: Callable[[Value, Value], Value], left: Run, right: Run) -> Run:
    return lambda context: operation(left(context), right(context))


def _choice(test: Run, body: Run, orelse: Run) -> Run:
    return lambda context: body(context) if truth(test(context)) else orelse(context)


def _item(of: Run, index: Run) -> Run:
    def item(context: Mapping[str, Value]) -> Value:
        values, place = of(context), index(context)
        if values is None or place is None:
            raise EmptyValue("Een leeg gegeven heeft geen onderdelen. Toets eerst met empty(…).")
        if not isinstance(values, list) or type(place) is not int:
            raise ExpressionFailed("Tussen [ ] achter een lijst hoort een volgnummer.")
        if not 0 <= place < len(values):
            raise ExpressionFailed(f"Een lijst van {len(values)} heeft geen onderdeel met volgnummer {place}.")
        return values[place]

    return item
