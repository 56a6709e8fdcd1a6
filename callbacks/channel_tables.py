"""The tables of the page of channels: units before and after adjustment, payments, functions, messages."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

import pandas as pd

from callbacks.drawing import by_code, column, drill, few_at, groups_in, one, opens, ranked, subtitle
from callbacks.labels import UNKNOWN, decimals, group_label, group_name, not_known, shown_value
from callbacks.panel import Content, Panel
from callbacks.view import View
from locales import month, text
from queries.asker import Answer, Failure
from queries.measure import Question
from queries.periods import DAY, STARTS, shift_months

RAW, ADJUSTED = "online_share", "online_share_adjusted"
HARDLY = 1.0  # % of a channel's users, below which a function counts as hardly used
# How amounts are written, as each language counts: the unit in yuan, and the largest amount from which on it is used.
AMOUNTS = {
    "zh_CN": (("large", 1e8, 1e9), ("middle", 1e4, 1e5), ("small", 1.0, 0.0)),
    "en": (("large", 1e9, 1e10), ("middle", 1e6, 1e7), ("small", 1e3, 0.0)),
}


def online_units(view: View, few: int, card: str) -> Panel:
    """The online share of each unit, and what it would be with the class mix of all: whose rank is due to their mix."""
    say = partial(text, view.locale)

    def draw(frame: pd.DataFrame, total: pd.DataFrame) -> Content:
        why = not_known(view, "region")
        if why:
            return Content(empty=why)
        n = one(total, RAW).n
        every = groups_in(view, "region", frame)
        counted = {code: figure.n for code, figure in by_code(frame, RAW, "region").items()}
        enough = [code for code in every if counted.get(code, 0) >= few]
        codes = ranked(frame, ADJUSTED, "region", enough)
        codes += [code for code in every if code not in codes]
        raw, cases = column(frame, RAW, "region", codes)
        adjusted, _ = column(frame, ADJUSTED, "region", codes)
        ranks = [_ranks(values[: len(enough)]) for values in (raw, adjusted)]
        written = [[None if value is None else round(value, decimals(RAW)) for value in one] for one in (adjusted, raw)]
        apart = [None if a is None or b is None else a - b for a, b in zip(*written, strict=True)]  # of what is shown
        figures = {
            group_name(view, "region"): [group_label(view, "region", code) for code in codes],
            say("channels.column_raw"): _decimal(raw),
            say("channels.column_adjusted"): _decimal(adjusted),
            say("channels.column_difference"): _decimal(apart),
            "n": _whole(cases),
            say("channels.column_rank"): _whole(_padded(ranks[0], len(codes))),
            say("channels.column_rank_adjusted"): _whole(_padded(ranks[1], len(codes))),
        }
        return Content(
            subtitle=subtitle(view, RAW, n),
            n=n,
            figures=pd.DataFrame(figures),
            links=[drill(view, code) for code in codes],
            few=dict.fromkeys((1, 2, 3), few_at(cases, few, RAW)),
            behind=opens(view, RAW, n),
            note=say("channels.online_units_note", few=few),
        )

    asked = [Question((RAW, ADJUSTED), view.selection, ("region",)), Question((RAW,), view.selection)]
    return Panel(card, say("channels.online_units"), asked, draw, metrics=(RAW, ADJUSTED))


def payments(view: View, card: str) -> Panel:
    """Payments and what was paid, by channel."""
    say = partial(text, view.locale)

    def draw(frame: pd.DataFrame, total: pd.DataFrame) -> Content:
        why = not_known(view, "channel")
        if why:
            return Content(empty=why)
        codes = ranked(frame, "payments", "channel", groups_in(view, "channel", frame))
        count, _ = column(frame, "payments", "channel", codes)
        paid, _ = column(frame, "paid_amount", "channel", codes)
        every = sum(value or 0.0 for value in count)
        unit, yuan = _amount_unit(view.locale, paid)
        figures = {
            group_name(view, "channel"): [group_label(view, "channel", code) for code in codes],
            say("channels.column_payments"): _whole(count),
            say("channels.column_amount", unit=unit): _decimal([_ratio(value, yuan) for value in paid]),
            say("channels.column_payment_share"): _decimal([_ratio(value, every, 100) for value in count]),
            say("channels.column_mean"): _decimal([_ratio(a, b) for a, b in zip(paid, count, strict=True)]),
        }
        return Content(
            subtitle=subtitle(view, "payments"),
            n=one(total, "payments").n,
            figures=pd.DataFrame(figures),
            empty=say("lines.no_sums"),
            note=say("lines.sums"),
        )

    keys = ("payments", "paid_amount")
    asked = [Question(keys, view.selection, ("channel",)), Question(("payments",), view.selection)]
    return Panel(card, say("channels.payments"), asked, draw, metrics=keys)


def monthly_users(view: View, card: str) -> Panel:
    """The apps' users of the last month that is over, and how they changed on the month and the year before."""
    say, key = partial(text, view.locale), "monthly_users"
    over = STARTS["month"](min(view.selection.end, view.catalogue.as_of_date + DAY))
    last, before, year_ago = (shift_months(over, -months) for months in (1, 2, 13))
    asked = replace(view.selection, start=year_ago, end=over, comparison="none")

    def draw(frame: pd.DataFrame) -> Content:
        found = _cells(frame, key, ("month", "unified", "channel"))
        apps = [(unified, channel) for first, unified, channel in found if first == last.isoformat() and unified]
        apps.sort(key=lambda app: (app[0] != "true", _place(view, "channel", app[1])))
        users, month_before, year_before = (
            [found.get((first.isoformat(), *app)) for app in apps] for first in (last, before, year_ago)
        )
        figures = {
            say("channels.column_app"): [group_label(view, "channel", channel) for _, channel in apps],
            say("channels.column_month_users"): _whole(users),
            say("channels.column_month_change"): _decimal(_changes(users, month_before)),
            say("channels.column_year_change"): _decimal(_changes(users, year_before)),
        }
        return Content(
            subtitle=say("channels.month_over", month=month(view.locale, last)),
            n=len(apps),
            figures=pd.DataFrame(figures),
            empty=say("channels.no_month_users", month=month(view.locale, last)),
            note=say("table.apart").join((say("channels.month_users_note"), say("lines.sums"))),
        )

    question = Question((key,), asked, ("month", "unified", "channel"))
    return Panel(card, say("channels.month_users"), [question], draw, metrics=(key,))


