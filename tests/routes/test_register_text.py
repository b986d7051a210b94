"""Writing in the files of the register: one part changes, every remark and all else stays, and it can be put back."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from workflows.routes.register import REGIONS
from workflows.routes.register_text import RegisterText
from workflows.routes.route import Shared

FILES = Shared.from_folder(Path(__file__).parents[2] / "bpmn" / "shared").files
DAY = date(2029, 5, 11)
SPANS = dict.fromkeys(REGIONS, (date(2028, 10, 14), date(2028, 10, 22)))
NORM = {"period": {"weeks": 7}, "source": "plan art. 1", "label": {"nl": "Norm", "en": "Norm"}, "checked_on": DAY}
RUNGS = [{"name": "d-3", "before": {"days": 3}, "tone": "red", "to": ["lane"], "text": {"nl": '"Nu"', "en": "Now"}}]

Edit = Callable[[RegisterText], None]
EDITS: dict[str, tuple[str, Edit]] = {
    "a day by decree": ("kb", lambda text: text.add_kb_days([DAY], "KB van 'x' \"y\"")),
    "no day by decree": ("kb", lambda text: text.remove_kb_day(date(2027, 5, 7))),
    "another year": ("kb", lambda text: text.know_kb_days_through(2031)),
    "a holiday of a new year": ("school", lambda text: text.set_holiday("2028-2029", "Herfstvakantie", SPANS, "ja")),
    "another holiday": ("school", lambda text: text.set_holiday("2027-2028", "Meivakantie", SPANS, "ja")),
    "no holiday": ("school", lambda text: text.remove_holiday("2026-2027", "Meivakantie")),
    "a closing": ("closing", lambda text: text.add_closing((DAY, DAY, "Brugdag"))),
    "another length": ("rule:T1", lambda text: text.correct_rule("T1", date.min, {"period": {"weeks": 5}})),
    "another length from a day": ("rule:T1", lambda text: text.change_rule("T1", DAY, {"period": {"weeks": 5}})),
    "the last rule of a file": ("rule:T11", lambda text: text.change_rule("T11", DAY, {"source": "plan"})),
    "reminders of its own": ("rule:T2", lambda text: text.set_ladder("T2", RUNGS)),
}


@pytest.mark.parametrize("name", EDITS)
def test_an_edit_changes_one_part_and_can_be_put_back_to_the_letter(name: str) -> None:
    part, edit = EDITS[name]
    before, text = RegisterText(FILES), RegisterText(FILES)
    edit(text)
    Shared(text.files).check()
    was, is_now = before.parts(), RegisterText(text.files).parts()
    assert {each for each in was | is_now if was.get(each) != is_now.get(each)} == {part}
    for path, data in FILES.items():
        remarks = [line for line in data.decode().splitlines() if line.startswith("#")]
        assert [line for line in text.files[path].decode().splitlines() if line.startswith("#")] == remarks
    again = RegisterText(text.files)
    again.put_back(part, before)
    assert RegisterText(again.files).parts() == was
    changed = [path for path in FILES if again.files[path].split() != FILES[path].split()]
    assert changed == []


def test_what_is_opened_and_not_changed_stays_to_the_byte() -> None:
    text = RegisterText(FILES)
    for _rule in ("T1", "Z1", "B1"):
        text.rungs_of(_rule)
    text.remove_kb_day(date(1999, 1, 1))
    text.remove_closing(DAY)
    assert text.files == dict(FILES)


def test_a_norm_stands_in_the_file_of_its_statutory_term_and_stays_for_its_clocks_when_it_is_put_back() -> None:
    text = RegisterText(FILES)
    text.add_norm_beside("Z1N", "Z1", DAY, NORM)
    [path] = [path for path in FILES if text.files[path] != FILES[path]]
    assert b'id = "Z1"' in FILES[path]
    rules = Shared(text.files).rules
    assert rules.beside("Z1", DAY) == ("Z1N",)
    assert rules.at("Z1N", DAY).regimes == rules.at("Z1", DAY).regimes
    again = RegisterText(text.files)
    again.put_back("rule:Z1N", RegisterText(FILES))
    rules = Shared(again.files).rules
    assert rules.beside("Z1", DAY) == ()
    assert rules.at("Z1N", DAY).period.n == 7


def test_a_rule_may_stand_in_any_file() -> None:
    moved = {path: data for path, data in FILES.items() if not path.startswith("deadlines/")}
    together = b"\n".join(data for path, data in FILES.items() if path.startswith("deadlines/"))
    text = RegisterText({**moved, "deadlines/alles.toml": together})
    assert text.parts() == RegisterText(FILES).parts()
    text.correct_rule("Z1", date.min, {"source": "WPO"})
    assert Shared(text.files).rules.versions("Z1")[-1].source == "WPO"
    text.put_back("rule:Z1", RegisterText(FILES))
    assert text.parts() == RegisterText(FILES).parts()


def test_closings_come_and_go_without_a_trace() -> None:
    text = RegisterText(FILES)
    for month in (1, 2, 3):
        text.add_closing((date(2027, month, 1), date(2027, month, 5), f"Sluiting {month}"))
    calendar = Shared(text.files).calendar
    assert calendar.closing(date(2027, 2, 3)) == (date(2027, 2, 1), date(2027, 2, 5), "Sluiting 2")
    assert calendar.is_working_day(date(2027, 2, 3))  # a closing moves nothing
    for month in (2, 1, 3):
        text.remove_closing(date(2027, month, 1))
    assert RegisterText(text.files).parts() == RegisterText(FILES).parts()
