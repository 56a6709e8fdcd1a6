"""Cards of what readers distrust: suspicions, which units they come from, and plain oddities."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import pandas as pd

from callbacks.drawing import behind, by_code, column, drill, groups_in, one, opens, subtitle
from callbacks.labels import group_label, not_known
from callbacks.listing import named, ways
from callbacks.panel import Content, Panel
from callbacks.view import View
from locales import UNKNOWN as NOTHING
from locales import number, text
from queries.flags import ANSWERED, flags
from queries.measure import Question
from queries.scope import CASE_RIGHT


def flag_list(view: View, card: str, title: str, metric: str, every: Sequence[str] = ()) -> Panel:
    """The flags that a metric counts, by kind, with their meaning; each figure leads to the rows behind it.

    every: kinds that are listed even where there are none.
    """
    outside_metric = f"{metric}_undated"

    def draw(dated: pd.DataFrame, undated: pd.DataFrame, totals: pd.DataFrame) -> Content:
        found = groups_in(view, "flag", dated, undated)
        known = flags()
        listed = [code for code in every if code not in ANSWERED or _sees_answers(view)]
        kinds = [*(code for code in known if code in found or code in listed), *(c for c in found if c not in known)]
        _, inside = column(dated, metric, "flag", kinds)
        _, outside = column(undated, outside_metric, "flag", kinds)
        names = [group_label(view, "flag", code) for code in kinds]
        meanings = [known[code].definition(view.locale) if code in known else "" for code in kinds]
        n = one(totals, metric).n
        return Content(
            subtitle=subtitle(view, metric, n),
            n=len(kinds),
            figures=named(view, {"flag": names, "inside": inside, "outside": outside, "meaning": meanings}),
            cells={
                1: ways(view, metric, "flag", kinds, inside),
                2: ways(view, outside_metric, "flag", kinds, outside),
            },
            behind=opens(view, metric, n) if n else None,
            note=_noted(view, text(view.locale, "data.undated", n=number(view.locale, one(totals, "undated").n))),
            empty=text(view.locale, "data.no_flags"),
        )

    questions = [
        Question((metric,), view.selection, ("flag",)),
        Question((outside_metric,), view.selection, ("flag",)),
        Question((metric, "undated"), view.selection),
    ]
    return Panel(card, title, questions, draw, metrics=(metric, outside_metric))


def suspicions_by_unit(view: View, few: int, card: str, title: str) -> Panel:
    """Suspicions of the units right below: how many, for how many cases, and of which kind most.

    few: units with fewer cases stand last, since their rate is no sign.
    """

    def draw(units: pd.DataFrame, kinds: pd.DataFrame, total: pd.DataFrame) -> Content:
        why = not_known(view, "region")
        if why:
            return Content(empty=why)
        rates = by_code(units, "suspicion_rate", "region")
        groups = groups_in(view, "region", units)
        groups.sort(key=lambda code: (rates[code].n < few, -(rates[code].value or 0.0)))
        _, counts = column(units, "suspicions", "region", groups)
        cases = [rates[code].n for code in groups]
        most = _commonest(kinds)
        columns: dict[str, Any] = {
            "region": [group_label(view, "region", code) for code in groups],
            "suspicions": counts,
            "cases": cases,
            "rate": pd.Series([rates[code].value for code in groups], dtype=float),
            "most": [_kind(view, *most[code]) if code in most else NOTHING for code in groups],
        }
        n = one(total, "suspicions").n
        return Content(
            subtitle=subtitle(view, "suspicions", n),
            n=len(groups),
            figures=named(view, columns),
            links=[drill(view, code) for code in groups],
            cells={
                1: ways(view, "suspicions", "region", groups, counts),
                2: ways(view, "cases", "region", groups, cases),
                4: [
                    behind(view, "suspicions", [("region", code), ("flag", most[code][0])]) if code in most else None
                    for code in groups
                ],
            },
            behind=opens(view, "suspicions", n) if n else None,
            note=_noted(view, text(view.locale, "data.by_unit_words", few=number(view.locale, few))),
        )

    questions = [
        Question(("suspicions", "suspicion_rate"), view.selection, ("region",)),
        Question(("suspicions",), view.selection, ("region", "flag")),
        Question(("suspicions",), view.selection),
    ]
    return Panel(card, title, questions, draw, metrics=("suspicion_rate", "suspicions"))


def _sees_answers(view: View) -> bool:
    return CASE_RIGHT in view.selection.scope.rights


def _noted(view: View, note: str) -> str:
    """A note, and which kinds are left out for this reader."""
    return note if _sees_answers(view) else f"{note} {text(view.locale, 'data.answered')}"


def _commonest(kinds: pd.DataFrame) -> dict[str, tuple[str, int]]:
    """The kind that a unit has most of, and how many."""
    found: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for region, flag, n in zip(kinds["region"], kinds["flag"], kinds["n"], strict=True):
        found[region].append((int(n), flag))
    return {region: max(((flag, n) for n, flag in each), key=lambda pair: pair[1]) for region, each in found.items()}


def _kind(view: View, flag: str, n: int) -> str:
    name = group_label(view, "flag", flag)
    return text(view.locale, "table.head", name=name, unit=number(view.locale, n))
