"""指标管控: where the chosen target's gap, or its margin, comes from."""

from collections.abc import Sequence

from callbacks.gap_change import changed
from callbacks.gap_of import Gapped, gapped
from callbacks.gap_parts import owners, parts
from callbacks.gap_units import closed, grouped, units
from callbacks.panel import Content, Panel
from callbacks.targets import Aim
from callbacks.view import View
from ids import Targets
from queries.targets import NARROWED
from settings import Settings

OWN = ("utility_time",)  # clocks whose time is all of one owner


def panels(view: View, settings: Settings, chosen: Aim) -> Sequence[Panel]:
    """The cards of the gap: of a clock over its parts and their owners, of all else over two groupings of its cases.

    Utility time is all the utility's, so that a grouping stands in the owners' place.
    """
    one, few = gapped(view, chosen), settings.few
    if one.clock is None:
        split = _by_groups(one, few, [Targets.GAP_PARTS, Targets.GAP_OWNERS])
    elif one.key in OWN:
        split = [parts(one, Targets.GAP_PARTS), *_by_groups(one, few, [Targets.GAP_OWNERS])]
    else:
        split = [parts(one, Targets.GAP_PARTS), owners(one, Targets.GAP_OWNERS)]
    return [
        units(one, few, Targets.GAP_UNITS),
        *split,
        closed(one, few, Targets.GAP_CLOSED),
        changed(one, Targets.CHANGE_MIX),
    ]


def _by_groups(one: Gapped, few: int, cards: Sequence[Targets]) -> list[Panel]:
    """The gap by groupings that the selection does not narrow to one group, a card each; what is left over is empty."""
    able = [
        by
        for by, (_, field) in NARROWED.items()
        if len(getattr(one.aim.selection, field)) != 1 and not one.view.catalogue.lacks(by)
    ]
    found = [grouped(one, few, card, by) for card, by in zip(cards, able, strict=False)]
    return [*found, *(Panel(card, "", [], lambda: Content(n=1, body="")) for card in cards[len(found) :])]
