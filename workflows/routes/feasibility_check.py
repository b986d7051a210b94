"""Says where a statutory term does not leave room for our own norms and the meetings, and what would help."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import product

from workflows.domain.errors import InvalidRoute
from workflows.domain.findings import Finding
from workflows.domain.wording import period_in_words
from workflows.routes.feasibility import LITTLE, Branch, Fit, Pace, Sittings, Step, Walk, Way, terms_of, ways_of
from workflows.routes.graph import TooManyLoops
from workflows.routes.inlined import Inlined, TooManyNodes
from workflows.routes.route import Route
from workflows.routes.worlds import ways_through

MOST_CHOICES, MOST_STEPS = 3, 3


@dataclass(frozen=True)
class Season:
    """The days on which cases begin, and how the committees meet then.

    *oftener* are other meetings that may be thought of, by how that is said; *place* is said where there are several.
    """

    name: str
    starts: Sequence[date]
    pace: Pace
    oftener: Mapping[str, Sittings]
    place: str = ""


def check_feasible(
    route: Route, seasons: Sequence[Season], before: Mapping[str, float] | None = None, *, worse_only: bool = False
) -> list[Finding]:
    """Return for each statutory term that is ended too late on some day, when everybody takes the time of the norms.

    *before* is how often each was late without a change, as ``lateness`` says it: what differs is told beside it. With
    *worse_only* no more is told than what the change makes worse.
    """
    was = before or {}
    try:
        graph = Inlined.of(route.processes, route.frame)
        ways = ways_through(graph, route.facts_of)
        found: dict[object, Finding] = {}
        for rule in terms_of(graph, seasons[0].pace.rules, seasons[0].starts[0]) if seasons else ():
            those = ways_of(graph, ways, rule)
            same = (rule.period, rule.rolls, *(tuple(way.nodes[each] for each in (0, *way.endings)) for way in those))
            if same not in found and (said := _finding(graph, those, seasons, was.get(rule.id), worse_only)):
                found[same] = said
    except (TooManyNodes, TooManyLoops):
        return []
    return list(found.values())


def lateness(route: Route, seasons: Sequence[Season]) -> dict[str, float]:
    """Return for each statutory term the share of start days on which it is late, where that is worst."""
    try:
        graph = Inlined.of(route.processes, route.frame)
        ways = ways_through(graph, route.facts_of)
        return {
            rule.id: _worst(graph, ways_of(graph, ways, rule), seasons)[0].late()
            for rule in (terms_of(graph, seasons[0].pace.rules, seasons[0].starts[0]) if seasons else ())
        }
    except (InvalidRoute, TooManyNodes, TooManyLoops):
        return {}


def _worst(graph: Inlined, ways: Sequence[Way], seasons: Sequence[Season]) -> tuple[Walk, Way, Season]:
    walks = [(Walk(graph, way, season.pace, season.starts), way, season) for way in ways for season in seasons]
    return max(walks, key=lambda each: each[0].late())


def _finding(
    graph: Inlined, ways: Sequence[Way], seasons: Sequence[Season], was: float | None, worse_only: bool
) -> Finding | None:
    walk, way, season = _worst(graph, ways, seasons)
    if not walk.late() or (worse_only and walk.late() <= (was or 0) + LITTLE):
        return None
    fit = walk.fit()
    slowest = max(fit.steps, key=lambda step: step.days)
    why = _why(fit, season, {graph.nodes[node].element.properties.get("meeting", "") for node in way.nodes})
    remedy = _remedy(graph, way, season, fit)
    return Finding("warning", slowest.file, slowest.element.id, "not-feasible", _problem(fit, was), remedy, why)


def _problem(fit: Fit, was: float | None) -> str:
    rule = fit.rule
    now = "" if was is None or abs(was - fit.late) < LITTLE else f"; zonder deze wijziging {_percent(was)}"
    return (
        f"'{rule.label.nl}' ({period_in_words(rule.period)}, {rule.source}) past niet altijd: als elke stap zijn eigen "
        f"norm opmaakt, haalt {_percent(fit.late)} van de startdagen het niet{now}. Het is dan hoogstens "
        f"{_days(fit.most)} te laat."
    )


def _why(fit: Fit, season: Season, meets: set[str]) -> str:
    where = f" ({season.place})" if season.place else ""
    said = [
        f"Gerekend met elke werkdag van {season.name}{where} als startdag.",
        f"Langste weg: {', '.join(_taking(step) for step in fit.steps)}.",
    ]
    said += [f"Bij '{gate.name or gate.id}': {_shares(branches)}." for gate, branches in fit.choices[-MOST_CHOICES:]]
    if any(not season.pace.sittings.get(committee) for committee in meets - {""}):
        said.append("De vergaderkalender is leeg: wachten op een vergadering telt nog niet mee.")
    return " ".join([*said, "Wat tegelijk loopt, telt niet dubbel; elke stap telt één keer."])


def _taking(step: Step) -> str:
    name = step.element.name or step.element.id
    if step.meets:
        return f"{name} (tot de vergadering, gemiddeld {_days(round(step.days))})"
    return f"{name} ({period_in_words(step.norm.period)})" if step.norm else name


def _shares(branches: Sequence[Branch]) -> str:
    return ", ".join(f"{branch.flow.name or branch.flow.target} {_percent(branch.late)}" for branch in branches)


def _percent(share: float) -> str:
    return "minder dan 1 %" if 0 < share < LITTLE else f"{round(100 * share)} %"


def _days(n: int) -> str:
    return f"{n} dag" if n == 1 else f"{n} dagen"


# ------------------------------------------------------------------ what helps
def _remedy(graph: Inlined, way: Way, season: Season, fit: Fit) -> str:
    """Return the least that makes the term fit, else what helps most."""
    best, best_said = fit.late, ""
    for pace, beside, said in _changes(season, fit):
        late = Walk(graph, way, pace, season.starts, beside).late()
        if not late:
            return f"Wel haalbaar {said}."
        if late < best - LITTLE:
            best, best_said = late, said
    shorter = f"Maak de eigen normen op deze weg samen {_days(fit.most)} korter, of laat stappen tegelijk lopen."
    return (
        f"{best_said[:1].upper()}{best_said[1:]}: dan is het nog {_percent(best)}. {shorter}" if best_said else shorter
    )


def _changes(season: Season, fit: Fit) -> Iterator[tuple[Pace, frozenset[int], str]]:
    """Yield changes with how they are said, one alone before two together."""
    meets = any(step.meets for step in fit.steps)
    rhythms = [(season.pace.meeting(held), said) for said, held in season.oftener.items() if meets]
    besides = [(frozenset({step.node}), said) for step, said in _together(fit.steps)]
    yield from ((pace, frozenset(), said) for pace, said in rhythms)
    yield from ((season.pace, nodes, said) for nodes, said in besides)
    yield from ((pace, nodes, f"{one} en {two}") for (pace, one), (nodes, two) in product(rhythms, besides))


def _together(steps: Sequence[Step]) -> Iterator[tuple[Step, str]]:
    """Yield steps that would fit beside another one that takes as long, the longest first."""
    timed = sorted((step for step in steps if step.norm and not step.meets), key=lambda step: -step.days)
    for step in timed[:MOST_STEPS]:
        for other in timed:
            one, two = (each.norm.period for each in (step, other) if each.norm)
            if other is not step and one.unit == two.unit and one.n <= two.n:
                name, beside = (each.element.name or each.element.id for each in (step, other))
                yield step, f"als '{name}' tegelijk loopt met '{beside}'"
                break
