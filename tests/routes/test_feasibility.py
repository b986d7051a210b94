"""A statutory term that own norms and meetings leave no room for is told, with figures reckoned day by day."""

from datetime import date, timedelta
from functools import cache
from pathlib import Path

from tests.routes.samples import (
    Flow,
    and_,
    boundary,
    bpmn,
    call,
    catch,
    end,
    message,
    properties,
    route,
    start,
    terminate,
    timer,
    user,
    way,
    xor,
)
from workflows.domain.calendar import WorkingCalendar
from workflows.domain.findings import Finding
from workflows.domain.meetings import Committee, dates_between
from workflows.domain.periods import Period
from workflows.domain.rules import DeadlineRule, Rules
from workflows.domain.wording import Text
from workflows.routes.feasibility import Fit, Pace, Walk, terms_of, ways_of
from workflows.routes.feasibility_check import Season, check_feasible, lateness
from workflows.routes.inlined import Inlined
from workflows.routes.route import Route, Shared
from workflows.routes.worlds import ways_through

BPMN = Path(__file__).parents[2] / "bpmn"
MONDAY = date(2027, 9, 6)
WEEK = timedelta(weeks=1)

OTHER = 'block = "request"\n[[field]]\nid = "anders"\nkind = "text"\nlabel = "Anders"\n'


def norm(name: str, working_days: int) -> DeadlineRule:
    return DeadlineRule(name, Text(name, name), Period(working_days, "working_days"), rolls="backward")


TERM = DeadlineRule(
    "W", Text("Beslissen", "Decide"), Period(4, "weeks"), source="Awb", norm="statutory", suspendable=True
)
RULES = Rules([TERM, norm("N5", 5), norm("N10", 10), norm("N15", 15)])
TALK = Committee("commissie", Text("C", "C"), "commissie", 0, 8, 2, (), 48, 3)


def paced(*held: date) -> Pace:
    return Pace(
        RULES, WorkingCalendar(kb_known_from=2020, kb_known_through=2030), {"commissie": TALK}, {"commissie": held}
    )


def fit(made: Route, *starts: date, pace: Pace | None = None) -> Fit:
    graph = Inlined.of(made.processes, made.frame)
    (rule,) = terms_of(graph, RULES, MONDAY)
    (way_,) = ways_of(graph, ways_through(graph, made.facts_of), rule)
    return Walk(graph, way_, pace or paced(), starts or (MONDAY,)).fit()


def names(of: Fit) -> list[str]:
    return [step.element.id for step in of.steps]


FORK = (
    start(starts="W"), and_("samen"), user("kort", due="N5"), user("lang", due="N15"), and_("klaar"),
    user("besluit", due="N5", stops="W"), terminate(),
    way("begin", "samen", "kort", "klaar", "besluit", "einde"), way("samen", "lang", "klaar"),
)  # fmt: skip


def test_what_runs_at_the_same_time_overlaps() -> None:
    """15 + 5 working days from Monday 6 September is Monday 4 October, the last day of four weeks; 25 would be late."""
    found = fit(route(bpmn(*FORK)))
    assert (found.late, names(found)) == (0, ["lang", "besluit"])
    one_after_the_other = bpmn(
        start(starts="W"), user("kort", due="N5"), user("lang", due="N15"), user("besluit", due="N5", stops="W"),
        terminate(), way("begin", "kort", "lang", "besluit", "einde"),
    )  # fmt: skip
    found = fit(route(one_after_the_other))
    assert (found.late, found.most, names(found)) == (1, 7, ["kort", "lang", "besluit"])  # Monday 11 October


def test_of_a_choice_each_way_has_its_own_share() -> None:
    chosen = bpmn(
        start(starts="W"), user("lang", due="N15"), xor("nog_horen", "besluit"), user("horen", due="N10"),
        user("besluit", due="N5", stops="W"), terminate(),
        way("begin", "lang", "nog_horen", "besluit", "einde"), Flow("nog_horen", "horen", 'besluit == "ja"'),
        way("horen", "besluit"),
    )  # fmt: skip
    found = fit(route(chosen))
    assert (found.late, found.most) == (1, 14)
    ((gate, branches),) = found.choices
    assert (gate.id, {branch.flow.target: branch.late for branch in branches}) == (
        "nog_horen",
        {"horen": 1, "besluit": 0},
    )


