"""What was made of a content is made once, whoever asks and while it is being made."""

import threading

import pytest

from workflows.services.kept import Kept


def test_who_asks_for_what_is_being_made_waits_for_it() -> None:
    kept: Kept[int] = Kept(2)
    begun, may_end, made, answers = threading.Event(), threading.Event(), [], []

    def make() -> int:
        made.append("once")
        begun.set()
        assert may_end.wait(10)
        return 7

    askers = [threading.Thread(target=lambda: answers.append(kept.get("a", make))) for _ in range(2)]
    for asker in askers:
        asker.start()
        assert begun.wait(10)
    may_end.set()
    for asker in askers:
        asker.join()
    assert (made, answers) == (["once"], [7, 7])


def test_what_failed_what_is_not_to_be_kept_and_what_is_long_ago_is_made_anew() -> None:
    kept: Kept[str] = Kept(2)
    with pytest.raises(ZeroDivisionError):
        kept.get("a", lambda: str(1 / 0))
    assert kept.get("a", lambda: "doubtful", keep=lambda _: False) == "doubtful"
    assert kept.get("a", lambda: "sure") == "sure"
    assert kept.get("a", lambda: "other") == "sure"
    for later in "bc":
        kept.get(later, lambda: "later")
    assert kept.get("a", lambda: "anew") == "anew"
