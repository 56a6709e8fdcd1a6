"""Where a target's figure is going: what is expected at the end of its running period, in what range, with what chance.

It looks ahead from the last day of the data, whatever period the page selects. It takes a figure whose months add up to
the period's: a mean or a share. Medians and percentiles do not, so that none is made of them.
"""

from dataclasses import dataclass, replace
from datetime import date
from functools import partial

import pandas as pd

from callbacks.labels import is_share, shown_value, unit_word
from callbacks.targets import Aim, shown_decimals, stored_decimals, threshold_of
from callbacks.view import View
from callbacks.withheld import is_masked, told_over
from locales import number, text
from queries.asker import Answer, Failure
from queries.measure import Question
from queries.metrics import METRICS, Flow
from queries.metrics.kinds import Better, Statistic
from queries.periods import STARTS, next_start
from queries.selection import DAY, Selection
from stats.intervals import wilson
from stats.outlook import LEAST, LEAST_RARE, LEAST_ROWS, Course, Outlook
from stats.verdicts import Verdict, census, sample

YEARS = 5  # whole years before the running one that are looked back on
MONTH = "month"
ADDING = (Statistic.MEAN, Statistic.SHARE)
BEFORE_THE_END = ("submitted", "accepted")  # by these dates the last months hold only what is finished already
SURE = 0.9  # the chance from which a target is on course; below what is left of it, it will be missed
CERTAIN = 0.995  # from which a chance is no longer told in whole percent


@dataclass(frozen=True)
class Ahead:
    """A target's outlook as its reader is told it.

    outlook and course: in the metric's stored unit; None where none can be made, and why says why. way: course, doubt
    or miss, or few where nothing tells it. brief: for a line of the board; sentence: the whole of it.
    """

    aim: Aim
    outlook: Outlook | None = None
    course: Course | None = None
    chance: float | None = None
    way: str = ""
    brief: str = ""
    sentence: str = ""
    why: str = ""


def outlook_questions(view: View, aim: Aim) -> list[Question]:
    """What an outlook takes: the figure by month over the last years; nothing where none can be made."""
    return [] if _why_not(view, aim) else [Question((aim.key,), looked_back(view, aim), (MONTH,))]


def looked_back(view: View, aim: Aim) -> Selection:
    """The target's cases up to the last day of the data, from some whole years before."""
    last = view.catalogue.as_of_date
    return replace(aim.selection, start=date(last.year - YEARS, 1, 1), end=last + DAY, comparison="none")


def period_of(aim: Aim) -> str:
    """Over which period the target is to be met."""
    return aim.target.period or "year"


def outlook(view: View, aim: Aim, *answers: Answer) -> Ahead:
    """The target's outlook from the answers to its questions, or why there is none."""
    ahead = Ahead(aim)
    if not answers:
        return replace(ahead, why=_why_not(view, aim))
    answer = answers[0]
    if isinstance(answer, Failure):
        return replace(ahead, why=answer.words(view.locale))
    if is_masked(answer):
        return replace(ahead, why=text(view.locale, "outlook.withheld"))
    over = told_over(looked_back(view, aim), aim.key, view.catalogue)
    course = course_of(answer, aim.key, over.end - DAY)
    if course is None or not course.enough():
        n = sum(rows > 0 for rows in course.n) if course else 0
        return replace(ahead, why=text(view.locale, "outlook.few", least=LEAST, n=n))
    found = course.outlook(*span(aim, course.last))
    if found.value is None:
        return replace(ahead, why=text(view.locale, "outlook.nothing"))
    chance = chance_of(aim, found)
    way = _bare_way(aim, course, found.value) if chance is None else way_of(chance)
    return _told(view, replace(ahead, outlook=found, course=course, chance=chance, way=way))


def course_of(frame: pd.DataFrame, key: str, last: date) -> Course | None:
    """The figure by month, from the first month with rows to that of the last day known; None without rows.

    frame: the answer for one metric by month.
    """
    found: dict[date, tuple[int, float]] = {}
    for first, n, value in zip(frame[MONTH].tolist(), frame["n"].tolist(), frame["value"].tolist(), strict=True):
        if isinstance(first, str) and n and not pd.isna(value) and date.fromisoformat(first) <= last:
            found[date.fromisoformat(first)] = (int(n), float(value))
    if not found:
        return None
    months = [min(found)]
    while next_start(MONTH, months[-1]) <= last:
        months.append(next_start(MONTH, months[-1]))
    rows = [found.get(month, (0, None)) for month in months]
    share = is_share(key)
    return Course(months[0], [n for n, _ in rows], [value for _, value in rows], last, share)


def span(aim: Aim, last: date) -> tuple[date, date]:
    """The first and the last day of the period that runs on a day: it ends with the target, where that ends before."""
    first = STARTS[period_of(aim)](last)
    end = next_start(period_of(aim), first)
    return first, min(end, aim.target.valid_to or end) - DAY


