"""Can words be read on a colour?"""

import pytest

from workflows.domain.colours import ENOUGH, contrast, dark_enough, words_on


@pytest.mark.parametrize(
    ("one", "other", "ratio"), [("#000000", "#ffffff", 21.0), ("#777777", "#ffffff", 4.48), ("#ff0000", "#ffffff", 4.0)]
)
def test_contrast_is_what_the_guidelines_say(one: str, other: str, ratio: float) -> None:
    assert contrast(one, other) == contrast(other, one) == pytest.approx(ratio, abs=0.01)


def test_black_or_white_can_be_read_on_every_colour() -> None:
    tried = [
        f"#{red:02x}{green:02x}{blue:02x}"
        for red in range(0, 256, 15)
        for green in range(0, 256, 15)
        for blue in (0, 128, 255)
    ]
    assert min(contrast(words_on(colour), colour) for colour in tried) >= ENOUGH


def test_a_colour_that_is_too_light_is_offered_darker_and_a_good_one_as_it_is() -> None:
    assert contrast(dark_enough("#ff9900", "#e6f0fa"), "#e6f0fa") >= ENOUGH
    assert dark_enough("#0b5394", "#e6f0fa") == "#0b5394"
