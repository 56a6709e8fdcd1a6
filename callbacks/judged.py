"""A target judged: its figure, whether that meets it, how that changed, and the sentence that says all of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial

import pandas as pd

from callbacks.drawing import Figure, date_words, one, period_words
from callbacks.labels import is_share, shown_value, unit_beside
from callbacks.satisfaction_asked import interval
from callbacks.targets import Aim, shown_decimals, stored_decimals, threshold_of
from callbacks.view import View
from locales import number, text
from queries.asker import Answer, Failure
from queries.measure import Question
from queries.metrics import METRICS, Flow
from queries.metrics.kinds import Better, Statistic
from queries.selection import COMPARISONS, Selection
from stats.clustered import CLUSTER, Estimate, beyond, difference, estimate
from stats.verdicts import Verdict, census, rounded, sample

# By what a census's figure is split to see how it varies: over the clusters, of positions by whole hour as well.
SPREAD: Mapping[str, tuple[str, ...]] = {
    "mean": (CLUSTER,),
    "share": (CLUSTER,),
    "median": (CLUSTER, "hours"),
    "p90": (CLUSTER, "hours"),
}


LONGEST = timedelta(days=3 * 366)  # months of a longer period differ by its trend, which is no usual variation


@dataclass(frozen=True)
class Judged:
    """A target with its verdict. Values are as shown: shares in percent.

    low and high: of a sample, the ends within which the share of all lies; of a census, those within which the same
    unit's figure commonly varies. change: against the comparison; beyond: by more than usual variation. problem: why
    there is no figure. why: where its gap comes from; ahead: where it is going.
    """

    aim: Aim
    verdict: Verdict
    threshold: float
    figure: Figure | None = None
    low: float | None = None
    high: float | None = None
    change: float | None = None
    beyond: bool | None = None
    problem: str = ""
    sentence: str = ""
    why: str = ""
    ahead: str = ""

    @property
    def value(self) -> float | None:
        """The figure's value; None where it is unknown."""
        return self.figure.value if self.figure else None

    @property
    def is_share(self) -> bool:
        """Whether values are percentages."""
        return is_share(self.aim.key)

    @property
    def is_sample(self) -> bool:
        """Whether the figure is over those who answered, not over all."""
        return sampled(self.aim.key)


def sampled(key: str) -> bool:
    """Whether a metric is over those who answered, not over all: domain.md, section 6."""
    return bool(getattr(METRICS[key], "private", False))


def questions(view: View, aim: Aim) -> list[Question]:
    """What judging takes: the figure and how it varies from month to month, now and in the comparison's period."""
    selections = [aim.selection, aim.selection.compared(view.catalogue)]
    return [question for one in selections if one is not None for question in _questions(aim, one)]


def _questions(aim: Aim, selection: Selection) -> list[Question]:
    split = spread(aim)
    return [Question((aim.key,), selection), *([Question((aim.target.metric,), selection, split)] if split else [])]


def spread(aim: Aim, *by: str) -> tuple[str, ...]:
    """How a figure is split (after other groupings) to tell how it varies; nothing where that has no interval.

    Samples have one of their own, and of times that are not counted by whole hour no position is found again.
    """
    asked = METRICS[aim.key]
    if not isinstance(asked, Flow) or sampled(aim.key) or aim.selection.end - aim.selection.start > LONGEST:
        return ()
    if asked.statistic in (Statistic.MEDIAN, Statistic.P90) and not asked.in_minutes:
        return ()
    split = SPREAD.get(str(asked.statistic), ())
    return (*by, *split) if split else ()


def judge(view: View, aim: Aim, answers: Sequence[Answer]) -> Judged:
    """The target judged by the answers to its questions."""
    threshold = shown_value(aim.key, threshold_of(aim.target)) or 0.0
    now, *others = answers
    judged = Judged(aim, Verdict.UNKNOWN, threshold)
    if isinstance(now, Failure):
        return _told(view, replace(judged, problem=now.words(view.locale)))
    varies = bool(spread(aim))
    usual, before = (_estimate(aim, others[0]), others[1:]) if varies else (None, others)
    figure = one(now, aim.key)
    judged = replace(judged, figure=_as_judged(aim, figure, now), verdict=_verdict(aim, now))
    if judged.is_sample:
        low, high = interval(now, aim.key)
        judged = replace(judged, low=low, high=high)
    elif usual is not None:
        judged = replace(judged, low=shown_value(aim.key, usual.low), high=shown_value(aim.key, usual.high))
    if before and not isinstance(before[0], Failure):
        then = one(before[0], aim.key).value
        past = _estimate(aim, before[1]) if varies else None
        judged = replace(
            judged,
            change=None if figure.value is None or then is None else figure.value - then,
            beyond=beyond(difference(usual, past)) if usual is not None and past is not None else None,
        )
    return _told(view, judged)