def functions(view: View, card: str) -> Panel:
    """Users of each channel's functions, and which of them hardly anyone of the channel uses."""
    say, by, keys = partial(text, view.locale), ("channel", "function"), ("function_users", "function_use")

    def draw(frame: pd.DataFrame) -> Content:
        users, use = (_cells(frame, key, by) for key in keys)
        cells = sorted(users, key=lambda cell: (_place(view, "channel", cell[0]), -(users[cell] or 0.0)))
        shares = [use.get(cell) for cell in cells]
        figures = {
            say("channels.column_function"): [group_label(view, "function", function) for _, function in cells],
            say("channels.column_channel"): [group_label(view, "channel", channel) for channel, _ in cells],
            say("channels.column_use"): _decimal(shares),
            say("channels.column_mark"): [
                say("channels.hardly_used") if share is not None and share < HARDLY else "" for share in shares
            ],
            say("channels.column_users"): _whole([users[cell] for cell in cells]),
        }
        return Content(
            subtitle=subtitle(view, keys[0]),
            n=len(cells),
            figures=pd.DataFrame(figures),
            empty=say("lines.no_sums"),
            note=say("table.apart").join((say("channels.functions_note"), say("lines.sums"))),
        )

    return Panel(card, say("channels.functions"), [Question(keys, view.selection, by)], draw, metrics=keys)