def _why_not(view: View, aim: Aim) -> str:
    """Why no outlook can be made of a target, before anything is asked; empty where one can."""
    say, asked = partial(text, view.locale), METRICS[aim.key]
    if not isinstance(asked, Flow) or asked.statistic not in ADDING:
        return say("outlook.not_adding")
    if period_of(aim) == "week":
        return say("outlook.week")
    if asked.date is None and aim.selection.cohort in BEFORE_THE_END:
        return say("outlook.unfinished")
    if aim.target.valid_to is not None and aim.target.valid_to <= view.catalogue.as_of_date:
        return say("outlook.ended", day=aim.target.valid_to - DAY)
    return ""


def written(view: View, aim: Aim, value: float | None) -> str:
    """A stored value as the target's are written."""
    return number(view.locale, shown_value(aim.key, value), shown_decimals(aim.target))


def end_words(view: View, aim: Aim, end: date) -> str:
    """When the outlook is for: the end of the year, quarter or month, or the target's own last day."""
    whole = next_start(period_of(aim), STARTS[period_of(aim)](end)) - DAY
    return text(view.locale, f"outlook.end_{period_of(aim)}" if end == whole else "outlook.end_day", day=end)


def chance_words(locale: str, chance: float) -> str:
    """A chance in whole percent; at the ends, more or less than that."""
    if chance > CERTAIN or chance < 1 - CERTAIN:
        return text(locale, "outlook.almost_sure" if chance > CERTAIN else "outlook.almost_none")
    return f"{number(locale, chance * 100)} %"


def chance_of(aim: Aim, found: Outlook) -> float | None:
    """The chance that a figure meets the target; None where it has no range."""
    return found.chance(threshold_of(aim.target), stored_decimals(aim.target), METRICS[aim.key].better or Better.LOWER)


def meets(aim: Aim, value: float | None) -> bool:
    """Whether a figure meets the target."""
    better = METRICS[aim.key].better or Better.LOWER
    return census(value, 1, threshold_of(aim.target), stored_decimals(aim.target), better) is Verdict.MET


def way_of(chance: float) -> str:
    """Whether a target is on course (course), in doubt (doubt), or will probably be missed (miss)."""
    return "course" if chance >= SURE else "miss" if chance <= 1 - SURE else "doubt"


def _bare_way(aim: Aim, course: Course, value: float) -> str:
    """What is said where no range tells it.

    Where no month has differed from another, the figure stands for itself. A share with hardly a case on one side is
    told where the last year, as a sample of what comes, leaves no doubt.
    """
    met = meets(aim, value)
    if not course.ranged():
        n, share = course.year(course.month(course.last))
        if not course.share or share is None:
            return "few"
        low, high = wilson(share * n, n)
        told = sample(float(low), float(high), threshold_of(aim.target), METRICS[aim.key].better or Better.LOWER)
        if told is not (Verdict.MET if met else Verdict.MISSED):
            return "few"
    return "course" if met else "miss"


def _told(view: View, ahead: Ahead) -> Ahead:
    """The outlook with its words."""
    found, course, aim = ahead.outlook, ahead.course, ahead.aim
    if found is None or course is None:
        return ahead
    say, write = partial(text, view.locale), partial(written, view, aim)
    way = say(f"outlook.way_{ahead.way}")
    when = end_words(view, aim, found.end)
    ranged = found.low is not None and found.rest_n > 0
    ends = {"value": write(found.value), "low": write(found.low), "high": write(found.high)}
    brief = say("outlook.brief" if ranged else "outlook.brief_bare", when=when, way=way, **ends)
    unit = unit_word(view, aim.key)
    lower = METRICS[aim.key].better is not Better.HIGHER
    told = ranged and ahead.chance is not None
    chance = say("outlook.chance", chance=chance_words(view.locale, ahead.chance or 0.0)) if told else ""
    words = [
        say("outlook.expected" if ranged else "outlook.expected_bare", when=when, unit=unit, seen=course.last, **ends),
        say(
            "outlook.target_most" if lower else "outlook.target_least",
            target=write(threshold_of(aim.target)),
            unit=unit,
            chance=chance,
            way=way,
        ),
        _parts(view, ahead, found),
    ]
    if found.rest_n and not ranged:
        words.append(say("outlook.same") if course.ranged() else _too_few(view, ahead))
    if aim.selection.end <= view.catalogue.as_of_date:
        words.append(say("outlook.running", end=aim.selection.end - DAY))
    return replace(ahead, brief=brief, sentence=say("table.apart").join(words))


def _too_few(view: View, ahead: Ahead) -> str:
    """Why there is no range: how many rows of the last year it takes."""
    if ahead.course is not None and ahead.course.share:
        return text(view.locale, "outlook.few_share", least=LEAST_RARE)
    return text(view.locale, "outlook.few_rows", least=LEAST_ROWS)


def _parts(view: View, ahead: Ahead, found: Outlook) -> str:
    """What of the period is known, and what is expected of the rest."""
    say, write = partial(text, view.locale), partial(written, view, ahead.aim)
    known_n, rest_n = number(view.locale, found.known_n), number(view.locale, round(found.rest_n))
    if not found.rest_n:
        return say("outlook.no_more", n=known_n)
    if not found.known_n:
        return say("outlook.all_ahead", rest_n=rest_n)
    return say("outlook.parts", n=known_n, known=write(found.known), rest_n=rest_n, rest=write(found.rest))