def test_ways_that_contradict_themselves_do_not_count() -> None:
    """Who was heard at first is not heard later: the same answer decides both."""
    heard = 'besluit == "ja"'
    twice = bpmn(
        start(starts="W"), user("vraag"), xor("nu", "verder"), user("nu_horen", due="N10"), xor("verder"),
        user("lang", due="N5"), xor("later", "later_horen"), user("later_horen", due="N10"),
        user("beslissen", due="N5", stops="W"), terminate(),
        way("begin", "vraag", "nu", "verder", "lang", "later", "later_horen", "beslissen", "einde"),
        Flow("nu", "nu_horen", heard), way("nu_horen", "verder"), Flow("later", "beslissen", heard),
    )  # fmt: skip
    made = route(twice, **{f"forms__{each}": OTHER for each in ("nu_horen", "lang", "later_horen", "beslissen")})
    assert (fit(made).late, len(fit(made).steps)) == (0, 3)  # 10 + 5 + 5 and not 10 + 5 + 10 + 5


def test_a_way_back_counts_once_wherever_the_loop_is_entered() -> None:
    """A case can come into the loop in two places; from each of them every step of it is done once."""
    loop = bpmn(
        start(starts="W"), xor("meteen", "vraag"), user("vraag", due="N5"), xor("door"), user("weeg", due="N5"),
        xor("terug", "besluit"), xor("weer"), user("besluit", due="N5", stops="W"), terminate(),
        way("begin", "meteen", "weer", "vraag", "door", "weeg", "terug", "besluit", "einde"),
        Flow("meteen", "door", 'besluit == "ja"'), Flow("terug", "weer", 'besluit == "nee"'),
    ).replace(b'default="meteen_naar_vraag"', b"")  # fmt: skip
    found = fit(route(loop))
    assert (found.late, sorted(names(found))) == (0, ["besluit", "vraag", "weeg"])


def test_a_norm_that_runs_already_when_the_term_begins_counts_once() -> None:
    """Both steps have the one date of ten working days from the beginning; begun anew each time, it were six weeks."""
    before = bpmn(
        start(starts="N10"), user("intake", starts="W"), user("een", due="N10"), user("twee", due="N10"),
        user("besluit", due="N10", stops="W"), terminate(),
        way("begin", "intake", "een", "twee", "besluit", "einde"),
    )  # fmt: skip
    found = fit(route(before))
    assert (found.late, names(found)) == (0, ["een"])


def test_a_step_of_a_committee_lasts_until_its_next_meeting() -> None:
    """Ready on 13 September, met on 4 October, decided on the 11th, a week late; met two weeks earlier it is not."""
    meeting = bpmn(
        start(starts="W"), user("lezen", due="N5"), user("advies", meeting="commissie"),
        user("besluit", due="N5", stops="W"), terminate(), way("begin", "lezen", "advies", "besluit", "einde"),
    )  # fmt: skip
    monthly, fortnightly = paced(date(2027, 9, 6), date(2027, 10, 4)), paced(date(2027, 9, 20), date(2027, 10, 4))
    found = fit(route(meeting), pace=monthly)
    assert (found.late, found.most) == (1, 7)
    assert [(step.element.id, step.days) for step in found.steps] == [("lezen", 7), ("advies", 21), ("besluit", 7)]
    assert fit(route(meeting), pace=fortnightly).late == 0
    half = fit(route(meeting), MONDAY, MONDAY + 2 * WEEK, pace=paced(date(2027, 10, 4)))
    assert half.late == 0.5  # who begins on the 20th is met on 4 October too, and in time