def pushes(view: View, card: str) -> Panel:
    """Messages of each kind, altogether and by the segment they were sent to.

    Each figure is asked apart: what the version does not hold stays empty, and the note says why.
    """
    say, keys = partial(text, view.locale), ("push_sent", "push_open_rate", "push_take_up_rate")
    splits = (("push_kind",), ("push_kind", "segment"))

    def draw(total: Answer, *answers: Answer) -> Content | Failure:
        if isinstance(total, Failure):
            return total
        known: list[dict[tuple[str, ...], float | None]] = [{} for _ in keys]
        reasons = dict.fromkeys(answer.words(view.locale) for answer in answers if isinstance(answer, Failure))
        for at, answer in enumerate(answers):
            if not isinstance(answer, Failure):
                key, by = keys[at // len(splits)], splits[at % len(splits)]
                known[at // len(splits)] |= _cells(answer, key, by)
        cells = sorted(
            known[0], key=lambda cell: [_place(view, by, code) for by, code in zip(splits[1], cell, strict=False)]
        )
        figures = {
            say("channels.column_kind"): [
                " · ".join(group_label(view, by, code) for by, code in zip(splits[1], cell, strict=False))
                for cell in cells
            ],
            say("channels.column_sent"): _whole([known[0][cell] for cell in cells]),
            say("channels.column_opened"): _decimal([known[1].get(cell) for cell in cells]),
            say("channels.column_taken_up"): _decimal([known[2].get(cell) for cell in cells]),
        }
        return Content(
            subtitle=subtitle(view, keys[0]),
            n=one(total, keys[0]).n,
            figures=pd.DataFrame(figures),
            decimals={len(keys): decimals(keys[-1])},
            empty=say("lines.no_sums"),
            note=say("table.apart").join((say("channels.pushes_note"), say("lines.sums"), *reasons)),
        )

    asked = [Question((key,), view.selection, by) for key in keys for by in splits]
    return Panel(
        card,
        say("channels.pushes"),
        [Question((keys[0],), view.selection), *asked],
        draw,
        metrics=keys,
        tolerant=True,
    )


def _cells(frame: pd.DataFrame, key: str, by: Sequence[str]) -> dict[tuple[str, ...], float | None]:
    """A metric's values by the codes of several groupings."""
    own = frame[frame["metric"] == key]
    codes = zip(*(own[name].tolist() for name in by), strict=True)
    return {
        tuple(code if isinstance(code, str) else UNKNOWN for code in cell): shown_value(key, value)
        for cell, value in zip(codes, own["value"].tolist(), strict=True)
    }


def _place(view: View, by: str, code: str) -> tuple[int, str]:
    """Where a code stands in the catalogue's order; unknown ones after it."""
    order = list(view.catalogue.codes.get(by, {}))
    return (order.index(code), "") if code in order else (len(order) + (code == UNKNOWN), code)


def _ranks(values: Sequence[float | None]) -> list[float | None]:
    """The rank of each value, 1 for the largest; equal ones share it."""
    return [
        None if value is None else 1.0 + sum(other > value for other in values if other is not None) for value in values
    ]


def _changes(now: Sequence[float | None], before: Sequence[float | None]) -> list[float | None]:
    """The changes in %; None where either is not known."""
    shares = [_ratio(a, b, 100) for a, b in zip(now, before, strict=True)]
    return [None if share is None else share - 100 for share in shares]


def _padded(ranks: Sequence[float | None], length: int) -> list[float | None]:
    return [*ranks, *[None] * (length - len(ranks))]


def _amount_unit(locale: str, yuan: Sequence[float | None]) -> tuple[str, float]:
    """The unit in which the amounts read best, and how many yuan it is."""
    largest = max((value for value in yuan if value is not None), default=0.0)
    name, size = next((name, size) for name, size, least in AMOUNTS[locale] if largest >= least)
    return text(locale, f"channels.yuan_{name}"), size


def _ratio(part: float | None, whole: float | None, times: float = 1.0) -> float | None:
    return part / whole * times if part is not None and whole else None


def _decimal(values: Sequence[float | None]) -> pd.Series:
    return pd.Series(values, dtype="Float64")


def _whole(values: Sequence[float | None]) -> pd.Series:
    return pd.Series([None if value is None else round(value) for value in values], dtype="Int64")
