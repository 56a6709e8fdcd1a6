"""18 services became 13: which absorbed which, and the volumes through the merger without a break."""

from dataclasses import replace
from functools import partial

import pandas as pd

from callbacks.courses import over_time
from callbacks.drawing import Figure, behind, by_code, one, opens, subtitle
from callbacks.labels import group_label, not_known
from callbacks.lines import all_years
from callbacks.panel import Content, Panel
from callbacks.view import View
from ids import Services
from locales import number, text
from pages.components.mapping import Heads, Older, Today, mapping
from queries.asker import Answer, Failure
from queries.measure import Question
from queries.selection import Selection


def whole_course(view: View) -> Selection:
    """Every year up to the period's end, by the day of the application: a merger is read from all of its years."""
    selection = all_years(view)
    return replace(selection, cohort="submitted") if "submitted" in view.catalogue.cohorts else selection


def volumes(view: View, few: int, title: str) -> Panel:
    """Cases through the merger, and those of them that came under older codes where there are any."""
    names = {
        "cases": text(view.locale, "services.merger_all"),
        "legacy_cases": text(view.locale, "services.merger_older"),
    }
    keys = tuple(names) if view.catalogue.legacy else ("cases",)
    return over_time(
        view, few, Services.MERGER, title, keys, names=[names[key] for key in keys], selection=whole_course(view)
    )


def services(view: View, title: str) -> Panel:
    """Each of today's services with the older ones that it absorbed, and how many cases came under which code."""
    asked = [
        Question(("cases",), view.selection),
        Question(("cases",), view.selection, ("service",)),
        Question(("legacy_cases",), whole_course(view), ("legacy_service",)),
    ]
    metrics = ("cases", "legacy_cases")
    return Panel(Services.MAPPING, title, asked, partial(_draw, view), metrics=metrics, tolerant=True)


def _draw(view: View, total: Answer, by_service: Answer, by_older: Answer) -> Content | Failure:
    if isinstance(total, Failure):
        return total
    if isinstance(by_service, Failure):
        return by_service
    why = not_known(view, "service")
    if why:
        return Content(empty=why)
    say, write = partial(text, view.locale), partial(number, view.locale)
    cases = by_code(by_service, "cases", "service")
    older = {} if isinstance(by_older, Failure) else by_code(by_older, "legacy_cases", "legacy_service")
    absorbed: dict[str, list[str]] = {}
    for code, today in view.catalogue.legacy.items():
        absorbed.setdefault(today, []).append(code)
    codes = [code for code in view.catalogue.codes["service"] if code in (view.selection.services or (code,))]
    most = max((cases[code].n for code in codes if code in cases), default=0) or 1
    course = replace(view, selection=whole_course(view))
    rows, table = [], []
    for code in codes:
        n = cases.get(code, Figure("cases", 0, 0.0)).n
        before = absorbed.get(code, [])
        found = [older[one].n if one in older else 0 for one in before]
        rows.append(
            Today(
                name=group_label(view, "service", code),
                older=[
                    Older(
                        group_label(view, "legacy_service", one),
                        "" if isinstance(by_older, Failure) else write(count),
                        behind(course, "legacy_cases", [("legacy_service", one)]) if count else None,
                    )
                    for one, count in zip(before, found, strict=True)
                ],
                n=say("services.mapping_cases", n=write(n)),
                share=n / most,
                href=behind(view, "cases", [("service", code)]) if n else None,
                tag=say("services.merged", n=len(before)) if len(before) > 1 else "",
            )
        )
        listed = say("word.listed").join(group_label(view, "legacy_service", one) for one in before)
        known = before and not isinstance(by_older, Failure)
        counted = sum(found) if known else None
        table.append((group_label(view, "service", code), listed, n, counted))
    n = one(total, "cases").n
    heads = [say(f"services.mapping_{name}") for name in ("today", "older", "n", "older_n")]
    frame = pd.DataFrame(table, columns=heads)
    return Content(
        subtitle=subtitle(view, "cases", n),
        n=n,
        figures=frame.astype({heads[2]: "Int64", heads[3]: "Int64"}),
        shown=mapping(
            Heads(
                older=say("services.mapping_older_head", n=len(view.catalogue.codes["legacy_service"])),
                today=say("services.mapping_today_head", n=len(view.catalogue.codes["service"])),
                n=say("services.mapping_n"),
            ),
            rows,
        ),
        behind=opens(view, "cases", n),
        note=_note(view, by_older),
    )


def _note(view: View, older: Answer) -> str:
    """From when on the older codes are counted; or why they are not known."""
    if isinstance(older, Failure):
        return older.words(view.locale)
    if not view.catalogue.legacy:
        return text(view.locale, "services.mapping_none")
    return text(view.locale, "services.mapping_note", start=whole_course(view).start)
