"""What a reader has put into the form of targets, as edits of targets; or why it makes none."""

import math
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from callbacks.labels import is_share
from callbacks.target_words import days_words, figure_words, unit_words
from callbacks.targets import shown_decimals, threshold_of
from callbacks.view import View
from locales import text
from pages.components.target_edit import LONGEST
from queries.metrics import METRICS, Flow
from queries.metrics.kinds import Statistic, Unit
from queries.selection import DAY
from queries.targets import PERIODS, Edit, Target

STATISTICS = (Statistic.MEAN, Statistic.SHARE, Statistic.MEDIAN, Statistic.P90)
ADD, ONWARD, CORRECT, WITHDRAW = "add", "onward", "correct", "withdraw"
WRITTEN = "written-"  # how the names of targets begin that are not delivered
GREATEST, GREATEST_DAYS = 1e9, 3_660  # a time of ten years is a slip of the pen
MOST_DECIMALS = 3
CENTURY = 2000


@dataclass(frozen=True)
class Given:
    """The fields of the form as the browser gives them; `target`: the name of the one that it shows, or empty."""

    how: str
    target: str
    metric: str
    customer_class: str
    service: str
    channel: str
    threshold: str
    decimals: str
    period: str
    first: str
    last: str
    source: str
    why: str
    traits: Sequence[str]


class Refusal(Exception):
    """The form makes no edit; the message is a sentence for the reader. forged: no form of ours asks for this."""

    def __init__(self, sentence: str, *, forged: bool = False) -> None:
        super().__init__(sentence)
        self.forged = forged


def metrics_with_targets() -> Mapping[str, Flow]:
    """The figures that a target may be of: means, medians, 90 % points and shares of which one way is better."""
    return {
        key: one
        for key, one in METRICS.items()
        if isinstance(one, Flow) and one.statistic in STATISTICS and one.better is not None
    }


def own(view: View, region: str | None) -> bool:
    """Whether a unit is the reader's, so that its targets and events are theirs to change."""
    place = view.catalogue.places.get(region or view.catalogue.root.region)
    return place is not None and view.selection.scope.holds(place)


def in_sight(view: View, region: str | None) -> bool:
    """Whether a unit's targets and events concern the reader: of their own unit, one above it, or one below."""
    place, mine = view.catalogue.places.get(region or view.catalogue.root.region), view.selection.scope
    return place is not None and (mine.holds(place) or (place.no <= mine.first and mine.last <= place.last))


def edits_of(view: View, given: Given, targets: Sequence[Target]) -> list[Edit]:
    """The edits that a form asks for, over the targets as they stand. Raises Refusal."""
    chosen = next((one for one in targets if one.target == given.target and in_sight(view, one.region)), None)
    if given.target and chosen is None:
        raise Refusal(text(view.locale, "target_refused.no_target", target=given.target), forged=True)
    if given.how == ADD:
        made = [Edit(_target(view, given, _new_name(), region_of(view)))]
    elif chosen is None or given.how not in (ONWARD, CORRECT, WITHDRAW):
        raise Refusal(text(view.locale, "target_refused.no_how"), forged=True)
    elif not own(view, chosen.region):
        raise Refusal(text(view.locale, "target_refused.inherited"), forged=True)
    elif given.how == WITHDRAW:
        _reason(view, given)
        return [*_reopened(targets, chosen), Edit(chosen, withdrawn=True)]
    elif given.how == CORRECT:
        made = [Edit(_target(view, given, chosen.target, chosen.region))]
    else:
        made = _onward(view, given, chosen)
    written = made[-1].target
    changed = {edit.target.target: edit.target for edit in made}
    _check_overlap(view, written, [changed.get(one.target, one) for one in targets if one.target != written.target])
    return made


def region_of(view: View) -> str | None:
    """The page's unit as a target names it: nothing for the whole company."""
    place = view.selection.place
    return None if place.no == view.catalogue.root.no else place.region


def _onward(view: View, given: Given, chosen: Target) -> list[Edit]:
    """From a day on another value: the target in force ends there, so that what lies before is judged by it still."""
    following = _target(view, given, _new_name(), chosen.region)
    begin = following.valid_from
    if following.slot != chosen.slot:
        raise Refusal(text(view.locale, "target_refused.other_figure", figure=figure_words(view, chosen)))
    if (
        begin is None
        or (chosen.valid_from is not None and begin <= chosen.valid_from)
        or (chosen.valid_to is not None and begin > chosen.valid_to)
    ):
        raise Refusal(text(view.locale, "target_refused.not_after", days=days_words(view, chosen)))
    return [Edit(replace(chosen, valid_to=begin)), Edit(following)]


def _reopened(targets: Sequence[Target], withdrawn: Target) -> list[Edit]:
    """The target that ended where one that a reader has written began holds again until that one's end."""
    if not withdrawn.target.startswith(WRITTEN) or withdrawn.valid_from is None:
        return []
    return [
        Edit(replace(one, valid_to=withdrawn.valid_to))
        for one in targets
        if (one.slot, one.region, one.valid_to) == (withdrawn.slot, withdrawn.region, withdrawn.valid_from)
    ][:1]


