"""What a condition says about single facts when it holds, and when it does not."""

import ast
from collections.abc import Mapping
from functools import lru_cache

#: What is known of a fact: that it is (True) or is not (False) one of the values.
Known = tuple[bool, frozenset[object]]
World = Mapping[str, Known]

NOTHING: Known = (True, frozenset({None}))
MAX_WAYS = 64
EMPTY = frozenset({None, ""})


def assume(source: str, world: World, truth: bool) -> list[dict[str, Known]]:
    """Return what is known if the expression *source* is *truth* in *world*; an empty list: it cannot be.

    Comparisons of a fact with fixed values, ``empty``, ``not``, ``and`` and ``or`` are understood; anything else may
    be either.
    """
    try:
        return _assume(parsed(source), dict(world), truth)
    except _TooManyWays:
        return [dict(world)]


class _TooManyWays(Exception):
    """There are too many ways in which the condition can come to hold."""


@lru_cache(maxsize=2048)
def parsed(source: str) -> ast.expr:
    """Return a condition as it was read."""
    return ast.parse(source.strip(), mode="eval").body


def _assume(node: ast.expr, world: dict[str, Known], truth: bool) -> list[dict[str, Known]]:
    match node:
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            return _assume(operand, world, not truth)
        case ast.BoolOp(op=op, values=values):
            return _all(values, world, truth) if isinstance(op, ast.And) == truth else _any(values, world, truth)
    said = said_of(node)
    if said is None:
        return [world]
    name, (positive, values_) = said
    known = combined(world.get(name), (positive == truth, values_))
    return [] if known is None else [{**world, name: known}]


def _all(parts: list[ast.expr], world: dict[str, Known], truth: bool) -> list[dict[str, Known]]:
    worlds = [world]
    for part in parts:
        worlds = _few([each for one in worlds for each in _assume(part, one, truth)])
    return worlds


def _any(parts: list[ast.expr], world: dict[str, Known], truth: bool) -> list[dict[str, Known]]:
    """Return the worlds in which some part is *truth* and those before it are not."""
    found, before = [], [world]
    for part in parts:
        found += [each for one in before for each in _assume(part, one, truth)]
        before = _few([each for one in before for each in _assume(part, one, not truth)])
    return _few(found)


def _few(worlds: list[dict[str, Known]]) -> list[dict[str, Known]]:
    if len(worlds) > MAX_WAYS:
        raise _TooManyWays
    return worlds


def said_of(node: ast.expr) -> tuple[str, Known] | None:
    """Return the fact that a simple comparison is about, and what it says of it."""
    match node:
        case ast.Name(id=name):
            return name, (True, frozenset({True}))
        case ast.Call(func=ast.Name(id="empty"), args=[ast.Name(id=name)]):
            return name, (True, EMPTY)
        case ast.Compare(left=ast.Name(id=name), ops=[op], comparators=[right]):
            return _compared(name, op, right)
        case ast.Compare(
            left=ast.Constant() as left, ops=[ast.Eq() | ast.NotEq() as op], comparators=[ast.Name(id=name)]
        ):
            return _compared(name, op, left)
    return None


def _compared(name: str, op: ast.cmpop, right: ast.expr) -> tuple[str, Known] | None:
    if isinstance(op, ast.Eq | ast.NotEq) and isinstance(right, ast.Constant):
        return name, (isinstance(op, ast.Eq), frozenset({right.value}))
    if isinstance(op, ast.In | ast.NotIn) and isinstance(right, ast.List):
        values = [each.value for each in right.elts if isinstance(each, ast.Constant)]
        return (name, (isinstance(op, ast.In), frozenset(values))) if len(values) == len(right.elts) else None
    return None


def combined(one: Known | None, other: Known | None) -> Known | None:
    """Return what is known when both hold; None: they contradict each other (or nothing is known)."""
    if one is None or other is None:
        return one or other
    (is1, values1), (is2, values2) = one, other
    if not is1 and not is2:
        return False, values1 | values2
    if not is1:
        values1, values2 = values2, values1
    left = values1 & values2 if is1 and is2 else values1 - values2
    return (True, left) if left else None
