"""How a letter of a dry run reads: what was answered in it, and made-up words for what nobody was asked."""

from collections.abc import Mapping

from workflows.domain.letters import Rendered
from workflows.domain.values import Value
from workflows.routes.letter_trial import made_up
from workflows.routes.route import Route, Shared
from workflows.services.dry_world import MadeLetter


def letter_of(route: Route, shared: Shared, made: MadeLetter) -> Rendered:
    """Return a letter as it would go out in the dry run.

    Raises:
        ExpressionFailed: it quotes something that is empty then.
    """
    letter = route.letters[made.name]
    texts: Mapping[str, Value] = {name: each for name, each in made.answers.items() if isinstance(each, str) and each}
    unasked = {name: value for name, value in made_up(route, shared, made.on) if name not in route.fields}
    context = {**dict.fromkeys(route.fields | letter.asks(shared.paragraphs)), **unasked}
    return letter.render({**context, **texts, **made.facts, **made.due}, library=shared.paragraphs)