def _new_name() -> str:
    return f"{WRITTEN}{secrets.token_hex(6)}"


def _target(view: View, given: Given, name: str, region: str | None) -> Target:
    """The target that the fields describe. Raises Refusal."""
    if given.metric not in metrics_with_targets():
        raise Refusal(text(view.locale, "target_refused.metric"), forged=True)
    metric = metrics_with_targets()[given.metric]
    ranked = metric.statistic in (Statistic.MEDIAN, Statistic.P90)
    first, last = _day(view, given.first), _day(view, given.last)
    if first is not None and last is not None and last < first:
        raise Refusal(text(view.locale, "target_refused.backwards", first=first, last=last))
    if given.period not in PERIODS:
        raise Refusal(text(view.locale, "target_refused.period"), forged=True)
    if not given.source.strip():
        raise Refusal(text(view.locale, "target_refused.source"))
    _reason(view, given)
    made = Target(
        target=name,
        metric=metric.key.removesuffix(f".{metric.statistic}") if ranked else metric.key,
        statistic=str(metric.statistic),
        region=region,
        customer_class=_code(view, "class", given.customer_class),
        service=_code(view, "service", given.service),
        channel=_code(view, "channel", given.channel),
        threshold=_threshold(view, metric.key, given.threshold),
        decimals=_decimals(view, metric.key, given.decimals),
        period=given.period,
        valid_from=first,
        valid_to=last + DAY if last is not None else None,
        source=given.source.strip()[:LONGEST],
        reference="reference" in given.traits,
        provisional="provisional" in given.traits,
    )
    if threshold_of(made) != made.threshold:
        raise Refusal(text(view.locale, "target_refused.fine", given=given.threshold.strip()))
    return made


def _reason(view: View, given: Given) -> None:
    if not given.why.strip():
        raise Refusal(text(view.locale, "target_refused.why"))


def _threshold(view: View, key: str, given: str) -> float:
    """The value to reach as it is kept. Raises Refusal."""
    try:
        value = float(given.strip().removesuffix("%"))
    except ValueError:
        value = math.nan
    if not 0 <= value <= GREATEST:  # NaN is neither
        raise Refusal(text(view.locale, "target_refused.threshold"))
    if METRICS[key].unit is Unit.WORKING_DAYS and value > GREATEST_DAYS:
        raise Refusal(text(view.locale, "target_refused.long", most=GREATEST_DAYS))
    if not is_share(key):
        return value
    if 0 < value <= 1 and not given.strip().endswith("%"):  # 0.9 is rather meant for 90 %
        raise Refusal(text(view.locale, "target_refused.percent", given=given.strip()))
    if value > 100:
        raise Refusal(text(view.locale, "target_refused.share"))
    return round(value / 100, 12)


def _decimals(view: View, key: str, given: str) -> int:
    if given not in map(str, range(MOST_DECIMALS + 1)):
        raise Refusal(text(view.locale, "target_refused.decimals"), forged=True)
    return int(given) + 2 * is_share(key)


def _day(view: View, given: str) -> date | None:
    day = day_of(given)
    if day is None and given.strip():
        raise Refusal(text(view.locale, "target_refused.day", given=given.strip()))
    return day


def day_of(given: str) -> date | None:
    """The day that a reader has written, of this century; None where it is none."""
    try:
        day = date.fromisoformat(given.strip())
    except ValueError:
        return None
    return day if CENTURY <= day.year < CENTURY + 100 else None


def _code(view: View, dimension: str, given: str) -> str | None:
    if given and given not in view.catalogue.codes[dimension]:
        raise Refusal(text(view.locale, "target_refused.code", given=given), forged=True)
    return given or None


def _check_overlap(view: View, written: Target, others: Sequence[Target]) -> None:
    """Of one figure a unit has one target a day, or its verdict would rest on which was found first."""
    root = view.catalogue.root.region
    for other in others:
        same = other.slot == written.slot and (other.region or root) == (written.region or root)
        begin = max(written.valid_from or date.min, other.valid_from or date.min)
        meet = begin < min(written.valid_to or date.max, other.valid_to or date.max)
        if same and meet and not written.reference and not other.reference:
            raise Refusal(
                text(
                    view.locale,
                    "target_refused.overlap",
                    unit=unit_words(view, other.region),
                    figure=figure_words(view, other),
                    days=days_words(view, other),
                )
            )


def given_of(target: Target | None) -> Mapping[str, str]:
    """A target as the fields hold it: those that a text or a code goes into."""
    if target is None:
        return {}
    share = is_share(target.key)
    shown = f"{target.threshold * 100 if share else target.threshold:.{max(shown_decimals(target), 6)}f}"
    return {
        "metric": target.key,
        "customer_class": target.customer_class or "",
        "service": target.service or "",
        "channel": target.channel or "",
        "threshold": shown.rstrip("0").rstrip("."),
        "decimals": str(min(shown_decimals(target), MOST_DECIMALS)),
        "period": target.period or "",
        "first": target.valid_from.isoformat() if target.valid_from else "",
        "last": (target.valid_to - DAY).isoformat() if target.valid_to else "",
        "source": target.source or "",
    }
