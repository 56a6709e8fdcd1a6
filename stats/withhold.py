"""Small cells: which counts of a table are withheld so that none under five can be read off it or worked out from it.

Cells are withheld together as a block, of at least two cells and at least five answers, of which only the sum can be
worked out. The rule is the threshold rule with complementary suppression for additive tables: Willenborg & de Waal
(2001), Elements of Statistical Disclosure Control, chapters 6 and 7. It guards a table and its margins, and a part
against its whole; no rule of this kind guards against every combination of many different questions.
"""

from collections.abc import Collection, Mapping, Sequence
from itertools import combinations

import numpy as np
import numpy.typing as npt

LEAST_ANSWERS = 5
LEAST_CELLS = 2
MOST_WITHHELD = 1000  # in a table with more, working out what can be worked out takes too long: all are withheld

Group = tuple[str | None, ...]
Cells = Mapping[Group, int]  # a table: how many answers each group has; groups without any need not be named
Kept = tuple[int, ...]  # which groupings of a table a margin keeps, by position
NONE: Mapping[Kept, Collection[Group]] = {}


def withheld(n: Sequence[int], also: Collection[int] = ()) -> set[int]:
    """The positions to withhold of a one-way table whose total is published, unless all and the total are.

    Those of 1 to 4 answers and those of `also`; then the smallest others, until they are two cells that hold five
    answers. Cells of 0 may stand. Where all cells together hold fewer than five, so does the total, which is then to be
    withheld as well.
    """
    block = {at for at, count in enumerate(n) if 0 < count < LEAST_ANSWERS or (at in also and count)}
    others = sorted((count, at) for at, count in enumerate(n) if count and at not in block)
    for _, at in others:
        if not block or (len(block) >= LEAST_CELLS and sum(n[one] for one in block) >= LEAST_ANSWERS):
            break
        block.add(at)
    return block


def whole(part: Collection[object], block: Collection[object]) -> bool:
    """Whether a union of cells may be shown beside its table: it holds all of the block that is withheld, or none."""
    held = sum(cell in part for cell in block)
    return held in (0, len(block))


def hidden(cells: Cells, forced: Mapping[Kept, Collection[Group]] = NONE) -> set[Group]:
    """The cells to withhold of a table whose margins, withheld by the same rule, are published.

    forced: cells to withhold whatever they hold, of the table itself (all its positions) and of its margins. Where all
    that are not 0 are withheld, the table must not be shown at all: that others are 0 would tell too much.
    """
    filled = {group: n for group, n in cells.items() if n}
    if not filled:
        return set()
    levels = _levels(filled)
    closed: dict[Kept, set[Group]] = {}
    for kept, table in levels.items():  # from the total to the table itself
        closed[kept] = _level(kept, table, closed, forced)
    return closed[max(levels, key=len)]


def _levels(cells: Cells) -> dict[Kept, dict[Group, int]]:
    """The table and all its margins, the total first."""
    width = len(next(iter(cells)))
    found: dict[Kept, dict[Group, int]] = {}
    for size in range(width + 1):
        for kept in combinations(range(width), size):
            found[kept] = margin(cells, kept)
    return found


def margin(cells: Cells, kept: Kept) -> dict[Group, int]:
    """A table summed over all groupings but those kept."""
    found: dict[Group, int] = {}
    for group, n in cells.items():
        short = tuple(group[at] for at in kept)
        found[short] = found.get(short, 0) + n
    return found


def _level(
    kept: Kept,
    cells: Mapping[Group, int],
    closed: Mapping[Kept, set[Group]],
    forced: Mapping[Kept, Collection[Group]],
) -> set[Group]:
    """The cells to withhold of one level, those of its margins being known."""
    found = {group for group, n in cells.items() if n < LEAST_ANSWERS} | (set(forced.get(kept, ())) & cells.keys())
    if not kept:
        return found
    lines: list[list[Group]] = []
    for at in range(len(kept)):
        above = closed[kept[:at] + kept[at + 1 :]]
        members: dict[Group, list[Group]] = {}
        for group in cells:
            members.setdefault(group[:at] + group[at + 1 :], []).append(group)
        for head, line in members.items():
            if head in above:
                found.update(line)  # what is withheld as a sum must not be worked out from its cells
            else:
                lines.append(line)
    while True:
        before = len(found)
        for line in lines:
            block = withheld([cells[group] for group in line], [at for at, group in enumerate(line) if group in found])
            found.update(line[at] for at in block)
        if len(found) > before:
            continue
        told = _told(kept, cells, closed, found)
        if not told:
            return found
        more = _nearest(told, {group: n for group, n in cells.items() if group not in found})
        if more is None:
            return set(cells)
        found.add(more)


def _nearest(told: Collection[Group], shown: Mapping[Group, int]) -> Group | None:
    """The smallest of the cells still shown that stands in a line with one that could be worked out; else of all."""

    def apart(group: Group) -> bool:
        return not any(any(a == b for a, b in zip(group, one, strict=False)) for one in told)

    return min(shown, key=lambda group: (apart(group), shown[group], str(group)), default=None)


def _told(kept: Kept, cells: Mapping[Group, int], closed: Mapping[Kept, set[Group]], found: set[Group]) -> list[Group]:
    """The withheld cells, and those of the withheld margins, that can be worked out from all that is published."""
    if not found or len(found) == len(cells):
        return []
    if len(found) > MOST_WITHHELD:
        return list(found)
    place = {group: at for at, group in enumerate(sorted(found, key=str))}
    published, secret, names = [], [], []
    for size in range(len(kept)):
        for part in combinations(range(len(kept)), size):
            rows: dict[Group, npt.NDArray[np.float64]] = {}
            for group, at in place.items():
                head = tuple(group[one] for one in part)
                rows.setdefault(head, np.zeros(len(place)))[at] = 1
            shut = closed[tuple(kept[one] for one in part)]
            for head, row in rows.items():
                if head in shut:
                    secret.append(row)
                    names.append(next(group for group in place if tuple(group[one] for one in part) == head))
                else:
                    published.append(row)
    if not published:
        return []
    # What the published sums leave open is their null space: a sum that does not move in it can be worked out.
    _, sizes, axes = np.linalg.svd(np.array(published))
    free = axes[int((sizes > 1e-9 * max(published[0].size, len(published))).sum()) :]
    still = np.abs(np.vstack([np.eye(len(place)), *secret]) @ free.T).max(axis=1, initial=0) < 1e-7
    return [group for group, fixed in zip([*place, *names], still, strict=True) if fixed]