def test_while_the_time_stands_still_nothing_is_late() -> None:
    waiting = bpmn(
        start(starts="W"), user("lang", due="N15"), user("vragen", suspends="W"), xor("wacht"),
        catch("aangevuld", message("aangevuld"), role="ib_er", due="N10", resumes="W"),
        user("besluit", due="N5", stops="W"), terminate(),
        way("begin", "lang", "vragen", "wacht", "aangevuld", "besluit", "einde"),
    )  # fmt: skip
    assert fit(route(waiting)).late == 0


def test_a_norm_that_runs_already_is_not_counted_anew_and_a_side_watch_not_at_all() -> None:
    inner = bpmn(
        start("in", starts="N15"), user("eerste", due="N5"), user("tweede", due="N15"),
        boundary("let_op", "tweede", timer('due_at("N15")'), interrupting=False), user("bellen", due="N15"),
        end("gebeld"), end("uit"), way("in", "eerste", "tweede", "uit"), way("let_op", "bellen", "gebeld"),
        process="binnen",
    )  # fmt: skip
    outer = bpmn(
        start(starts="W"), call("doen", "binnen"), user("besluit", due="N5", stops="W"), terminate(),
        way("begin", "doen", "besluit", "einde"),
    )  # fmt: skip
    assert fit(route(outer, inner)).late == 0  # 15 from the start, then 5


# ------------------------------------------------------------------ the route to a TLV
SHARED = Shared.from_folder(BPMN / "shared")
YEAR = [day for n in range(366) if SHARED.calendar.is_working_day(day := date(2027, 8, 1) + timedelta(days=n))]


def share(of: Finding) -> int:
    return int(of.problem.partition(" % van de startdagen")[0].rpartition(" ")[2])


@cache
def tlv(weeks: int, old: str = "", new: str = "") -> list[Finding]:
    """Return the warnings about the term to decide with a committee that meets every *weeks*, its page changed."""
    calendar, last = SHARED.calendar.in_region("Midden"), date(2029, 3, 1)

    def meeting(every: int) -> dict[str, tuple[date, ...]]:
        return {"commissie": dates_between(date(2027, 8, 3), last, every, calendar, in_school_holidays=True).dates}

    pace = Pace(SHARED.rules, calendar, SHARED.committees, meeting(weeks))
    oftener = {f"om de {n} weken": meeting(n) for n in (2, 1) if n < weeks}
    live = Route.from_folder(BPMN / "tlv")
    files = dict(live.files)
    text = files["advisering.bpmn"].decode()
    assert old in text
    files["advisering.bpmn"] = text.replace(old, new).encode() if old else text.encode()
    year = [Season("schooljaar 2027-2028", YEAR, pace, oftener)]
    found = check_feasible(Route(files), year, lateness(live, year) if old else None)
    return [each for each in found if each.problem.startswith("'Beslissen op de TLV-aanvraag'")]


def test_a_committee_that_meets_less_often_makes_more_of_a_route_late() -> None:
    """The warning says how often, along which steps and choices, and what helps; terms that run alike are told once."""
    (monthly,), (fortnightly,) = tlv(4), tlv(2)
    assert 100 > share(monthly) > share(fortnightly) > 0
    assert (monthly.level, monthly.file, monthly.element) == ("warning", "advisering.bpmn", "commissie_adviseren")
    assert "Deskundigenadvies geven (10 werkdagen)" in monthly.why
    assert "Bij 'Ouders nog horen?'" in monthly.why
    assert "tegelijk" in monthly.remedy


def test_an_extra_step_before_the_committee_shows_in_the_figures_with_what_would_make_room_for_it() -> None:
    """Users, change 9: a review among colleagues of five working days."""
    arrow, task = 'targetRef="commissie_adviseren" />', '<userTask id="collega" name="Collegiale toets"'
    step = f'targetRef="collega" />{task}>{properties({"due": "T0C"}).replace("s:", "spiffworkflow:")}</userTask>'
    step += '<sequenceFlow id="naar_commissie" sourceRef="collega" targetRef="commissie_adviseren" />'
    (before,), (after,) = tlv(2), tlv(2, arrow, step)
    assert share(after) > share(before)
    assert f"; zonder deze wijziging {share(before)} %." in after.problem
    assert "Collegiale toets (5 werkdagen)" in after.why