def _estimate(aim: Aim, answer: Answer) -> Estimate | None:
    asked = METRICS[aim.key]
    if isinstance(answer, Failure) or not isinstance(asked, Flow):
        return None
    return estimate(str(asked.statistic), answer)


def _as_judged(aim: Aim, figure: Figure, frame: pd.DataFrame) -> Figure:
    """The figure rounded as its target judges it, so that what is read and what is judged is one number."""
    if figure.value is None:
        return figure
    value = float(frame["value"].to_numpy()[frame["metric"].tolist().index(aim.key)])
    return replace(figure, value=shown_value(aim.key, float(rounded(value, stored_decimals(aim.target)))))


def _verdict(aim: Aim, frame: pd.DataFrame) -> Verdict:
    """By the interval where those who answered are a sample, by arithmetic where all cases are known."""
    key, target = aim.key, aim.target
    at = frame["metric"].tolist().index(key)
    row = {name: float(frame[name].to_numpy()[at]) for name in ("n", "value", "low", "high")}
    better = METRICS[key].better or Better.LOWER
    if not row["n"]:
        return Verdict.UNKNOWN
    if sampled(key):
        return sample(row["low"], row["high"], threshold_of(target), better)
    return census(row["value"], int(row["n"]), threshold_of(target), stored_decimals(target), better)


def _told(view: View, judged: Judged) -> Judged:
    """The verdict with its sentence: the figure, over what, the target, the verdict, the change and how usual it is."""
    say, digits = partial(text, view.locale), shown_decimals(judged.aim.target)
    key = judged.aim.key
    own = replace(view, selection=judged.aim.selection)
    if judged.problem:
        return replace(judged, sentence=judged.problem)
    n = judged.figure.n if judged.figure else 0
    unit = unit_beside(view, key)

    def write(value: float | None) -> str:
        return say("verdict.value", value=number(view.locale, value, digits), unit=unit)

    over = say("verdict.over", n=number(view.locale, n), date=date_words(own, key), period=period_words(own, key))
    if judged.value is None:
        return replace(judged, sentence=say("verdict.nothing", over=over, target=write(judged.threshold)))
    words = [say("verdict.figure", value=write(judged.value), over=over)]
    if judged.is_sample and judged.low is not None and judged.high is not None:
        low, high = (number(view.locale, end, digits) for end in (judged.low, judged.high))
        words.append(say("verdict.interval", low=low, high=high))
    lower = METRICS[key].better is not Better.HIGHER
    words.append(say("verdict.target_most" if lower else "verdict.target_least", target=write(judged.threshold)))
    words.append(say(f"verdict.{judged.verdict}"))
    if judged.change is not None:
        words.append(_changed(view, judged, digits))
    since = judged.aim.since
    began = say("verdict.since", day=since) if since else ""
    provisional = say("verdict.provisional") if judged.aim.target.provisional else ""
    return replace(judged, sentence=(say("verdict.apart").join(words) + say("word.stop") + began + provisional).strip())


def _changed(view: View, judged: Judged, digits: int) -> str:
    """How the figure changed against the comparison, and whether by more than usual."""
    say = partial(text, view.locale)
    change = judged.change or 0.0
    what = COMPARISONS[view.selection.comparison](view.locale)
    size = number(view.locale, abs(change), digits)
    by = say("figure.points", change=size) if judged.is_share else size
    same = not round(change, digits)
    way = say("verdict.up" if change > 0 else "verdict.down", by=by, what=what)
    words = say("verdict.same", what=what) if same else way
    if judged.beyond is None:
        return words + (say("verdict.untold") if spread(judged.aim) else "")
    return words + say("verdict.beyond" if judged.beyond else "verdict.usual")
