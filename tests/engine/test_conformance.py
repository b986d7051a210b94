"""The engine does what BPMN prescribes: random routes, beside a token game that knows nothing of the engine."""

from collections import Counter

import pytest

from tests.engine.conformance import Comparison
from tests.engine.models import Tangle


@pytest.mark.parametrize("batch", range(20))
def test_random_routes_go_as_the_token_game_says(batch):
    """2,000 routes, saved and restored between steps at random: tasks, events, ends and passed elements agree."""
    results = Counter(Comparison(seed, size=10).play(steps=30) for seed in range(batch * 100, batch * 100 + 100))
    assert results["ended"] > 80


@pytest.mark.parametrize("batch", range(4))
def test_tangled_routes_go_as_the_token_game_says(batch):
    """200 routes that no check would pass: what is stuck or endless for the one is so for the other."""
    results = Counter(Comparison(seed, 8, Tangle).play(steps=15) for seed in range(batch * 50, batch * 50 + 50))
    assert results["ended"] > 20
