"""Flows of one kind, made alike: counts, sums, means, shares, and the mean, median and P90 of a time."""

from collections.abc import Callable
from typing import Any

import numpy as np
from sqlalchemy import Column, ColumnElement, Table

from queries.metrics.kinds import Better, Flow, Known, Numbers, Statistic, Unit
from queries.words import Words

Where = tuple[ColumnElement[bool], ...]


def count(key: str, name: Words, definition: Words, fact: Table, unit: Unit, where: Where = (), **more: Any) -> Flow:
    """How many rows."""
    formula = Words(f"{name.zh}计数", f"count of {name.en.lower()}")
    return Flow(
        key=key,
        name=name,
        definition=definition,
        formula=formula,
        unit=unit,
        fact=fact,
        statistic=Statistic.COUNT,
        where=where,
        **more,
    )


def total(key: str, name: Words, definition: Words, value: Column[Any], unit: Unit, **more: Any) -> Flow:
    """The sum of a column; rows that do not know it do not count."""
    return Flow(
        key=key,
        name=name,
        definition=definition,
        formula=Words(f"{name.zh}之和", f"sum of {name.en.lower()}"),
        unit=unit,
        fact=value.table,
        statistic=Statistic.SUM,
        value=value,
        **more,
    )


def mean(key: str, name: Words, definition: Words, value: Column[Any], unit: Unit, **more: Any) -> Flow:
    """The mean of a column; rows that do not know it do not count."""
    return Flow(
        key=key,
        name=name,
        definition=definition,
        formula=Words("合计 ÷ 已知的件数", "sum ÷ rows of which it is known"),
        unit=unit,
        fact=value.table,
        statistic=Statistic.MEAN,
        value=value,
        **more,
    )


def share(
    key: str,
    name: Words,
    definition: Words,
    fact: Table,
    hit: ColumnElement[bool],
    known: ColumnElement[Any],
    where: Where = (),
    *,
    better: Better | None = Better.HIGHER,
    **more: Any,
) -> Flow:
    """The share of the rows of which `known` is known that `hit` is true of."""
    return Flow(
        key=key,
        name=name,
        definition=definition,
        formula=Words("符合的件数 ÷ 已知的件数", "rows that it is true of ÷ rows of which it is known"),
        unit=Unit.SHARE,
        better=better,
        fact=fact,
        statistic=Statistic.SHARE,
        where=(*where, known.is_not(None)),
        hit=hit,
        **more,
    )


def spans(
    key: str, name: Words, definition: Words, value: Column[Any], unit: Unit, *, better: Better, **more: Any
) -> tuple[Flow, ...]:
    """Mean, median and P90 of a time; of working days the latter two are taken from whole hours."""
    by_hours = unit is Unit.WORKING_DAYS
    median = Words("按整小时（向下取整）计数的中位数", "median of durations in whole hours, floored")
    p90 = Words("至少 90 % 不超过的最小整小时", "the smallest whole hour with at least 90 % at or below it")
    kinds = {
        "": (Statistic.MEAN, Words("均值", "mean"), Words("时长之和 ÷ 件数", "sum of durations ÷ n")),
        ".median": (
            Statistic.MEDIAN,
            Words("中位数", "median"),
            median if by_hours else Words("时长的中位数", "median of the durations"),
        ),
        ".p90": (
            Statistic.P90,
            Words("P90", "P90"),
            p90
            if by_hours
            else Words("至少 90 % 不超过的最小值", "the smallest value with at least 90 % at or below it"),
        ),
    }
    return tuple(
        Flow(
            key=key + suffix,
            name=Words(f"{name.zh}（{words.zh}）", f"{name.en} ({words.en})"),
            definition=definition,
            formula=formula,
            unit=unit,
            better=better,
            fact=value.table,
            statistic=statistic,
            value=value,
            **more,
        )
        for suffix, (statistic, words, formula) in kinds.items()
    )


def divided(part: Numbers, whole: Numbers) -> Numbers:
    """A part of a whole; 0 where the part has no rows (NaN), unknown (NaN) where there is nothing to divide by."""
    found = np.full(len(whole), np.nan)
    np.divide(np.nan_to_num(part), whole, out=found, where=whole > 0)
    return found


def ratio(part: str, whole: str) -> Callable[[Known], Numbers]:
    """One sum over another."""
    return lambda known: divided(known[f"{part}.value"], known[f"{whole}.value"])


def per(part: str, rows: str, times: int = 1) -> Callable[[Known], Numbers]:
    """A sum of one part for each row of another, or for so many of them."""
    return lambda known: divided(known[f"{part}.value"] * times, known[f"{rows}.n"])
