"""The rows of a drawing: in its lane each part takes the one that keeps arrows straight, short and uncrossed.

Better places are tried until there is none. What a place costs is guessed from the best simple way of every arrow.
There is no chance in it: the same meaning gives the same places.
"""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, islice, product
from operator import itemgetter

from workflows.routes.tidy_grid import LOOSE, Arrow, Cell, Grid, Rule, columns, push

_WORK, _LEAST = 350_000, 500  #: arrows and cells that may be weighed, and how many places at least
_MANY = 60  #: of more cells only the likely places are tried
_SWEEPS = 6
_PAGE, _LOW = 7, 3  #: rows on one page, and the price of each below it

Place = tuple[Cell, int, float]  #: a cell, its column and its row
Piece = tuple[int, int, int]  #: the line that a piece of a way runs on, from where to where
Shape = tuple[float, list[Piece], list[Piece]]  #: of a way: its price, its level pieces and its upright ones
_Run = tuple[int, int, Arrow, int, int]


def placed(cells: Sequence[Cell], arrows: Sequence[Arrow], pools: Sequence[int]) -> Grid:
    """Give every cell its column and row; *pools* says of each lane which pool it is in."""
    rules = columns(cells, arrows)
    rows = _Rows(cells, arrows, len(pools), rules)
    rows.begin()
    rows.sweep()
    rows.improve()
    return Grid(cells, arrows, rows.heights(), pools)


class _Rows:
    def __init__(self, cells: Sequence[Cell], arrows: Sequence[Arrow], lanes: int, rules: list[Rule]) -> None:
        self.cells, self.arrows, self.lanes, self.rules = cells, arrows, lanes, rules
        self.near: dict[Cell, list[Cell]] = defaultdict(list)
        self.steps: dict[int, dict[Cell, list[Cell]]] = {1: defaultdict(list), -1: defaultdict(list)}
        for arrow in arrows:
            self.near[arrow.source].append(arrow.target)
            self.near[arrow.target].append(arrow.source)
            self.steps[1][arrow.source].append(arrow.target)
            self.steps[-1][arrow.target].append(arrow.source)
        rest: dict[Cell, int] = {}  # how long the process goes on after a cell
        for cell in sorted(cells, key=lambda each: -each.col):
            after = (rest.get(rule.after, 0) for rule in rules if rule.before is cell and rule.after.col > cell.col)
            rest[cell] = 1 + max(after, default=0)
        self.order = sorted(cells, key=lambda each: (each.kind in LOOSE, each.col, -rest[each], each.order))
        leaving: dict[Cell, list[Arrow]] = defaultdict(list)
        for arrow in arrows:
            if arrow.kind == "flow" and arrow.guest is None:
                leaving[arrow.source].append(arrow)
        self.main = {max(each, key=lambda arrow: rest.get(arrow.target, 0)) for each in leaving.values()}
        self.shapes: dict[tuple[object, ...], Shape] = {}
        self.left = max(_LEAST, _WORK // (len(cells) + len(arrows) + 1))

    # -------------------------------------------------------------- where all begin
    def begin(self) -> None:
        """Put each cell in the first free row beside what leads to it."""
        taken: dict[tuple[int, int, float], Cell] = {}
        for cell in self.order:
            near = [
                each
                for each in self.near[cell]
                if each is not cell and taken.get((cell.lane, each.col, each.row)) is each
            ]
            cell.row = near[0].row if near else 0
            while (cell.lane, cell.col, cell.row) in taken:
                cell.row += 1
            taken[cell.lane, cell.col, cell.row] = cell
        self.squeeze()

    def sweep(self) -> None:
        """Order the cells of each column by where their neighbours stand on the whole, there and back."""
        stacks: dict[tuple[int, int], list[Cell]] = defaultdict(list)
        for cell in self.cells:
            stacks[cell.lane, cell.col].append(cell)
        many = [stack for _place, stack in sorted(stacks.items()) if len(stack) > 1]
        best = self.cost()
        for turn in range(_SWEEPS if many else 0):
            old = [(cell, cell.col, cell.row) for cell in self.cells]
            for stack in many if turn % 2 == 0 else reversed(many):
                mean = {cell: self._mean(cell, 1 if turn % 2 else -1) for cell in stack}
                rows = sorted(cell.row for cell in stack)
                for cell, row in zip(sorted(stack, key=lambda each: (mean[each], each.row)), rows, strict=True):
                    cell.row = row
            if (now := self.cost()) < best - 1e-6:
                best = now
            else:
                _put(old)

    def _mean(self, cell: Cell, step: int) -> tuple[float, float]:
        near = [(each.lane, each.row) for each in self.steps[step][cell] if each.kind != "pool"]
        if not near:
            return cell.lane, cell.row
        return sum(lane for lane, _ in near) / len(near), sum(row for _, row in near) / len(near)

    # -------------------------------------------------------------- better places
    def improve(self) -> None:
        """Try other places as long as one of them is better, or until enough was tried."""
        push(self.rules, least := dict.fromkeys(self.cells, 0))
        best, better = self.cost(), True
        while better and self.left > 0:
            better = False
            for move in self._moves():
                old = [(cell, cell.col, cell.row) for cell in self.cells]
                was = least
                if isinstance(move, Rule):
                    move.gap = 1 - move.gap
                    push(self.rules, least := dict.fromkeys(self.cells, 0))
                    cols = {cell: cell.col + least[cell] - was[cell] for cell in self.cells}
                    push(self.rules, cols)
                    _put([(cell, cols[cell], cell.row) for cell in self.cells])
                else:
                    _put(move)
                if self.squeeze() and (now := self.cost()) < best - 1e-6:
                    best, better = now, True
                else:
                    _put(old)
                    if isinstance(move, Rule):
                        move.gap, least = 1 - move.gap, was
                if self.left <= 0:
                    break

    def _moves(self) -> Iterator[Rule | list[Place]]:
        """Yield changes worth trying: other places for some cells, or a rule whose gap may be another."""
        for rule in self.rules:  # an arrow to another row may run straight up or down, which saves a column
            one, other = rule.before, rule.after
            if one.lane != other.lane or (one.kind == "gateway" and one.row != other.row):
                yield rule
        for cell in self.order:
            for by, row in self._places(cell):
                for step in (1, -1, 0):
                    run = self._run(cell, step)
                    if (step and len(run) == 1) or not self._allowed(run, by):
                        continue
                    there = {(each.col, row) for each in run} if not by else set()
                    swapped = [
                        each
                        for each in self.cells
                        if there and each.lane == cell.lane and (each.col, each.row) in there and each not in run
                    ]
                    yield [
                        *((each, each.col + by, row) for each in run),
                        *((each, each.col, cell.row) for each in swapped),
                    ]
        for lane, rows in enumerate(self.heights()):
            for row in range(rows - 1):
                mine = (cell for cell in self.cells if cell.lane == lane and cell.row in (row, row + 1))
                yield [(cell, cell.col, 2 * row + 1 - cell.row) for cell in mine]

    def _places(self, cell: Cell) -> list[tuple[int, float]]:
        rows = self.heights()[cell.lane]
        if len(self.cells) > _MANY:
            near = [each.row + half for each in self.near[cell] if each.lane == cell.lane for half in (0, -0.5, 0.5)]
            found = [(0, row) for row in dict.fromkeys([*near, -0.5, rows - 0.5]) if row != cell.row]
            return [*found, (1, cell.row), (-1, cell.row)]
        ways = [(0, half / 2) for half in range(-1, 2 * rows) if half / 2 != cell.row]
        beside = dict.fromkeys((cell.row, cell.row - 0.5, cell.row + 0.5, -0.5, rows - 0.5))
        return [*ways, *product((-2, -1, 1, 2), beside)]

    def _run(self, cell: Cell, step: int) -> list[Cell]:
        """Return *cell* and what follows (1) or precedes (-1) it in one line in its row."""
        run = [cell]
        while step:
            last = run[-1]
            after = (
                each
                for each in self.steps[step][last]
                if each.lane == cell.lane and each.row == cell.row and (each.col - last.col) * step > 0
            )
            found = next(after, None)
            if found is None:
                return run
            run.append(found)
        return run

    def _allowed(self, run: Sequence[Cell], by: int) -> bool:
        if not by:
            return True
        moved = set(run)
        return all(cell.col + by >= 0 for cell in run) and all(
            rule.after.col + by * (rule.after in moved) >= rule.before.col + by * (rule.before in moved) + rule.gap
            for rule in self.rules
            if rule.before in moved or rule.after in moved
        )

    def heights(self) -> tuple[int, ...]:
        """Return how many rows each lane has."""
        most = [1] * self.lanes
        for cell in self.cells:
            most[cell.lane] = max(most[cell.lane], int(cell.row) + 1)
        return tuple(most)

    def squeeze(self) -> bool:
        """Number the rows of each lane anew, without empty ones; return whether every cell has a place of its own."""
        used: list[set[float]] = [set() for _ in range(self.lanes)]
        for cell in self.cells:
            used[cell.lane].add(cell.row)
        ranks = [{row: rank for rank, row in enumerate(sorted(rows))} for rows in used]
        for cell in self.cells:
            cell.row = ranks[cell.lane][cell.row]
        return len({(cell.lane, cell.row, cell.col) for cell in self.cells}) == len(self.cells)

    # -------------------------------------------------------------- what a drawing costs
    def cost(self) -> float:
        """Guess how ugly the drawing becomes: the best simple way of every arrow, then where they meet."""
        self.left -= 1
        tops = list(accumulate(self.heights(), initial=0))
        in_row: dict[int, int] = defaultdict(int)  # bits of the columns that are taken
        in_col: dict[int, int] = defaultdict(int)
        at: dict[Cell, tuple[int, int]] = {}
        widest = 0
        for cell in self.cells:
            y = tops[cell.lane] + int(cell.row)
            at[cell] = 2 * cell.col + 1, 2 * y + 1
            in_row[y] |= 1 << cell.col
            in_col[cell.col] |= 1 << y
            widest = max(widest, cell.col)
        price = 0.8 * (tops[-1] + widest) + _LOW * max(0, tops[-1] - _PAGE)
        flat: dict[int, list[_Run]] = defaultdict(list)
        steep: dict[int, list[_Run]] = defaultdict(list)
        for arrow in self.arrows:
            one, other = arrow.source, arrow.target
            x, y = at.get(one) or (at[other][0] if other in at else 1, 2 * tops[one.lane] + 1)
            x2, y2 = at.get(other) or (x, 2 * tops[other.lane] + 1)
            key = (arrow, x, y, x2, y2, in_row[y >> 1], in_row[y2 >> 1], in_col[x >> 1], in_col[x2 >> 1])
            if (shape := self.shapes.get(key)) is None:
                shape = self.shapes[key] = self._shape(*key)
            price += shape[0]
            for line, begin, end in shape[1]:
                flat[line].append((begin, end, arrow, begin, end) if begin < end else (end, begin, arrow, begin, end))
            for line, begin, end in shape[2]:
                steep[line].append((begin, end, arrow, begin, end) if begin < end else (end, begin, arrow, begin, end))
        return price + _met(flat, steep)

    def _shape(self, arrow: Arrow, x: int, y: int, x2: int, y2: int, row: int, row2: int, col: int, col2: int) -> Shape:
        """Return the cheapest simple way, given what stands in the rows and columns of its ends."""
        away = arrow.guest is not None
        ready = away or arrow.source.kind == "gateway"
        found: list[Shape] = []
        if x2 > x and y == y2 and not away:
            found.append((3.5 * _over(row, x, x2), [(y, x, x2)], []))
        elif x2 > x:
            for turn in (x2 - 1, x + 1) if not away else ():
                blocked = _over(row, x, turn) + _over(row2, turn, x2)
                found.append((2 + 3 * blocked, [(y, x, turn), (y2, turn, x2)], [(turn, y, y2)]))
            if not away:
                blocked = _over(row, x, x2) + (row >> (x2 >> 1) & 1) + _over(col2, y, y2)
                gate = 1.1 if arrow.target.kind == "gateway" else 1.9
                found.append((gate + 3 * blocked, [(y, x, x2)], [(x2, y, y2)]))
            if y != y2:
                blocked = _over(col, y, y2) + (row2 >> (x >> 1) & 1) + _over(row2, x, x2)
                found.append(((1 if ready else 2.2) + 3 * blocked, [(y2, x, x2)], [(x, y, y2)]))
        elif x == x2:
            same = arrow.source.lane == arrow.target.lane
            found.append((0.8 * (not ready or same) + 4 * _over(col, y, y2), [], [(x, y, y2)]))
        for level in (min(y, y2) - 1, max(y, y2) + 1):
            blocked = _over(col, y, level) + _over(col2, level, y2)
            found.append((2.5 + 3 * blocked, [(level, x, x2)], [(x, y, level), (x2, level, y2)]))
        if away:  # it leaves from below or above its host
            down = [(x, y, y + 1), (x2 - 1, y + 1, y2)]
            found.append((3, [(y + 1, x, x2 - 1), (y2, x2 - 1, x2)], down))
            found = [(price + 4 * (y == y2), level, upright) for price, level, upright in found]
        weight = 1.2 if arrow in self.main else 1

        def total(shape: Shape) -> float:
            cost = shape[0] * weight
            for _line, begin, end in shape[1]:
                cost += 0.2 * abs(end - begin)
            for _line, begin, end in shape[2]:
                cost += 0.05 * abs(end - begin)
            return cost

        best = min(found, key=total)
        return total(best), best[1], best[2]


def _put(places: Iterable[Place]) -> None:
    for cell, col, row in places:
        cell.col, cell.row = col, row


def _over(mask: int, one: int, other: int) -> int:
    """Return how many cells stand between two lines of the grid."""
    if one > other:
        one, other = other, one
    low = (one + 1) // 2
    return (mask >> low & (1 << max(0, other // 2 - low)) - 1).bit_count()


def _met(flat: dict[int, list[_Run]], steep: dict[int, list[_Run]]) -> float:
    """Return the price of all places where ways cross, or run over each other."""
    crossed = 0
    ends = {y: (sorted(run[0] for run in runs), sorted(run[1] for run in runs)) for y, runs in flat.items()}
    for x, runs in steep.items():
        for begin, end, *_ in runs:
            for y in range(begin + 1, end):
                if y in ends:
                    crossed += bisect_left(ends[y][0], x) - bisect_right(ends[y][1], x)
    price = 2.5 * crossed
    for upright, lines in ((False, flat), (True, steep)):
        for line, runs in lines.items():
            if len(runs) > 1:
                runs.sort(key=itemgetter(0))
                price += sum(_beside(one, other, line, upright=upright) for one, other in _together(runs))
    return price


def _together(runs: list[_Run]) -> Iterator[tuple[_Run, _Run]]:
    """Yield every two pieces on one line that have a place in common; they come sorted."""
    for number, one in enumerate(runs):
        for other in islice(runs, number + 1, None):
            if other[0] > one[1]:
                break
            yield one, other


def _beside(one: _Run, other: _Run, line: int, *, upright: bool) -> float:
    (low, high, arrow, begin, end), (low2, high2, arrow2, begin2, end2) = one, other
    if arrow.source is arrow2.source or arrow.target is arrow2.target:
        return 0
    if line % 2:
        return 3 * (low < high2 and low2 < high)
    if not upright:
        return 0
    # both change rows in one channel: the better of two orders
    first = (low2 <= end <= high2) + (low <= begin2 <= high)
    return 2.5 * min(first, (low <= end2 <= high) + (low2 <= begin <= high2))
